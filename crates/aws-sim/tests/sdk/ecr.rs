//! ECR as the SDK sees it.

use aws_sdk_ecr::error::ProvideErrorMetadata;
use aws_sdk_ecr::types::ImageIdentifier;
use wharfinger_aws_sim::{Operation, Rate, RegistryScope};

use super::support::{ANYTHING, GUEST, OWNER, REGION, REPOSITORY, Stage, account, pull};

#[tokio::test]
async fn a_policy_is_written_read_and_deleted() {
    let stage = Stage::start();
    let ecr = stage.ecr(&stage.owner);
    let missing = ecr
        .get_repository_policy()
        .repository_name(REPOSITORY)
        .send()
        .await
        .unwrap_err();
    let missing = missing.into_service_error();
    assert!(
        missing.is_repository_policy_not_found_exception(),
        "{missing:?}"
    );
    let expected = "Repository policy does not exist for the repository with name 'tools/md5sum' in the \
                    registry with id '111122223333'";
    assert_eq!(missing.message(), Some(expected));

    let text = pull(&[GUEST]);
    let set = ecr
        .set_repository_policy()
        .repository_name(REPOSITORY)
        .policy_text(&text);
    let set = set.send().await.unwrap();
    assert_eq!(set.registry_id(), Some(OWNER));
    assert!(
        set.policy_text()
            .unwrap()
            .contains("arn:aws:iam::444455556666:root")
    );

    let get = ecr
        .get_repository_policy()
        .repository_name(REPOSITORY)
        .registry_id(OWNER);
    let get = get.send().await.unwrap();
    assert_ne!(get.policy_text(), Some(text.as_str()));

    let deleted = ecr
        .delete_repository_policy()
        .repository_name(REPOSITORY)
        .send()
        .await
        .unwrap();
    assert!(deleted.policy_text().unwrap().contains(GUEST));
    let again = ecr
        .delete_repository_policy()
        .repository_name(REPOSITORY)
        .send()
        .await;
    assert!(
        again
            .unwrap_err()
            .into_service_error()
            .is_repository_policy_not_found_exception()
    );
}

#[tokio::test]
async fn a_policy_that_is_refused_says_why() {
    let stage = Stage::start();
    let ecr = stage.ecr(&stage.owner);
    for (text, constraint) in [
        (pull(&["999999999999"]), "'Principal not found'"),
        (
            pull(&[GUEST]).replace("2012", "1999"),
            "'Invalid repository policy provided'",
        ),
        (
            "x".repeat(20_000),
            "'must have length less than or equal to 10240'",
        ),
    ] {
        let set = ecr
            .set_repository_policy()
            .repository_name(REPOSITORY)
            .policy_text(text);
        let refused = set.send().await.unwrap_err().into_service_error();
        assert!(refused.is_invalid_parameter_exception());
        let expected =
            format!("Invalid parameter at 'PolicyText' failed to satisfy constraint: {constraint}");
        assert_eq!(refused.message(), Some(expected.as_str()));
    }
}

#[tokio::test]
async fn a_guest_pulls_once_the_policy_lets_it_in() {
    let stage = Stage::start();
    let (owner, guest) = (stage.ecr(&stage.owner), stage.ecr(&stage.guest));
    let image = ImageIdentifier::builder().image_tag("1.0").build();
    let missing = ImageIdentifier::builder().image_tag("2.0").build();
    let pull_image = || {
        let request = guest
            .batch_get_image()
            .registry_id(OWNER)
            .repository_name(REPOSITORY);
        request
            .image_ids(image.clone())
            .image_ids(missing.clone())
            .send()
    };
    let refused = pull_image().await.unwrap_err().into_service_error();
    assert_eq!(refused.code(), Some("AccessDeniedException"));
    let expected = format!(
        "User: arn:aws:iam::{GUEST}:user/ada is not authorized to perform: ecr:BatchGetImage on resource: \
         {} because no resource-based policy allows the ecr:BatchGetImage action",
        stage.repository
    );
    assert_eq!(refused.message(), Some(expected.as_str()));

    let text = pull(&[GUEST]).replace(
        r#""Sid""#,
        r#""Condition":{"DateLessThan":{"aws:CurrentTime":"2026-11-28T01:00:00Z"}},"Sid""#,
    );
    let set = owner
        .set_repository_policy()
        .repository_name(REPOSITORY)
        .policy_text(text);
    set.send().await.unwrap();
    let pulled = pull_image().await.unwrap();
    assert_eq!(pulled.images()[0].image_manifest(), Some("{}"));
    assert_eq!(
        pulled.failures()[0].failure_code().unwrap().as_str(),
        "ImageNotFound"
    );
    let token = guest.get_authorization_token().send().await.unwrap();
    let token = &token.authorization_data()[0];
    assert!(
        token
            .proxy_endpoint()
            .unwrap()
            .starts_with("https://444455556666.dkr.ecr.us-west-2")
    );

    stage.clock.forward(3_600);
    let ended = pull_image().await.unwrap_err().into_service_error();
    assert_eq!(ended.code(), Some("AccessDeniedException"));
}

