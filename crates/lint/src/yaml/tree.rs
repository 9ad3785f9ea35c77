//! YAML as a tree whose nodes know their places; aliases lead to what they stand for.

use std::borrow::Cow;
use std::cell::Cell;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};
use thiserror::Error;
use wharfinger_core::report::Span;

use super::offsets::Offsets;
use super::template::{CLOSING, OPENING};
use crate::FILE_BYTES_MAX;
use crate::place::{Reading, edit};

/// Most collections inside each other, those behind aliases included. A pod in a list in a template has
/// about 15; deeper nesting is made to exhaust a stack.
const DEPTH_MAX: usize = 100;

/// Most entries, items and bytes of texts that are gone through in one file. Without aliases each is gone
/// through ten times at most, and takes at least a byte; aliases can lead to each of them a million times.
const STEPS_MAX: usize = 16 * FILE_BYTES_MAX;

/// Index of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NodeId(usize);

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node<'a> {
    /// A text.
    Scalar(Scalar<'a>),
    /// A list.
    Sequence(Vec<NodeId>),
    /// Keys with their values.
    Mapping(Vec<(NodeId, NodeId)>),
    /// Null, or an alias without its anchor.
    Nothing,
}

/// A text and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scalar<'a> {
    pub(super) value: Cow<'a, str>,
    /// Without quotes.
    pub(super) span: Span,
    /// Whether the text is what it says, without escapes and folded lines.
    pub(super) is_verbatim: bool,
    /// Whether an alias leads here, so that the text may also be something else.
    pub(super) is_shared: bool,
}

impl Scalar<'_> {
    /// The text as it is.
    pub(super) fn reading(&self) -> Reading {
        if self.is_verbatim {
            return Reading::Known(Vec::new());
        }
        let all = Span::new(0, self.span.len());
        Reading::Known(vec![edit(all, self.value.as_ref())])
    }
}

/// Why a text is not read as YAML.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum Unreadable {
    #[error("{message}")]
    Syntax { message: String, offset: usize },
    #[error("more than {DEPTH_MAX} lists and mappings are inside each other")]
    TooDeep { offset: usize },
}

/// The documents of one text.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    /// How many collections are inside each other from each node down. A chain of aliases is as deep as
    /// what it stands for, however flat it is written.
    heights: Vec<usize>,
    documents: Vec<NodeId>,
    steps_left: Cell<usize>,
}

impl<'a> Tree<'a> {
    /// Reads every document.
    pub(super) fn read(text: &'a str) -> Result<Self, Unreadable> {
        let mut builder = Builder {
            tree: Self {
                nodes: Vec::new(),
                heights: Vec::new(),
                documents: Vec::new(),
                steps_left: Cell::new(STEPS_MAX),
            },
            offsets: Offsets::new(text),
            open: Vec::new(),
            anchors: Vec::new(),
            text,
        };
        let mut parser = Parser::new_from_str(text);
        while let Some(next) = parser.next_event() {
            let (event, span) = next.map_err(|error| builder.unreadable(&error))?;
            let span = builder.offsets.span(span.start.index(), span.end.index());
            builder.take(event, span)?;
        }
        Ok(builder.tree)
    }

    /// The root of each document.
    pub(super) fn documents(&self) -> &[NodeId] {
        &self.documents
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn node(&self, id: NodeId) -> &Node<'a> {
        &self.nodes[id.0]
    }

