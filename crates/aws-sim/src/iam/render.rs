//! Writing a policy as ECR gives it back.

use serde_json::Value;

use super::policy::{AwsPrincipal, Effect, Patterns, Policy, Principals, Statement};
use crate::random::Random;

/// How a text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// As the answers in the ECR documentation are.
    Spaced,
    /// Without white space.
    Minified,
}

/// A value whose members keep their order.
enum Node {
    Text(String),
    List(Vec<Node>),
    Members(Vec<(String, Node)>),
    /// Anything that has no order to keep.
    Scalar(Value),
}

/// A policy in the words of who reads it: `name` says what a principal is called now. With `random`,
/// lists are in any order, as ECR gives them back (hashicorp/terraform-provider-aws issue 19365).
struct Spelling<'a> {
    name: &'a dyn Fn(&AwsPrincipal) -> String,
    random: Option<&'a mut Random>,
}

/// The text that is given back, and how many characters it has without white space.
pub(crate) fn render(
    policy: &Policy,
    name: &dyn Fn(&AwsPrincipal) -> String,
    random: Option<&mut Random>,
) -> (String, usize) {
    let node = Spelling { name, random }.policy(policy);
    let mut minified = String::new();
    node.write(&mut minified, Layout::Minified, 0);
    let mut spaced = String::new();
    node.write(&mut spaced, Layout::Spaced, 0);
    (spaced, minified.chars().count())
}

impl Spelling<'_> {
    fn policy(&mut self, policy: &Policy) -> Node {
        let mut members = Vec::new();
        push_text(&mut members, "Version", policy.version.as_deref());
        push_text(&mut members, "Id", policy.id.as_deref());
        let statements = policy
            .statements
            .iter()
            .map(|statement| self.statement(statement));
        members.push(("Statement".to_owned(), Node::List(statements.collect())));
        Node::Members(members)
    }

    fn statement(&mut self, statement: &Statement) -> Node {
        let mut members = Vec::new();
        push_text(&mut members, "Sid", statement.sid.as_deref());
        let effect = match statement.effect {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        };
        push_text(&mut members, "Effect", Some(effect));
        if let Some(principals) = &statement.principals {
            let name = if principals.is_not {
                "NotPrincipal"
            } else {
                "Principal"
            };
            members.push((name.to_owned(), self.principals(principals)));
        }
        members.push(self.patterns("Action", &statement.actions));
        if let Some(resources) = &statement.resources {
            members.push(self.patterns("Resource", resources));
        }
        if let Some(written) = &statement.conditions.written {
            members.push(("Condition".to_owned(), node(written)));
        }
        Node::Members(members)
    }

    fn principals(&mut self, principals: &Principals) -> Node {
        if principals.is_anybody && principals.aws.is_empty() && principals.others.is_empty() {
            return Node::Text("*".to_owned());
        }
        let mut members = Vec::new();
        let anybody = principals.is_anybody.then(|| "*".to_owned());
        let named = principals.aws.iter().map(self.name);
        let aws: Vec<String> = anybody.into_iter().chain(named).collect();
        if !aws.is_empty() {
            members.push(("AWS".to_owned(), self.list(aws)));
        }
        for (kind, list) in &principals.others {
            members.push((kind.clone(), self.list(list.clone())));
        }
        Node::Members(members)
    }

    fn patterns(&mut self, name: &str, patterns: &Patterns) -> (String, Node) {
        let not = if patterns.is_not { "Not" } else { "" };
        (format!("{not}{name}"), self.list(patterns.list.clone()))
    }

    fn list(&mut self, mut texts: Vec<String>) -> Node {
        if let Some(random) = &mut self.random {
            random.shuffle(&mut texts);
        }
        match texts.as_slice() {
            [text] => Node::Text(text.clone()),
            _ => Node::List(texts.into_iter().map(Node::Text).collect()),
        }
    }
}

fn push_text(members: &mut Vec<(String, Node)>, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        members.push((name.to_owned(), Node::Text(text.to_owned())));
    }
}

fn node(value: &Value) -> Node {
    match value {
        Value::Array(items) => Node::List(items.iter().map(node).collect()),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| (name.clone(), node(value)));
            Node::Members(members.collect())
        }
        scalar => Node::Scalar(scalar.clone()),
    }
}

impl Node {
    /// Lists stay on their line, members go on lines of their own.
    fn write(&self, out: &mut String, layout: Layout, depth: usize) {
        let is_spaced = layout == Layout::Spaced;
        match self {
            Self::Text(text) => out.push_str(&Value::from(text.as_str()).to_string()),
            Self::Scalar(value) => out.push_str(&value.to_string()),
            Self::List(items) => {
                out.push_str(if is_spaced { "[ " } else { "[" });
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push_str(if is_spaced { ", " } else { "," });
                    }
                    item.write(out, layout, depth);
                }
                out.push_str(if is_spaced { " ]" } else { "]" });
            }
            Self::Members(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    break_line(out, layout, depth + 1);
                    out.push_str(&Value::from(name.as_str()).to_string());
                    out.push_str(if is_spaced { " : " } else { ":" });
                    value.write(out, layout, depth + 1);
                }
                break_line(out, layout, depth);
                out.push('}');
            }
        }
    }
}

fn break_line(out: &mut String, layout: Layout, depth: usize) {
    if layout == Layout::Spaced {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
}
