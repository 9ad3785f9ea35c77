//! From the names of principals to what policies keep, and back.

use wharfinger_core::timestamp::Timestamp;

use super::World;
use super::account::Kind;
use crate::iam::{AwsPrincipal, PrincipalFlaw, UniqueId};
use crate::moment;
use crate::names::{AccountId, Partition, Region};

impl World {
    /// Who a name is, for a policy of `partition`: an account id, an ARN, or the unique id of somebody who
    /// is there.
    pub(super) fn resolve(
        &self,
        name: &str,
        partition: Partition,
    ) -> Result<AwsPrincipal, PrincipalFlaw> {
        let unknown = || PrincipalFlaw::Unknown(name.to_owned());
        if let Ok(account) = AccountId::new(name) {
            return self.resolve_account(account, partition).ok_or_else(unknown);
        }
        if is_unique_id(name) {
            let id = UniqueId(name.to_owned());
            let is_there = self.homes.contains_key(&id);
            return is_there
                .then_some(AwsPrincipal::Identity(id))
                .ok_or_else(unknown);
        }
        let malformed = || PrincipalFlaw::Malformed(name.to_owned());
        let arn = Arn::read(name).ok_or_else(malformed)?;
        let account = self
            .resolve_account(arn.account.clone(), partition)
            .ok_or_else(unknown)?;
        if arn.partition != partition.as_str() {
            return Err(unknown());
        }
        match arn.who {
            Who::Root => Ok(account),
            Who::Identity(kind, path_and_name) => {
                let id = self.identity(&arn.account, kind, path_and_name, true);
                id.map(AwsPrincipal::Identity).ok_or_else(unknown)
            }
            Who::Session(role, session) => {
                let id = self.identity(&arn.account, Kind::Role, role, false);
                id.map(|id| AwsPrincipal::Session(id, session.to_owned()))
                    .ok_or_else(unknown)
            }
        }
    }

    /// The same as ECR does it in a region: who is new is not known yet, and the account must have enabled
    /// the region.
    pub(super) fn resolve_for_ecr(
        &self,
        now: Timestamp,
        name: &str,
        region: &Region,
    ) -> Result<AwsPrincipal, PrincipalFlaw> {
        let principal = self.resolve(name, region.partition())?;
        let account = match &principal {
            AwsPrincipal::Account(account) => account,
            AwsPrincipal::Identity(id) | AwsPrincipal::Session(id, _) => {
                let home = &self.homes[id];
                let known_from =
                    moment::seconds_later(home.created_at, self.propagation_seconds.into());
                if now < known_from {
                    return Err(PrincipalFlaw::Unknown(name.to_owned()));
                }
                &home.account
            }
        };
        if self.accounts[account].disabled_regions.contains(region) {
            return Err(PrincipalFlaw::RegionDisabled(name.to_owned()));
        }
        Ok(principal)
    }

    /// What a principal of a policy is called now: of somebody who was deleted, the unique id.
    pub(super) fn name_of(&self, principal: &AwsPrincipal, partition: Partition) -> String {
        let area = partition.as_str();
        match principal {
            AwsPrincipal::Account(account) => format!("arn:{area}:iam::{account}:root"),
            AwsPrincipal::Identity(id) => match self.homes.get(id) {
                Some(home) => home.arn(partition),
                None => id.0.clone(),
            },
            AwsPrincipal::Session(id, session) => match self.homes.get(id) {
                Some(home) => {
                    let (account, role) = (&home.account, home.name());
                    format!("arn:{area}:sts::{account}:assumed-role/{role}/{session}")
                }
                None => format!("{}:{session}", id.0),
            },
        }
    }

    fn resolve_account(&self, id: AccountId, partition: Partition) -> Option<AwsPrincipal> {
        let account = self.accounts.get(&id)?;
        let is_found = account.is_open && account.partition == partition;
        is_found.then_some(AwsPrincipal::Account(id))
    }

    /// The role or user of a name, which has its path in front if `with_path`.
    pub(super) fn identity(
        &self,
        account: &AccountId,
        kind: Kind,
        name: &str,
        with_path: bool,
    ) -> Option<UniqueId> {
        let account = self.accounts.get(account)?;
        let last = name.rsplit('/').next()?;
        let id = match kind {
            Kind::User => &account.users.get(last)?.id,
            Kind::Role => &account.roles.get(last)?.id,
        };
        let home = self.homes.get(id)?;
        let is_it = if with_path {
            home.path_and_name == name
        } else {
            home.name() == name
        };
        is_it.then(|| id.clone())
    }
}

/// The ARN of somebody.
struct Arn<'a> {
    partition: &'a str,
    account: AccountId,
    who: Who<'a>,
}

enum Who<'a> {
    Root,
    Identity(Kind, &'a str),
    Session(&'a str, &'a str),
}

impl<'a> Arn<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        if parts.next()? != "arn" {
            return None;
        }
        let (partition, service) = (parts.next()?, parts.next()?);
        let region = parts.next()?;
        let account = AccountId::new(parts.next()?).ok()?;
        let resource = parts.next()?;
        let is_name = |name: &str| {
            let mut bytes = name.bytes();
            !name.is_empty() && bytes.all(|b| b.is_ascii_alphanumeric() || b"/_+=,.@-".contains(&b))
        };
        let who = match (service, resource.split_once('/')) {
            ("iam", None) if resource == "root" => Who::Root,
            ("iam", Some(("user", name))) if is_name(name) => Who::Identity(Kind::User, name),
            ("iam", Some(("role", name))) if is_name(name) => Who::Identity(Kind::Role, name),
            ("sts", Some(("assumed-role", rest))) if is_name(rest) => {
                let (role, session) = rest.split_once('/')?;
                Who::Session(role, session)
            }
            _ => return None,
        };
        region.is_empty().then_some(Self {
            partition,
            account,
            who,
        })
    }
}

/// `AROA...` or `AIDA...` (IAM User Guide, "Unique identifiers").
fn is_unique_id(name: &str) -> bool {
    (name.starts_with("AROA") || name.starts_with("AIDA"))
        && name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
