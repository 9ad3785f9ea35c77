//! What is hashed: every field of a state or of an entry, each with its length, in a fixed order.
//!
//! **The order never changes**, nor does what a field is written as: that would break every chain
//! there is. A field that is added to a state later goes to its end, and only where it has a value. Where
//! databases have such values already, the step of the schema writes entries for them (`sql::extend`).
//!
//! What is in no digest, and what whoever changes it behind the store's back could do:
//!
//! | what | why |
//! |---|---|
//! | `api_token.used_at` | it says when, and decides nothing |
//! | `repository_grant`: `was_seen`, `observed`, `observed_at`, `hold` | what was found last, found anew at the next look, every quarter of an hour. Cleared, access that was approved and that somebody took away by hand comes back without a question; nobody else gets any |
//! | `repository`: all but where it is | when it is looked at, by whom, and what was read last. `connection` must be that of what is carried out there, or the row of `automation` counts as damaged; where nothing is, AWS lets the role in only where role and repository are in one account |
//! | `policy_snapshot`, `policy_mend` | texts that were read and are shown; each mend that was asked for or done has an entry of its own |
//! | `session` | secrets' hashes that end by themselves within days, and are gone then without an entry. Signing in and out have entries, which nothing stored is compared with: a row that is put in signs somebody in, and its entry is missing |
//! | `link`, `principal_challenge`, `idempotency` | secrets' hashes that end by themselves within days |
//! | `device` | hashes of codes that end within minutes. Approved there, a machine gets an API token of that account, as a row of `session` signs somebody in; the making of the token has an entry, before which the one of the approval is missing |
//! | `tool_evidence`, `evidence_progress` | what registries said last, found anew at the next look, and when that is. It is shown, and decides nothing; each change that maintainers are told of has an entry of its own. Cleared, `due_at` keeps a registry from being asked, and maintainers from hearing that an image is gone |
//! | `notice` | what somebody was told; it decides nothing |
//! | `registry_request.position`, `added_registry.position` | the order of lists, within an account hashed all the same; of two added registries that contradict each other, the first is taken |
//! | `tool_text` and its like, `maintained_request` | follow from others, with which `Store::check` compares them |

use sha2::{Digest as _, Sha256};
use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{Repository, RepositoryId};

use super::belongings::Belongings;
use super::{AuditEntry, AuditHash};
use crate::{
    Account, ApiToken, Automation, Connection, Descriptor, Maintainer, PasswordHash,
    RegistryRequest, SecretHash, Session, SessionId, StoredRequest, Timestamp, Tool, ToolId,
};

/// Writes fields one after the other.
///
/// Absent is one byte, 0; present is a byte, 1, the length in eight bytes (big-endian), and the
/// bytes. So no two lists of fields are written alike.
struct Fields(Sha256);

impl Fields {
    /// Starts with the name of what is hashed, so that a tool is never an account.
    fn of(what: &str) -> Self {
        Self(Sha256::new()).text(what)
    }

    fn bytes(mut self, bytes: Option<&[u8]>) -> Self {
        match bytes {
            None => self.0.update([0]),
            Some(bytes) => {
                self.0.update([1]);
                self.0.update((bytes.len() as u64).to_be_bytes());
                self.0.update(bytes);
            }
        }
        self
    }

    fn text(self, text: &str) -> Self {
        self.bytes(Some(text.as_bytes()))
    }

    fn optional(self, text: Option<&str>) -> Self {
        self.bytes(text.map(str::as_bytes))
    }

    fn number(self, number: u64) -> Self {
        self.bytes(Some(&number.to_be_bytes()))
    }

    fn time(self, time: Timestamp) -> Self {
        self.optional_time(Some(time))
    }

    fn optional_time(self, time: Option<Timestamp>) -> Self {
        let micros = time.map(|time| time.as_micros().to_be_bytes());
        self.bytes(micros.as_ref().map(<[u8; 8]>::as_slice))
    }

    fn account(self, id: AccountId) -> Self {
        self.bytes(Some(id.as_bytes()))
    }

    fn optional_account(self, id: Option<AccountId>) -> Self {
        self.bytes(id.as_ref().map(|id| id.as_bytes().as_slice()))
    }

    fn optional_tool(self, id: Option<ToolId>) -> Self {
        self.bytes(
            id.map(|id| id.as_uuid().into_bytes())
                .as_ref()
                .map(<[u8; 16]>::as_slice),
        )
    }

