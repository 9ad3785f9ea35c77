use super::*;

fn foreign(statements: &str) -> String {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":{statements}}}"#);
    let installation = installation();
    Document::read(&text, &installation)
        .unwrap()
        .foreign_canonical()
}

#[test]
fn what_means_the_same_is_spelt_the_same() {
    for (one, other) in [
        (r#"{"Sid":"A"}"#, r#"[ { "Sid" : "A" } ]"#),
        (
            r#"[{"Sid":"A"},{"Sid":"B"}]"#,
            r#"[{"Sid":"B"},{"Sid":"A"}]"#,
        ),
        (
            r#"{"Action":["a","b"],"Effect":"Allow"}"#,
            r#"{"Effect":"Allow","Action":["b","a","b"]}"#,
        ),
        (r#"{"Action":["a"]}"#, r#"{"Action":"a"}"#),
        (r#"{"Principal":"*"}"#, r#"{"Principal":{"AWS":["*"]}}"#),
        (
            r#"{"Principal":{"AWS":["111122223333","444455556666"]}}"#,
            r#"{"Principal":{"AWS":["arn:aws-cn:iam::444455556666:root","arn:aws:iam::111122223333:root"]}}"#,
        ),
        (
            r#"{"Condition":{"Bool":{"a":true}}}"#,
            r#"{"Condition":{"Bool":{"a":["true"]}}}"#,
        ),
        (r#"{"Sid":"\u0041"}"#, r#"{"Sid":"A"}"#),
    ] {
        assert_eq!(foreign(one), foreign(other), "{one} {other}");
    }
}

#[test]
fn what_means_something_else_is_spelt_otherwise() {
    for (one, other) in [
        (r#"{"Sid":"A"}"#, r#"{"Sid":"a"}"#),
        (r#"[{"Sid":"A"}]"#, r#"[{"Sid":"A"},{"Sid":"A"}]"#),
        (r#"{"Action":["a"]}"#, r#"{"NotAction":["a"]}"#),
        (r#"{"Action":["a","b"]}"#, r#"{"Action":"a\",\"b"}"#),
        (r#"{"Action":"*"}"#, r#"{"Action":{"AWS":"*"}}"#),
        (
            r#"{"Principal":{"AWS":"*"}}"#,
            r#"{"Principal":{"Service":"*"}}"#,
        ),
        (
            r#"{"Condition":{"StringEquals":{"a":"111122223333"}}}"#,
            r#"{"Condition":{"StringEquals":{"a":"arn:aws:iam::111122223333:root"}}}"#,
        ),
        (
            r#"{"Principal":{"AWS":"arn:aws:iam::11:root"}}"#,
            r#"{"Principal":{"AWS":"11"}}"#,
        ),
    ] {
        assert_ne!(foreign(one), foreign(other), "{one} {other}");
    }
}

#[test]
fn the_rest_of_the_document_counts_as_somebody_elses() {
    let installation = installation();
    let read = |text| {
        Document::read(text, &installation)
            .unwrap()
            .foreign_canonical()
    };
    assert_ne!(
        read(r#"{"Version":"2008-10-17","Statement":{"Sid":"A"}}"#),
        read(r#"{"Version":"2012-10-17","Statement":{"Sid":"A"}}"#)
    );
    // A document in which only we have statements came from us.
    assert_eq!(read(r#"{"Version":"2012-10-17","Statement":[]}"#), "");
    assert_eq!(Document::none(&installation).foreign_canonical(), "");
}
