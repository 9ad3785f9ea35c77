//! The role of a template, deployed and used.

use std::time::SystemTime;

use aws_sdk_ecr::config::SharedCredentialsProvider;
use wharfinger_core::grants::{Failure, Repository, Target};
use wharfinger_core::policy::Installation;
use wharfinger_core::timestamp::Timestamp;
use wharfinger_ecr::connection::{Connection, ExternalId, published_template};
use wharfinger_ecr::doctor::{EXAMINATION_LEASE, Finding, Question, Verdict};
use wharfinger_ecr::{Amazon, Cloud, Endpoints, Settings};

use crate::server::{Moto, OWNER, REGION, REPOSITORY, US, server_keys};

fn repository(name: &str) -> Repository {
    Repository {
        partition: "aws".to_owned(),
        account: OWNER.to_owned(),
        region: REGION.to_owned(),
        name: name.to_owned(),
    }
}

fn connection(random: u128) -> Connection {
    let repositories = vec![repository(REPOSITORY)];
    Connection::new(US, ExternalId::from_random(random), repositories).unwrap()
}

fn amazon(moto: &Moto) -> Amazon {
    let here = Some(moto.url.clone());
    Amazon::new(Settings {
        endpoints: Endpoints {
            sts: here.clone(),
            ecr: here.clone(),
            cloudtrail: here,
        },
        ..Settings::new(
            Installation::new("0a1b2c3d").unwrap(),
            SharedCredentialsProvider::new(server_keys()),
            REGION,
        )
    })
}

#[tokio::test]
async fn the_role_is_deployed_and_used() {
    let moto = Moto::open();
    let keys = moto.keys_of(OWNER).await;
    moto.push(keys.clone()).await;
    let connection = connection(1);
    let stack = moto.deploy(&keys, &connection.cloudformation(), &[]).await;
    assert!(is_deployed(&stack, &connection), "{stack}");

    let amazon = amazon(&moto);
    let target = Target {
        repository: repository(REPOSITORY),
        authority: connection.authority(),
    };
    assert_eq!(amazon.read(&target).await, Ok(None));
    assert_eq!(amazon.write(&target, None).await, Ok(()));
    let text = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Pull","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":["ecr:BatchGetImage"]}]}"#;
    amazon.write(&target, Some(text)).await.unwrap();
    let read = amazon.read(&target).await.unwrap().unwrap();
    assert!(read.contains("444455556666"), "{read}");
    let refused = amazon.write(&target, Some("{}")).await;
    assert!(
        matches!(refused, Err(Failure::PrincipalRefused { .. })),
        "{refused:?}"
    );

    let until = Timestamp::from(SystemTime::now()).later(EXAMINATION_LEASE);
    let report = amazon.examine(&target, until).await;
    let open = [Question::RefusedWithoutId, Question::RefusedWithWrongId];
    for check in &report.checks {
        let is_open = matches!(check.verdict, Verdict::Failed(_));
        // moto lets everybody in, and behind an open door nothing is tried.
        let is_well = matches!(check.verdict, Verdict::Passed | Verdict::Skipped);
        let is_expected = if open.contains(&check.question) {
            is_open
        } else {
            is_well
        };
        assert!(is_expected, "{check:?}");
    }
    let codes: Vec<_> = report.findings().map(Finding::code).collect();
    assert_eq!(codes, ["open_without_id", "open_to_wrong_id"]);
    assert_eq!(
        amazon.read(&target).await.unwrap().unwrap(),
        read,
        "nothing was written"
    );
    amazon.write(&target, None).await.unwrap();
    assert_eq!(amazon.read(&target).await, Ok(None));

    let gone = Target {
        repository: repository("tools/gone"),
        ..target
    };
    assert_eq!(amazon.read(&gone).await, Err(Failure::NoRepository));
}

/// The template with parameters, as the link fills them in.
#[tokio::test]
async fn the_published_template_is_deployed() {
    let moto = Moto::open();
    let keys = moto.keys_of(OWNER).await;
    let connection = connection(2);
    let link = connection
        .quick_create(REGION, "https://s3.amazonaws.com/x/role.yaml")
        .unwrap();
    let (_, query) = link.split_once('?').unwrap();
    let (_, query) = query.split_once('?').unwrap();
    let filled = form_urlencoded::parse(query.as_bytes());
    let filled = filled.filter_map(|(name, value)| {
        let name = name.strip_prefix("param_")?.to_owned();
        Some((name, value.into_owned()))
    });
    let mut parameters = Vec::new();
    for (number, (name, value)) in (1..).zip(filled) {
        parameters.push((format!("Parameters.member.{number}.ParameterKey"), name));
        parameters.push((format!("Parameters.member.{number}.ParameterValue"), value));
    }
    assert_eq!(parameters.len(), 2 * 4);
    let stack = moto.deploy(&keys, &published_template(), &parameters).await;
    assert!(is_deployed(&stack, &connection), "{stack}");
}

/// Whether a stack made the role that the connection says it does.
fn is_deployed(stack: &str, connection: &Connection) -> bool {
    let role = format!(
        "<OutputValue>{}</OutputValue>",
        connection.authority().role_arn
    );
    stack.contains("<StackStatus>CREATE_COMPLETE</StackStatus>") && stack.contains(&role)
}
