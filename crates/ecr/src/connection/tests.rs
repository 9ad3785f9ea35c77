//! What owners are given.

use serde_json::{Value, json};

use super::*;

const US: &str = "arn:aws:iam::999900001111:role/wharfinger";

fn repository(name: &str) -> Repository {
    Repository {
        partition: "aws".to_owned(),
        account: "111122223333".to_owned(),
        region: "us-west-2".to_owned(),
        name: name.to_owned(),
    }
}

fn connection(names: &[&str]) -> Connection {
    let repositories = names.iter().map(|name| repository(name)).collect();
    Connection::new(US, ExternalId::from_random(0xA1), repositories).unwrap()
}

#[test]
fn the_policies_reach_exactly_the_repositories() {
    let connection = connection(&["tools/b", "tools/a", "tools/b"]);
    let permissions: Value = serde_json::from_str(&connection.permissions_policy()).unwrap();
    assert_eq!(
        permissions["Statement"][0]["Resource"],
        json!([
            "arn:aws:ecr:us-west-2:111122223333:repository/tools/a",
            "arn:aws:ecr:us-west-2:111122223333:repository/tools/b",
        ])
    );
    let others: Vec<_> = permissions["Statement"].as_array().unwrap()[1..]
        .iter()
        .collect();
    assert_eq!(others.len(), 1);
    assert_eq!(
        others[0]["Action"],
        json!(["ecr:GetAccountSetting", "ecr:GetRegistryPolicy"])
    );
    let text = connection
        .looking_up_events(true)
        .unwrap()
        .permissions_policy();
    assert!(text.contains("cloudtrail:LookupEvents"), "{text}");
}

#[test]
fn the_trust_needs_the_external_id() {
    let trust: Value = serde_json::from_str(&connection(&["a0"]).trust_policy()).unwrap();
    assert_eq!(
        trust["Statement"][0]["Condition"]["StringEquals"]["sts:ExternalId"],
        "wharfinger-000000000000000000000000000000a1"
    );
    assert_eq!(trust["Statement"][0]["Principal"]["AWS"], US);
    assert_eq!(trust["Statement"][1]["Action"], "sts:SetSourceIdentity");
}

/// Three spellings of one role.
#[test]
fn every_way_makes_the_same_role() {
    let connection = connection(&["tools/a"]);
    let authority = connection.authority();
    let role_name = authority.role_arn.rsplit('/').next().unwrap();
    for text in [
        connection.cloudformation(),
        connection.terraform(),
        connection.commands(),
        connection
            .quick_create("us-west-2", "https://s3.amazonaws.com/x/y.yaml")
            .unwrap(),
    ] {
        let text = text.replace("%3A", ":").replace("%2F", "/");
        for part in [
            role_name,
            US,
            authority.external_id.as_str(),
            "arn:aws:ecr:us-west-2:111122223333:repository/tools/a",
        ] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
    }
    for text in [
        connection.cloudformation(),
        connection.terraform(),
        connection.commands(),
    ] {
        let sts = ["sts:AssumeRole", "sts:SetSourceIdentity"];
        let actions = documents::REPOSITORY_ACTIONS.into_iter();
        for action in actions.chain(REGISTRY_ACTIONS).chain(sts) {
            assert!(text.contains(action), "{action} is missing in {text}");
        }
        assert!(!text.contains(documents::EVENTS_ACTION));
    }
}

#[test]
fn events_are_looked_up_where_the_owner_says_so() {
    let connection = connection(&["tools/a"]).looking_up_events(true).unwrap();
    for text in [
        connection.cloudformation(),
        connection.terraform(),
        connection.commands(),
    ] {
        assert!(text.contains(documents::EVENTS_ACTION), "{text}");
    }
    // The published template cannot, so its link would lie.
    assert_eq!(
        connection.quick_create("us-west-2", "https://s3.amazonaws.com/x"),
        None
    );
}

#[test]
fn a_role_pulls_where_the_owner_says_so_and_from_its_repositories_alone() {
    let may_not = connection(&["tools/a"]);
    let may = may_not.clone().handing_out_passwords(true).unwrap();
    let texts = |of: &Connection| [of.cloudformation(), of.terraform(), of.commands()];
    for action in PULL_ACTIONS.iter().chain([&TOKEN_ACTION]) {
        assert!(
            texts(&may).iter().all(|text| text.contains(action)),
            "{action}"
        );
        assert!(
            !texts(&may_not).iter().any(|text| text.contains(action)),
            "{action}"
        );
    }
    let permissions: Value = serde_json::from_str(&may.permissions_policy()).unwrap();
    for statement in permissions["Statement"].as_array().unwrap() {
        if statement.to_string().contains("ecr:BatchGetImage") {
            let arns = json!(["arn:aws:ecr:us-west-2:111122223333:repository/tools/a"]);
            assert_eq!(statement["Resource"], arns);
        }
    }
    assert_eq!(
        may.quick_create("us-west-2", "https://s3.amazonaws.com/x"),
        None
    );
}

