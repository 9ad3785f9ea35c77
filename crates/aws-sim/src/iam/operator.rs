//! How conditions compare.

use std::cmp::Ordering;

use super::policy::matches;
use crate::moment;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equals,
    EqualsIgnoringCase,
    Like,
    Date(Comparison),
    Numeric(Comparison),
    Null,
    /// Of addresses of networks, which no call here has.
    Address,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equals,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    /// Whether what is known is as the policy says.
    pub(super) fn compare(self, found: &str, value: &str) -> bool {
        match self {
            Self::Equals => found == value,
            Self::EqualsIgnoringCase => found.eq_ignore_ascii_case(value),
            Self::Like => matches(value, found),
            Self::Date(comparison) => {
                let (found, value) = (
                    moment::parse_condition(found),
                    moment::parse_condition(value),
                );
                found
                    .zip(value)
                    .is_some_and(|(found, value)| comparison.holds(found.cmp(&value)))
            }
            Self::Numeric(comparison) => {
                let number = |text: &str| text.parse::<f64>().ok();
                let order = number(found)
                    .zip(number(value))
                    .and_then(|(a, b)| a.partial_cmp(&b));
                order.is_some_and(|order| comparison.holds(order))
            }
            Self::Null | Self::Address => false,
        }
    }
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equals => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// The operators of the IAM User Guide, "Condition operators", and whether each is negated.
pub(super) fn operator(name: &str) -> Option<(Operator, bool)> {
    Some(match name {
        "StringEquals" => (Operator::Equals, false),
        "StringNotEquals" => (Operator::Equals, true),
        "StringEqualsIgnoreCase" | "Bool" => (Operator::EqualsIgnoringCase, false),
        "StringNotEqualsIgnoreCase" => (Operator::EqualsIgnoringCase, true),
        "StringLike" | "ArnEquals" | "ArnLike" => (Operator::Like, false),
        "StringNotLike" | "ArnNotEquals" | "ArnNotLike" => (Operator::Like, true),
        "Null" => (Operator::Null, false),
        "IpAddress" => (Operator::Address, false),
        "NotIpAddress" => (Operator::Address, true),
        _ => {
            let (kind, rest): (fn(Comparison) -> Operator, &str) =
                match (name.strip_prefix("Date"), name.strip_prefix("Numeric")) {
                    (Some(rest), _) => (Operator::Date, rest),
                    (_, Some(rest)) => (Operator::Numeric, rest),
                    _ => return None,
                };
            let (comparison, is_negated) = match rest {
                "Equals" => (Comparison::Equals, false),
                "NotEquals" => (Comparison::Equals, true),
                "LessThan" => (Comparison::Less, false),
                "LessThanEquals" => (Comparison::LessOrEqual, false),
                "GreaterThan" => (Comparison::Greater, false),
                "GreaterThanEquals" => (Comparison::GreaterOrEqual, false),
                _ => return None,
            };
            (kind(comparison), is_negated)
        }
    })
}
