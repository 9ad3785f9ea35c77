use super::*;
use crate::policy::{NoRoom, POLICY_CHARS_MAX};

/// The nth of many accounts.
fn account(n: usize) -> String {
    format!("arn:aws:iam::{:012}:root", 100_000_000_000 + n)
}

fn accounts(count: usize) -> Wanted {
    let mut wanted = Wanted::new(PullActions::Two);
    for n in 0..count {
        wanted.insert(&account(n), MARCH);
    }
    wanted
}

#[test]
fn room_says_how_many_more_accounts_fit() {
    let installation = installation();
    let empty = Document::none(&installation);
    for count in [1, 17, 200] {
        let fits = count + empty.room(&accounts(count)).accounts;
        assert!(empty.edit(&accounts(fits)).is_ok());
        assert!(empty.edit(&accounts(fits + 1)).is_err());
    }
}

#[test]
fn nobody_is_left_out_silently() {
    let installation = installation();
    let error = Document::none(&installation)
        .edit(&accounts(400))
        .unwrap_err();
    assert!(error.chars > POLICY_CHARS_MAX);
    assert_eq!(
        error.to_string(),
        format!(
            "the policy would have {} characters, and Amazon ECR takes 10240; revoke access that is \
             no longer needed, or grant it to whole accounts instead of roles",
            error.chars
        )
    );
}

#[test]
fn bare_account_ids_of_others_count_as_the_arns_they_become() {
    let installation = installation();
    let ids: Vec<String> = (0..600)
        .map(|n| format!("\"{:012}\"", 100_000_000_000_u64 + n))
        .collect();
    let text = format!(
        r#"{{"Statement":[{{"Principal":{{"AWS":[{}]}}}}]}}"#,
        ids.join(",")
    );
    assert!(text.len() < POLICY_CHARS_MAX);
    let document = Document::read(&text, &installation).unwrap();
    assert!(matches!(document.edit(&accounts(1)), Err(NoRoom { .. })));
    assert_eq!(document.room(&accounts(1)).accounts, 0);
    assert!(document.room(&accounts(1)).is_nearly_full());
}

#[test]
fn taking_away_works_in_a_document_that_is_too_long() {
    let installation = installation();
    let padding = "x".repeat(POLICY_CHARS_MAX);
    let ours = set(None, &[(ADA, MARCH)]);
    let statement = &ours[r#"{"Version":"2012-10-17","Statement":["#.len()..ours.len() - 2];
    let text = format!(r#"{{"Statement":[{statement}],"Id":"{padding}"}}"#);
    let document = Document::read(&text, &installation).unwrap();
    assert_eq!(document.edit(&wanted(&[])), Ok(Edit::Delete));
}
