//! Kubernetes manifests: pods wherever they are, those of custom resources too.

use super::Search;
use super::tree::{Node, NodeId};

/// Lists of containers: Kubernetes API, `PodSpec`; `steps` and `sidecars` are Tekton's and Argo's.
const CONTAINER_LISTS: &[&str] = &[
    "containers",
    "initContainers",
    "ephemeralContainers",
    "sidecars",
    "steps",
];

/// Containers that stand alone: the steps of Argo Workflows.
const CONTAINERS: &[&str] = &["container", "script"];

/// Builders that replace a name of their own by what they built, such as `ko://` of ko.
const BUILD_SCHEME: &str = "ko://";

impl Search<'_, '_, '_> {
    pub(super) fn kubernetes(&mut self, document: NodeId) {
        // The schema of a custom resource only describes containers.
        let kind = self.tree.get(document, "kind");
        let kind = kind.and_then(|kind| self.scalar(kind));
        if kind.is_some_and(|kind| kind.value == "CustomResourceDefinition") {
            return;
        }
        self.each_mapping(document, &mut |search, mapping| {
            for (key, value) in search.tree.entries(mapping) {
                if CONTAINER_LISTS.contains(&key.as_ref()) {
                    for item in search.tree.items(*value) {
                        search.container(*item);
                    }
                } else if CONTAINERS.contains(&key.as_ref()) {
                    search.container(*value);
                } else if key == "volumes" {
                    for item in search.tree.items(*value) {
                        // A volume that is an image: Kubernetes API, `ImageVolumeSource`.
                        if let Some(image) = search.tree.at(*item, &["image", "reference"]) {
                            search.image(image);
                        }
                    }
                }
            }
        });
    }

    fn container(&mut self, container: NodeId) {
        let Some(image) = self.tree.get(container, "image") else {
            return;
        };
        let Node::Scalar(scalar) = self.tree.node(image) else {
            return;
        };
        // Operators leave it empty where they fill it in.
        if scalar.value.is_empty() {
            return;
        }
        if scalar.value.starts_with(BUILD_SCHEME) {
            self.push(scalar, super::open(&scalar.value, "what `ko` builds"));
        } else {
            self.image(image);
        }
    }
}