    /// Whether so many more steps may be taken.
    pub(super) fn allows(&self, steps: usize) -> bool {
        let left = self.steps_left.get().checked_sub(steps);
        self.steps_left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// The entries of a mapping whose keys are texts; none where the node is something else.
    pub(super) fn entries(&self, id: NodeId) -> impl Iterator<Item = (&str, NodeId)> {
        let entries = match self.node(id) {
            Node::Mapping(entries) if self.allows(entries.len()) => entries.as_slice(),
            _ => &[],
        };
        let named = |(key, value): &(NodeId, NodeId)| Some((&*self.scalar(*key)?.value, *value));
        entries.iter().filter_map(named)
    }

    /// The items of a list; none where the node is something else.
    pub(super) fn items(&self, id: NodeId) -> &[NodeId] {
        match self.node(id) {
            Node::Sequence(items) if self.allows(items.len()) => items,
            _ => &[],
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, id: NodeId, key: &str) -> Option<NodeId> {
        let entry = self.entries(id).find(|(name, _)| *name == key);
        entry.map(|(_, value)| value)
    }

    /// The value that several keys lead to.
    pub(super) fn at(&self, id: NodeId, path: &[&str]) -> Option<NodeId> {
        path.iter().try_fold(id, |id, key| self.get(id, key))
    }

    pub(super) fn scalar(&self, id: NodeId) -> Option<&Scalar<'a>> {
        match self.node(id) {
            Node::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }
}

impl NodeId {
    pub(super) const fn index(self) -> usize {
        self.0
    }
}

struct Builder<'a> {
    tree: Tree<'a>,
    offsets: Offsets<'a>,
    open: Vec<Open>,
    /// What each anchor names, by the parser's count; nothing while it is still open, so that no node
    /// is inside itself.
    anchors: Vec<Option<NodeId>>,
    text: &'a str,
}

/// A collection whose end was not read yet.
struct Open {
    id: NodeId,
    anchor: usize,
    /// Where it begins in the text.
    start: usize,
    /// The key of a mapping whose value comes next.
    key: Option<NodeId>,
}

impl<'a> Builder<'a> {
    fn take(&mut self, event: Event<'a>, span: Span) -> Result<(), Unreadable> {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let properties = usize::from(anchor > 0) + usize::from(tag.is_some());
                let content = behind(span.of(self.text), properties);
                let span = Span::new(span.end - content.len(), span.end);
                let is_text =
                    tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                let id = if style == ScalarStyle::Plain && is_null(&value) && !is_text {
                    self.push(Node::Nothing)
                } else {
                    let scalar = self.scalar(value, style, span);
                    self.push(Node::Scalar(scalar))
                };
                self.name(anchor, id);
                self.attach(id, span)?;
            }
            Event::Alias(anchor) => {
                let named = self.anchors.get(anchor).copied().flatten();
                let id = named.unwrap_or_else(|| self.push(Node::Nothing));
                if let Node::Scalar(scalar) = &mut self.tree.nodes[id.0] {
                    scalar.is_shared = true;
                }
                self.attach(id, span)?;
            }
            Event::SequenceStart(anchor, _) => {
                self.begin(Node::Sequence(Vec::new()), anchor, span)?;
            }
            Event::MappingStart(anchor, _) => {
                self.begin(Node::Mapping(Vec::new()), anchor, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open {
                    id, anchor, start, ..
                }) = self.open.pop()
                {
                    if let Some(expression) = self.expression(start, span.start) {
                        self.tree.nodes[id.0] = Node::Scalar(expression);
                    }
                    self.name(anchor, id);
                    self.attach(id, span)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, node: Node<'a>) -> NodeId {
        self.tree.nodes.push(node);
        self.tree.heights.push(0);
        NodeId(self.tree.nodes.len() - 1)
    }

    fn begin(&mut self, node: Node<'a>, anchor: usize, span: Span) -> Result<(), Unreadable> {
        if self.open.len() == DEPTH_MAX {
            return Err(Unreadable::TooDeep { offset: span.start });
        }
        let id = self.push(node);
        self.open.push(Open {
            id,
            anchor,
            start: span.start,
            key: None,
        });
        Ok(())
    }

    /// Puts a finished node into the collection around it.
    fn attach(&mut self, id: NodeId, span: Span) -> Result<(), Unreadable> {
        let Some(open) = self.open.last_mut() else {
            self.tree.documents.push(id);
            return Ok(());
        };
        let height = self.tree.heights[id.0] + 1;
        if height > DEPTH_MAX {
            return Err(Unreadable::TooDeep { offset: span.start });
        }
        let around = &mut self.tree.heights[open.id.0];
        *around = height.max(*around);
        match &mut self.tree.nodes[open.id.0] {
            Node::Sequence(items) => items.push(id),
            Node::Mapping(entries) => match open.key.take() {
                None => open.key = Some(id),
                Some(key) => entries.push((key, id)),
            },
            Node::Scalar(_) | Node::Nothing => {}
        }
        Ok(())
    }

    fn name(&mut self, anchor: usize, id: NodeId) {
        // The parser counts from 1; 0 is no anchor.
        if anchor > 0 {
            if self.anchors.len() <= anchor {
                self.anchors.resize(anchor + 1, None);
            }
            self.anchors[anchor] = Some(id);
        }
    }

    fn scalar(&self, value: Cow<'a, str>, style: ScalarStyle, span: Span) -> Scalar<'a> {
        let written = span.of(self.text);
        let quote = match style {
            ScalarStyle::SingleQuoted => Some(b'\''),
            ScalarStyle::DoubleQuoted => Some(b'"'),
            _ => None,
        };
        // Spans of the parser go on to the next token.
        let span = match quote {
            Some(quote) => Span::new(span.start + 1, span.start + quoted_end(written, quote)),
            None => Span::new(span.start, span.start + written.trim_end().len()),
        };
        Scalar {
            is_verbatim: span.of(self.text) == value,
            is_shared: false,
            value,
            span,
        }
    }

    /// The expression of a template that a collection is which begins and ends there. One in block style ends
    /// with its last entry, and only its first key may be such an expression. YAML reads an expression that is not
    /// quoted as a mapping whose key is a mapping, which nobody writes.
    fn expression(&self, start: usize, end: usize) -> Option<Scalar<'a>> {
        let written = self.text.get(start..=end).filter(|it| it.ends_with('}'))?;
        let rest = written.strip_prefix(OPENING)?;
        let length = OPENING.len() + rest.find(CLOSING)? + CLOSING.len();
        let span = Span::new(start, start + length);
        Some(Scalar {
            value: Cow::Borrowed(span.of(self.text)),
            span,
            is_verbatim: true,
            is_shared: false,
        })
    }

    fn unreadable(&self, error: &ScanError) -> Unreadable {
        let at = error.marker().index();
        Unreadable::Syntax {
            message: error.info().to_owned(),
            offset: self.offsets.span(at, at).start,
        }
    }
}

/// Whether a text without quotes means that there is none: YAML 1.2.2, 10.3.2 "Tag Resolution".
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// What is written behind the anchor and the tag that a node may have, and behind the comments there.
fn behind(written: &str, properties: usize) -> &str {
    let mut rest = written;
    for _ in 0..properties {
        let property = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest = rest[property..].trim_start();
        while rest.starts_with('#') {
            rest = rest.split_once('\n').unwrap_or_default().1.trim_start();
        }
    }
    rest
}

/// Where the quote closes that `written` begins with.
fn quoted_end(written: &str, quote: u8) -> usize {
    let bytes = written.as_bytes();
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'\\' if quote == b'"' => 2,
            byte if *byte != quote => 1,
            // Two single quotes are one.
            _ if quote == b'\'' && bytes.get(at + 1) == Some(&quote) => 2,
            _ => return at,
        };
    }
    written.len()
}