    fn hash(self) -> AuditHash {
        AuditHash(self.0.finalize().into())
    }
}

/// A tool, with who maintains it, since when its contact is verified, and the files that describe it.
pub(crate) fn tool(
    tool: &Tool,
    maintainers: &[Maintainer],
    contact_verified_at: Option<Timestamp>,
    descriptors: &[Descriptor],
) -> AuditHash {
    let registration = &tool.registration;
    let path = registration.tool_path();
    let fields = Fields::of("tool")
        .optional_tool(Some(tool.id))
        .text(registration.registry())
        .text(path.host())
        .text(path.namespace())
        .text(path.name())
        .optional(path.tool_name())
        .optional(registration.tag())
        .optional(registration.digest())
        .text(registration.visibility().as_str())
        .optional(registration.contact_email())
        .optional(registration.description())
        .optional(registration.source_url())
        .number(tool.revision.get().into())
        .time(tool.created_at)
        .time(tool.updated_at)
        .optional_time(tool.archived_at)
        .optional_time(contact_verified_at)
        .number(maintainers.len() as u64);
    let fields = maintainers.iter().fold(fields, |fields, maintainer| {
        fields
            .account(maintainer.account)
            .time(maintainer.since)
            .account(maintainer.added_by)
    });
    descriptors
        .iter()
        .fold(fields, |fields, descriptor| {
            fields
                .text(descriptor.key.kind.as_str())
                .text(descriptor.key.path.as_str())
                .text(descriptor.text.as_str())
                .text(&descriptor.version)
                .account(descriptor.written_by)
                .time(descriptor.written_at)
        })
        .hash()
}

/// An account, with its password's hash and what belongs to it.
pub(crate) fn account(
    account: &Account,
    password: Option<&PasswordHash>,
    belongings: &Belongings,
) -> AuditHash {
    let email = account.email.as_ref();
    let identity = account.identity.as_ref();
    let fields = Fields::of("account")
        .account(account.id)
        .text(account.name.as_str())
        .text(account.role.as_str())
        .optional(email.map(|email| email.address.as_str()))
        .optional_time(email.and_then(|email| email.verified_at))
        .optional(password.map(|hash| hash.0.as_str()))
        .optional(identity.map(|identity| identity.issuer.as_str()))
        .optional(identity.map(|identity| identity.subject.as_str()))
        .number(account.revision.get().into())
        .time(account.created_at)
        .optional_time(account.disabled_at);
    let fields = belongings.proofs.iter().fold(fields, |fields, proof| {
        fields
            .text(&proof.arn)
            .text(&proof.user_id)
            .time(proof.proven_at)
    });
    // By their names, so that none is taken for another; no ARN is spelled like one.
    let fields = belongings.asked_for.iter().fold(fields, asked_for);
    let supported = belongings.supported.iter();
    let fields = supported.fold(fields, |fields, (id, since)| {
        fields
            .text("registry_vote")
            .bytes(Some(id.as_uuid().as_bytes()))
            .time(*since)
    });
    let added = belongings.added.iter();
    added
        .fold(fields, |fields, added| {
            fields
                .text("added_registry")
                .text(&added.id)
                .text(&added.definition)
                .time(added.at)
        })
        .hash()
}

/// A registry that the account asked for. How many support that follows from what they are hashed with.
fn asked_for(fields: Fields, request: &RegistryRequest) -> Fields {
    let greeting = &request.greeting;
    let answer = request.answer.as_ref();
    let is_accepted = answer.map(|answer| [u8::from(answer.is_accepted)]);
    fields
        .text("registry_request")
        .bytes(Some(request.id.as_uuid().as_bytes()))
        .text(&request.host)
        .text(&greeting.kind)
        .optional(greeting.detail.as_deref())
        .optional(greeting.software.as_deref())
        .time(request.opened_at)
        .bytes(is_accepted.as_ref().map(<[u8; 1]>::as_slice))
        .optional(answer.map(|answer| answer.reason.as_str()))
        .optional_account(answer.map(|answer| answer.by))
        .optional_time(answer.map(|answer| answer.at))
}

/// An API token, with its hash. When it was last used is no change.
pub(crate) fn token(token: &ApiToken, hash: &SecretHash) -> AuditHash {
    Fields::of("token")
        .bytes(Some(token.id.0.as_bytes()))
        .account(token.account)
        .bytes(Some(&hash.0))
        .text(&token.name)
        .text(&token.hint)
        .number(token.scopes.bits().into())
        .time(token.created_at)
        .time(token.expires_at)
        .optional_time(token.revoked_at)
        .hash()
}

