//! A store that fails at everything, or answers nothing.

use std::future::{pending, ready};
use std::time::Duration;

use wharfinger_core::account::{AccountId, AccountName};
use wharfinger_core::descriptor::{DescriptorText, DescriptorType};
use wharfinger_core::evidence::Evidence;
use wharfinger_core::grants::{
    Failed, Findings, Intent, Lease, LookAgain, Repository, RepositoryId, Task,
};
use wharfinger_core::policy::{Installation, Mend};
use wharfinger_core::registration::Registration;
use wharfinger_store::{
    AccessRequests, Account, AccountChange, AccountPage, AccountWithPassword, Accounts,
    AddMaintainerError, AddedRegistry, Advanced, Answer, AnswerRegistryError, ApiToken,
    ArchiveError, Audit, AuditEntry, AuditFilter, AuditLine, AuditPage, AuditVerdict,
    Authenticated, AutomateError, Automation, Backlog, BeginDeviceError, BorrowError, By, Change,
    ChangeAccountError, ChangeConnectionError, ChangeRequestError, Checked, Choices, ConnectError,
    Connection, ConnectionId, Connections, Counts, CreateAccountError, CreateTokenError,
    Credential, DecideDeviceError, Demanded, DescribeError, Described, Descriptor, DescriptorKey,
    DescriptorName, Descriptors, Device, DeviceToken, Devices, Email, Failure, Found, HandOutError,
    Idempotency, Identity, Keeping, LeasedLooks, LeasedMail, LeasedRepository, Link, Looked, Looks,
    Maintainer, Maintainers, MakeLinkError, MendError, NewAccount, NewApiToken, NewAutomation,
    NewConnection, NewDevice, NewRegistryRequest, NewRequest, NewTool, Notice, NoticeId,
    NoticePage, Notices, Once, OnceError, Page, PasswordHash, PasswordLink, Polled, PrincipalProof,
    Proofs, PullPasswords, Pullable, ReapplyError, RedeemChallengeError, RedeemDeviceError,
    RedeemError, RegisterError, Registered, Registry, RegistryRequest, RegistryRequestFilter,
    RegistryRequestId, RegistryRequestPage, RegistryRequests, RegistryVerdict,
    RemoveMaintainerError, Repositories, RepositoryFilter, RepositoryGrant, RepositoryPage,
    RequestAccessError, RequestFilter, RequestId, RequestInFull, RequestPage, RequestRegistryError,
    RetryMailError, Revision, SecretHash, Secrets, SeenTool, Session, SignIn, SignedInBy,
    SnapshotPage, StartSessionError, StopAutomationError, Store, StoredMend, StoredRepository,
    StoredRequest, Terms, Timestamp, TokenId, Tool, ToolFilter, ToolId, ToolPage, Tools,
    UpdateError, VerifyContactError,
};

/// A store that fails at everything, in the same way; without a way, it never answers.
pub(crate) struct Troubled(Option<Failure>);

impl Troubled {
    pub(crate) fn new(failure: Failure) -> Self {
        Self(Some(failure))
    }

    pub(crate) fn silent() -> Self {
        Self(None)
    }

    fn answer<T: Send + 'static, E: From<Failure> + Send + 'static>(
        &self,
    ) -> Answer<'_, Result<T, E>> {
        match self.0.clone() {
            Some(failure) => Box::pin(ready(Err(failure.into()))),
            None => Box::pin(pending()),
        }
    }
}

macro_rules! fails {
    ($($subject:ident { $(
        fn $name:ident $(<$life:lifetime>)? (& $($mine:lifetime)? $me:ident $(, $given:ty)*) -> $answer:ty;
    )* })*) => {$(
        impl $subject for Troubled {$(
            fn $name $(<$life>)? (& $($mine)? $me $(, _: $given)*) -> $answer {
                $me.answer()
            }
        )*}
    )*};
}

