//! What the doctor says of right and of wrong roles.

use serde_json::{Value, json};
use wharfinger_aws_sim::{Fault, Operation, RegistryScope};
use wharfinger_core::grants::{Failure, Target};
use wharfinger_ecr::connection::{Connection, ExternalId};
use wharfinger_ecr::doctor::{Finding, Question, Report, Verdict};

use super::stage::{LAMBDA, OTHER, OWNER, Stage, US, address, pull, repository};

#[tokio::test]
async fn a_role_as_the_template_makes_it_is_sound() {
    for policy in [None, Some(LAMBDA)] {
        let stage = Stage::start();
        let target = stage.connect();
        if let Some(policy) = policy {
            stage.put(&target, policy);
        }
        let before = stage.policy(&target);
        let report = stage.examine(&target).await;
        assert!(report.is_sound(), "{report:?}");
        assert_eq!(report.checks.len(), Question::ALL.len());
        for check in &report.checks {
            assert_eq!(check.verdict, Verdict::Passed, "{}", check.question);
        }
        assert_eq!(stage.policy(&target), before);
        let writes = stage.shared.requests(Operation::SetRepositoryPolicy)
            + stage.shared.requests(Operation::DeleteRepositoryPolicy);
        assert_eq!(writes, 2, "one to add the canary, one to remove it");
    }
}

/// What a wrong role looks like: what is replaced in its trust or its permissions, the question that
/// fails, and what the finding is called.
const WRONG_ROLES: [(&str, &str, Question, &str); 13] = [
    // The confused deputy, in all his clothes.
    (
        r#","Condition":{"StringEquals":{"sts:ExternalId":"wharfinger-00000000000000000000000000000001"}}"#,
        "",
        Question::RefusedWithoutId,
        "open_without_id",
    ),
    (
        r#""StringEquals":{"sts:ExternalId":"wharfinger-00000000000000000000000000000001"}"#,
        r#""StringLike":{"sts:ExternalId":"wharfinger-*"}"#,
        Question::RefusedWithWrongId,
        "open_to_wrong_id",
    ),
    (
        r#""StringEquals":{"sts:ExternalId":"wharfinger-00000000000000000000000000000001"}"#,
        r#""StringLike":{"sts:ExternalId":"wharfinger-0000000000000000000000000000000?"}"#,
        Question::RefusedWithWrongId,
        "open_to_wrong_id",
    ),
    (
        r#""StringEquals""#,
        r#""StringEqualsIfExists""#,
        Question::RefusedWithoutId,
        "open_without_id",
    ),
    // For somebody else.
    (
        US,
        "arn:aws:iam::444455556666:root",
        Question::AssumedWithId,
        "not_assumable",
    ),
    (
        "wharfinger-00000000000000000000000000000001",
        "wharfinger-00000000000000000000000000000002",
        Question::AssumedWithId,
        "not_assumable",
    ),
    (
        "sts:SetSourceIdentity",
        "sts:TagSession",
        Question::AssumedWithId,
        "no_attribution",
    ),
    // Without a permission.
    (
        "ecr:DescribeRepositories",
        "ecr:DescribeImages",
        Question::Repository,
        "may_not",
    ),
    (
        "ecr:GetRepositoryPolicy",
        "ecr:DescribeImages",
        Question::Policy,
        "may_not",
    ),
    (
        "ecr:SetRepositoryPolicy",
        "ecr:DescribeImages",
        Question::Canary,
        "may_not",
    ),
    (
        "repository/tools/md5sum",
        "repository/tools/other",
        Question::Repository,
        "may_not",
    ),
    (
        "arn:aws:ecr:us-west-2:",
        "arn:aws:ecr:us-east-1:",
        Question::Repository,
        "may_not",
    ),
    // It can add what it cannot remove.
    (
        "ecr:DeleteRepositoryPolicy",
        "ecr:DescribeImages",
        Question::Canary,
        "canary_left",
    ),
];

