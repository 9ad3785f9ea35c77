//! YAML: compose files, Kubernetes manifests, CWL, GitHub workflows and actions.
//!
//! Parsed by `saphyr-parser`, which follows YAML 1.2, knows where everything stands, and is kept. Each
//! document tells by its keys what it is, so a file may hold several kinds.

mod compose;
mod cwl;
mod kubernetes;
mod offsets;
mod template;
mod tree;
mod workflow;

use std::collections::BTreeSet;

use wharfinger_core::report::Span;

use crate::Format;
use crate::place::{Places, Reading, Unknown};
use tree::{Node, NodeId, Scalar, Tree, Unreadable};

/// What is wrong with a text that should be YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotYaml {
    pub(crate) message: String,
    pub(crate) offset: usize,
}

/// Finds every image; gives the format that the keys tell.
pub(crate) fn extract(format: Format, text: &str, places: &mut Places) -> Result<Format, NotYaml> {
    let tree = match Tree::read(text) {
        Ok(tree) => tree,
        // What a template makes is YAML, the template itself often is not.
        Err(_) if template::is_template(text) => {
            places.is_guess = true;
            template::extract(text, places);
            return Ok(format);
        }
        Err(error) => {
            let (Unreadable::Syntax { offset, .. } | Unreadable::TooDeep { offset }) = error;
            return Err(NotYaml {
                message: error.to_string(),
                offset,
            });
        }
    };
    let mut search = Search {
        seen: vec![false; tree.len()],
        lists: BTreeSet::new(),
        tree: &tree,
        places,
    };
    let mut found = None;
    for document in tree.documents() {
        let kind = kind_of(&tree, *document);
        // `services` and `jobs` are keys of much else. CWL says what it is, and so does each manifest.
        let is_told = kind == Some(Format::Cwl) || kind == Some(format);
        search.places.is_guess = !is_told;
        search.places.is_filled_in = kind == Some(Format::Compose);
        match kind {
            Some(Format::Compose) => search.compose(*document),
            Some(Format::Kubernetes) => search.kubernetes(*document),
            Some(Format::Cwl) => search.cwl(*document),
            Some(Format::Workflow) => search.workflow(*document),
            _ => {}
        }
        found = found.or(kind);
    }
    Ok(found.unwrap_or(format))
}

/// What a document is by its keys.
fn kind_of(tree: &Tree<'_>, document: NodeId) -> Option<Format> {
    let has = |key| tree.get(document, key).is_some();
    if has("apiVersion") && has("kind") {
        Some(Format::Kubernetes)
    } else if has("cwlVersion") {
        Some(Format::Cwl)
    } else if has("jobs") || tree.at(document, &["runs", "using"]).is_some() {
        Some(Format::Workflow)
    } else if has("services") {
        Some(Format::Compose)
    } else {
        None
    }
}

/// A walk through a tree that takes each node once, however many aliases lead to it: a few lines of
/// aliases can stand for billions of nodes.
struct Search<'t, 'a, 'p> {
    tree: &'t Tree<'a>,
    seen: Vec<bool>,
    /// Lists of containers and volumes, each with whether it was a guess that they are.
    lists: BTreeSet<(NodeId, bool)>,
    places: &'p mut Places,
}

impl<'t, 'a> Search<'t, 'a, '_> {
    /// Whether the node comes up for the first time.
    fn is_new(&mut self, id: NodeId) -> bool {
        !std::mem::replace(&mut self.seen[id.index()], true)
    }

    /// Notes a text that is an image as it stands.
    fn image(&mut self, id: NodeId) {
        if let Some(scalar) = self.scalar(id) {
            self.push(scalar, scalar.reading());
        }
    }

    fn scalar(&self, id: NodeId) -> Option<&'t Scalar<'a>> {
        let scalar = self.tree.scalar(id)?;
        self.tree.allows(scalar.value.len()).then_some(scalar)
    }

    fn push(&mut self, scalar: &Scalar<'_>, reading: Reading) {
        self.push_part(scalar, scalar.span, reading);
    }

    /// Notes an image that is a part of a text. What an alias leads to may have other uses, and is left.
    fn push_part(&mut self, scalar: &Scalar<'_>, span: Span, reading: Reading) {
        let is_guess = self.places.is_guess;
        self.places.is_guess |= scalar.is_shared;
        self.places.push(span, reading);
        self.places.is_guess = is_guess;
    }

    /// Notes what stands behind a prefix such as `docker://`, where the text has it.
    fn image_behind(&mut self, id: NodeId, prefix: &str) {
        let Some(scalar) = self.scalar(id) else {
            return;
        };
        if scalar.is_verbatim && scalar.value.starts_with(prefix) {
            let span = Span::new(scalar.span.start + prefix.len(), scalar.span.end);
            self.push_part(scalar, span, scalar.reading());
        }
    }

    /// Does something with every mapping below a node.
    fn each_mapping(&mut self, id: NodeId, visit: &mut impl FnMut(&mut Self, NodeId)) {
        if !self.is_new(id) {
            return;
        }
        match self.tree.node(id) {
            Node::Mapping(entries) => {
                visit(self, id);
                for (_, value) in entries {
                    self.each_mapping(*value, visit);
                }
            }
            Node::Sequence(items) => {
                for item in items {
                    self.each_mapping(*item, visit);
                }
            }
            Node::Scalar(_) | Node::Nothing => {}
        }
    }
}

/// Whether a text begins as no image does, and a picture on the web: with a scheme (in either case, RFC 3986, 3.1),
/// or with the path.
fn is_web_address(text: &str) -> bool {
    let begins_with = |scheme: &&str| {
        let beginning = text.get(..scheme.len());
        beginning.is_some_and(|it| it.eq_ignore_ascii_case(scheme))
    };
    text.starts_with('/') || ["http://", "https://"].iter().any(begins_with)
}

/// A text of which only a run tells what it is.
fn open(text: &str, what: impl Into<String>) -> Reading {
    Reading::Open(Unknown::new(Span::whole(text), what))
}

#[cfg(test)]
mod tests;
