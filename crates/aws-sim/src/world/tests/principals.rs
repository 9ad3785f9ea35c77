//! Who a policy may name, and what becomes of the name.

use super::*;

fn constraint(stage: &mut Stage, principal: &str) -> String {
    let message = stage
        .set(&pull(&[GUEST, principal]))
        .unwrap_err()
        .to_string();
    message
        .rsplit("constraint: ")
        .next()
        .unwrap()
        .trim_matches('\'')
        .to_owned()
}

#[test]
fn one_that_is_not_there_refuses_the_whole_write() {
    let mut stage = Stage::new();
    stage.role(GUEST, "ci/puller", ANYTHING);
    for principal in [
        "999999999999",
        "arn:aws:iam::999999999999:root",
        "arn:aws:iam::444455556666:role/gone",
        "arn:aws:iam::444455556666:role/puller",
        "arn:aws:iam::444455556666:user/ci/puller",
        "arn:aws:sts::444455556666:assumed-role/gone/session",
        "arn:aws-cn:iam::444455556666:root",
        "AROAAAAAAAAAAAAAAAAAA",
    ] {
        assert_eq!(
            constraint(&mut stage, principal),
            "Principal not found",
            "{principal}"
        );
    }
    for principal in [
        "not-an-arn",
        "arn:aws:iam::444455556666:*",
        "arn:aws:iam::444455556666:role/*",
        "arn:aws:s3:::bucket",
        "ada",
        "",
    ] {
        let expected = "Invalid repository policy provided";
        assert_eq!(constraint(&mut stage, principal), expected, "{principal}");
    }
    assert_eq!(stage.world.policy_text(&stage.repository), None);
}

#[test]
fn those_that_are_there_may_be_named_in_many_ways() {
    let mut stage = Stage::new();
    let role = stage.role(GUEST, "ci/puller", ANYTHING);
    let user = stage.user(GUEST, "ada", ANYTHING);
    let session = "arn:aws:sts::444455556666:assumed-role/puller/build";
    stage
        .set(&pull(&[&role, user.arn(), session, &user.user_id()]))
        .unwrap();
    for principal in [&role, user.arn(), session] {
        assert!(stage.lets_in(principal), "{principal}");
    }
    assert!(
        !stage.lets_in(GUEST),
        "the account is not let in by its members"
    );
}

#[test]
fn a_deleted_role_becomes_its_id_and_another_of_its_name_does_not_inherit() {
    let mut stage = Stage::new();
    let role = stage.role(GUEST, "puller", ANYTHING);
    stage.set(&pull(&[&role])).unwrap();
    assert!(stage.get().contains(&role));
    stage.world.delete_role(&account(GUEST), "puller");
    let text = stage.get();
    assert!(text.contains("\"AROA") && !text.contains(&role), "{text}");
    assert!(!stage.lets_in(&role));
    stage.role(GUEST, "puller", ANYTHING);
    assert!(!stage.lets_in(&role), "the new role has inherited");
    assert!(stage.get().contains("\"AROA"));
    // What is read cannot be written any more: the dead poison the whole document.
    let message = stage.set(&text).unwrap_err().to_string();
    assert!(message.contains("Principal not found"), "{message}");
}

#[test]
fn a_deleted_user_becomes_its_id() {
    let mut stage = Stage::new();
    let user = stage.user(GUEST, "ada", ANYTHING);
    stage.set(&pull(&[user.arn()])).unwrap();
    stage.world.delete_user(&account(GUEST), "ada");
    assert!(stage.get().contains(&format!("\"{}\"", user.user_id())));
    assert!(user.user_id().starts_with("AIDA"));
}

#[test]
fn a_closed_account_cannot_be_named_any_more() {
    let mut stage = Stage::new();
    stage.set(&pull(&[GUEST])).unwrap();
    stage.world.close_account(&account(GUEST));
    assert!(!stage.lets_in(GUEST));
    assert_eq!(constraint(&mut stage, BROKER), "Principal not found");
}

#[test]
fn an_account_must_have_enabled_the_region() {
    let mut stage = Stage::new();
    stage.world.enable_region(&account(GUEST), &region(), false);
    assert_eq!(constraint(&mut stage, BROKER), "Region not enabled");
    stage.world.enable_region(&account(GUEST), &region(), true);
    stage.set(&pull(&[GUEST])).unwrap();
}

#[test]
fn a_new_role_is_not_known_at_once() {
    let mut stage = Stage::new();
    stage.world.set_propagation(120);
    let role = stage.role(GUEST, "new", ANYTHING);
    stage.wait(119);
    assert_eq!(constraint(&mut stage, &role), "Principal not found");
    stage.wait(1);
    stage.set(&pull(&[&role])).unwrap();
}

#[test]
fn arns_and_hosts_are_of_the_partition() {
    let mut stage = Stage::new();
    let owner = account("222233334444");
    stage.world.add_account(&owner, Partition::China).unwrap();
    let repository = RepositoryAddress::new("222233334444", "cn-north-1", "md5sum").unwrap();
    stage.world.add_repository(NOW, &repository, &[]).unwrap();
    let root = stage.root("222233334444");
    let world = &mut stage.world;
    let stored =
        world.set_repository_policy(NOW, &root, &repository, &pull(&["222233334444"]), false);
    assert!(
        stored
            .unwrap()
            .contains("arn:aws-cn:iam::222233334444:root")
    );
    let crossed = world.set_repository_policy(NOW, &root, &repository, &pull(&[GUEST]), false);
    assert!(
        crossed
            .unwrap_err()
            .to_string()
            .contains("Principal not found")
    );
    assert_eq!(
        repository.uri(),
        "222233334444.dkr.ecr.cn-north-1.amazonaws.com.cn/md5sum"
    );
}
