//! A configuration with our name in it, and every other byte as it was.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// What stands behind a registry in `credHelpers`: the end of our program's name.
const HELPER: &str = "wharfinger";

/// The member with the helpers of registries.
const CRED_HELPERS: &str = "credHelpers";

/// A configuration that was edited.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Edited {
    pub(super) text: String,
    /// The registries that had another helper, and which.
    pub(super) replaced: Vec<(String, String)>,
}

/// Why a configuration is not edited.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotEdited {
    #[error("it is not a JSON object as Docker writes it")]
    Unreadable(#[from] serde_json::Error),
    #[error("the edit would have changed more than `credHelpers`; add the registries by hand")]
    WouldDiffer,
}

/// What is read of a configuration: the bytes of the helpers, wherever they stand.
#[derive(Deserialize)]
struct Configuration<'a> {
    #[serde(borrow, rename = "credHelpers")]
    cred_helpers: Option<&'a RawValue>,
}

/// Has our helper asked for these hosts. The text is changed where it must be, so that comments of a kind
/// (members that nobody knows), order and indentation stay; what comes of it is read again and compared.
pub(super) fn with_helper(text: &str, hosts: &[String]) -> Result<Edited, NotEdited> {
    let text = if text.trim().is_empty() { "{}\n" } else { text };
    let before: Map<String, Value> = serde_json::from_str(text)?;
    let Configuration { cred_helpers } = serde_json::from_str(text)?;
    let mut edited = text.to_owned();
    let mut replaced = Vec::new();
    match cred_helpers.filter(|raw| raw.get() != "null") {
        Some(raw) => {
            let helpers: BTreeMap<String, &RawValue> = serde_json::from_str(raw.get())?;
            let (known, missing): (Vec<_>, Vec<_>) =
                hosts.iter().partition(|host| helpers.contains_key(*host));
            let mut others = Vec::new();
            for host in known {
                let value = helpers[host].get();
                let helper: String = serde_json::from_str(value)?;
                if helper != HELPER {
                    replaced.push((host.clone(), helper));
                    others.push(value);
                }
            }
            // From behind, so that what is before stays where it is.
            others.sort_unstable_by_key(|value| Reverse(offset(text, value)));
            for value in others {
                let start = offset(text, value);
                edited.replace_range(start..start + value.len(), &quoted(HELPER));
            }
            let members: Vec<_> = missing.into_iter().map(|host| ours(host)).collect();
            let start = offset(text, raw.get());
            insert(&mut edited, start, &members, "\n\t\t", "\n\t");
        }
        None if before.contains_key(CRED_HELPERS) => return Err(NotEdited::WouldDiffer),
        None => {
            let members: Vec<_> = hosts.iter().map(|host| ours(host)).collect();
            let helpers = format!("{{\n\t\t{}\n\t}}", members.join(",\n\t\t"));
            let start = text.len() - text.trim_start().len();
            let helpers = member(CRED_HELPERS, &helpers);
            insert(&mut edited, start, &[helpers], "\n\t", "\n");
        }
    }
    if serde_json::from_str::<Map<String, Value>>(&edited)? != wanted(before, hosts) {
        return Err(NotEdited::WouldDiffer);
    }
    Ok(Edited {
        text: edited,
        replaced,
    })
}

/// What the configuration is to mean.
fn wanted(mut configuration: Map<String, Value>, hosts: &[String]) -> Map<String, Value> {
    let helpers = configuration
        .entry(CRED_HELPERS)
        .or_insert_with(|| Map::new().into());
    if let Value::Object(helpers) = helpers {
        helpers.extend(hosts.iter().map(|host| (host.clone(), HELPER.into())));
    }
    configuration
}

/// Puts members behind the brace at `start`, indented as the one that is there, or as given where there is
/// none.
fn insert(text: &mut String, start: usize, members: &[String], indent: &str, close: &str) {
    if members.is_empty() {
        return;
    }
    let behind = start + 1;
    let rest = &text[behind..];
    let first = rest.len() - rest.trim_start().len();
    let (space, next) = rest.split_at(first);
    let inserted = if next.starts_with('}') {
        let members = members.join(&format!(",{indent}"));
        format!("{indent}{members}{close}")
    } else {
        let members = members.join(&format!(",{space}"));
        format!("{space}{members},")
    };
    let end = if next.starts_with('}') {
        behind + first
    } else {
        behind
    };
    text.replace_range(behind..end, &inserted);
}

