//! The confused deputy: nobody makes us act by the role of somebody else.

use wharfinger_aws_sim::Operation;
use wharfinger_core::grants::{Authority, Failure, Target};
use wharfinger_ecr::Cloud;

use super::stage::{LAMBDA, OTHER, OWNER, Stage, repository};

/// Every repository by every role with every external id: only what belongs together works.
#[tokio::test]
async fn only_what_belongs_together_works() {
    let stage = Stage::start();
    let amazon = stage.amazon();
    let names = ["tools/md5sum", "tools/samtools"];
    let owners = [OWNER, OTHER];
    let repositories = owners
        .iter()
        .flat_map(|owner| names.map(|name| repository(owner, name)));
    let tenants: Vec<Target> = (1..)
        .zip(repositories)
        .map(|(random, repository)| stage.connect_as(random, &repository))
        .collect();
    let mut refused = 0;
    for (a, owner) in tenants.iter().enumerate() {
        for (b, role) in tenants.iter().enumerate() {
            for (c, id) in tenants.iter().enumerate() {
                let target = Target {
                    repository: owner.repository.clone(),
                    authority: Authority {
                        role_arn: role.authority.role_arn.clone(),
                        external_id: id.authority.external_id.clone(),
                    },
                };
                let answers = (
                    amazon.read(&target).await,
                    amazon.write(&target, Some(LAMBDA)).await,
                );
                if a == b && b == c {
                    assert!(
                        answers.0.is_ok() && answers.1.is_ok(),
                        "{target:?}: {answers:?}"
                    );
                    amazon.write(&target, None).await.unwrap();
                } else {
                    let is_denied = |failure: &Failure| matches!(failure, Failure::Denied { .. });
                    assert!(
                        answers.0.is_err_and(|failure| is_denied(&failure)),
                        "{target:?}"
                    );
                    assert!(
                        answers.1.is_err_and(|failure| is_denied(&failure)),
                        "{target:?}"
                    );
                    refused += 1;
                }
                for tenant in &tenants {
                    assert_eq!(stage.policy(tenant), None, "{target:?}");
                }
            }
        }
    }
    assert_eq!(refused, 4 * 4 * 4 - 4);
}

/// A role of another account is not even asked about.
#[tokio::test]
async fn the_role_of_another_account_is_not_assumed() {
    let stage = Stage::start();
    let mut target = stage.connect_as(1, &repository(OTHER, "tools/md5sum"));
    target.repository = repository(OWNER, "tools/md5sum");
    let answer = stage.amazon().write(&target, Some(LAMBDA)).await;
    assert!(matches!(answer, Err(Failure::Denied { .. })), "{answer:?}");
    assert_eq!(stage.shared.requests(Operation::AssumeRole), 0);
}
