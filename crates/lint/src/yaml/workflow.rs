//! GitHub workflows and actions: containers of jobs, services, and steps that are an image.

use wharfinger_core::report::Span;

use super::tree::{Node, NodeId, Scalar};
use super::{Search, open};
use crate::place::{Reading, Unknown, span_within};

/// How a step or an action names an image: GitHub, "Workflow syntax", `jobs.<job_id>.steps[*].uses`. Containers of
/// jobs may have it as well: the runner takes it away (`ContainerInfo`).
const SCHEME: &str = "docker://";

/// Most parentheses inside each other that are looked into; people write one or two.
const NESTED_MAX: usize = 8;

impl Search<'_, '_, '_> {
    pub(super) fn workflow(&mut self, document: NodeId) {
        if let Some(jobs) = self.tree.get(document, "jobs") {
            for (_, job) in self.tree.entries(jobs) {
                self.job(job);
            }
        }
        if let Some(runs) = self.tree.get(document, "runs") {
            if let Some(image) = self.tree.get(runs, "image") {
                self.image_behind(image, SCHEME);
            }
            self.steps(runs);
        }
    }

    fn job(&mut self, job: NodeId) {
        if !self.is_new(job) {
            return;
        }
        if let Some(container) = self.tree.get(job, "container") {
            let image = match self.tree.node(container) {
                Node::Mapping(_) => self.tree.get(container, "image"),
                _ => Some(container),
            };
            if let Some(image) = image {
                self.expression(job, image);
            }
        }
        if let Some(services) = self.tree.get(job, "services") {
            for (_, service) in self.tree.entries(services) {
                if let Some(image) = self.tree.get(service, "image") {
                    self.expression(job, image);
                }
            }
        }
        self.steps(job);
    }

    fn steps(&mut self, parent: NodeId) {
        let Some(steps) = self.tree.get(parent, "steps") else {
            return;
        };
        if !self.is_new(steps) {
            return;
        }
        for step in self.tree.items(steps) {
            if let Some(uses) = self.tree.get(*step, "uses") {
                self.image_behind(uses, SCHEME);
            }
        }
    }

    /// An image that may be an expression; the values of a job's matrix are known, and texts in it.
    fn expression(&mut self, job: NodeId, image: NodeId) {
        let Some(scalar) = self.scalar(image) else {
            return;
        };
        let value = scalar.value.as_ref();
        // An empty text is a job without a container.
        if value.is_empty() {
            return;
        }
        let Some(start) = value.find("${{") else {
            self.image_of_job(image);
            return;
        };
        let end = value[start..]
            .find("}}")
            .map_or(value.len(), |end| start + end + 2);
        let span = Span::new(start, end);
        // Beside a text, what has no value is no news: `inputs.image || 'debian:12'`.
        if self.images_of_results(job, scalar) {
            return;
        }
        let what = format!("`{}`", span.of(value));
        if scalar.is_verbatim {
            let scheme = if value.starts_with(SCHEME) {
                SCHEME.len()
            } else {
                0
            };
            let place = Span::new(scalar.span.start + scheme, scalar.span.end);
            let span = Span::new(span.start - scheme, span.end - scheme);
            self.push_part(scalar, place, Reading::Open(Unknown::new(span, what)));
        } else {
            self.push(scalar, open(value, what));
        }
    }

    fn image_of_job(&mut self, image: NodeId) {
        let has_scheme = |scalar: &Scalar<'_>| scalar.value.starts_with(SCHEME);
        if self.scalar(image).is_some_and(has_scheme) {
            self.image_behind(image, SCHEME);
        } else {
            self.image(image);
        }
    }

    /// Notes the images that a text can come to which is an expression and nothing else; gives whether there
    /// are any.
    fn images_of_results(&mut self, job: NodeId, scalar: &Scalar<'_>) -> bool {
        let mut has_any = false;
        for result in results(&scalar.value) {
            let key = matrix_key(result);
            for variant in key.map_or_else(Vec::new, |key| self.matrix_values(job, key)) {
                has_any = true;
                self.variant(variant);
            }
            if let Some(image) = text_of(result).filter(|_| scalar.is_verbatim) {
                has_any = true;
                let image = image.strip_prefix(SCHEME).unwrap_or(image);
                let span = span_within(&scalar.value, image);
                self.push_part(scalar, span.shifted(scalar.span.start), scalar.reading());
            }
        }
        has_any
    }

    /// A value of a matrix; one that is an expression again stays open.
    fn variant(&mut self, image: NodeId) {
        if !self.is_new(image) {
            return;
        }
        match self.scalar(image) {
            Some(scalar) if scalar.value.contains("${{") => {
                let what = format!("`{}`", scalar.value);
                self.push(scalar, open(&scalar.value, what));
            }
            Some(scalar) if !scalar.value.is_empty() => self.image_of_job(image),
            _ => {}
        }
    }

    /// What a key of the job's matrix stands for, one value after the other.
    fn matrix_values(&self, job: NodeId, key: &str) -> Vec<NodeId> {
        let Some(matrix) = self.tree.at(job, &["strategy", "matrix"]) else {
            return Vec::new();
        };
        let own = self.tree.get(matrix, key);
        let own = own
            .map(|values| self.tree.items(values))
            .unwrap_or_default();
        let included = self.tree.get(matrix, "include");
        let included = included
            .map(|include| self.tree.items(include))
            .unwrap_or_default();
        own.iter()
            .copied()
            .chain(included.iter().filter_map(|item| self.tree.get(*item, key)))
            .collect::<Vec<_>>()
    }
}