#[tokio::test]
async fn repositories_are_made_listed_and_not_found() {
    let stage = Stage::start();
    let ecr = stage.ecr(&stage.owner);
    let made = ecr
        .create_repository()
        .repository_name("tools/new")
        .send()
        .await
        .unwrap();
    let uri = made.repository().unwrap().repository_uri();
    assert_eq!(
        uri,
        Some("111122223333.dkr.ecr.us-west-2.amazonaws.com/tools/new")
    );
    let again = ecr
        .create_repository()
        .repository_name("tools/new")
        .send()
        .await
        .unwrap_err();
    assert!(
        again
            .into_service_error()
            .is_repository_already_exists_exception()
    );
    let wrong = ecr
        .create_repository()
        .repository_name("Tools")
        .send()
        .await
        .unwrap_err();
    assert!(wrong.into_service_error().is_invalid_parameter_exception());

    let mut names = Vec::new();
    let mut pages = ecr
        .describe_repositories()
        .max_results(1)
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        names.extend(
            page.repositories()
                .iter()
                .map(|one| one.repository_name().unwrap().to_owned()),
        );
    }
    assert_eq!(names, ["tools/md5sum", "tools/new"]);
    let missing = ecr
        .describe_repositories()
        .repository_names("gone")
        .send()
        .await
        .unwrap_err();
    let missing = missing.into_service_error();
    assert!(missing.is_repository_not_found_exception());
    let expected =
        "The repository with name 'gone' does not exist in the registry with id '111122223333'";
    assert_eq!(missing.message(), Some(expected));
}

#[tokio::test]
async fn images_are_listed_and_not_found() {
    let stage = Stage::start();
    let ecr = stage.ecr(&stage.owner);
    let all = ecr
        .describe_images()
        .repository_name(REPOSITORY)
        .send()
        .await
        .unwrap();
    assert_eq!(all.image_details()[0].image_tags(), ["1.0"]);
    let missing = ImageIdentifier::builder().image_tag("2.0").build();
    let missing = ecr
        .describe_images()
        .repository_name(REPOSITORY)
        .image_ids(missing)
        .send()
        .await;
    let missing = missing.unwrap_err().into_service_error();
    assert!(missing.is_image_not_found_exception());
    assert!(missing.message().unwrap().contains("imageTag:'2.0'"));
}

#[tokio::test]
async fn a_doctor_sees_tags_the_registrys_policy_and_its_scope() {
    let stage = Stage::start();
    let ecr = stage.ecr(&stage.owner);
    let tags = ecr
        .list_tags_for_resource()
        .resource_arn(stage.repository.to_string());
    let tags = tags.send().await.unwrap();
    assert_eq!(tags.tags()[0].key(), "aws:cloudformation:stack-name");

    let none = ecr.get_registry_policy().send().await.unwrap_err();
    assert!(
        none.into_service_error()
            .is_registry_policy_not_found_exception()
    );
    let region = stage.repository.region.clone();
    let deny = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"ecr:PutImage","Resource":"*"}}"#;
    {
        let mut world = stage.shared.world();
        world
            .set_registry_policy(&account(OWNER), &region, Some(deny))
            .unwrap();
        world
            .set_registry_scope(&account(OWNER), &region, RegistryScope::V1)
            .unwrap();
    }
    let policy = ecr.get_registry_policy().send().await.unwrap();
    assert!(policy.policy_text().unwrap().contains("ecr:PutImage"));
    let scope = ecr
        .get_account_setting()
        .name("REGISTRY_POLICY_SCOPE")
        .send();
    assert_eq!(scope.await.unwrap().value(), Some("V1"));
}

#[tokio::test]
async fn calls_are_throttled() {
    let stage = Stage::start();
    let rate = Rate {
        burst: 2,
        per_second: 1,
    };
    stage
        .shared
        .world()
        .limit(Operation::DescribeRepositories, Some(rate));
    let ecr = stage.ecr(&stage.owner);
    for _ in 0..2 {
        ecr.describe_repositories().send().await.unwrap();
    }
    let throttled = ecr
        .describe_repositories()
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert_eq!(throttled.code(), Some("ThrottlingException"));
    stage.clock.forward(1);
    ecr.describe_repositories().send().await.unwrap();
}

#[tokio::test]
async fn a_role_of_one_repository_is_kept_to_it() {
    let stage = Stage::start();
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"ecr:*","Resource":"{}"}}}}"#,
        stage.repository
    );
    let now = stage.clock.now();
    let user = stage
        .shared
        .world()
        .add_user(now, &account(OWNER), "narrow", &policy)
        .unwrap();
    let ecr = stage.ecr(&user);
    let text = pull(&[GUEST]);
    ecr.set_repository_policy()
        .repository_name(REPOSITORY)
        .policy_text(&text)
        .send()
        .await
        .unwrap();
    let other = ecr
        .create_repository()
        .repository_name("other")
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        other.into_service_error().code(),
        Some("AccessDeniedException")
    );
    let all = ecr.describe_repositories().send().await.unwrap_err();
    assert_eq!(
        all.into_service_error().code(),
        Some("AccessDeniedException")
    );
}

#[tokio::test]
async fn a_deleted_roles_id_is_shown() {
    let stage = Stage::start();
    let (now, guest) = (stage.clock.now(), account(GUEST));
    let trust = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"sts:AssumeRole"}}"#;
    let role = stage
        .shared
        .world()
        .add_role(now, &guest, "puller", trust, ANYTHING)
        .unwrap();
    let ecr = stage.ecr(&stage.owner);
    let text = pull(&[&role]);
    ecr.set_repository_policy()
        .repository_name(REPOSITORY)
        .policy_text(text)
        .send()
        .await
        .unwrap();
    stage.shared.world().delete_role(&guest, "puller");
    let read = ecr
        .get_repository_policy()
        .repository_name(REPOSITORY)
        .send()
        .await
        .unwrap();
    assert!(
        read.policy_text().unwrap().contains("\"AROA"),
        "in {REGION}: {read:?}"
    );
}
