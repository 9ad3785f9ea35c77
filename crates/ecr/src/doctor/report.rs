//! What was found: data, with words beside it.

use wharfinger_core::grants::Failure;
use wharfinger_core::policy::{InvalidPolicy, NoRoom};

/// What an examination asks, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Question {
    /// Do the repository and the role belong to the same account, one that we can reach?
    Account,
    /// Can the role be assumed with the external id?
    AssumedWithId,
    /// Is it refused without one?
    RefusedWithoutId,
    /// Is it refused with another one?
    RefusedWithWrongId,
    /// Can the repository be seen?
    Repository,
    /// Can its policy be read?
    Policy,
    /// Can access be granted and taken away again?
    Canary,
    /// Does the policy of the registry let grants have an effect?
    RegistryPolicy,
    /// Is a stack of CloudFormation the owner of the policy?
    Stack,
    /// Does the policy of the registry keep everybody else from writing the repository's? Asked where it
    /// means to.
    Exclusive,
    /// Can it be looked up who has written the policy? Asked where the owner wants that.
    Trail,
    /// Can a password be fetched, and images be pulled with it? Asked where the owner wants that.
    PullPassword,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Yes, all is well.
    Passed,
    /// Grants work, but something may go wrong later.
    Warned(Finding),
    /// Grants do not work, or must not be made this way.
    Failed(Finding),
    /// AWS did not say; to be asked again.
    Undecided(Failure),
    /// Not asked, because of an earlier answer.
    Skipped,
}

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was asked.
    pub question: Question,
    /// What came of it.
    pub verdict: Verdict,
}

/// What an examination found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Every question, in order.
    pub checks: Vec<Check>,
    /// Whether a write was not answered. It may land still, whatever was seen since, so nobody may write to
    /// the policy for [`COOL_DOWN`](crate::COOL_DOWN).
    pub may_land_late: bool,
}

/// What is wrong, or may become so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The repository and the role do not go together.
    Inadmissible {
        /// Why.
        message: String,
    },
    /// The role does not let us in.
    NotAssumable {
        /// What AWS said.
        message: String,
    },
    /// The role lets us in, but not under a name that its owner would see in `CloudTrail`.
    NoAttribution {
        /// What AWS said.
        message: String,
    },
    /// The role lets us in without the external id: anybody who knows its ARN could make us use it.
    OpenWithoutId,
    /// The role lets us in with any external id: the same.
    OpenToWrongId,
    /// There is no such repository.
    NoRepository,
    /// The role lacks a permission.
    MayNot {
        /// What is missing, such as `ecr:SetRepositoryPolicy`.
        action: &'static str,
        /// What AWS said.
        message: String,
    },
    /// The policy that is there cannot be read, so nothing can be added to it.
    Unreadable(InvalidPolicy),
    /// A statement that is not ours names a role or user that was deleted, so that nobody can write
    /// the policy.
    ForeignPrincipal {
        /// The unique id that AWS shows for it.
        principal: String,
    },
    /// There is no room for a grant.
    NoRoom(NoRoom),
    /// AWS took no statement of ours.
    WriteRefused {
        /// What AWS said.
        message: String,
    },
    /// The statement was taken, and was not there when the policy was read back.
    NotThere,
    /// The statement was added and could not be removed.
    CanaryLeft {
        /// Why not.
        failure: Failure,
    },
    /// Somebody else changed the policy meanwhile.
    ChangedMeanwhile,
    /// The policy of the registry denies something.
    RegistryDenies,
    /// The role may not see the policy of the registry.
    RegistryUnseen {
        /// What AWS said.
        message: String,
    },
    /// A stack of CloudFormation made the repository.
    InStack {
        /// Its name.
        name: String,
    },
    /// The policy of the registry keeps us from writing as well.
    ShutOut,
    /// The policy of the registry lets others write as well.
    OthersMayWrite {
        /// Who, as it spells them.
        others: Vec<String>,
    },
    /// The policy of the registry does not govern who writes policies.
    RegistryScope,
    /// The role may not see what the policy of the registry governs.
    ScopeUnseen {
        /// Who else may write where it governs that.
        others: Vec<String>,
        /// What AWS said.
        message: String,
    },
    /// The role may not look events up.
    TrailUnseen {
        /// What AWS said.
        message: String,
    },
    /// The role may not fetch a password, or not pull.
    NoPullPassword {
        /// What AWS said.
        message: String,
    },
    /// The role may not see the repository's tags.
    TagsUnseen {
        /// What AWS said.
        message: String,
    },
}

impl Report {
    /// Whether grants work, and nobody can misuse the role through us: nothing failed, nothing is
    /// left open.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.checks
            .iter()
            .all(|check| matches!(check.verdict, Verdict::Passed | Verdict::Warned(_)))
    }

    /// Whether the role is right, whatever is wrong about the repository that it was examined with: it lets
    /// us in, and nobody else through us.
    #[must_use]
    pub fn is_role_sound(&self) -> bool {
        let mut asked = Question::OF_ROLE.into_iter();
        asked.all(|question| *self.verdict(question) == Verdict::Passed)
    }

    /// Whether something speaks against the role: an answer that never came does not.
    #[must_use]
    pub fn is_role_refuted(&self) -> bool {
        let mut asked = Question::OF_ROLE.into_iter();
        asked.any(|question| matches!(self.verdict(question), Verdict::Failed(_)))
    }

    /// The answer to a question.
    #[must_use]
    pub fn verdict(&self, question: Question) -> &Verdict {
        let found = self.checks.iter().find(|check| check.question == question);
        found.map_or(&Verdict::Skipped, |check| &check.verdict)
    }

    /// What failed or was warned of, in order.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.checks.iter().filter_map(|check| match &check.verdict {
            Verdict::Warned(finding) | Verdict::Failed(finding) => Some(finding),
            _ => None,
        })
    }
}
