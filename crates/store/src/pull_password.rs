//! Pull passwords: what somebody's grants on an Amazon ECR registry let them pull by password.
//!
//! A password itself is never here: it is made by AWS, handed out, and forgotten. What is stored is that
//! it was handed out, to whom, for which grants and until when AWS lets it in.

use wharfinger_core::access::{CarriedOut, Grant, Status};
use wharfinger_core::account::AccountId;
use wharfinger_core::grants::Repository;
use wharfinger_core::registry::EcrHost;

use crate::repository::Watched;
use crate::{Connection, Observed, RequestId, StoredRequest, Timestamp};

/// Grants of somebody in a registry that are looked at, the newest first: ten times what the session of one
/// password can name (AWS STS takes a session policy of 2,048 characters).
pub const PULLABLE_MAX: u32 = 200;

/// All repositories of an AWS account in a region, which share one password.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Registry {
    /// The partition, such as `aws`.
    pub partition: String,
    /// The 12-digit AWS account.
    pub aws_account: String,
    /// The region, such as `us-west-2`.
    pub region: String,
}

impl Registry {
    /// The one that a repository is in.
    ///
    /// ```
    /// use wharfinger_core::grants::Repository;
    /// use wharfinger_core::registry::EcrHost;
    /// use wharfinger_store::Registry;
    /// let md5sum = Repository {
    ///     partition: "aws".to_owned(),
    ///     account: "111122223333".to_owned(),
    ///     region: "us-west-2".to_owned(),
    ///     name: "tools/md5sum".to_owned(),
    /// };
    /// let host = EcrHost::parse("111122223333.dkr.ecr.us-west-2.amazonaws.com").unwrap();
    /// assert_eq!(Registry::of(&md5sum), Registry::from(&host));
    /// ```
    #[must_use]
    pub fn of(place: &Repository) -> Self {
        Self {
            partition: place.partition.clone(),
            aws_account: place.account.clone(),
            region: place.region.clone(),
        }
    }

    /// Whether a repository is in it.
    ///
    /// ```
    /// use wharfinger_core::grants::Repository;
    /// use wharfinger_store::Registry;
    /// let md5sum = Repository {
    ///     partition: "aws".to_owned(),
    ///     account: "111122223333".to_owned(),
    ///     region: "us-west-2".to_owned(),
    ///     name: "tools/md5sum".to_owned(),
    /// };
    /// let mut registry = Registry::of(&md5sum);
    /// assert!(registry.holds(&md5sum));
    /// registry.region = "eu-west-1".to_owned();
    /// assert!(!registry.holds(&md5sum));
    /// ```
    #[must_use]
    pub fn holds(&self, place: &Repository) -> bool {
        self.partition == place.partition
            && self.aws_account == place.account
            && self.region == place.region
    }
}

/// The one with a host, in whichever of its spellings.
impl From<&EcrHost<'_>> for Registry {
    fn from(host: &EcrHost<'_>) -> Self {
        Self {
            partition: host.partition().id.to_owned(),
            aws_account: host.account().to_owned(),
            region: host.region().to_owned(),
        }
    }
}

/// What one password could be for, where the connection hands them out: grants on repositories that are kept
/// with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pullable {
    /// As whom the password is fetched.
    pub connection: Connection,
    /// The grants, the newest first, each on another repository.
    pub grants: Vec<PullGrant>,
}

/// A grant that is active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullGrant {
    /// Which request it came of.
    pub request: RequestId,
    /// On which repository.
    pub place: Repository,
}

/// Whether somebody has access by a request now: nobody ended it, its time has not come, and the policy had
/// it when it was last read. What was handed over to be done by hand nobody has seen since, until it was
/// taken back and looked for.
pub(crate) fn is_active(
    request: &StoredRequest,
    watched: &Watched,
    account: AccountId,
    now: Timestamp,
) -> bool {
    let holds = |grant: &Grant| {
        now < grant.expires_at() && grant.carried_out() == CarriedOut::Automatically
    };
    request.request.requester() == account
        && request.request.status() == Status::Active
        && request.request.grant().is_some_and(holds)
        && watched.hold.is_none()
        && matches!(watched.observed, Observed::Present | Observed::Shorter)
}

/// Grants by their connections, those with the newest grant first; of a repository only the newest.
pub(crate) fn grouped(found: impl IntoIterator<Item = (Connection, PullGrant)>) -> Vec<Pullable> {
    let mut pullable: Vec<Pullable> = Vec::new();
    for (connection, grant) in found {
        let known = pullable.iter_mut();
        match known
            .into_iter()
            .find(|one| one.connection.id == connection.id)
        {
            Some(one) if one.grants.iter().any(|other| other.place == grant.place) => {}
            Some(one) => one.grants.push(grant),
            None => pullable.push(Pullable {
                connection,
                grants: vec![grant],
            }),
        }
    }
    pullable
}
