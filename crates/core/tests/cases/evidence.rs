//! The named cases of `tests/data/evidence.jsonl`: what is said about a tool whose image a registry
//! was asked about.

use serde_json::{Value, json};
use wharfinger_core::evidence::{ImagePolicy, Verdict, judge};
use wharfinger_core::privacy::Visibility;
use wharfinger_core::report::Span;

#[test]
fn tools_are_judged_by_what_is_known_of_their_images() {
    super::expect::rows("evidence.jsonl", |row| {
        let text = |key: &str| row[key].as_str().unwrap();
        let policy = ImagePolicy::from_name(text("policy")).unwrap();
        let visibility = Visibility::from_name(text("visibility")).unwrap();
        let verdict = Verdict::from_name(text("verdict")).unwrap();
        let issue = judge(
            policy,
            visibility,
            verdict,
            Span::whole(visibility.as_str()),
        );
        let codes: Vec<_> = issue.iter().map(|issue| issue.code.as_str()).collect();
        let severity = issue.as_ref().map(|issue| issue.severity.as_str());
        let [name, policy, visibility, verdict, codes, severity] = [
            &row["name"],
            &row["policy"],
            &row["visibility"],
            &row["verdict"],
            &json!(codes),
            &json!(severity),
        ]
        .map(Value::to_string);
        format!(
            r#"{{"name":{name},"policy":{policy},"visibility":{visibility},"verdict":{verdict},"codes":{codes},"severity":{severity}}}"#
        )
    });
}
