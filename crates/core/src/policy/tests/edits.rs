use super::*;
use crate::policy::diff::diff;

/// What AWS Lambda adds to a repository by itself (Amazon ECR User Guide, policy examples).
const LAMBDA: &str = r#"{ "Sid" : "LambdaECRImageRetrievalPolicy", "Effect":"Allow",
   "Principal":{"Service":"lambda.amazonaws.com"}, "Action":["ecr:BatchGetImage"] }"#;

fn with_lambda(ours: &str) -> String {
    format!(r#"{{ "Version" : "2008-10-17", "Id":"mine", "Statement" : [ {LAMBDA}{ours} ] }}"#)
}

#[test]
fn the_first_grant_makes_a_policy() {
    assert_eq!(
        set(None, &[(ADA, MARCH)]),
        concat!(
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"Wharfinger10a1b2c3dx202703","#,
            r#""Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root"]},"#,
            r#""Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"],"#,
            r#""Condition":{"DateLessThan":{"aws:CurrentTime":"2027-04-01T00:00:00Z"}}}]}"#
        )
    );
}

#[test]
fn everybody_elses_part_is_copied_byte_for_byte() {
    let text = set(Some(&with_lambda("")), &[(ADA, MARCH)]);
    assert!(text.starts_with(&format!(
        r#"{{"Version":"2008-10-17","Id":"mine","Statement":[{LAMBDA},{{"Sid":"Wharfinger1"#
    )));
}

#[test]
fn grants_of_one_month_share_a_statement() {
    let text = set(None, &[(GRACE, APRIL), (ADA, MARCH), (ADA, APRIL)]);
    assert_eq!(text.matches("Sid").count(), 1, "{text}");
    assert!(text.contains(&format!(r#"["{ADA}","{GRACE}"]"#)));
    let text = set(None, &[(GRACE, APRIL), (ADA, MARCH)]);
    assert_eq!(text.matches("Sid").count(), 2, "{text}");
    assert!(text.find(ADA) < text.find(GRACE), "earlier months first");
}

#[test]
fn access_that_ends_with_a_month_is_not_prolonged_by_another() {
    // 2027-04-01T00:00:00Z, the first instant of April.
    let end_of_march = Timestamp::from_micros(1_806_537_600_000_000);
    assert!(set(None, &[(ADA, end_of_march)]).contains(r#""2027-04-01T00:00:00Z""#));
    let december = Timestamp::from_micros(1_798_000_000_000_000);
    assert!(set(None, &[(ADA, december)]).contains(r#""2027-01-01T00:00:00Z""#));
}

#[test]
fn what_says_so_already_is_not_written() {
    let installation = installation();
    // As Amazon ECR gives it back: other order, other spacing, single items.
    let stored = concat!(
        r#"{"Statement":{"Effect":"Allow","Condition":{"DateLessThan":{"aws:CurrentTime":["#,
        r#""2027-04-01T00:00:00Z"]}},"Principal":{"AWS":"111122223333"},"Action":["#,
        r#""ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],"Sid":"Wharfinger10a1b2c3dx202703"},"#,
        r#""Version":"2012-10-17"}"#
    );
    let document = Document::read(stored, &installation).unwrap();
    assert_eq!(document.edit(&wanted(&[(ADA, MARCH)])), Ok(Edit::Nothing));
    assert!(document.is(&wanted(&[(ADA, MARCH)])));
    assert!(!document.is(&wanted(&[(ADA, APRIL)])));
    let mut three = Wanted::new(PullActions::Three);
    three.insert(ADA, MARCH);
    assert!(!document.is(&three));
    let managed = document.managed();
    assert_eq!(
        managed.until(ADA),
        Some(crate::policy::Month::of_end(MARCH))
    );
    assert_eq!(managed.until(GRACE), None);
}

#[test]
fn nothing_wanted_and_nothing_there_is_nothing_to_do() {
    let installation = installation();
    let nobody = wanted(&[]);
    assert_eq!(
        Document::none(&installation).edit(&nobody),
        Ok(Edit::Nothing)
    );
    let foreign = with_lambda("");
    let document = Document::read(&foreign, &installation).unwrap();
    assert_eq!(document.edit(&nobody), Ok(Edit::Nothing));
}

#[test]
fn the_last_of_ours_goes_with_the_policy_only_if_nobody_else_is_there() {
    let installation = installation();
    let alone = set(None, &[(ADA, MARCH)]);
    let document = Document::read(&alone, &installation).unwrap();
    assert_eq!(document.edit(&wanted(&[])), Ok(Edit::Delete));

    let shared = set(Some(&with_lambda("")), &[(ADA, MARCH)]);
    let document = Document::read(&shared, &installation).unwrap();
    let Ok(Edit::Set(text)) = document.edit(&wanted(&[])) else {
        panic!("the other statement stays");
    };
    assert!(text.contains(LAMBDA));
    assert!(!text.contains("Wharfinger"));
}

#[test]
fn a_statement_of_ours_that_somebody_edited_is_ours_still() {
    let installation = installation();
    let edited = r#","Condition":{"Bool":{"aws:SecureTransport":"true"}}"#;
    let ours = format!(
        r#",{{"Sid":"Wharfinger10a1b2c3dx202703","Effect":"Allow","Principal":"*"{edited}}}"#
    );
    let text = with_lambda(&ours);
    let document = Document::read(&text, &installation).unwrap();
    assert_eq!(document.foreign().collect::<Vec<_>>(), [LAMBDA]);
    assert!(document.managed().names("*"));
    assert_eq!(document.managed().until("*"), None);
    assert!(!document.is(&wanted(&[(ADA, MARCH)])));
    let Ok(Edit::Set(text)) = document.edit(&wanted(&[(ADA, MARCH)])) else {
        panic!("it is written anew");
    };
    assert!(!text.contains("SecureTransport"));
}

#[test]
fn a_statement_that_stands_there_twice_was_not_written_by_us() {
    let installation = installation();
    let once = set(None, &[(ADA, MARCH)]);
    let statement = once
        .strip_prefix(r#"{"Version":"2012-10-17","Statement":["#)
        .and_then(|rest| rest.strip_suffix("]}"))
        .unwrap();
    let twice = format!(r#"{{"Statement":[{statement},{statement}]}}"#);
    let document = Document::read(&twice, &installation).unwrap();
    assert!(!document.is(&wanted(&[(ADA, MARCH)])));
}

#[test]
fn other_installations_and_near_misses_are_somebody_elses() {
    let installation = installation();
    for sid in [
        r#""Wharfinger1ffffffffx202703""#,
        r#""wharfinger10a1b2c3dx202703""#,
        r#""Wharfinger10a1b2c3d""#,
        r#"" Wharfinger10a1b2c3dx202703""#,
        r#""WharfingerByHand111122223333""#,
        "null",
        "[\"Wharfinger10a1b2c3dx202703\"]",
    ] {
        let text = format!(r#"{{"Statement":[{{"Sid":{sid}}}]}}"#);
        let document = Document::read(&text, &installation).unwrap();
        assert!(document.managed().is_empty(), "{sid}");
        assert_eq!(document.foreign().count(), 1, "{sid}");
    }
    // Escapes spell the same Sid, and a second one does not hide it.
    for sid in [
        r#""Sid":"\u0057harfinger10a1b2c3dx202703""#,
        r#""Sid":"mine","Sid":"Wharfinger10a1b2c3dx202703""#,
        r#""S\u0069d":"Wharfinger10a1b2c3dx""#,
    ] {
        let text = format!(r#"{{"Statement":[{{{sid}}}]}}"#);
        let document = Document::read(&text, &installation).unwrap();
        assert!(!document.managed().is_empty(), "{sid}");
    }
}

#[test]
fn deleted_principals_are_told_by_their_unique_ids() {
    let installation = installation();
    let text = r#"{"Statement":[{"Sid":"Wharfinger10a1b2c3dx202703","Principal":{"AWS":["AROAEXAMPLE","AIDAEXAMPLE","111122223333"]}}]}"#;
    let managed = Document::read(text, &installation).unwrap().managed();
    assert_eq!(
        managed.stale().collect::<Vec<_>>(),
        ["AIDAEXAMPLE", "AROAEXAMPLE"]
    );
    assert_eq!(managed.principals().count(), 3);
}

#[test]
fn the_difference_shows_only_what_is_ours() {
    let before = with_lambda("");
    let after = set(Some(&before), &[(ADA, MARCH)]);
    let lines = diff(Some(&before), Some(&after));
    assert!(
        lines.iter().all(
            |line| !matches!(line, crate::policy::DiffLine::Removed(text) if text.trim() != "}")
        )
    );
}
