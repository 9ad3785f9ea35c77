//! Whether an image is there, as its repository says.

use wharfinger_aws_sim::{Fault, Image, Operation};
use wharfinger_core::grants::{Failure, Target};
use wharfinger_ecr::Described;
use wharfinger_ecr::connection::{Connection, ExternalId};

use super::stage::{OWNER, Stage, US, address, repository};

const MANIFEST: &str = "{}";

fn push(stage: &Stage, target: &Target, tag: &str) -> String {
    let image = Image::new(stage.clock.now(), tag, MANIFEST);
    let digest = image.digest.clone();
    let mut world = stage.shared.world();
    world
        .push_image(&address(&target.repository), image)
        .unwrap();
    digest
}

#[tokio::test]
async fn an_image_is_found_by_its_tag_and_its_digest() {
    let stage = Stage::start();
    let target = stage.connect();
    let amazon = stage.amazon();
    let digest = push(&stage, &target, "1.0");
    for reference in ["1.0", &digest] {
        let described = amazon.describe_image(&target, Some(reference)).await;
        assert_eq!(
            described,
            Ok(Described::There(Some(digest.clone()))),
            "{reference}"
        );
    }
    let none = format!("sha256:{}", "0".repeat(64));
    for reference in ["2.0", &none] {
        let described = amazon.describe_image(&target, Some(reference)).await;
        assert_eq!(described, Ok(Described::Missing), "{reference}");
    }
}

#[tokio::test]
async fn a_repository_is_there_by_latest_or_any_tag_and_not_while_it_is_empty() {
    let stage = Stage::start();
    let target = stage.connect();
    let amazon = stage.amazon();
    let described = amazon.describe_image(&target, None).await;
    assert_eq!(described, Ok(Described::Missing), "it is empty");
    let mut untagged = Image::new(stage.clock.now(), "x", r#"{"is":"untagged"}"#);
    untagged.tags.clear();
    stage
        .shared
        .world()
        .push_image(&address(&target.repository), untagged)
        .unwrap();
    let described = amazon.describe_image(&target, None).await;
    assert_eq!(described, Ok(Described::Missing), "nobody can name it");
    push(&stage, &target, "1.0");
    let described = amazon.describe_image(&target, None).await;
    assert_eq!(described, Ok(Described::There(None)));
    let digest = push(&stage, &target, "latest");
    let described = amazon.describe_image(&target, None).await;
    assert_eq!(described, Ok(Described::There(Some(digest))));
    let gone = repository(OWNER, "tools/gone");
    let target = stage.connect_as(2, &gone);
    for reference in [None, Some("1.0")] {
        let described = amazon.describe_image(&target, reference).await;
        assert_eq!(described, Ok(Described::Missing));
    }
}

#[tokio::test]
async fn what_goes_wrong_is_called_by_its_name() {
    for (fault, expected) in [
        (Fault::Throttle, Failure::Throttled),
        (Fault::ServerError, Failure::Unavailable),
        (Fault::DropBefore, Failure::Unavailable),
    ] {
        let stage = Stage::start();
        let target = stage.connect();
        let describe = Operation::DescribeImages;
        stage.shared.faults().script(describe, [Some(fault)]);
        let described = stage.hasty_amazon().describe_image(&target, None).await;
        assert_eq!(described, Err(expected), "{fault:?}");
        assert_eq!(stage.shared.requests(describe), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_role_that_does_not_allow_it_is_refused_by_name() {
    let stage = Stage::start();
    let target = stage.connect();
    let places = vec![target.repository.clone()];
    let connection = Connection::new(US, ExternalId::from_random(1), places).unwrap();
    let may = connection
        .permissions_policy()
        .replace("ecr:DescribeImages", "ecr:DescribeRepositories");
    let (role, trust) = (&target.authority.role_arn, connection.trust_policy());
    stage.role(OWNER, role, &trust, &may);
    let described = stage.amazon().describe_image(&target, Some("1.0")).await;
    let Err(Failure::Denied { message }) = described else {
        panic!("{described:?}");
    };
    assert!(message.contains("`ecr:DescribeImages`"), "{message}");
}
