//! Registries that an operator adds: what is refused, and that the rest takes part like our own.

#![expect(
    clippy::unwrap_used,
    reason = "test code; clippy exempts only functions marked as tests"
)]

use serde_json::{Value, json};
use wharfinger_core::registry::{
    CUSTOM_ID, Catalogue, OPERATORS_MAX, OperatorRegistry, RegistryVisibility, Segments,
};

fn operator(changes: &Value) -> Value {
    let mut registry = json!({
        "id": "our-harbor",
        "name": "Our Harbor",
        "host": "harbor.example.org",
        "visibility": "mixed",
    });
    for (key, value) in changes.as_object().unwrap() {
        registry[key] = value.clone();
    }
    registry
}

fn read(registries: Value) -> Result<Catalogue, String> {
    let registries: Vec<OperatorRegistry> =
        serde_json::from_value(registries).map_err(|error| error.to_string())?;
    Catalogue::with_operators(registries).map_err(|error| error.to_string())
}

#[track_caller]
fn refused(changes: &Value, message: &str) {
    let error = read(json!([operator(changes)])).unwrap_err();
    assert!(error.contains(message), "{changes}: {error}");
}

#[test]
fn what_contradicts_itself_is_refused() {
    for id in ["", "Our", "our_harbor", "-our", "our--harbor", "our harbor"] {
        refused(&json!({ "id": id }), "kebab-case");
    }
    for id in ["quay", CUSTOM_ID] {
        refused(&json!({ "id": id }), "is taken");
    }
    for host in [
        "",
        "Harbor.example.org",
        "https://harbor.example.org",
        "harbor.example.org/",
        "*",
        "*.org",
        "*.*",
        "harbor.*.org",
        "h*.example.org",
        "harbor_.example.org",
        "harbor..example.org",
        "harbor.example.org:",
        "harbor.example.org:0",
        "harbor.example.org:080",
        "harbor.example.org:65536",
        "[::1",
        "[fe80::1%eth0]",
        "-x.example.org",
    ] {
        refused(&json!({ "host": host }), "is not a host");
    }
    for (host, owner) in [
        ("quay.io", "quay"),
        ("quay.io:8443", "quay"),
        ("*.azurecr.io", "azure"),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com", "amazon-ecr"),
    ] {
        refused(&json!({ "host": host }), &format!("belongs to `{owner}`"));
    }
    for (host, reason) in [
        // In one line docker takes these for a namespace on Docker Hub.
        ("harbor", "a namespace on Docker Hub"),
        ("com", "a namespace on Docker Hub"),
        ("999.1.1.1", "IPv4"),
        ("github.com", "web site"),
        ("hub.docker.com", "web site"),
        ("index.docker.io", "is an old name"),
        ("*.dkr.ecr.us-west-2.amazonaws.com", "AWS account"),
    ] {
        refused(&json!({ "host": host }), "cannot be added");
        refused(&json!({ "host": host }), reason);
    }
    for host in [
        "localhost",
        "harbor:5000",
        "quay.example.io",
        "guay.io",
        "[::1]:5000",
        "*.corp.example",
    ] {
        read(json!([operator(&json!({ "host": host }))])).unwrap();
    }
    for segments in [json!({"min": 0}), json!({"min": 3, "max": 2})] {
        refused(&json!({ "segments": segments }), "segments");
    }
    refused(&json!({ "name": " " }), "`name`");
    refused(&json!({ "login": "docker login\nrm x" }), "`login`");
    refused(&json!({ "login": "x".repeat(501) }), "`login`");
    refused(
        &json!({"visibility": "private", "anonymous_pull": true}),
        "anonymous",
    );
    refused(&json!({"visibility": "secret"}), "unknown variant");
    refused(&json!({"port": 5000}), "unknown field");
    refused(&json!({"segments": {"min": 1, "most": 2}}), "unknown field");
}

#[test]
fn lists_are_checked_as_a_whole() {
    let twice = json!([
        operator(&json!({})),
        operator(&json!({"host": "b.example.org"}))
    ]);
    assert!(read(twice).unwrap_err().contains("`our-harbor` is taken"));
    let same_host = json!([operator(&json!({})), operator(&json!({"id": "second"}))]);
    assert!(
        read(same_host)
            .unwrap_err()
            .contains("belongs to `our-harbor`")
    );
    let many = |count: usize| {
        let row = |n: usize| {
            operator(&json!({"id": format!("r{n}"), "host": format!("r{n}.example.org")}))
        };
        read((0..count).map(row).collect())
    };
    assert_eq!(
        many(OPERATORS_MAX).unwrap().operators().len(),
        OPERATORS_MAX
    );
    assert!(many(OPERATORS_MAX + 1).unwrap_err().contains("at most 64"));
}