#[tokio::test]
async fn every_wrong_role_is_found_and_named() {
    for (right, wrong, question, code) in WRONG_ROLES {
        let stage = Stage::start();
        let id = ExternalId::from_random(1);
        let here = repository(OWNER, "tools/md5sum");
        let connection = Connection::new(US, id, vec![here.clone()]).unwrap();
        let (trust, may) = (connection.trust_policy(), connection.permissions_policy());
        let is_in = [&trust, &may].iter().any(|text| text.contains(right));
        assert!(is_in, "{right} is nowhere in {trust} {may}");
        let authority = connection.authority();
        let (trust, may) = (trust.replace(right, wrong), may.replace(right, wrong));
        stage.role(OWNER, &authority.role_arn, &trust, &may);
        let target = Target {
            repository: here,
            authority,
        };
        let report = stage.examine(&target).await;
        assert!(!report.is_sound(), "{wrong}: {report:?}");
        let Verdict::Failed(finding) = report.verdict(question) else {
            panic!("{wrong}: {report:?}");
        };
        assert_eq!(finding.code(), code, "{wrong}: {finding}");
        assert!(!finding.mend().is_empty() && !finding.to_string().is_empty());
        if code != "canary_left" {
            assert_eq!(stage.policy(&target), None, "{wrong}");
        }
        if code.starts_with("open_") {
            let skipped =
                Question::ALL.map(|question| report.verdict(question) == &Verdict::Skipped);
            assert_eq!(
                skipped.iter().filter(|is| **is).count(),
                5,
                "{wrong}: {report:?}"
            );
            let looks = stage.shared.requests(Operation::DescribeRepositories);
            assert_eq!(looks, 0, "whose repository it is, nobody knows");
        }
    }
}

/// Where the door is not ours, nobody goes in.
#[tokio::test]
async fn the_wrong_account_is_not_asked() {
    let stage = Stage::start();
    let mut target = stage.connect_as(1, &repository(OTHER, "tools/md5sum"));
    target.repository = repository(OWNER, "tools/md5sum");
    let report = stage.examine(&target).await;
    assert!(matches!(
        report.verdict(Question::Account),
        Verdict::Failed(Finding::Inadmissible { .. })
    ));
    assert_eq!(stage.shared.requests(Operation::AssumeRole), 0);
    assert_eq!(report.verdict(Question::Canary), &Verdict::Skipped);
}

#[tokio::test]
async fn what_is_wrong_with_the_repository_is_told() {
    // It is gone.
    let stage = Stage::start();
    let target = stage.connect_as(1, &repository(OWNER, "tools/gone"));
    let report = stage.examine(&target).await;
    assert_eq!(codes(&report), ["no_repository", "no_repository"]);

    // Somebody in it is gone.
    let stage = Stage::start();
    let target = stage.connect();
    let role = stage
        .connect_as(2, &repository(OTHER, "tools/md5sum"))
        .authority
        .role_arn;
    stage.put(&target, &pull(&role));
    let name = role.rsplit('/').next().unwrap();
    stage
        .shared
        .world()
        .delete_role(&super::stage::account(OTHER), name);
    let before = stage.policy(&target);
    let report = stage.examine(&target).await;
    assert_eq!(codes(&report), ["foreign_principal"]);
    assert_eq!(stage.policy(&target), before);
}

#[tokio::test]
async fn what_may_undo_grants_is_warned_of() {
    let stage = Stage::start();
    let gone = repository(OWNER, "stacked/md5sum");
    let tags = [("team", "bio"), ("aws:cloudformation:stack-name", "tools")];
    let now = stage.clock.now();
    stage
        .shared
        .world()
        .add_repository(now, &address(&gone), &tags)
        .unwrap();
    let target = stage.connect_as(1, &gone);
    let deny = r#"{"Version":"2012-10-17","Statement":[{"Sid":"NoDeletes","Effect":"Deny","Principal":"*","Action":"ecr:DeleteRepository","Resource":"*"}]}"#;
    let region = address(&gone).region;
    stage
        .shared
        .world()
        .set_registry_policy(&super::stage::account(OWNER), &region, Some(deny))
        .unwrap();
    let report = stage.examine(&target).await;
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(codes(&report), ["registry_denies", "in_stack"]);
    let stack = report.findings().nth(1).unwrap().to_string();
    assert!(stack.contains("`tools`"), "{stack}");

    // An older role that may not look.
    let stage = Stage::start();
    let target = stage.connect();
    let connection = Connection::new(
        US,
        ExternalId::from_random(1),
        vec![target.repository.clone()],
    )
    .unwrap();
    let may = connection
        .permissions_policy()
        .replace("ecr:ListTagsForResource", "ecr:DescribeImages")
        .replace("ecr:GetRegistryPolicy", "ecr:DescribeImages");
    stage.role(
        OWNER,
        &target.authority.role_arn,
        &connection.trust_policy(),
        &may,
    );
    let report = stage.examine(&target).await;
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(codes(&report), ["registry_unseen", "tags_unseen"]);
}