/// Whoever puts the statement into the policy of the registry must not shut out the role that is used.
#[test]
fn the_role_that_alone_may_write_is_the_one_that_is_used() {
    let other = "arn:aws:iam::111122223333:role/ops/wharfinger-ecr-tools";
    let ours = connection(&["tools/a"]);
    let theirs = ours.clone().by_role(other);
    for (connection, role) in [
        (&ours, ours.authority().role_arn),
        (&theirs, other.to_owned()),
    ] {
        let statement: Value = serde_json::from_str(&connection.exclusive_statement()).unwrap();
        let who = &statement["Condition"]["ArnNotEquals"]["aws:PrincipalArn"];
        assert_eq!(who, &json!([role]));
        assert_eq!(connection.authority().role_arn, role);
    }
    // What belongs in a role is the same, whatever its name; the link would make another one.
    assert_eq!(theirs.trust_policy(), ours.trust_policy());
    assert_eq!(theirs.permissions_policy(), ours.permissions_policy());
    let link = |of: &Connection| of.quick_create("us-west-2", "https://s3.amazonaws.com/x");
    assert_eq!((link(&ours).is_some(), link(&theirs)), (true, None));
    assert!(
        ours.by_role(&connection(&["tools/a"]).authority().role_arn)
            .is_named_by_us()
    );
}

#[test]
fn a_name_of_a_role_fits() {
    assert!(ExternalId::from_random(u128::MAX).role_name().len() <= 64);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let other = |change: fn(&mut Repository)| {
        let mut other = repository("tools/b");
        change(&mut other);
        vec![repository("tools/a"), other]
    };
    let cases: [(&str, Vec<Repository>, &str); 10] = [
        (US, vec![], "at least one repository"),
        (
            US,
            other(|it| "444455556666".clone_into(&mut it.account)),
            "each account by itself",
        ),
        (
            US,
            other(|it| "x'; rm -rf ~".clone_into(&mut it.name)),
            "no repository",
        ),
        (
            US,
            other(|it| "a\"\n  - \"*".clone_into(&mut it.name)),
            "no repository",
        ),
        (
            US,
            other(|it| "*".clone_into(&mut it.name)),
            "no repository",
        ),
        (
            US,
            other(|it| "${aws:username}".clone_into(&mut it.name)),
            "no repository",
        ),
        (
            "arn:aws-cn:iam::999900001111:role/wharfinger",
            vec![repository("tools/a")],
            "nothing between two",
        ),
        (
            "arn:aws:iam::999900001111:root",
            vec![repository("tools/a")],
            "role or user",
        ),
        ("*", vec![repository("tools/a")], "role or user"),
        (
            "arn:aws:iam::999900001111:role/a'b",
            vec![repository("tools/a")],
            "role or user",
        ),
    ];
    for (us, repositories, words) in cases {
        let shown = format!("{us} {repositories:?}");
        let refused = Connection::new(us, ExternalId::from_random(1), repositories).unwrap_err();
        assert!(refused.to_string().contains(words), "{shown}: {refused}");
    }
    let many = (0..200)
        .map(|number| repository(&format!("tools/number-{number}")))
        .collect();
    let refused = Connection::new(US, ExternalId::from_random(1), many).unwrap_err();
    assert!(
        matches!(refused, InvalidConnection::TooLong { .. }),
        "{refused}"
    );
}

#[test]
fn a_link_is_for_a_console_that_is_there() {
    let connection = connection(&["tools/a"]);
    for region in ["cn-north-1", "Oregon", "us-west-2.evil.example/?"] {
        assert_eq!(
            connection.quick_create(region, "https://s3.amazonaws.com/x"),
            None
        );
    }
    let many: Vec<String> = (0..80)
        .map(|number| format!("tools/number-{number}"))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(
        tests::connection(&many).quick_create("us-west-2", "https://s3.amazonaws.com/x"),
        None
    );
}

/// The text as a whole, so that a change of it is seen.
#[test]
fn the_template_reads_like_this() {
    let template = connection(&["tools/a", "tools/b"]).cloudformation();
    assert_eq!(template, include_str!("template.yaml"));
    assert_eq!(published_template(), include_str!("published.yaml"));
}
