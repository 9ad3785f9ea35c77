//! What is refused before AWS is asked.

use wharfinger_core::grants::Failure;
use wharfinger_core::registry::Partition;

use crate::arn::Arn;
use crate::repository::is_well_formed;
use wharfinger_core::grants::Target;

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

    #[test]
    fn anything_else_is_refused() {
        let changes: [(&str, fn(&mut Target)); 11] = [
            ("of the account 111122223333", |target| {
                target.authority.role_arn = "arn:aws:iam::444455556666:role/wharfinger".to_owned();
            }),
            ("of the account 111122223333", |target| {
                target.authority.role_arn = "arn:aws:iam::111122223333:user/ada".to_owned();
            }),
            ("of the account 111122223333", |target| {
                target.authority.role_arn = "arn:aws-cn:iam::111122223333:role/one".to_owned();
            }),
            ("of the account 111122223333", |target| {
                target.authority.role_arn.clear();
            }),
            ("no repository", |target| {
                "*".clone_into(&mut target.repository.name)
            }),
            ("no repository", |target| {
                "tools/?".clone_into(&mut target.repository.name)
            }),
            ("no repository", |target| {
                "a\"b".clone_into(&mut target.repository.name)
            }),
            ("no repository", |target| {
                target.repository.name = "a".repeat(257)
            }),
            ("no repository", |target| {
                "*".clone_into(&mut target.repository.account)
            }),
            ("no repository", |target| {
                "*".clone_into(&mut target.repository.region)
            }),
            ("no repository", |target| {
                "aws-cn".clone_into(&mut target.repository.partition)
            }),
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
