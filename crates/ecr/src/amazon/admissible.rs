//! What is refused before AWS is asked.

use wharfinger_core::grants::{Failure, Target};
use wharfinger_core::registry::Partition;

use crate::arn::Arn;
use crate::repository::is_well_formed;

/// Whether a target says one thing: a repository, and a role in the account that owns it. Whatever
/// was stored, we never act on a repository by the role of somebody else, nor ask for a session
/// wider than one repository.
pub(super) fn check(target: &Target, home_region: &str) -> Result<(), Failure> {
    let (repository, role_arn) = (&target.repository, &target.authority.role_arn);
    if !is_well_formed(repository) {
        let message = format!("`{}` is no repository on Amazon ECR", repository.arn());
        return Err(Failure::Denied { message });
    }
    let home = Partition::of_region(home_region).map_or("", |partition| partition.id);
    if repository.partition != home {
        let message = format!(
            "`{}` is in the partition `{}`, and this server's own AWS account in `{home}`; nothing \
             can be delegated between two",
            repository.arn(),
            repository.partition
        );
        return Err(Failure::Denied { message });
    }
    let role = Arn::global(role_arn).filter(|arn| arn.role().is_some());
    let is_owners = role.is_some_and(|role| {
        role.partition == repository.partition && role.account == repository.account
    });
    if is_owners {
        return Ok(());
    }
    let message = format!(
        "`{role_arn}` is no role of the account {} that owns the repository",
        repository.account
    );
    Err(Failure::Denied { message })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wharfinger_core::grants::{Authority, Repository};

    fn target() -> Target {
        Target {
            repository: Repository {
                partition: "aws".to_owned(),
                account: "111122223333".to_owned(),
                region: "us-west-2".to_owned(),
                name: "tools/md5sum".to_owned(),
            },
            authority: Authority {
                role_arn: "arn:aws:iam::111122223333:role/ops/wharfinger".to_owned(),
                external_id: "wharfinger-1".to_owned(),
            },
        }
    }

    #[test]
    fn one_account_says_one_thing() {
        assert_eq!(check(&target(), "eu-west-1"), Ok(()));
    }

    type Change = fn(&mut Target);

    /// What is said of a role, and of a repository.
    const ROLE: &str = "no role of the account 111122223333";
    const NAME: &str = "no repository on Amazon ECR";

    fn role(target: &mut Target, arn: &str) {
        arn.clone_into(&mut target.authority.role_arn);
    }

    fn name(target: &mut Target, name: &str) {
        name.clone_into(&mut target.repository.name);
    }

    #[test]
    fn anything_else_is_refused() {
        let changes: [(&str, Change); 11] = [
            (ROLE, |it| {
                role(it, "arn:aws:iam::444455556666:role/wharfinger");
            }),
            (ROLE, |it| role(it, "arn:aws:iam::111122223333:user/ada")),
            (ROLE, |it| role(it, "arn:aws-cn:iam::111122223333:role/one")),
            (ROLE, |it| role(it, "")),
            (NAME, |it| name(it, "*")),
            (NAME, |it| name(it, "tools/?")),
            (NAME, |it| name(it, "a\"b")),
            (NAME, |it| name(it, &"a".repeat(257))),
            (NAME, |it| "*".clone_into(&mut it.repository.account)),
            (NAME, |it| "*".clone_into(&mut it.repository.region)),
            (NAME, |it| "aws-cn".clone_into(&mut it.repository.partition)),
        ];
        for (index, (words, change)) in changes.into_iter().enumerate() {
            let mut target = target();
            change(&mut target);
            let Err(Failure::Denied { message }) = check(&target, "us-east-1") else {
                panic!("change {index} was accepted");
            };
            assert!(message.contains(words), "change {index}: {message}");
        }
    }

    #[test]
    fn partitions_do_not_reach_each_other() {
        let Err(Failure::Denied { message }) = check(&target(), "cn-north-1") else {
            panic!("it was accepted");
        };
        assert!(message.contains("in the partition `aws`"), "{message}");
    }
}
