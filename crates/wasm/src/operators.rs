//! Registries that an operator added, from JSON.
//!
//! By hand: the derived reader of the same type weighs 6 KB. A native test holds the two together.

use wharfinger_core::registry::{OperatorRegistry, RegistryVisibility, Segments};

use crate::json::Json;

/// Reads a list of registries; the error says which field of which registry does not fit.
pub(crate) fn read(list: Json) -> Result<Vec<OperatorRegistry>, String> {
    let Json::List(items) = list else {
        return Err("`registries` is a list".to_owned());
    };
    items
        .into_iter()
        .enumerate()
        .map(|(at, item)| registry(item).map_err(|field| format!("`registries[{at}]`: {field}")))
        .collect()
}

fn registry(item: Json) -> Result<OperatorRegistry, String> {
    let Json::Object(fields) = item else {
        return Err("an object is expected".to_owned());
    };
    let (mut id, mut name, mut host, mut visibility) = (None, None, None, None);
    let (mut segments, mut anonymous_pull, mut login) = (Segments::default(), false, None);
    for (field, value) in fields {
        let fits = match (field.as_str(), value) {
            ("id", Json::Text(text)) => id.replace(text).is_none(),
            ("name", Json::Text(text)) => name.replace(text).is_none(),
            ("host", Json::Text(text)) => host.replace(text).is_none(),
            ("login", Json::Text(text)) => login.replace(text).is_none(),
            ("login", Json::Null) => true,
            ("anonymous_pull", Json::Bool(truth)) => {
                anonymous_pull = truth;
                true
            }
            ("visibility", Json::Text(text)) => {
                visibility = visibility_named(&text);
                visibility.is_some()
            }
            ("segments", Json::Object(limits)) => match segments_of(limits) {
                Some(read) => {
                    segments = read;
                    true
                }
                None => false,
            },
            _ => false,
        };
        if !fits {
            return Err(format!(
                "`{field}` is not a field of a registry, or has no such value"
            ));
        }
    }
    let needed = |field: &str| format!("`{field}` is needed");
    Ok(OperatorRegistry {
        id: id.ok_or_else(|| needed("id"))?,
        name: name.ok_or_else(|| needed("name"))?,
        host: host.ok_or_else(|| needed("host"))?,
        segments,
        visibility: visibility.ok_or_else(|| needed("visibility"))?,
        anonymous_pull,
        login,
    })
}

fn visibility_named(text: &str) -> Option<RegistryVisibility> {
    [
        RegistryVisibility::PublicOnly,
        RegistryVisibility::PrivateOnly,
        RegistryVisibility::Mixed,
    ]
    .into_iter()
    .find(|visibility| visibility.as_str() == text)
}

fn segments_of(limits: Vec<(String, Json)>) -> Option<Segments> {
    let (mut min, mut max) = (None, None);
    for (limit, value) in limits {
        match (limit.as_str(), value) {
            ("min", Json::Number(Some(number))) => min = Some(number),
            ("max", Json::Number(Some(number))) => max = Some(number),
            ("max", Json::Null) => max = None,
            _ => return None,
        }
    }
    Some(Segments { min: min?, max })
}

#[cfg(test)]
mod tests {
    use wharfinger_core::registry::OperatorRegistry;

    use crate::json;

    fn by_hand(text: &str) -> Result<Vec<OperatorRegistry>, String> {
        super::read(json::read(text).unwrap())
    }

    #[test]
    fn agrees_with_the_derived_reader() {
        let whole = r#"{"id":"our-harbor","name":"Our Harbor","host":"*.example.org","segments":{"min":2,"max":3},"visibility":"mixed","anonymous_pull":true,"login":"docker login {host}"}"#;
        let cases = [
            whole.to_owned(),
            r#"{"id":"a","name":"A","host":"a.example.org","visibility":"private"}"#.to_owned(),
            r#"{"id":"a","name":"A","host":"h","visibility":"public","login":null,"segments":{"min":1,"max":null}}"#.to_owned(),
            whole.replace("\"id\"", "\"ID\""),
            whole.replace("mixed", "Mixed"),
            whole.replace("true", "\"true\""),
            whole.replace("\"min\":2", "\"min\":256"),
            whole.replace("\"min\":2", "\"min\":2.5"),
            whole.replace("\"min\":2,", ""),
            whole.replace("{\"min\":2,\"max\":3}", "[2,3,4]"),
            whole.replace("\"name\":\"Our Harbor\",", ""),
            "7".to_owned(),
        ];
        for case in cases {
            let list = format!("[{case}]");
            let derived = serde_json::from_str::<Vec<OperatorRegistry>>(&list);
            assert_eq!(by_hand(&list).ok(), derived.ok(), "{case}");
        }
    }

    #[test]
    fn says_what_does_not_fit() {
        let message = by_hand(r#"[{"id":"a","hots":"x"}]"#).unwrap_err();
        assert_eq!(
            message,
            "`registries[0]`: `hots` is not a field of a registry, or has no such value"
        );
    }
}
