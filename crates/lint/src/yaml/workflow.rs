//! GitHub workflows and actions: containers of jobs, services, and steps that are an image.

use wharfinger_core::report::Span;

use super::tree::{Node, NodeId};
use super::{Search, open};
use crate::place::{Reading, Unknown};

/// How a step or an action names an image: GitHub, "Workflow syntax", `jobs.<job_id>.steps[*].uses`.
const USES_PREFIX: &str = "docker://";

impl Search<'_, '_, '_> {
    pub(super) fn workflow(&mut self, document: NodeId) {
        if let Some(jobs) = self.tree.get(document, "jobs") {
            for (_, job) in self.tree.entries(jobs) {
                self.job(*job);
            }
        }
        if let Some(runs) = self.tree.get(document, "runs") {
            if let Some(image) = self.tree.get(runs, "image") {
                self.image_behind(image, USES_PREFIX);
            }
            self.steps(runs);
        }
    }

    fn job(&mut self, job: NodeId) {
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
                if let Some(image) = self.tree.get(*service, "image") {
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
        for step in self.tree.items(steps) {
            if let Some(uses) = self.tree.get(*step, "uses") {
                self.image_behind(uses, USES_PREFIX);
            }
        }
    }

    /// An image that may be an expression; the values of a job's matrix are known.
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
            self.image(image);
            return;
        };
        let end = value[start..]
            .find("}}")
            .map_or(value.len(), |end| start + end + 2);
        let span = Span::new(start, end);
        let variants = matrix_key(value).map(|key| self.matrix_values(job, key));
        match variants {
            Some(variants) if !variants.is_empty() => {
                for variant in variants {
                    self.expression_free(variant);
                }
            }
            _ if scalar.is_verbatim => {
                let unknown = Unknown::new(span, format!("`{}`", span.of(value)));
                self.push(scalar, Reading::Open(unknown));
            }
            _ => self.push(scalar, open(value, format!("`{}`", span.of(value)))),
        }
    }

    /// A value of a matrix; one that is an expression again stays open.
    fn expression_free(&mut self, image: NodeId) {
        match self.scalar(image) {
            Some(scalar) if scalar.value.contains("${{") => {
                let what = format!("`{}`", scalar.value);
                self.push(scalar, open(&scalar.value, what));
            }
            Some(scalar) if !scalar.value.is_empty() => self.image(image),
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

/// The key of a text that is `${{ matrix.KEY }}` and nothing else.
fn matrix_key(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix("${{")?.strip_suffix("}}")?;
    let key = inside.trim().strip_prefix("matrix.")?;
    let is_name = |c: char| c == '_' || c == '-' || c.is_ascii_alphanumeric();
    key.chars().all(is_name).then_some(key)
}
