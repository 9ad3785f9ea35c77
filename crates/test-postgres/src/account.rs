//! Whom PostgreSQL runs as: it refuses root.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Users to run as in the place of root, the first that there is.
const USERS: [&str; 2] = ["postgres", "nobody"];

/// Another user than the one who runs the tests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Account {
    user: u32,
    group: u32,
}

impl Account {
    /// Whom to run as, if not as the owner of `folder`, which was just made.
    pub(crate) fn instead_of_owner(folder: &Path) -> Option<Self> {
        let owner = fs::metadata(folder)
            .expect("the folder was just made")
            .uid();
        if owner != 0 {
            return None;
        }
        let users = fs::read_to_string("/etc/passwd").expect("/etc/passwd can be read");
        let account = USERS.iter().find_map(|name| Self::find(&users, name));
        Some(account.expect("one of the users `postgres` and `nobody` is there"))
    }

    /// Finds a line `name:password:user:group:..`.
    fn find(users: &str, name: &str) -> Option<Self> {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            if fields.next() != Some(name) {
                return None;
            }
            Some(Self {
                user: fields.nth(1)?.parse().ok()?,
                group: fields.next()?.parse().ok()?,
            })
        })
    }

    /// Hands a folder over.
    pub(crate) fn take(self, folder: &Path) {
        chown(folder, Some(self.user), Some(self.group)).expect("root may give files away");
    }

    /// Has a program run as this user.
    pub(crate) fn run(self, command: &mut Command) {
        command.uid(self.user).gid(self.group);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_the_whole_name() {
        let users = "root:x:0:0::/root:/bin/sh\nnobody2:x:7:8::/:/\nnobody:x:65534:65533:n:/:/\n";
        let account = Account::find(users, "nobody").expect("the third line");
        assert_eq!((account.user, account.group), (65534, 65533));
        assert!(Account::find(users, "postgres").is_none());
    }
}
