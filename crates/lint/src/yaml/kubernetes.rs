//! Kubernetes manifests: pods wherever they are, those of custom resources too. In resources that nothing is
//! known of, what looks like an image may be none.

use super::Search;
use super::tree::NodeId;

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

/// API groups whose resources, but for `KINDS_WITH_VALUES`, hold pods, pod templates or containers of the core
/// group, so that an `image` there is one: those of Kubernetes (API reference, "Workload Resources"; `extensions` is the older home of
/// `apps`), then custom ones that many use, each by its own API reference.
const GROUPS_WITH_PODS: &[&str] = &[
    "apps",
    "batch",
    "extensions",
    // OpenShift: `DeploymentConfig`.
    "apps.openshift.io",
    // Argo: `Workflow`, `Rollout`.
    "argoproj.io",
    // Volcano: `Job`.
    "batch.volcano.sh",
    // Kubernetes SIGs: `JobSet`.
    "jobset.x-k8s.io",
    // KEDA: `ScaledJob`.
    "keda.sh",
    // Kubeflow: `PyTorchJob`, `Notebook`.
    "kubeflow.org",
    // Prometheus Operator: `Prometheus`, `Alertmanager`.
    "monitoring.coreos.com",
    // KubeRay: `RayCluster`.
    "ray.io",
    // Knative: `Service`.
    "serving.knative.dev",
    // Tekton: `Task`.
    "tekton.dev",
];

/// Kinds of these groups that hold the values of a chart, which may call anything a container: Argo CD, "Helm",
/// `valuesObject`.
const KINDS_WITH_VALUES: &[&str] = &["Application", "ApplicationSet"];

/// The core group, and the kinds of it that hold pods, alone or as `PodList`; a `List` holds anything. Other
/// programs write `apiVersion: v1` as well.
const CORE: &str = "v1";
const KINDS_WITH_PODS: &[&str] = &["Pod", "PodTemplate", "ReplicationController"];

impl Search<'_, '_, '_> {
    pub(super) fn kubernetes(&mut self, node: NodeId) {
        if !self.is_new(node) {
            return;
        }
        let tree = self.tree;
        for item in tree.items(node) {
            self.kubernetes(*item);
        }
        let is_guess_around = self.places.is_guess;
        if let Some((version, kind)) = self.resource(node) {
            // The schema of a custom resource only describes containers.
            if kind == "CustomResourceDefinition" {
                return;
            }
            self.places.is_guess = !holds_pods(version, kind);
        }
        for (key, value) in tree.entries(node) {
            self.images_of(key, value);
            self.kubernetes(value);
        }
        self.places.is_guess = is_guess_around;
    }

    /// What a mapping says that it is, if it does: the version of its API, and its kind.
    fn resource(&self, mapping: NodeId) -> Option<(&str, &str)> {
        let value = |key| Some(&*self.scalar(self.tree.get(mapping, key)?)?.value);
        Some((value("apiVersion")?, value("kind")?))
    }

    /// The images of what a key of a mapping says.
    fn images_of(&mut self, key: &str, value: NodeId) {
        let tree = self.tree;
        if CONTAINERS.contains(&key) {
            self.container(value);
        } else if CONTAINER_LISTS.contains(&key) && self.is_new_list(value) {
            for item in tree.items(value) {
                self.container(*item);
            }
        } else if key == "volumes" && self.is_new_list(value) {
            for item in tree.items(value) {
                // A volume that is an image: Kubernetes API, `ImageVolumeSource`.
                if let Some(image) = tree.at(*item, &["image", "reference"]) {
                    self.image(image);
                }
            }
        }
    }

    /// Whether a list comes up for the first time for what is said about it.
    fn is_new_list(&mut self, list: NodeId) -> bool {
        self.lists.insert((list, self.places.is_guess))
    }

    fn container(&mut self, container: NodeId) {
        let Some(image) = self.tree.get(container, "image") else {
            return;
        };
        let Some(scalar) = self.scalar(image) else {
            return;
        };
        // Operators leave it empty where they fill it in.
        if scalar.value.is_empty() {
            return;
        }
        if self.places.is_guess && super::is_web_address(&scalar.value) {
            return;
        }
        if scalar.value.starts_with(BUILD_SCHEME) {
            self.push(scalar, super::open(&scalar.value, "what `ko` builds"));
        } else {
            self.image(image);
        }
    }
}

/// Whether what is called a container in a resource is one.
fn holds_pods(version: &str, kind: &str) -> bool {
    if let Some((group, _)) = version.split_once('/') {
        return GROUPS_WITH_PODS.contains(&group) && !KINDS_WITH_VALUES.contains(&kind);
    }
    let item = kind.strip_suffix("List").unwrap_or(kind);
    version == CORE && (item.is_empty() || KINDS_WITH_PODS.contains(&item))
}
