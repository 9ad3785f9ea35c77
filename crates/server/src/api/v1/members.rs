//! The members of a JSON object, as they were sent.

use std::fmt;

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::json_words::json_words;
use crate::problem::Problem;
use crate::query::shortened;

/// The members of an object. A name that is given twice is refused, as in a draft.
#[derive(Clone, Debug)]
pub(crate) struct Members(pub(crate) Map<String, Value>);

impl Members {
    /// Takes out a member that must be text.
    pub(crate) fn take_text(&mut self, name: &str) -> Result<String, Problem> {
        match self.0.remove(name) {
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(Problem::BadBody(format!("`{name}` must be text"))),
            None => Err(Problem::BadBody(format!("`{name}` is missing"))),
        }
    }

    /// What the members make. A refusal names the member.
    pub(crate) fn read<T: DeserializeOwned>(mut self) -> Result<T, Problem> {
        self.0.values_mut().for_each(make_whole);
        serde_path_to_error::deserialize(Value::Object(self.0)).map_err(|error| {
            let path = error.path().to_string();
            let error = error.into_inner();
            Problem::BadBody(match &*path {
                // About the object as a whole: a member that is missing.
                "." => json_words(&error),
                path => format!("`{}`: {}", shortened(path), json_words(&error)),
            })
        })
    }
}

/// Spells a whole number as one: `30.0` is as much an integer as `30` (JSON Schema, core, 4.2.3), and
/// there are languages that write it.
fn make_whole(value: &mut Value) {
    // Beyond, a number may have lost its last digits on the way (RFC 8259, 6).
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    let Value::Number(number) = value else { return };
    let Some(float) = number.as_f64().filter(|_| number.is_f64()) else {
        return;
    };
    if float.fract() == 0.0 && float.abs() <= EXACT_MAX {
        // Written out, it has no fraction.
        if let Ok(whole) = format!("{float:.0}").parse::<i64>() {
            *value = whole.into();
        }
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Map::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if members.contains_key(&name) {
                let shown = shortened(&name);
                return Err(de::Error::custom(format_args!("`{shown}` is given twice")));
            }
            members.insert(name, value);
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json_words::with_place;

    #[derive(Debug, PartialEq, Eq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wish {
        days: u32,
        scopes: Option<Vec<String>>,
    }

    fn read(body: &str) -> Result<Wish, String> {
        let members: Members = serde_json::from_str(body).map_err(|error| with_place(&error))?;
        members.read().map_err(|problem| problem.detail().unwrap())
    }

    #[test]
    fn a_whole_number_is_one_however_it_is_spelled() {
        for days in ["30", "30.0", "3e1", "0.3e2"] {
            let wish = read(&format!("{{\"days\": {days}}}")).unwrap();
            assert_eq!(wish.days, 30, "{days}");
        }
        for days in ["30.5", "-1.0", "1e300", "9007199254740994.0", "\"30\""] {
            let refused = read(&format!("{{\"days\": {days}}}")).unwrap_err();
            assert!(refused.starts_with("`days`: found "), "{refused}");
        }
    }

    #[test]
    fn a_refusal_says_where() {
        for (body, said) in [
            ("", "there is nothing; expected a JSON document"),
            (
                "{\"days\": 1,}",
                "there is a comma behind the last entry; remove it (line 1, column 12)",
            ),
            ("[30]", "found a list, expected an object"),
            (
                "{\"days\": 1, \"days\": 2}",
                "`days` is given twice (line 1, column 22)",
            ),
            ("{}", "`days` is missing"),
            (
                "{\"days\": 1, \"day\": 1}",
                "`day`: unknown field `day`, expected `days` or `scopes`",
            ),
            (
                "{\"days\": null}",
                "`days`: found `null`, expected a whole number, 0 or more",
            ),
            (
                "{\"days\": 1, \"scopes\": [\"tools\", 2]}",
                "`scopes[1]`: found the number `2`, expected text",
            ),
        ] {
            assert_eq!(read(body), Err(said.to_owned()), "{body}");
        }
    }
}
