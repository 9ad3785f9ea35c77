//! What can be asked of a store, as a value.

use std::fmt::Debug;
use std::time::Duration;

use wharfinger_core::account::AccountId;
use wharfinger_core::descriptor::DescriptorText;
use wharfinger_core::evidence::Verdict;
use wharfinger_core::grants::{Failed, Findings, Lease, RepositoryId};
use wharfinger_core::policy::Mend;
use wharfinger_core::registration::Registration;

use crate::tests::contract::devices::{device_token, new_device};
use crate::tests::contract::ecr::checked;
use crate::tests::contract::keeping::{MARGIN, NEXT, intent, terms};
use crate::tests::contract::looks::evidence;
use crate::tests::{DAY, at, on_aws, secret, token_id};
use crate::{
    AccountChange, Actor, Answer, By, Change, Choices, ConnectionId, Credential, DescriptorKey,
    DeviceToken, Email, Idempotency, Identity, Link, LinkPurpose, NewAccount, NewApiToken,
    NewAutomation, NewConnection, NewRegistryRequest, NewRequest, NewTool, NoticeId, PasswordHash,
    PasswordLink, RegistryRequestId, RegistryVerdict, RequestId, Revision, Scopes, SecretHash,
    Session, SignedInBy, Store, TokenId, ToolId,
};

/// One call of the port that writes. Times are seconds from the moment of the command.
#[derive(Clone, Debug)]
pub(super) enum Command {
    Register(NewTool),
    Update(ToolId, Revision, Registration),
    Archive(ToolId, Option<Revision>),
    Unarchive(ToolId, Option<Revision>),
    AddMaintainer(ToolId, AccountId),
    RemoveMaintainer(ToolId, AccountId),
    AskContact(ToolId),
    WriteDescriptor(ToolId, Revision, DescriptorKey, DescriptorText),
    RemoveDescriptor(ToolId, Revision, DescriptorKey),
    CreateAccount(NewAccount),
    CreateFirstAdministrator(SecretHash, NewAccount),
    SetPassword(AccountId, PasswordHash, Option<SecretHash>),
    SetEmail(AccountId, Option<Email>),
    AskEmail(AccountId),
    LinkIdentity(AccountId, Identity),
    UnlinkIdentity(AccountId),
    ChangeAccount(AccountId, Option<Revision>, AccountChange),
    StartSession(Made, AccountId, SignedInBy),
    Touch(Credential, i64),
    EndSession(SecretHash),
    EndSessions(AccountId, Option<SecretHash>),
    CreateToken(Made, AccountId, Scopes),
    RevokeToken(AccountId, TokenId),
    RevokeTokens(AccountId),
    BeginDevice(Made),
    DecideDevice(SecretHash, bool),
    /// With the token that it gets.
    RedeemDevice(SecretHash, Made),
    MakeLink(Made, LinkPurpose),
    MakeLinkTo(Made, AccountId, String),
    SetPasswordByLink(SecretHash, PasswordHash),
    VerifyEmailByLink(SecretHash),
    VerifyContactByLink(SecretHash),
    AskPasswordReset(AccountId),
    RequestAccess(NewRequest),
    ChangeRequest(RequestId, Option<Revision>, Change, Option<Idempotency>),
    AdvanceRequests(u32),
    Connect(NewConnection),
    ChangeRole(ConnectionId, Revision, String, bool),
    /// At which revision, and whether the role was right.
    NoteCheck(ConnectionId, Revision, bool),
    Choose(ConnectionId, Revision, Choices),
    /// With that connection, for that request.
    HandOut(ConnectionId, RequestId),
    Disconnect(ConnectionId),
    Automate(NewAutomation),
    StopAutomation(ToolId),
    MakeChallenge(Made, AccountId),
    /// By the identity with that number.
    RedeemChallenge(SecretHash, AccountId, u32),
    /// Of the identity with that number.
    RemoveProof(AccountId, u32),
    /// About the image that is spelled so.
    KeepEvidence(ToolId, String, Verdict),
    LeaseLooks(i64, u32),
    MarkRead(AccountId, NoticeId),
    LeaseMail(i64, u32),
    MailSent(NoticeId),
    MailFailed(NoticeId, Option<i64>),
    MailDropped(NoticeId),
    RetryMail(NoticeId),
    /// For how many seconds.
    LeaseRepository(i64),
    /// With which words of ours, and for how many seconds.
    IntendWrite(Used, &'static str, i64),
    Settle(Used, Box<Findings<RequestId>>),
    /// For how many seconds nobody looks.
    Fail(Used, Failed<RequestId>, u64),
    Reapply(RepositoryId),
    Mend(RepositoryId, Mend),
    LookNow(RepositoryId),
    RequestRegistry(NewRegistryRequest),
    SupportRegistry(RegistryRequestId, bool),
    AnswerRegistry(RegistryRequestId, RegistryVerdict),
    RemoveRegistry(String),
}

/// A lease that somebody has: which one, and what it is. Filled in when the sequence is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Used {
    /// How many leases before the last one.
    pub(super) back: usize,
    pub(super) lease: Lease,
}

