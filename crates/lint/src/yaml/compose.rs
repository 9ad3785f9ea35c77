//! Compose files: the image of each service, and images that a build takes from elsewhere.

use super::Search;
use super::tree::NodeId;
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
            self.service(*service);
        }
    }

    fn service(&mut self, service: NodeId) {
        if !self.is_new(service) {
            return;
        }
        if let Some(image) = self.tree.get(service, "image") {
            self.interpolated(image);
        }
        if let Some(contexts) = self.tree.at(service, &["build", "additional_contexts"]) {
            for (_, context) in self.tree.entries(contexts) {
                self.image_behind(*context, CONTEXT_PREFIX);
            }
        }
        let Some(merged) = self.tree.get(service, MERGE) else {
            return;
        };
        self.service(merged);
        for item in self.tree.items(merged) {
            self.service(*item);
        }
    }

    /// An image with `${VARIABLES}` of the environment; only their defaults are known here.
    fn interpolated(&mut self, image: NodeId) {
        let Some(scalar) = self.scalar(image) else {
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
