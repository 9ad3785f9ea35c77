#![doc = include_str!("../README.md")]

mod access;
mod account;
mod audit;
mod by;
mod connection;
mod database;
mod descriptor;
mod device;
mod evidence;
mod id;
mod maintainer;
mod migration;
mod model;
mod notice;
mod open;
mod page;
mod pending;
mod port;
mod postgres;
mod proof;
mod pull_password;
mod registry_request;
mod repository;
mod search;
mod sign_in;
mod sql;
mod sqlite;
mod tool;

#[cfg(test)]
mod tests;

pub use access::{
    Change, NewRequest, RequestFilter, RequestId, RequestInFull, RequestPage, StoredRequest,
    Waiting,
};
pub use account::{
    Account, AccountChange, AccountPage, Email, Identity, NewAccount, PasswordHash, Role,
    new_account_id,
};
pub use audit::{
    Action, AuditEntry, AuditFilter, AuditHash, AuditLine, AuditPage, AuditVerdict, Subject,
};
pub use by::{Actor, By, OPERATOR, OPERATOR_NAME, REQUEST_ID_BYTES_MAX};
pub use connection::{
    Automation, CONNECTIONS_MAX, Checked, Choices, Connection, ConnectionId, NewAutomation,
    NewConnection,
};
pub use database::{
    BackupError, CheckError, Contents, CopyError, Database, InvalidDatabase, Migrated, Progress,
    TableRows, backup, check, copy, migrate,
};
pub use descriptor::{DESCRIPTORS_MAX, Described, Descriptor, DescriptorKey, DescriptorName};
pub use device::{DEVICES_MAX, Device, DeviceToken, NewDevice, POLL_SECONDS, Polled};
pub use evidence::{Keeping, LeasedLook, LeasedLooks, Looked};
pub use maintainer::{MAINTAINERS_MAX, Maintainer};
pub use model::Model;
pub use notice::{
    Leased, LeasedMail, MAIL_DAYS_MAX, Mail, Notice, NoticeId, NoticeKind, NoticePage, Recipient,
};
pub use open::OpenError;
pub use page::{Cursor, Found, InvalidCursor, PAGE_TOOLS_MAX, Page, ToolPage};
pub use port::{
    AccessRequests, AccountWithPassword, Accounts, AddMaintainerError, Advanced, Answer,
    AnswerRegistryError, ArchiveError, Audit, AutomateError, BeginDeviceError, BorrowError,
    ChangeAccountError, ChangeConnectionError, ChangeRequestError, ConnectError, Connections,
    Counts, CreateAccountError, CreateTokenError, DAMAGE_TOLD_MAX, DecideDeviceError, Demanded,
    DescribeError, Descriptors, Devices, Failure, HandOutError, IDEMPOTENCY_SECONDS, Looks,
    Maintainers, MakeLinkError, MendError, Notices, Once, OnceError, Proofs, PullPasswords,
    RENEWALS_TOLD_MAX, ReapplyError, RedeemChallengeError, RedeemDeviceError, RedeemError,
    RegisterError, Registered, RegistryRequests, RemoveMaintainerError, Repositories,
    RequestAccessError, RequestRegistryError, RetryMailError, Secrets, SeenTool, SignIn,
    StartSessionError, StopAutomationError, Store, Tools, UpdateError, VerifyContactError,
};
pub use postgres::Postgres;
pub use proof::{CHALLENGES_MAX, PROOFS_MAX, PrincipalProof};
pub use pull_password::{PULLABLE_MAX, PullGrant, Pullable, Registry};
pub use registry_request::{
    AddedRegistry, Greeting, NewAddedRegistry, NewRegistryRequest, REGISTRY_REQUESTS_MAX,
    REGISTRY_REQUESTS_OPEN_MAX, REGISTRY_SUPPORTERS_MAX, REGISTRY_VOTES_MAX, RegistryAnswer,
    RegistryRequest, RegistryRequestFilter, RegistryRequestId, RegistryRequestPage,
    RegistryVerdict,
};
pub use repository::{
    Backlog, LeasedRepository, MENDS_KEPT, MENDS_WAITING_MAX, MendOutcome, Observed,
    RepositoryFilter, RepositoryGrant, RepositoryPage, SNAPSHOTS_MAX, Snapshot, SnapshotKind,
    SnapshotPage, StoredMend, StoredRepository, Terms, TrailFailure, Trouble,
};
pub use search::{SEARCH_BYTES_MAX, SEARCH_PIECE_CHARS, SEARCH_TERMS_MAX, searched_description};
pub use sign_in::{
    ApiToken, Authenticated, Credential, Link, LinkPurpose, NewApiToken, PasswordLink,
    SESSIONS_MAX, Scope, Scopes, SecretHash, Session, SessionId, SignedInBy, TOKENS_MAX, Through,
    TokenId,
};
pub use sqlite::{QUEUED_WRITES_MAX, Sqlite};
pub use tool::{Fingerprint, Idempotency, NewTool, Revision, Tool, ToolFilter, ToolId};
pub use wharfinger_core::timestamp::Timestamp;

/// The id type behind [`ToolId`], so that callers need not depend on the same version by hand.
pub use uuid::Uuid;
