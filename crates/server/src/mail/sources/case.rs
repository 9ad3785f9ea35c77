//! Letters about a request for access. Each is written where it still says what is so, and to whom it
//! still concerns.

use wharfinger_core::access::{Decision, End, Grant, Phase, Revocation, State, Status};
use wharfinger_core::account::AccountId;
use wharfinger_core::pull::PullInstructions;
use wharfinger_core::tool_path::ToolPath;
use wharfinger_store::{Failure, RequestId, StoredRequest, Tool};

use super::Sources;
use crate::mail::contents::{Contents, HandTask, HoldCause};
use crate::mail::links::LocalPath;
use crate::tools::pull_instructions;

/// A request, with everything that a letter may say about it.
pub(super) struct Case {
    request: StoredRequest,
    tool: Tool,
    /// The name of who asked.
    requester: String,
    commands: PullInstructions,
    reader: Reader,
}

/// What the reader of the letter has to do with the request.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// They asked.
    Requester,
    /// They maintain the tool.
    Maintainer,
}

impl Case {
    /// Reads it; nothing where it is gone, or the reader has nothing to do with it any longer.
    pub(super) async fn read(
        sources: &Sources,
        id: RequestId,
        reader: AccountId,
    ) -> Result<Option<Self>, Failure> {
        let store = &sources.store;
        let Some(request) = store.access_request(id).await? else {
            return Ok(None);
        };
        let requester = request.request.requester();
        let reader = if reader == requester {
            Reader::Requester
        } else {
            let maintainers = store.maintainers(request.tool).await?;
            if !maintainers.iter().any(|one| one.account == reader) {
                return Ok(None);
            }
            Reader::Maintainer
        };
        let (Some(tool), Some(requester)) = (
            store.tool(request.tool).await?,
            store.account(requester).await?,
        ) else {
            return Ok(None);
        };
        Ok(Some(Self {
            commands: pull_instructions(&sources.catalogues.now(), &tool.registration),
            requester: requester.name.to_string(),
            request,
            tool,
            reader,
        }))
    }

    /// To maintainers, while it waits for an answer.
    pub(super) fn requested(&self) -> Option<Contents> {
        match self.request.request.state() {
            State::Pending { answer_by } if self.is_for_maintainer() => {
                Some(Contents::AccessRequested {
                    tool: self.path().to_string(),
                    requester: self.requester.clone(),
                    principal: self.request.principal.clone(),
                    reason: self.request.reason.to_string(),
                    answer_by: *answer_by,
                    link: self.link(),
                })
            }
            _ => None,
        }
    }

    /// To both sides.
    pub(super) fn lapsed(&self) -> Option<Contents> {
        if self.status() != Status::Lapsed {
            return None;
        }
        let tool = self.path().to_string();
        Some(match self.reader {
            Reader::Requester => Contents::RequestLapsed {
                tool,
                link: LocalPath::ask(self.path()),
            },
            Reader::Maintainer => Contents::Unanswered {
                tool,
                requester: self.requester.clone(),
                link: self.link(),
            },
        })
    }

    /// To maintainers.
    pub(super) fn withdrawn(&self) -> Option<Contents> {
        let is_so = self.status() == Status::Withdrawn && self.is_for_maintainer();
        is_so.then(|| Contents::RequestWithdrawn {
            tool: self.path().to_string(),
            requester: self.requester.clone(),
            link: self.link(),
        })
    }

    /// To the requester, while the access lasts: it has the maintainer's note.
    pub(super) fn approved(&self) -> Option<Contents> {
        let grant = self.own_grant(&[Status::Activating, Status::Active])?;
        Some(Contents::RequestApproved {
            tool: self.path().to_string(),
            note: note(grant.approval()),
            until: grant.expires_at(),
            link: self.link(),
        })
    }

    /// To the requester.
    pub(super) fn denied(&self) -> Option<Contents> {
        match self.request.request.state() {
            State::Denied(decision) if self.reader == Reader::Requester => {
                Some(Contents::RequestDenied {
                    tool: self.path().to_string(),
                    note: note(decision),
                    link: self.link(),
                })
            }
            _ => None,
        }
    }

    /// To maintainers, until one of them has done it.
    pub(super) fn needs_hand(&self) -> Option<Contents> {
        let grant = self.request.request.grant()?;
        if !grant.needs_hand() || !self.is_for_maintainer() {
            return None;
        }
        let task = match grant.phase() {
            Phase::Revoking(_) => HandTask::Remove,
            _ => HandTask::Grant,
        };
        Some(Contents::NeedsHand {
            tool: self.path().to_string(),
            task,
            principal: self.request.principal.clone(),
            link: self.link(),
        })
    }

