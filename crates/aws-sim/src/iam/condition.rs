//! Conditions: when a statement counts.

use std::collections::BTreeMap;

use serde_json::Value;

use super::operator::{Operator, operator};
use crate::moment;

/// What is known about a call, by the names of condition keys in lower case.
pub(crate) type Context = BTreeMap<&'static str, String>;

/// The conditions of a statement; all must hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditions {
    list: Vec<Condition>,
    /// As they were written, but for the order of members.
    pub(crate) written: Option<Value>,
}

#[derive(Clone, Debug)]
struct Condition {
    operator: Operator,
    is_negated: bool,
    /// Whether it holds where the call has no such key.
    holds_if_absent: bool,
    key: String,
    values: Vec<String>,
}

impl Conditions {
    /// Reads `Condition`, or says why AWS would not.
    pub(super) fn parse(value: Option<&Value>) -> Result<Self, String> {
        let Some(written) = value else {
            return Ok(Self::default());
        };
        let operators = written.as_object().ok_or("`Condition` is no object")?;
        let mut list = Vec::new();
        for (name, keys) in operators {
            for (key, values) in keys.as_object().ok_or("a condition is no object")? {
                let values = scalars(values).ok_or("a condition's value is no text")?;
                list.push(Condition::parse(name, key, values)?);
            }
        }
        Ok(Self {
            list,
            written: Some(written.clone()),
        })
    }

    /// Whether all hold.
    pub(super) fn hold(&self, context: &Context) -> bool {
        self.list.iter().all(|condition| condition.holds(context))
    }
}

impl Condition {
    fn parse(name: &str, key: &str, values: Vec<String>) -> Result<Self, String> {
        // No call here has two values of a key, so "any" is "the one" and "all" holds of none.
        let (plain, all) = match name.split_once(':') {
            Some(("ForAnyValue", rest)) => (rest, false),
            Some(("ForAllValues", rest)) => (rest, true),
            Some(_) => return Err(format!("there is no condition `{name}`")),
            None => (name, false),
        };
        let (plain, if_exists) = match plain.strip_suffix("IfExists") {
            Some(plain) => (plain, true),
            None => (plain, false),
        };
        let (operator, is_negated) =
            operator(plain).ok_or_else(|| format!("there is no condition `{name}`"))?;
        if matches!(operator, Operator::Date(_)) {
            let wrong = values
                .iter()
                .find(|text| moment::parse_condition(text).is_none());
            if let Some(wrong) = wrong {
                return Err(format!("`{wrong}` is no date"));
            }
        }
        Ok(Self {
            operator,
            is_negated,
            holds_if_absent: all || if_exists || is_negated,
            key: key.to_ascii_lowercase(),
            values,
        })
    }

    fn holds(&self, context: &Context) -> bool {
        let found = context.get(self.key.as_str());
        if self.operator == Operator::Null {
            let absent = if found.is_none() { "true" } else { "false" };
            return self.values.iter().any(|value| value == absent);
        }
        let Some(found) = found else {
            return self.holds_if_absent;
        };
        let mut values = self.values.iter();
        values.any(|value| self.operator.compare(found, value)) != self.is_negated
    }
}

/// A text, truth or number, or a list of some.
fn scalars(value: &Value) -> Option<Vec<String>> {
    let scalar = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    };
    match value {
        Value::Array(items) if !items.is_empty() => items.iter().map(scalar).collect(),
        value => Some(vec![scalar(value)?]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(condition: &str, context: &[(&'static str, &str)]) -> bool {
        let value = serde_json::from_str(condition).unwrap();
        let context = context
            .iter()
            .map(|(key, value)| (*key, (*value).to_owned()))
            .collect();
        Conditions::parse(Some(&value)).unwrap().hold(&context)
    }

    #[test]
    fn compares_as_the_user_guide_says() {
        let march = ("aws:currenttime", "2027-03-01T00:00:00Z");
        for (condition, expected) in [
            (
                r#"{"DateLessThan":{"aws:CurrentTime":"2027-03-01T00:00:01Z"}}"#,
                true,
            ),
            (
                r#"{"DateLessThan":{"AWS:currenttime":"2027-03-01T00:00:00Z"}}"#,
                false,
            ),
            (
                r#"{"DateLessThanEquals":{"aws:CurrentTime":"2027-03-01"}}"#,
                true,
            ),
            (
                r#"{"DateGreaterThan":{"aws:CurrentTime":"2027-02-28"}}"#,
                true,
            ),
            (
                r#"{"StringEquals":{"aws:CurrentTime":["a","2027-03-01T00:00:00Z"]}}"#,
                true,
            ),
            (
                r#"{"StringNotEquals":{"aws:CurrentTime":["a","2027-03-01T00:00:00Z"]}}"#,
                false,
            ),
            (r#"{"StringLike":{"aws:CurrentTime":"2027-*"}}"#, true),
            (r#"{"StringEquals":{"aws:Absent":"a"}}"#, false),
            (r#"{"StringEqualsIfExists":{"aws:Absent":"a"}}"#, true),
            (r#"{"StringNotEquals":{"aws:Absent":"a"}}"#, true),
            (r#"{"Null":{"aws:Absent":"true"}}"#, true),
            (r#"{"Null":{"aws:CurrentTime":true}}"#, false),
            (r#"{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#, false),
        ] {
            assert_eq!(holds(condition, &[march]), expected, "{condition}");
        }
    }

    #[test]
    fn refuses_what_is_no_condition() {
        for condition in [
            r#"{"Before":{"aws:CurrentTime":"2027-03-01"}}"#,
            r#"{"DateLessThan":{"aws:CurrentTime":"soon"}}"#,
            r#"{"ForSome:StringEquals":{"a":"b"}}"#,
            r#"{"StringEquals":"a"}"#,
            r#"{"StringEquals":{"a":[]}}"#,
            r#"{"StringEquals":{"a":{"b":"c"}}}"#,
        ] {
            let value = serde_json::from_str(condition).unwrap();
            assert!(Conditions::parse(Some(&value)).is_err(), "{condition}");
        }
    }
}
