//! The members of a JSON object, as they were sent.

use std::fmt;

use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

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
    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<T, Problem> {
        serde_path_to_error::deserialize(Value::Object(self.0)).map_err(|error| {
            let path = error.path().to_string();
            let error = error.into_inner();
            Problem::BadBody(match &*path {
                // About the object as a whole: a member that is missing, or one too many.
                "." => error.to_string(),
                path => format!("`{}`: {error}", shortened(path)),
            })
        })
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