#[test]
fn an_added_registry_takes_part_like_our_own() {
    let added = operator(&json!({
        "host": "*.example.org:5000",
        "segments": {"min": 2},
        "visibility": "private",
        "login": "docker login {host} -u ${USER}",
    }));
    let catalogue = read(json!([added.clone()])).unwrap();
    let found = catalogue.identify("Bio.Example.org:5000");
    assert_eq!(
        (found.id(), found.host()),
        ("our-harbor", "bio.example.org:5000")
    );
    let entry = catalogue.by_id("our-harbor").unwrap();
    assert_eq!(entry.name(), "Our Harbor");
    assert_eq!(entry.visibility(), RegistryVisibility::PrivateOnly);
    assert_eq!(entry.segments(), Segments { min: 2, max: None });
    assert!(entry.custom_path() && entry.is_operators() && !entry.anonymous_pull());
    assert_eq!(
        entry.login("bio.example.org:5000", "a/b").unwrap(),
        "docker login bio.example.org:5000 -u ${USER}"
    );
    for host in [
        "bio.example.org",
        "bio.example.org:5001",
        "a.b.example.org:5000",
        "example.org:5000",
    ] {
        assert_eq!(catalogue.identify(host).id(), CUSTOM_ID, "{host}");
    }
    assert_eq!(catalogue.entries().last().unwrap().id(), "our-harbor");
    let spelled = serde_json::to_value(&catalogue.operators()[0]).unwrap();
    let back: OperatorRegistry = serde_json::from_value(spelled).unwrap();
    assert_eq!(back, catalogue.operators()[0]);
}

#[test]
fn the_exact_host_counts_wherever_it_stands_in_the_list() {
    let wild = operator(&json!({"id": "wild", "host": "*.corp.example.org"}));
    let exact = operator(&json!({"id": "vault", "host": "vault.corp.example.org:443"}));
    for list in [json!([wild, exact]), json!([exact, wild])] {
        let catalogue = read(list).unwrap();
        for (host, id) in [
            ("vault.corp.example.org", "vault"),
            ("vault.corp.example.org:443", "vault"),
            ("other.corp.example.org", "wild"),
        ] {
            assert_eq!(catalogue.identify(host).id(), id, "{host}");
        }
    }
}

#[test]
fn port_443_is_the_host_without_it() {
    for host in ["harbor.example.org", "harbor.example.org:443"] {
        let catalogue = read(json!([operator(&json!({"host": host}))])).unwrap();
        for asked in ["harbor.example.org", "Harbor.example.org:443"] {
            let found = catalogue.identify(asked);
            assert_eq!(
                (found.id(), found.host()),
                ("our-harbor", "harbor.example.org")
            );
        }
        let other = catalogue.identify("harbor.example.org:8443");
        assert_eq!(
            (other.id(), other.host()),
            (CUSTOM_ID, "harbor.example.org:8443")
        );
    }
    let same = json!([
        operator(&json!({})),
        operator(&json!({"id": "second", "host": "harbor.example.org:443"})),
    ]);
    assert!(read(same).unwrap_err().contains("belongs to `our-harbor`"));
}

#[test]
fn the_built_in_table_is_sound() {
    let catalogue = Catalogue::built_in();
    let mut ids = std::collections::BTreeSet::new();
    for entry in catalogue.entries() {
        let id = entry.id();
        assert!(ids.insert(id), "{id} twice");
        assert!(id.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        }));
        assert!(
            !entry.name().is_empty() && entry.source().is_some_and(|source| !source.is_empty())
        );
        let found = catalogue.identify(entry.host_example());
        assert_eq!((found.id(), found.host()), (id, entry.host_example()));
        assert_eq!(entry.custom_path(), entry.fixed_host().is_none());
        let segments = entry.segments();
        assert!(segments.min > 0 && segments.max.is_none_or(|max| max >= segments.min));
        let layout = entry.layout();
        assert!(
            layout.split('/').count() >= usize::from(segments.min),
            "{id}: {layout}"
        );
        match entry.visibility() {
            RegistryVisibility::PrivateOnly => assert!(!entry.anonymous_pull(), "{id}"),
            RegistryVisibility::PublicOnly | RegistryVisibility::Mixed => {
                assert!(entry.anonymous_pull(), "{id}");
            }
        }
        let needs_login = entry.visibility() != RegistryVisibility::PublicOnly;
        let login = entry.login(entry.host_example(), "abcd/efgh/ijkl");
        assert!(!needs_login || login.is_some(), "{id}");
        for text in login
            .iter()
            .chain(&entry.page(entry.host_example(), "abcd/efgh"))
        {
            assert!(!text.contains(['{', '}']), "{id}: {text}");
            assert!(!text.contains("get-login "), "{id}: {text}");
        }
    }
    assert!(ids.len() >= 30);
    for id in [
        "docker-hub",
        "quay",
        "gitlab",
        "ghcr",
        "amazon-ecr",
        "amazon-ecr-public",
        "seven-bridges",
    ] {
        assert!(catalogue.by_id(id).is_some(), "{id}");
    }
    assert!(catalogue.by_id(CUSTOM_ID).is_none());
}