fails! {
    Tools {
        fn register_tool(&self, NewTool, By) -> Answer<'_, Result<Registered, RegisterError>>;
        fn update_tool(&self, ToolId, Revision, Registration, By) -> Answer<'_, Result<Tool, UpdateError>>;
        fn archive_tool(&self, ToolId, Option<Revision>, By) -> Answer<'_, Result<Tool, ArchiveError>>;
        fn unarchive_tool(&self, ToolId, Option<Revision>, By) -> Answer<'_, Result<Tool, ArchiveError>>;
        fn tool(&self, ToolId) -> Answer<'_, Result<Option<Tool>, Failure>>;
        fn tools_of<'a>(&'a self, &'a [ToolId]) -> Answer<'a, Result<Found<Tool>, Failure>>;
        fn find_tool<'a>(&'a self, &'a str) -> Answer<'a, Result<Option<Tool>, Failure>>;
        fn find_tool_as<'a>(&'a self, &'a str, AccountId) -> Answer<'a, Result<Option<SeenTool>, Failure>>;
        fn list_tools<'a>(&'a self, &'a ToolFilter, Page) -> Answer<'a, Result<ToolPage, Failure>>;
        fn counts(&self) -> Answer<'_, Result<Counts, Failure>>;
    }
    Descriptors {
        fn write_descriptor(&self, ToolId, Revision, DescriptorKey, DescriptorText, By) -> Answer<'_, Result<Tool, DescribeError>>;
        fn remove_descriptor(&self, ToolId, Revision, DescriptorKey, By) -> Answer<'_, Result<Tool, DescribeError>>;
        fn descriptors(&self, ToolId) -> Answer<'_, Result<Vec<Descriptor>, Failure>>;
        fn descriptor_names(&self, ToolId) -> Answer<'_, Result<Vec<DescriptorName>, Failure>>;
        fn descriptor(&self, ToolId, DescriptorKey) -> Answer<'_, Result<Option<Descriptor>, Failure>>;
        fn described_of<'a>(&'a self, &'a [ToolId]) -> Answer<'a, Result<Found<Described>, Failure>>;
        fn described_tools(&self, DescriptorType, Page) -> Answer<'_, Result<ToolPage, Failure>>;
    }
    Maintainers {
        fn maintainers(&self, ToolId) -> Answer<'_, Result<Vec<Maintainer>, Failure>>;
        fn maintained_of<'a>(&'a self, AccountId, &'a [ToolId]) -> Answer<'a, Result<Vec<ToolId>, Failure>>;
        fn add_maintainer(&self, ToolId, AccountId, By) -> Answer<'_, Result<Vec<Maintainer>, AddMaintainerError>>;
        fn remove_maintainer(&self, ToolId, AccountId, By) -> Answer<'_, Result<Vec<Maintainer>, RemoveMaintainerError>>;
        fn unmaintained_tools(&self, Page) -> Answer<'_, Result<ToolPage, Failure>>;
        fn contact_verified_at(&self, ToolId) -> Answer<'_, Result<Option<Timestamp>, Failure>>;
        fn ask_contact(&self, ToolId, By) -> Answer<'_, Result<(), VerifyContactError>>;
    }
    Accounts {
        fn create_account(&self, NewAccount, By) -> Answer<'_, Result<Account, CreateAccountError>>;
        fn create_first_administrator(&self, SecretHash, NewAccount, By) -> Answer<'_, Result<Account, CreateAccountError>>;
        fn has_administrator(&self) -> Answer<'_, Result<bool, Failure>>;
        fn account(&self, AccountId) -> Answer<'_, Result<Option<Account>, Failure>>;
        fn account_names<'a>(&'a self, &'a [AccountId]) -> Answer<'a, Result<Found<(AccountId, AccountName)>, Failure>>;
        fn find_account<'a>(&'a self, &'a AccountName) -> Answer<'a, Result<Option<Account>, Failure>>;
        fn account_of_identity<'a>(&'a self, &'a Identity) -> Answer<'a, Result<Option<Account>, Failure>>;
        fn find_with_password<'a>(&'a self, &'a AccountName) -> Answer<'a, Result<Option<AccountWithPassword>, Failure>>;
        fn list_accounts(&self, Page) -> Answer<'_, Result<AccountPage, Failure>>;
        fn set_password(&self, AccountId, PasswordHash, Option<SecretHash>, By) -> Answer<'_, Result<Account, ChangeAccountError>>;
        fn set_email(&self, AccountId, Option<Email>, By) -> Answer<'_, Result<Account, ChangeAccountError>>;
        fn ask_email(&self, AccountId, By) -> Answer<'_, Result<(), ChangeAccountError>>;
        fn link_identity(&self, AccountId, Identity, By) -> Answer<'_, Result<Account, ChangeAccountError>>;
        fn unlink_identity(&self, AccountId, By) -> Answer<'_, Result<Account, ChangeAccountError>>;
        fn change_account(&self, AccountId, Option<Revision>, AccountChange, By) -> Answer<'_, Result<Account, ChangeAccountError>>;
    }
    SignIn {
        fn start_session(&self, Session, SignedInBy, By) -> Answer<'_, Result<(), StartSessionError>>;
        fn authenticate(&self, Credential, Timestamp) -> Answer<'_, Result<Option<Authenticated>, Failure>>;
        fn touch(&self, Credential, Timestamp, Timestamp) -> Answer<'_, Result<(), Failure>>;
        fn sessions(&self, AccountId, Timestamp) -> Answer<'_, Result<Found<Session>, Failure>>;
        fn end_session(&self, SecretHash, By) -> Answer<'_, Result<bool, Failure>>;
        fn end_sessions(&self, AccountId, Option<SecretHash>, By) -> Answer<'_, Result<usize, ChangeAccountError>>;
        fn create_token(&self, NewApiToken, By) -> Answer<'_, Result<ApiToken, CreateTokenError>>;
        fn tokens(&self, AccountId) -> Answer<'_, Result<Found<ApiToken>, Failure>>;
        fn revoke_token(&self, AccountId, TokenId, By) -> Answer<'_, Result<bool, ChangeAccountError>>;
        fn give_token_back(&self, SecretHash, By) -> Answer<'_, Result<bool, Failure>>;
        fn revoke_tokens(&self, AccountId, By) -> Answer<'_, Result<usize, ChangeAccountError>>;
        fn make_link(&self, Link, By) -> Answer<'_, Result<(), MakeLinkError>>;
        fn make_link_to(&self, String, PasswordLink, Timestamp) -> Answer<'_, Result<bool, Failure>>;
        fn link(&self, SecretHash, Timestamp) -> Answer<'_, Result<Option<Link>, Failure>>;
        fn set_password_by_link(&self, SecretHash, PasswordHash, By) -> Answer<'_, Result<Account, RedeemError>>;
        fn verify_email_by_link(&self, SecretHash, By) -> Answer<'_, Result<Account, RedeemError>>;
        fn verify_contact_by_link(&self, SecretHash, By) -> Answer<'_, Result<ToolId, RedeemError>>;
        fn ask_password_reset(&self, AccountId, Timestamp) -> Answer<'_, Result<(), Failure>>;
    }
    Devices {
        fn begin_device(&self, NewDevice) -> Answer<'_, Result<(), BeginDeviceError>>;
        fn device(&self, SecretHash, Timestamp) -> Answer<'_, Result<Option<Device>, Failure>>;
        fn decide_device(&self, SecretHash, bool, By) -> Answer<'_, Result<Device, DecideDeviceError>>;
        fn redeem_device(&self, SecretHash, DeviceToken, By) -> Answer<'_, Result<Polled, RedeemDeviceError>>;
    }
    Secrets {
        fn create_token_once(&self, NewApiToken, Idempotency, By) -> Answer<'_, Result<Once<ApiToken, TokenId>, OnceError<CreateTokenError>>>;
        fn create_account_once(&self, NewAccount, Idempotency, By) -> Answer<'_, Result<Once<Account, AccountId>, OnceError<CreateAccountError>>>;
        fn make_link_once(&self, Link, Idempotency, By) -> Answer<'_, Result<Once<(), AccountId>, OnceError<MakeLinkError>>>;
    }
    AccessRequests {
        fn request_access(&self, NewRequest, By) -> Answer<'_, Result<Demanded, RequestAccessError>>;
        fn access_request(&self, RequestId) -> Answer<'_, Result<Option<StoredRequest>, Failure>>;
        fn request_in_full(&self, RequestId, AccountId) -> Answer<'_, Result<Option<RequestInFull>, Failure>>;
        fn access_requests<'a>(&'a self, &'a [RequestId]) -> Answer<'a, Result<Found<StoredRequest>, Failure>>;
        fn list_requests<'a>(&'a self, &'a RequestFilter, Page) -> Answer<'a, Result<RequestPage, Failure>>;
        fn change_request(&self, RequestId, Option<Revision>, Change, Option<Idempotency>, By) -> Answer<'_, Result<StoredRequest, ChangeRequestError>>;
        fn advance_requests(&self, u32, By) -> Answer<'_, Result<Advanced, Failure>>;
    }
    Connections {
        fn connect(&self, NewConnection, By) -> Answer<'_, Result<Connection, ConnectError>>;
        fn connection(&self, ConnectionId) -> Answer<'_, Result<Option<Connection>, Failure>>;
        fn connections_of(&self, AccountId) -> Answer<'_, Result<Vec<Connection>, Failure>>;
        fn change_role(&self, ConnectionId, Revision, String, Checked, By) -> Answer<'_, Result<Connection, ChangeConnectionError>>;
        fn note_check(&self, ConnectionId, Revision, Checked, By) -> Answer<'_, Result<Connection, ChangeConnectionError>>;
        fn choose(&self, ConnectionId, Revision, Choices, By) -> Answer<'_, Result<Connection, ChangeConnectionError>>;
        fn disconnect(&self, ConnectionId, By) -> Answer<'_, Result<Connection, ChangeConnectionError>>;
        fn automate(&self, NewAutomation, By) -> Answer<'_, Result<Automation, AutomateError>>;
        fn stop_automation(&self, ToolId, By) -> Answer<'_, Result<(), StopAutomationError>>;
        fn automation(&self, ToolId) -> Answer<'_, Result<Option<(Automation, bool)>, Failure>>;
        fn verified_of<'a>(&'a self, &'a [ToolId]) -> Answer<'a, Result<Vec<ToolId>, Failure>>;
        fn stood_by<'a>(&'a self, ConnectionId, &'a [ToolId]) -> Answer<'a, Result<Vec<ToolId>, Failure>>;
    }
    PullPasswords {
        fn pullable(&self, AccountId, Registry, Timestamp) -> Answer<'_, Result<Vec<Pullable>, Failure>>;
        fn hand_out_pull_password(&self, ConnectionId, Vec<RequestId>, Timestamp, By) -> Answer<'_, Result<(), HandOutError>>;
    }
    Proofs {
        fn make_challenge(&self, SecretHash, AccountId, Timestamp) -> Answer<'_, Result<(), Failure>>;
        fn redeem_challenge(&self, SecretHash, AccountId, String, String, By) -> Answer<'_, Result<PrincipalProof, RedeemChallengeError>>;
        fn remove_proof(&self, AccountId, String, By) -> Answer<'_, Result<bool, ChangeAccountError>>;
        fn proofs_of_all<'a>(&'a self, &'a [AccountId]) -> Answer<'a, Result<Found<(AccountId, PrincipalProof)>, Failure>>;
        fn proofs_of(&self, AccountId) -> Answer<'_, Result<Vec<PrincipalProof>, Failure>>;
    }
    RegistryRequests {
        fn registry_to_ask_for(&self, String, AccountId) -> Answer<'_, Result<Option<RegistryRequest>, RequestRegistryError>>;
        fn request_registry(&self, NewRegistryRequest, By) -> Answer<'_, Result<RegistryRequest, RequestRegistryError>>;
        fn support_registry(&self, RegistryRequestId, bool, By) -> Answer<'_, Result<RegistryRequest, RequestRegistryError>>;
        fn answer_registry(&self, RegistryRequestId, RegistryVerdict, String, By) -> Answer<'_, Result<RegistryRequest, AnswerRegistryError>>;
        fn remove_registry(&self, String, By) -> Answer<'_, Result<bool, AnswerRegistryError>>;
        fn registry_request(&self, RegistryRequestId) -> Answer<'_, Result<Option<RegistryRequest>, Failure>>;
        fn registry_requests(&self, RegistryRequestFilter, Page) -> Answer<'_, Result<RegistryRequestPage, Failure>>;
        fn supported_registries<'a>(&'a self, AccountId, &'a [RegistryRequestId]) -> Answer<'a, Result<Vec<RegistryRequestId>, Failure>>;
        fn added_registries(&self) -> Answer<'_, Result<Vec<AddedRegistry>, Failure>>;
    }
    Repositories {
        fn installation(&self, Installation) -> Answer<'_, Result<Installation, Failure>>;
        fn lease_repository(&self, Terms, Duration, Timestamp) -> Answer<'_, Result<LeasedRepository, Failure>>;
        fn intend_write(&self, Lease, Intent, Duration, Duration, Timestamp) -> Answer<'_, Result<Option<Lease>, Failure>>;
        fn settle_repository(&self, Lease, Findings<RequestId>, LookAgain, By) -> Answer<'_, Result<bool, Failure>>;
        fn fail_repository(&self, Lease, Failed<RequestId>, Duration, By) -> Answer<'_, Result<bool, Failure>>;
        fn reapply(&self, RepositoryId, By) -> Answer<'_, Result<(), ReapplyError>>;
        fn mend(&self, RepositoryId, Mend, By) -> Answer<'_, Result<(), MendError>>;
        fn mends(&self, RepositoryId) -> Answer<'_, Result<Vec<StoredMend>, Failure>>;
        fn borrow_repository(&self, Repository, RepositoryId, Duration, Timestamp) -> Answer<'_, Result<Lease, BorrowError>>;
        fn return_repository(&self, Lease, Duration, Timestamp) -> Answer<'_, Result<bool, Failure>>;
        fn look_now(&self, RepositoryId, Timestamp) -> Answer<'_, Result<bool, Failure>>;
        fn maintains_repository(&self, RepositoryId, AccountId) -> Answer<'_, Result<bool, Failure>>;
        fn repository(&self, RepositoryId) -> Answer<'_, Result<Option<StoredRepository>, Failure>>;
        fn list_repositories(&self, RepositoryFilter, Page) -> Answer<'_, Result<RepositoryPage, Failure>>;
        fn repository_grant(&self, RequestId) -> Answer<'_, Result<Option<RepositoryGrant>, Failure>>;
        fn grants_of_requests<'a>(&'a self, &'a [RequestId]) -> Answer<'a, Result<Found<RepositoryGrant>, Failure>>;
        fn repository_grants(&self, RepositoryId) -> Answer<'_, Result<Vec<RepositoryGrant>, Failure>>;
        fn repository_task(&self, RepositoryId, Terms, Timestamp) -> Answer<'_, Result<Option<Task<RequestId>>, Failure>>;
        fn snapshots(&self, RepositoryId, Page) -> Answer<'_, Result<SnapshotPage, Failure>>;
        fn backlog(&self) -> Answer<'_, Result<Backlog, Failure>>;
    }
    Looks {
        fn keep_evidence(&self, ToolId, String, Evidence, Timestamp, By) -> Answer<'_, Result<Keeping, Failure>>;
        fn lease_looks(&self, Timestamp, Timestamp, u32) -> Answer<'_, Result<LeasedLooks, Failure>>;
        fn evidence_of<'a>(&'a self, &'a [ToolId]) -> Answer<'a, Result<Found<Looked>, Failure>>;
        fn first_look_due(&self) -> Answer<'_, Result<Option<Timestamp>, Failure>>;
    }
    Notices {
        fn inbox(&self, AccountId, Page) -> Answer<'_, Result<NoticePage, Failure>>;
        fn unread(&self, AccountId, u32) -> Answer<'_, Result<u32, Failure>>;
        fn mark_read(&self, AccountId, NoticeId, Timestamp) -> Answer<'_, Result<(), Failure>>;
        fn lease_mail(&self, Timestamp, Timestamp, u32) -> Answer<'_, Result<LeasedMail, Failure>>;
        fn mail_sent(&self, NoticeId, Timestamp) -> Answer<'_, Result<(), Failure>>;
        fn mail_dropped(&self, NoticeId) -> Answer<'_, Result<(), Failure>>;
        fn given_up_mail(&self, Page) -> Answer<'_, Result<NoticePage, Failure>>;
        fn retry_mail(&self, NoticeId, By) -> Answer<'_, Result<Notice, RetryMailError>>;
        fn mail_failed(&self, NoticeId, Option<Timestamp>, Timestamp) -> Answer<'_, Result<(), Failure>>;
    }
    Audit {
        fn audit_entries(&self, AuditFilter, Page) -> Answer<'_, Result<AuditPage, Failure>>;
        fn audit_after(&self, u64, u32) -> Answer<'_, Result<Vec<AuditLine>, Failure>>;
        fn renewals_of(&self, RequestId) -> Answer<'_, Result<Found<AuditEntry>, Failure>>;
        fn verify_audit(&self) -> Answer<'_, Result<AuditVerdict, Failure>>;
    }
}

impl Store for Troubled {
    fn ready(&self) -> Answer<'_, Result<(), Failure>> {
        self.answer()
    }

    fn check(&self) -> Answer<'_, Result<(), Failure>> {
        self.answer()
    }

    fn close(&self) {}
}
