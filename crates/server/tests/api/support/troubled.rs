//! A store that fails at everything.

use wharfinger_core::account::{AccountId, AccountName};
use wharfinger_core::registration::Registration;
use wharfinger_store::{
    AccessRequests, Account, AccountPage, Accounts, AddMaintainerError, Advanced, Answer, ApiToken,
    ArchiveError, Audit, AuditEntry, AuditFilter, AuditPage, AuditVerdict, Authenticated, By,
    Change, ChangeAccountError, ChangeRequestError, Counts, CreateAccountError, CreateTokenError,
    Credential, Demanded, Email, Failure, Idempotency, Identity, LeasedMail, Link, Maintainer,
    Maintainers, NewAccount, NewApiToken, NewRequest, NewTool, NoticeId, NoticePage, Notices, Page,
    PasswordHash, RedeemError, RegisterError, Registered, RemoveMaintainerError,
    RequestAccessError, RequestFilter, RequestId, RequestPage, Revision, Role, SecretHash, Session,
    SignIn, StartSessionError, Store, StoredRequest, Timestamp, TokenId, Tool, ToolFilter, ToolId,
    ToolPage, Tools, UpdateError, VerifyContactError,
};

/// A store that fails at everything, in the same way.
pub(crate) struct Troubled(Failure);

impl Troubled {
    pub(crate) fn new(failure: Failure) -> Self {
        Self(failure)
    }

    fn answer<T: Send + 'static, E: From<Failure> + Send + 'static>(
        &self,
    ) -> Answer<'_, Result<T, E>> {
        Box::pin(std::future::ready(Err(self.0.clone().into())))
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
        fn find_tool<'a>(&'a self, &'a str) -> Answer<'a, Result<Option<Tool>, Failure>>;
        fn list_tools<'a>(&'a self, &'a ToolFilter, Page) -> Answer<'a, Result<ToolPage, Failure>>;
        fn counts(&self) -> Answer<'_, Result<Counts, Failure>>;
    }
    Maintainers {
        fn maintainers(&self, ToolId) -> Answer<'_, Result<Vec<Maintainer>, Failure>>;
        fn add_maintainer(&self, ToolId, AccountId, By) -> Answer<'_, Result<Vec<Maintainer>, AddMaintainerError>>;
        fn remove_maintainer(&self, ToolId, AccountId, By) -> Answer<'_, Result<Vec<Maintainer>, RemoveMaintainerError>>;
        fn contact_verified_at(&self, ToolId) -> Answer<'_, Result<Option<Timestamp>, Failure>>;
        fn ask_contact(&self, ToolId, By) -> Answer<'_, Result<(), VerifyContactError>>;
    }
    Accounts {
        fn create_account(&self, NewAccount, By) -> Answer<'_, Result<Account, CreateAccountError>>;
        fn create_first_administrator(&self, SecretHash, NewAccount, By) -> Answer<'_, Result<Account, CreateAccountError>>;
        fn has_administrator(&self) -> Answer<'_, Result<bool, Failure>>;
        fn account(&self, AccountId) -> Answer<'_, Result<Option<Account>, Failure>>;
        fn find_account<'a>(&'a self, &'a AccountName) -> Answer<'a, Result<Option<Account>, Failure>>;
        fn account_of_identity<'a>(&'a self, &'a Identity) -> Answer<'a, Result<Option<Account>, Failure>>;
        fn password_hash(&self, AccountId) -> Answer<'_, Result<Option<PasswordHash>, Failure>>;
        fn list_accounts(&self, Page) -> Answer<'_, Result<AccountPage, Failure>>;
        fn set_password(&self, AccountId, PasswordHash, Option<SecretHash>, By) -> Answer<'_, Result<Account, ChangeAccountError>>;
        fn set_email(&self, AccountId, Option<Email>, By) -> Answer<'_, Result<Account, ChangeAccountError>>;
        fn ask_email(&self, AccountId, By) -> Answer<'_, Result<(), ChangeAccountError>>;
        fn link_identity(&self, AccountId, Identity, By) -> Answer<'_, Result<Account, ChangeAccountError>>;
        fn set_role(&self, AccountId, Role, By) -> Answer<'_, Result<Account, ChangeAccountError>>;
        fn set_disabled(&self, AccountId, bool, By) -> Answer<'_, Result<Account, ChangeAccountError>>;
    }
    SignIn {
        fn start_session(&self, Session) -> Answer<'_, Result<(), StartSessionError>>;
        fn authenticate(&self, Credential, Timestamp) -> Answer<'_, Result<Option<Authenticated>, Failure>>;
        fn touch(&self, Credential, Timestamp, Timestamp) -> Answer<'_, Result<(), Failure>>;
        fn sessions(&self, AccountId, Timestamp) -> Answer<'_, Result<Vec<Session>, Failure>>;
        fn end_session(&self, AccountId, SecretHash) -> Answer<'_, Result<bool, Failure>>;
        fn create_token(&self, NewApiToken, By) -> Answer<'_, Result<ApiToken, CreateTokenError>>;
        fn tokens(&self, AccountId) -> Answer<'_, Result<Vec<ApiToken>, Failure>>;
        fn revoke_token(&self, AccountId, TokenId, By) -> Answer<'_, Result<bool, Failure>>;
        fn make_link(&self, Link, Timestamp) -> Answer<'_, Result<(), Failure>>;
        fn link(&self, SecretHash, Timestamp) -> Answer<'_, Result<Option<Link>, Failure>>;
        fn set_password_by_link(&self, SecretHash, PasswordHash, By) -> Answer<'_, Result<Account, RedeemError>>;
        fn verify_email_by_link(&self, SecretHash, By) -> Answer<'_, Result<Account, RedeemError>>;
        fn verify_contact_by_link(&self, SecretHash, By) -> Answer<'_, Result<ToolId, RedeemError>>;
        fn ask_password_reset(&self, AccountId, Timestamp) -> Answer<'_, Result<(), Failure>>;
    }
    AccessRequests {
        fn request_access(&self, NewRequest, By) -> Answer<'_, Result<Demanded, RequestAccessError>>;
        fn access_request(&self, RequestId) -> Answer<'_, Result<Option<StoredRequest>, Failure>>;
        fn list_requests<'a>(&'a self, &'a RequestFilter, Page) -> Answer<'a, Result<RequestPage, Failure>>;
        fn change_request(&self, RequestId, Option<Revision>, Change, Option<Idempotency>, By) -> Answer<'_, Result<StoredRequest, ChangeRequestError>>;
        fn advance_requests(&self, u32, By) -> Answer<'_, Result<Advanced, Failure>>;
    }
    Notices {
        fn inbox(&self, AccountId, Page) -> Answer<'_, Result<NoticePage, Failure>>;
        fn unread(&self, AccountId, u32) -> Answer<'_, Result<u32, Failure>>;
        fn mark_read(&self, AccountId, NoticeId, Timestamp) -> Answer<'_, Result<(), Failure>>;
        fn lease_mail(&self, Timestamp, Timestamp, u32) -> Answer<'_, Result<LeasedMail, Failure>>;
        fn mail_sent(&self, NoticeId, Timestamp) -> Answer<'_, Result<(), Failure>>;
        fn mail_failed(&self, NoticeId, Option<Timestamp>, Timestamp) -> Answer<'_, Result<(), Failure>>;
    }
    Audit {
        fn audit_entries(&self, AuditFilter, Page) -> Answer<'_, Result<AuditPage, Failure>>;
        fn audit_after(&self, u64, u32) -> Answer<'_, Result<Vec<AuditEntry>, Failure>>;
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