/// The member that leaves a host to our helper.
fn ours(host: &str) -> String {
    member(host, &quoted(HELPER))
}

fn member(name: &str, value: &str) -> String {
    format!("{}: {value}", quoted(name))
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Where a part of a text begins in it.
fn offset(text: &str, part: &str) -> usize {
    part.as_ptr().addr() - text.as_ptr().addr()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "111122223333.dkr.ecr.us-west-2.amazonaws.com";
    const B: &str = "444455556666.dkr.ecr.us-west-2.amazonaws.com";

    fn edited(text: &str, hosts: &[&str]) -> Edited {
        let hosts: Vec<_> = hosts.iter().map(ToString::to_string).collect();
        with_helper(text, &hosts).unwrap()
    }

    #[test]
    fn a_new_file_is_one_that_docker_would_write() {
        let expected = format!(
            "{{\n\t\"credHelpers\": {{\n\t\t\"{A}\": \"wharfinger\",\n\t\t\"{B}\": \"wharfinger\"\n\t}}\n}}\n"
        );
        for text in ["", "\n", "{}\n", "{ }\n"] {
            assert_eq!(edited(text, &[A, B]).text, expected, "{text:?}");
        }
    }

    #[test]
    fn everything_else_stays_byte_by_byte() {
        let text = "{\n    \"auths\" : {\"quay.io\":{\"auth\":\"Zm9v\"}},\n    \"psFormat\": \"\\u0041\",\"x\":1e2\n}";
        let expected = text.replacen(
            "{\n",
            &format!("{{\n    \"credHelpers\": {{\n\t\t\"{A}\": \"wharfinger\"\n\t}},\n"),
            1,
        );
        assert_eq!(edited(text, &[A]).text, expected);
    }

    #[test]
    fn it_joins_the_helpers_that_are_there() {
        let text = "{\"credHelpers\": {\n  \"gcr.io\": \"gcloud\"\n}, \"auths\": {}}";
        let expected = format!(
            "{{\"credHelpers\": {{\n  \"{A}\": \"wharfinger\",\n  \"gcr.io\": \"gcloud\"\n}}, \"auths\": {{}}}}"
        );
        let once = edited(text, &[A]);
        assert_eq!((&*once.text, &*once.replaced), (&*expected, &[][..]));
        assert_eq!(edited(&expected, &[A]).text, expected, "twice is once");
        let empty = "{\"credHelpers\":{},\"auths\":{}}";
        let expected =
            format!("{{\"credHelpers\":{{\n\t\t\"{A}\": \"wharfinger\"\n\t}},\"auths\":{{}}}}");
        assert_eq!(edited(empty, &[A]).text, expected);
    }

    #[test]
    fn another_helper_of_the_registry_is_replaced_and_told_of() {
        let text = format!("{{\"credHelpers\":{{\"{B}\":\"ecr-login\",\"{A}\" : \"ecr-login\"}}}}");
        let both = edited(&text, &[A, B]);
        assert_eq!(both.text, text.replace("ecr-login", "wharfinger"));
        let named = |host: &str| (host.to_owned(), "ecr-login".to_owned());
        assert_eq!(both.replaced, [named(A), named(B)]);
    }

    #[test]
    fn what_is_no_configuration_is_left_alone() {
        for text in [
            "[]",
            "{",
            "{} {}",
            "{\"credHelpers\":[]}",
            "{\"credHelpers\":{},\"credHelpers\":{}}",
            "{\"credHelpers\":null}",
            &format!("{{\"credHelpers\":{{\"{A}\":1}}}}"),
        ] {
            let refused = with_helper(text, &[A.to_owned()]);
            assert!(refused.is_err(), "{text}: {refused:?}");
        }
    }
}