/// A session that has begun. How it was used since is no change, and what the browser calls itself
/// nobody's business.
pub(crate) fn session(session: &Session) -> AuditHash {
    Fields::of("session")
        .bytes(Some(&session.id().0))
        .account(session.account)
        .time(session.created_at)
        .time(session.expires_at)
        .hash()
}

/// A session that was ended.
pub(crate) fn ended_session(id: SessionId) -> AuditHash {
    Fields::of("ended_session").bytes(Some(&id.0)).hash()
}

/// An access request, with its grant, and the repository in whose policy the server carries that out or did.
pub(crate) fn request(request: &StoredRequest, repository: Option<&RepositoryId>) -> AuditHash {
    let state = request.request.stored();
    let fields = Fields::of("request")
        .bytes(Some(request.id.as_uuid().as_bytes()))
        .optional_tool(Some(request.tool))
        .text(&request.principal)
        .text(request.reason.as_str())
        .account(state.requester)
        .time(state.opened_at)
        .text(&state.status)
        .optional_time(state.answer_by)
        .optional_account(state.decided_by)
        .optional_time(state.decided_at)
        .optional(state.note.as_deref())
        .optional(state.carried_out.as_deref())
        .optional_time(state.expires_at)
        .optional_time(state.active_since)
        .optional_time(state.renewal_asked_at)
        .optional(state.renewal_reason.as_deref())
        .optional_account(state.revoked_by)
        .optional_time(state.revoked_at)
        .optional(state.revoked_reason.as_deref())
        .optional_time(state.closed_at)
        .number(request.revision.get().into())
        .time(request.created_at)
        .time(request.updated_at);
    let fields = match state.remind_at {
        Some(at) => fields.time(at),
        None => fields,
    };
    match repository {
        Some(id) => fields.bytes(Some(&id.0)),
        None => fields,
    }
    .hash()
}

/// A connection, with what its last check said.
pub(crate) fn connection(connection: &Connection) -> AuditHash {
    let checked = connection.checked.as_ref();
    let is_right = checked.map(|checked| [u8::from(checked.is_right)]);
    let fields = Fields::of("connection")
        .bytes(Some(connection.id.as_bytes()))
        .account(connection.owner)
        .text(&connection.partition)
        .text(&connection.aws_account)
        .text(&connection.authority.role_arn)
        .text(&connection.authority.external_id)
        .optional_time(connection.proven_at)
        .optional_time(checked.map(|checked| checked.at))
        .bytes(is_right.as_ref().map(<[u8; 1]>::as_slice))
        .optional(checked.map(|checked| checked.report.as_str()))
        .optional_time(connection.disconnected_at)
        .number(connection.revision.get().into())
        .time(connection.created_at)
        .time(connection.updated_at);
    let fields = match connection.heals_since {
        Some(since) => fields.time(since),
        None => fields,
    };
    // By its name, so that it is not taken for the time before.
    match connection.pull_passwords_since {
        Some(since) => fields.text("pull_passwords").time(since),
        None => fields,
    }
    .hash()
}

/// Automation, with the place of its repository.
pub(crate) fn automation(
    automation: &Automation,
    place: &Repository,
    stopped_at: Option<Timestamp>,
) -> AuditHash {
    Fields::of("automation")
        .optional_tool(Some(automation.tool))
        .bytes(Some(&automation.repository.0))
        .text(&place.partition)
        .text(&place.account)
        .text(&place.region)
        .text(&place.name)
        .bytes(Some(automation.connection.as_bytes()))
        .account(automation.by)
        .time(automation.since)
        .optional_time(stopped_at)
        .hash()
}

/// An entry behind the one with the hash `previous`; the entry's own hash is left out.
pub(crate) fn entry(previous: AuditHash, entry: &AuditEntry) -> AuditHash {
    let (kind, subject) = entry.subject.parts();
    let fields = Fields::of("entry")
        .bytes(Some(&previous.0))
        .number(entry.number)
        .time(entry.at)
        .optional_account(entry.actor.account())
        .text(&entry.request_id)
        .text(entry.action.as_str())
        .text(kind)
        .bytes(Some(subject))
        .optional_tool(entry.tool)
        .bytes(entry.before.as_ref().map(|hash| hash.0.as_slice()))
        .bytes(Some(&entry.after.0));
    match entry.until {
        Some(until) => fields.time(until),
        None => fields,
    }
    .hash()
}