    /// To maintainers, while access is wanted that is not there.
    pub(super) fn held(&self, cause: HoldCause) -> Option<Contents> {
        let is_wanted = matches!(self.status(), Status::Activating | Status::Active);
        (is_wanted && self.is_for_maintainer()).then(|| Contents::AccessHeld {
            tool: self.path().to_string(),
            principal: self.request.principal.clone(),
            cause,
            link: self.link(),
        })
    }

    /// To the requester, while it is.
    pub(super) fn active(&self) -> Option<Contents> {
        let grant = self.own_grant(&[Status::Active])?;
        Some(Contents::AccessActive {
            tool: self.path().to_string(),
            commands: self.commands.clone(),
            until: grant.expires_at(),
            link: self.link(),
        })
    }

    /// To maintainers, until one of them has answered.
    pub(super) fn renewal_asked(&self) -> Option<Contents> {
        let grant = self.request.request.grant()?;
        let renewal = grant.renewal().filter(|_| self.is_for_maintainer())?;
        Some(Contents::RenewalAsked {
            tool: self.path().to_string(),
            requester: self.requester.clone(),
            principal: self.request.principal.clone(),
            reason: renewal.reason.to_string(),
            until: grant.expires_at(),
            link: self.link(),
        })
    }

    /// To the requester, while the access lasts.
    pub(super) fn renewed(&self) -> Option<Contents> {
        let grant = self.own_grant(&[Status::Active])?;
        Some(Contents::AccessRenewed {
            tool: self.path().to_string(),
            until: grant.expires_at(),
            link: self.link(),
        })
    }

    /// To the requester, unless they have asked again.
    pub(super) fn renewal_declined(&self) -> Option<Contents> {
        let grant = self.own_grant(&[Status::Active])?;
        grant
            .renewal()
            .is_none()
            .then(|| Contents::RenewalDeclined {
                tool: self.path().to_string(),
                until: grant.expires_at(),
                link: self.link(),
            })
    }

    /// To the requester, while this end is the one that they were to be reminded of.
    pub(super) fn ends_soon(&self) -> Option<Contents> {
        let grant = self.own_grant(&[Status::Active])?;
        grant
            .remind_at()
            .is_none()
            .then(|| Contents::AccessEndsSoon {
                tool: self.path().to_string(),
                until: grant.expires_at(),
                is_asked: grant.renewal().is_some(),
                link: LocalPath::more_time(self.request.id),
            })
    }

    /// To the requester.
    pub(super) fn revoked(&self) -> Option<Contents> {
        let revocation = self.revocation()?;
        (self.reader == Reader::Requester).then(|| Contents::AccessRevoked {
            tool: self.path().to_string(),
            reason: revocation.reason.to_string(),
            link: self.link(),
        })
    }

    /// To maintainers. Where the registry must be told by hand, this is what tells them.
    pub(super) fn given_back(&self) -> Option<Contents> {
        let revocation = self.revocation()?;
        let grant = self.request.request.grant()?;
        self.is_for_maintainer().then(|| Contents::AccessGivenBack {
            tool: self.path().to_string(),
            requester: self.requester.clone(),
            reason: revocation.reason.to_string(),
            by_hand: grant.needs_hand().then(|| self.request.principal.clone()),
            link: self.link(),
        })
    }

    /// To the requester.
    pub(super) fn ended(&self) -> Option<Contents> {
        let is_over = matches!(
            self.request.request.grant()?.phase(),
            Phase::Revoking(End::Expired { .. }) | Phase::Ended { .. }
        );
        (is_over && self.reader == Reader::Requester).then(|| Contents::AccessEnded {
            tool: self.path().to_string(),
            link: LocalPath::ask(self.path()),
        })
    }

    fn path(&self) -> &ToolPath {
        self.tool.registration.tool_path()
    }

    fn link(&self) -> LocalPath {
        LocalPath::request(self.request.id)
    }

    fn status(&self) -> Status {
        self.request.request.status()
    }

    fn is_for_maintainer(&self) -> bool {
        self.reader == Reader::Maintainer
    }

    /// The grant, for who holds it, where it stands at one of these.
    fn own_grant(&self, statuses: &[Status]) -> Option<&Grant> {
        let is_so = self.reader == Reader::Requester && statuses.contains(&self.status());
        self.request.request.grant().filter(|_| is_so)
    }

    /// How the access was taken away or given back, if it was.
    fn revocation(&self) -> Option<&Revocation> {
        match self.request.request.grant()?.phase() {
            Phase::Revoking(End::Revoked(revocation)) | Phase::Revoked { revocation, .. } => {
                Some(revocation)
            }
            _ => None,
        }
    }
}

fn note(decision: &Decision) -> Option<String> {
    Some(decision.note.as_ref()?.to_string())
}
