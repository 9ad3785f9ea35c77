//! Compose files: the image of each service, and images that a build takes from elsewhere.

use wharfinger_core::report::Span;

use super::Search;
use super::tree::{Node, NodeId};
use crate::variable::{Literal, expand};

/// Keys of a mapping that stand for those of another: YAML's merge type.
const MERGE: &str = "<<";

/// How a build names an image among its contexts: compose specification, `additional_contexts`.
const CONTEXT_PREFIX: &str = "docker-image://";

impl Search<'_, '_, '_> {
    pub(super) fn compose(&mut self, document: NodeId) {
        let Some(services) = self.tree.get(document, "services") else {
            return;
        };
        for (_, service) in self.tree.entries(services) {
            self.service(service);
        }
    }

    fn service(&mut self, service: NodeId) {
        if !self.is_new(service) {
            return;
        }
        if let Some(image) = self.tree.get(service, "image") {
            self.interpolated(image);
        }
        if let Some(contexts) = self.tree.at(service, &["build", "additional_contexts"])
            && self.is_new(contexts)
        {
            for (_, context) in self.tree.entries(contexts) {
                self.context(context, |context| Some(context));
            }
            for context in self.tree.items(contexts) {
                self.context(*context, |context| Some(context.split_once('=')?.1));
            }
        }
        let Some(merged) = self.tree.get(service, MERGE) else {
            return;
        };
        match self.tree.node(merged) {
            Node::Sequence(items) if self.is_new(merged) => {
                for item in items {
                    self.service(*item);
                }
            }
            _ => self.service(merged),
        }
    }

    /// What a build takes from elsewhere, where that is an image; `source_in` leaves the name aside.
    fn context(&mut self, context: NodeId, source_in: fn(&str) -> Option<&str>) {
        let Some(scalar) = self.scalar(context).filter(|scalar| scalar.is_verbatim) else {
            return;
        };
        let source = source_in(&scalar.value);
        if let Some(image) = source.and_then(|source| source.strip_prefix(CONTEXT_PREFIX)) {
            let span = Span::new(scalar.span.end - image.len(), scalar.span.end);
            let reading = expand(image, Literal::Doubled, &|_| None);
            self.push_part(scalar, span, reading);
        }
    }

    /// An image with `${VARIABLES}` of the environment; only their defaults are known here.
    fn interpolated(&mut self, image: NodeId) {
        let Some(scalar) = self.scalar(image).filter(|it| !it.value.is_empty()) else {
            return;
        };
        let reading = if scalar.is_verbatim {
            expand(&scalar.value, Literal::Doubled, &|_| None)
        } else if scalar.value.contains('$') {
            super::open(&scalar.value, "a variable in an escaped text")
        } else {
            scalar.reading()
        };
        self.push(scalar, reading);
    }
}
