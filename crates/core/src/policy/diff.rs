//! What a change does to a policy, for people.

use super::json::{Json, Member, Node, raw, read};

/// Two spaces, as the AWS console indents.
const INDENT: &str = "  ";

/// A line of a policy before and after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffLine {
    /// It stays.
    Same(String),
    /// It goes.
    Removed(String),
    /// It comes.
    Added(String),
}

/// The lines of two policies beside each other, each document laid out with one item a line. A text
/// that is no JSON is one line; `None` is a repository without a policy.
///
/// ```
/// use wharfinger_core::policy::{DiffLine, diff};
/// let lines = diff(Some(r#"{"Version":"2008-10-17"}"#), Some(r#"{"Version":"2012-10-17"}"#));
/// assert_eq!(lines[0], DiffLine::Same("{".to_owned()));
/// assert_eq!(lines[1], DiffLine::Removed(r#"  "Version": "2008-10-17""#.to_owned()));
/// assert_eq!(lines[2], DiffLine::Added(r#"  "Version": "2012-10-17""#.to_owned()));
/// assert_eq!(lines[3], DiffLine::Same("}".to_owned()));
/// ```
#[must_use]
pub fn diff(before: Option<&str>, after: Option<&str>) -> Vec<DiffLine> {
    let (before, after) = (lines(before), lines(after));
    let same_start = count_same(before.iter(), after.iter());
    let (start, before) = before.split_at(same_start);
    let after = after.get(same_start..).unwrap_or_default();
    let same_end = count_same(before.iter().rev(), after.iter().rev());
    let (before, end) = before.split_at(before.len() - same_end);
    let after = after.get(..after.len() - same_end).unwrap_or_default();

    let mut out: Vec<DiffLine> = start.iter().cloned().map(DiffLine::Same).collect();
    push_changed(&mut out, before, after);
    out.extend(end.iter().cloned().map(DiffLine::Same));
    out
}

fn count_same<'a>(
    one: impl Iterator<Item = &'a String>,
    other: impl Iterator<Item = &'a String>,
) -> usize {
    one.zip(other)
        .take_while(|(one, other)| one == other)
        .count()
}

/// The shortest way from one to the other: the longest common subsequence by the table of its
/// lengths. A policy has a few hundred lines at most.
fn push_changed(out: &mut Vec<DiffLine>, before: &[String], after: &[String]) {
    let width = after.len() + 1;
    let mut longest = vec![0_u32; (before.len() + 1) * width];
    let at = |longest: &[u32], row: usize, column: usize| {
        longest
            .get(row * width + column)
            .copied()
            .unwrap_or_default()
    };
    for (row, old) in before.iter().enumerate().rev() {
        for (column, new) in after.iter().enumerate().rev() {
            let length = if old == new {
                at(&longest, row + 1, column + 1) + 1
            } else {
                at(&longest, row + 1, column).max(at(&longest, row, column + 1))
            };
            if let Some(cell) = longest.get_mut(row * width + column) {
                *cell = length;
            }
        }
    }
    let (mut row, mut column) = (0, 0);
    loop {
        match (before.get(row), after.get(column)) {
            (Some(old), Some(new)) if old == new => {
                out.push(DiffLine::Same(old.clone()));
                row += 1;
                column += 1;
            }
            (None, Some(new)) => {
                out.push(DiffLine::Added(new.clone()));
                column += 1;
            }
            (Some(_), Some(new))
                if at(&longest, row, column + 1) > at(&longest, row + 1, column) =>
            {
                out.push(DiffLine::Added(new.clone()));
                column += 1;
            }
            (Some(old), _) => {
                out.push(DiffLine::Removed(old.clone()));
                row += 1;
            }
            (None, None) => return,
        }
    }
}

fn lines(text: Option<&str>) -> Vec<String> {
    let Some(text) = text else {
        return Vec::new();
    };
    let Ok(node) = read(text) else {
        return vec![text.to_owned()];
    };
    let mut layout = Layout {
        text,
        lines: Vec::new(),
    };
    layout.push("", "", &node, "");
    layout.lines
}

struct Layout<'a> {
    text: &'a str,
    lines: Vec<String>,
}

impl Layout<'_> {
    /// Lays out a value behind `lead` (its name, if it has one), with `tail` (a comma) at its end.
    fn push(&mut self, indent: &str, lead: &str, node: &Node<'_>, tail: &str) {
        let deeper = [indent, INDENT].concat();
        match &node.json {
            Json::Array(items) if !items.is_empty() => {
                self.line(&[indent, lead, "["]);
                for (index, item) in items.iter().enumerate() {
                    self.push(&deeper, "", item, comma(index, items.len()));
                }
                self.line(&[indent, "]", tail]);
            }
            Json::Object(members) if !members.is_empty() => {
                self.line(&[indent, lead, "{"]);
                for (index, member) in members.iter().enumerate() {
                    let lead = self.lead(member);
                    self.push(&deeper, &lead, &member.value, comma(index, members.len()));
                }
                self.line(&[indent, "}", tail]);
            }
            Json::Array(_) => self.line(&[indent, lead, "[]", tail]),
            Json::Object(_) => self.line(&[indent, lead, "{}", tail]),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
                self.line(&[indent, lead, raw(self.text, &node.span), tail]);
            }
        }
    }

    fn lead(&self, member: &Member<'_>) -> String {
        [raw(self.text, &member.name_span), ": "].concat()
    }

    fn line(&mut self, parts: &[&str]) {
        self.lines.push(parts.concat());
    }
}

fn comma(index: usize, count: usize) -> &'static str {
    if index + 1 < count { "," } else { "" }
}