/// A secret that is made: which one, and for how many seconds it lasts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made {
    /// Whoever makes secrets makes each once, so that this is filled in when the sequence is known.
    pub(super) number: u32,
    pub(super) lasts: i64,
}

/// A command, who gives it, and when.
#[derive(Clone, Debug)]
pub(super) struct Timed {
    pub(super) command: Command,
    pub(super) actor: Actor,
    pub(super) seconds: i64,
}

/// What a command was answered, as text: the answers of different commands have different types.
pub(super) type Outcome = String;

impl Command {
    /// The lease that it needs.
    pub(super) fn used(&mut self) -> Option<&mut Used> {
        match self {
            Self::IntendWrite(used, ..) | Self::Settle(used, _) | Self::Fail(used, ..) => {
                Some(used)
            }
            _ => None,
        }
    }
}

/// That many seconds.
pub(super) fn lasting(seconds: i64) -> Duration {
    Duration::from_secs(seconds.unsigned_abs())
}

impl Timed {
    pub(super) fn by(&self) -> By {
        By {
            actor: self.actor,
            request_id: format!("request-{}", self.seconds),
            now: at(self.seconds),
        }
    }

    /// Asks a store, with the answer as text.
    pub(super) fn ask<'a>(&self, store: &'a dyn Store) -> Answer<'a, Outcome> {
        let (by, now) = (self.by(), at(self.seconds));
        let later = |seconds| at(self.seconds + seconds);
        match self.command.clone() {
            Command::Register(new) => told(store.register_tool(new, by)),
            Command::Update(id, expected, registration) => {
                told(store.update_tool(id, expected, registration, by))
            }
            Command::Archive(id, expected) => told(store.archive_tool(id, expected, by)),
            Command::Unarchive(id, expected) => told(store.unarchive_tool(id, expected, by)),
            Command::AddMaintainer(tool, account) => told(store.add_maintainer(tool, account, by)),
            Command::RemoveMaintainer(tool, account) => {
                told(store.remove_maintainer(tool, account, by))
            }
            Command::AskContact(tool) => told(store.ask_contact(tool, by)),
            Command::WriteDescriptor(tool, expected, key, text) => {
                told(store.write_descriptor(tool, expected, key, text, by))
            }
            Command::RemoveDescriptor(tool, expected, key) => {
                told(store.remove_descriptor(tool, expected, key, by))
            }
            Command::CreateAccount(new) => told(store.create_account(new, by)),
            Command::CreateFirstAdministrator(link, new) => {
                told(store.create_first_administrator(link, new, by))
            }
            Command::SetPassword(id, password, keep) => {
                told(store.set_password(id, password, keep, by))
            }
            Command::SetEmail(id, email) => told(store.set_email(id, email, by)),
            Command::AskEmail(id) => told(store.ask_email(id, by)),
            Command::LinkIdentity(id, identity) => told(store.link_identity(id, identity, by)),
            Command::UnlinkIdentity(id) => told(store.unlink_identity(id, by)),
            Command::ChangeAccount(id, expected, change) => {
                told(store.change_account(id, expected, change, by))
            }
            Command::StartSession(made, account, means) => {
                let session = Session {
                    hash: secret(made.number),
                    account,
                    label: format!("browser {}", made.number),
                    created_at: now,
                    seen_at: now,
                    idle_until: later(made.lasts / 2),
                    expires_at: later(made.lasts),
                };
                told(store.start_session(session, means, by))
            }
            Command::Touch(credential, idle) => told(store.touch(credential, now, later(idle))),
            Command::EndSession(hash) => told(store.end_session(hash, by)),
            Command::EndSessions(account, keep) => told(store.end_sessions(account, keep, by)),
            Command::CreateToken(made, account, scopes) => {
                let new = NewApiToken {
                    id: token_id(made.number),
                    account,
                    hash: secret(made.number),
                    name: format!("program {}", made.number),
                    hint: "wharf_".to_owned(),
                    scopes,
                    expires_at: later(made.lasts),
                };
                told(store.create_token(new, by))
            }
            Command::RevokeToken(account, token) => told(store.revoke_token(account, token, by)),
            Command::RevokeTokens(account) => told(store.revoke_tokens(account, by)),
            Command::BeginDevice(made) => {
                told(store.begin_device(new_device(made.number, self.seconds, made.lasts)))
            }
            Command::DecideDevice(user_code, is_approved) => {
                told(store.decide_device(user_code, is_approved, by))
            }
            Command::RedeemDevice(code, made) => {
                let token = DeviceToken {
                    expires_at: later(made.lasts),
                    ..device_token(made.number)
                };
                told(store.redeem_device(code, token, by))
            }
            Command::MakeLink(made, purpose) => {
                let link = Link {
                    hash: secret(made.number),
                    purpose,
                    expires_at: later(made.lasts),
                };
                told(store.make_link(link, by))
            }
            Command::MakeLinkTo(made, account, address) => {
                let link = PasswordLink {
                    hash: secret(made.number),
                    account,
                    expires_at: later(made.lasts),
                };
                told(store.make_link_to(address, link, now))
            }
            Command::SetPasswordByLink(link, password) => {
                told(store.set_password_by_link(link, password, by))
            }
            Command::VerifyEmailByLink(link) => told(store.verify_email_by_link(link, by)),
            Command::VerifyContactByLink(link) => told(store.verify_contact_by_link(link, by)),
            Command::AskPasswordReset(account) => told(store.ask_password_reset(account, now)),
            Command::RequestAccess(new) => told(store.request_access(new, by)),
            Command::ChangeRequest(id, expected, change, key) => {
                told(store.change_request(id, expected, change, key, by))
            }
            Command::AdvanceRequests(limit) => told(store.advance_requests(limit, by)),
            Command::Connect(new) => told(store.connect(new, by)),
            Command::ChangeRole(id, expected, role, is_right) => {
                let checked = checked(is_right, self.seconds);
                told(store.change_role(id, expected, role, checked, by))
            }
            Command::NoteCheck(id, expected, is_right) => {
                let checked = checked(is_right, self.seconds);
                told(store.note_check(id, expected, checked, by))
            }
            Command::Choose(id, expected, choices) => told(store.choose(id, expected, choices, by)),
            Command::HandOut(connection, request) => {
                let (requests, expires_at) = (vec![request], later(DAY));
                told(store.hand_out_pull_password(connection, requests, expires_at, by))
            }
            Command::Disconnect(id) => told(store.disconnect(id, by)),
            Command::Automate(new) => told(store.automate(new, by)),
            Command::StopAutomation(tool) => told(store.stop_automation(tool, by)),
            Command::MakeChallenge(made, account) => {
                let expires_at = later(made.lasts);
                told(store.make_challenge(secret(made.number), account, expires_at))
            }
            Command::RedeemChallenge(hash, account, number) => {
                let (arn, user_id) = on_aws(number);
                told(store.redeem_challenge(hash, account, arn, user_id, by))
            }
            Command::RemoveProof(account, number) => {
                told(store.remove_proof(account, on_aws(number).0, by))
            }
            Command::KeepEvidence(tool, image, verdict) => {
                let evidence = evidence(verdict, self.seconds);
                told(store.keep_evidence(tool, image, evidence, later(60), by))
            }
            Command::LeaseLooks(seconds, limit) => {
                told(store.lease_looks(now, later(seconds), limit))
            }
            Command::MarkRead(account, through) => told(store.mark_read(account, through, now)),
            Command::LeaseMail(seconds, limit) => {
                told(store.lease_mail(now, later(seconds), limit))
            }
            Command::MailSent(id) => told(store.mail_sent(id, now)),
            Command::MailFailed(id, retry) => told(store.mail_failed(id, retry.map(later), now)),
            Command::MailDropped(id) => told(store.mail_dropped(id)),
            Command::RetryMail(id) => told(store.retry_mail(id, by)),
            Command::LeaseRepository(seconds) => {
                told(store.lease_repository(terms(), lasting(seconds), now))
            }
            Command::IntendWrite(used, managed, seconds) => {
                let length = lasting(seconds);
                told(store.intend_write(used.lease, intent(managed), MARGIN, length, now))
            }
            Command::Settle(used, findings) => {
                told(store.settle_repository(used.lease, *findings, NEXT, by))
            }
            Command::Fail(used, failed, seconds) => {
                let pause = Duration::from_secs(seconds);
                told(store.fail_repository(used.lease, failed, pause, by))
            }
            Command::Reapply(id) => told(store.reapply(id, by)),
            Command::Mend(id, mend) => told(store.mend(id, mend, by)),
            Command::LookNow(id) => told(store.look_now(id, now)),
            Command::RequestRegistry(new) => told(store.request_registry(new, by)),
            Command::SupportRegistry(id, supports) => {
                told(store.support_registry(id, supports, by))
            }
            Command::AnswerRegistry(id, verdict) => {
                let reason = "as you asked".to_owned();
                told(store.answer_registry(id, verdict, reason, by))
            }
            Command::RemoveRegistry(id) => told(store.remove_registry(id, by)),
        }
    }
}

/// An answer as text. Why there is none, each store says in its own words.
fn told<'a, T: Debug + 'a, E: Debug + 'a>(answer: Answer<'a, Result<T, E>>) -> Answer<'a, Outcome> {
    Box::pin(async {
        let outcome = format!("{:?}", answer.await);
        match outcome.find("Unavailable") {
            Some(_) => "no answer".to_owned(),
            None => outcome,
        }
    })
}