/// What an expression can come to, where it is all of a text: "`a && b || c`" comes to `b` or to `c`, GitHub,
/// "Operators".
fn results(text: &str) -> Vec<&str> {
    let inside = || text.trim().strip_prefix("${{")?.strip_suffix("}}");
    let mut found = Vec::new();
    if let Some(expression) = inside().filter(|inside| !inside.contains("}}")) {
        choose(expression, 0, &mut found);
    }
    found
}

fn choose<'a>(expression: &'a str, depth: usize, found: &mut Vec<&'a str>) {
    for choice in operands(expression, "||") {
        let result = operands(choice, "&&").pop().unwrap_or_default().trim();
        match in_parentheses(result) {
            Some(inside) if depth < NESTED_MAX => choose(inside, depth + 1, found),
            _ => found.push(result),
        }
    }
}

/// What stands in the parentheses that are all of an operand; `(a) == (b)` has two.
fn in_parentheses(operand: &str) -> Option<&str> {
    let inside = operand.strip_prefix('(')?.strip_suffix(')')?;
    let mut code = inside.split('\'').step_by(2).flat_map(str::bytes);
    code.try_fold(0_usize, |depth, byte| match byte {
        b'(' => Some(depth + 1),
        b')' => depth.checked_sub(1),
        _ => Some(depth),
    })?;
    Some(inside)
}

/// The parts of an expression between operators, those inside of texts and brackets left aside.
fn operands<'a>(expression: &'a str, operator: &str) -> Vec<&'a str> {
    let mut operands = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    let mut is_text = false;
    let bytes = expression.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\'' => is_text = !is_text,
            _ if is_text => {}
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            _ if depth == 0 && at >= start && bytes[at..].starts_with(operator.as_bytes()) => {
                operands.push(&expression[start..at]);
                start = at + operator.len();
            }
            _ => {}
        }
    }
    operands.push(&expression[start..]);
    operands
}

/// The text that an operand is, if that is all and there is one: `'debian:12'`.
fn text_of(operand: &str) -> Option<&str> {
    let text = operand.strip_prefix('\'')?.strip_suffix('\'')?;
    (!text.is_empty() && !text.contains('\'')).then_some(text)
}

/// The key of an operand that is `matrix.KEY`.
fn matrix_key(operand: &str) -> Option<&str> {
    let key = operand.strip_prefix("matrix.")?;
    let is_name = |c: char| c == '_' || c == '-' || c.is_ascii_alphanumeric();
    key.chars().all(is_name).then_some(key)
}