/// What the doctor says of a statement that lets nobody but `who` write, in a registry whose policy has that
/// scope; and whether grants work.
async fn exclusive(
    who: impl Fn(&Target) -> Value,
    scope: RegistryScope,
    may: impl Fn(&str) -> String,
) -> (Verdict, bool) {
    let stage = Stage::start();
    let target = stage.connect();
    let repositories = vec![target.repository.clone()];
    let connection = Connection::new(US, ExternalId::from_random(1), repositories).unwrap();
    let (trust, policy) = (connection.trust_policy(), connection.permissions_policy());
    stage.role(OWNER, &target.authority.role_arn, &trust, &may(&policy));
    let mut statement: Value = serde_json::from_str(&connection.exclusive_statement()).unwrap();
    statement["Condition"]["ArnNotEquals"]["aws:PrincipalArn"] = who(&target);
    let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
    let (owner, region) = (
        super::stage::account(OWNER),
        address(&target.repository).region,
    );
    {
        let mut world = stage.shared.world();
        world
            .set_registry_policy(&owner, &region, Some(&policy))
            .unwrap();
        world.set_registry_scope(&owner, &region, scope).unwrap();
    }
    let report = stage.examine(&target).await;
    let verdict = report.verdict(Question::Exclusive).clone();
    (verdict, report.is_sound())
}

/// That nobody else may write is said where nobody may, and otherwise who.
#[tokio::test]
async fn who_else_may_write_is_said() {
    let admin = "arn:aws:iam::111122223333:role/admin";
    let us = |target: &Target| json!([target.authority.role_arn]);
    let both = |target: &Target| json!([target.authority.role_arn, admin]);
    let as_it_is = str::to_owned;
    let (v1, v2) = (RegistryScope::V1, RegistryScope::V2);
    assert_eq!(exclusive(us, v2, as_it_is).await, (Verdict::Passed, true));
    let others = vec![admin.to_owned()];
    let may = Verdict::Warned(Finding::OthersMayWrite {
        others: others.clone(),
    });
    assert!(words(&may).ends_with("but the role and `arn:aws:iam::111122223333:role/admin`"));
    assert_eq!(exclusive(both, v2, as_it_is).await, (may, true));
    let shut_out = exclusive(|_| json!(admin), v2, as_it_is).await;
    assert_eq!(shut_out, (Verdict::Failed(Finding::ShutOut), false));

    // A policy of the older kind keeps nobody out, and not us either.
    let nobody = (Verdict::Warned(Finding::RegistryScope), true);
    assert_eq!(exclusive(us, v1, as_it_is).await, nobody);
    assert_eq!(exclusive(|_| json!(admin), v1, as_it_is).await, nobody);

    // An older role that may not ask.
    let older = |may: &str| may.replace("ecr:GetAccountSetting", "ecr:DescribeImages");
    let (verdict, is_sound) = exclusive(both, v2, older).await;
    let Verdict::Warned(Finding::ScopeUnseen { others: found, .. }) = &verdict else {
        panic!("{verdict:?}");
    };
    assert_eq!((found, is_sound), (&others, true));
    let said = words(&verdict);
    assert!(
        said.contains("if it is version 2") && said.contains(admin),
        "{said}"
    );
    assert!(said.contains("ecr:GetAccountSetting"), "{said}");
}

fn words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Warned(finding) => finding.to_string(),
        other => panic!("{other:?}"),
    }
}

/// Who does not answer has not said no, least of all whether the door is shut.
#[tokio::test]
async fn no_answer_is_no_verdict() {
    for fault in [
        Fault::Throttle,
        Fault::ServerError,
        Fault::DropBefore,
        Fault::ExpiredToken,
    ] {
        for (skipped, question) in [Question::RefusedWithoutId, Question::RefusedWithWrongId]
            .into_iter()
            .enumerate()
        {
            let stage = Stage::start();
            let target = stage.connect();
            let script = vec![None; skipped + 1].into_iter().chain([Some(fault)]);
            stage.shared.faults().script(Operation::AssumeRole, script);
            let report = stage.examine(&target).await;
            let verdict = report.verdict(question);
            assert!(
                matches!(verdict, Verdict::Undecided(_)),
                "{fault:?}: {verdict:?}"
            );
            assert!(!report.is_sound());
        }
    }
    let stage = Stage::start();
    let target = stage.connect();
    stage
        .shared
        .faults()
        .script(Operation::AssumeRole, [Some(Fault::Throttle)]);
    let report = stage.examine(&target).await;
    let verdict = report.verdict(Question::AssumedWithId);
    assert_eq!(verdict, &Verdict::Undecided(Failure::Throttled));
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.findings().map(Finding::code).collect()
}
