//! Passwords that pull from exactly the repositories they are asked for.

use wharfinger_aws_sim::{Operation, Region};
use wharfinger_core::grants::{Authority, Failure, Repository};
use wharfinger_ecr::connection::{Connection, ExternalId};
use wharfinger_ecr::doctor::{Finding, Question, Verdict};
use wharfinger_ecr::{Amazon, PullPassword};

use super::stage::{OTHER, OWNER, REGION, Stage, US, address, repository};

/// Both of the first owner's repositories.
fn both() -> [Repository; 2] {
    ["tools/md5sum", "tools/samtools"].map(|name| repository(OWNER, name))
}

/// Connects both of them by a role that hands out passwords where the owner wants it.
fn connect(stage: &Stage, hands_out: bool) -> Authority {
    let id = ExternalId::from_random(1);
    let connection = Connection::new(US, id, both().to_vec()).unwrap();
    let connection = connection.handing_out_passwords(hands_out).unwrap();
    let authority = connection.authority();
    let (trust, may) = (connection.trust_policy(), connection.permissions_policy());
    stage.role(OWNER, &authority.role_arn, &trust, &may);
    authority
}

fn opens(stage: &Stage, password: &PullPassword, repository: &Repository) -> bool {
    let (world, now) = (stage.shared.world(), stage.clock.now());
    let region = Region::new(REGION).unwrap();
    let entered = world.log_in(now, &password.username, &password.password, &region);
    let entered = entered.unwrap();
    world.lets_pull(now, &entered, &address(repository)).is_ok()
}

async fn denied(amazon: &Amazon, authority: &Authority, repositories: &[Repository]) -> String {
    match amazon.pull_password(authority, repositories).await {
        Err(Failure::Denied { message }) => message,
        other => panic!("it was not denied: {other:?}"),
    }
}

#[tokio::test]
async fn a_password_opens_the_repositories_it_was_asked_for_and_no_other() {
    let stage = Stage::start();
    let (amazon, authority) = (stage.amazon(), connect(&stage, true));
    let [md5sum, samtools] = both();
    let one = amazon.pull_password(&authority, std::slice::from_ref(&md5sum));
    let one = one.await.unwrap();
    assert!(opens(&stage, &one, &md5sum));
    assert!(!opens(&stage, &one, &samtools));
    let two = amazon.pull_password(&authority, &both()).await.unwrap();
    assert!(opens(&stage, &two, &md5sum) && opens(&stage, &two, &samtools));
    let twelve_hours = std::time::Duration::from_hours(12);
    assert_eq!(two.expires_at, stage.clock.now().later(twelve_hours));
}

#[tokio::test]
async fn no_session_and_no_password_is_used_twice() {
    let stage = Stage::start();
    let (amazon, authority) = (stage.amazon(), connect(&stage, true));
    let first = amazon.pull_password(&authority, &both()).await.unwrap();
    let second = amazon.pull_password(&authority, &both()).await.unwrap();
    assert_ne!(first.password, second.password);
    assert_eq!(stage.shared.requests(Operation::AssumeRole), 2);
}

#[tokio::test]
async fn a_role_that_was_not_made_for_it_gives_none() {
    let stage = Stage::start();
    let (amazon, authority) = (stage.amazon(), connect(&stage, false));
    let message = denied(&amazon, &authority, &both()).await;
    assert!(message.contains("ecr:GetAuthorizationToken"), "{message}");
}

#[tokio::test]
async fn what_does_not_go_together_reaches_nobody() {
    let stage = Stage::start();
    let (amazon, authority) = (stage.amazon(), connect(&stage, true));
    let [md5sum, samtools] = both();
    let elsewhere = Repository {
        region: "eu-west-1".to_owned(),
        ..samtools
    };
    for (repositories, words) in [
        (vec![], "no repository"),
        (vec![md5sum.clone(), elsewhere], "two regions"),
        (
            vec![md5sum, repository(OTHER, "tools/md5sum")],
            "no role of the account",
        ),
    ] {
        let message = denied(&amazon, &authority, &repositories).await;
        assert!(message.contains(words), "{message}");
    }
    assert_eq!(stage.shared.requests(Operation::AssumeRole), 0);
}

#[tokio::test]
async fn the_doctor_says_whether_passwords_can_be_handed_out() {
    let stage = Stage::start();
    let amazon = stage.amazon();
    let target = |authority| wharfinger_core::grants::Target {
        repository: both()[0].clone(),
        authority,
    };
    let check = amazon
        .examine_pull_password(&target(connect(&stage, true)))
        .await;
    assert_eq!(check.question, Question::PullPassword);
    assert_eq!(check.verdict, Verdict::Passed);
    let without = target(connect(&stage, false));
    let check = amazon.examine_pull_password(&without).await;
    let refused = matches!(&check.verdict, Verdict::Warned(Finding::NoPullPassword { message })
        if message.contains("ecr:GetAuthorizationToken"));
    assert!(refused, "{check:?}");
    let mut missing = target(connect(&stage, true));
    "tools/missing".clone_into(&mut missing.repository.name);
    let check = amazon.examine_pull_password(&missing).await;
    assert_ne!(check.verdict, Verdict::Passed);
}
