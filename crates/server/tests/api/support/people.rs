//! Accounts, sessions and tokens that are there before a test begins.

use std::sync::LazyLock;

use actix_web::test::TestRequest;
use argon2::{Argon2, Params, PasswordHasher as _};
use wharfinger_server::limits::{SESSION_IDLE, SESSION_LIFETIME};
use wharfinger_server::seams::{Clock as _, System};
use wharfinger_server::secret::{Kind, Secret};
use wharfinger_store::{
    Account, AccountChange, Actor, ApiToken, By, Email, Identity, Link, LinkPurpose, NewAccount,
    NewApiToken, OPERATOR, PasswordHash, Role, Scope, Session, SignedInBy, TokenId, new_account_id,
};

use super::browser::Browser;
use super::{Answer, Api};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// Its hash, with parameters that cost nothing: what is checked is that it is checked.
static HASH: LazyLock<PasswordHash> = LazyLock::new(|| {
    let params = Params::new(Params::MIN_M_COST, 1, 1, None).unwrap();
    let hash = Argon2::from(params).hash_password_with_salt(PASSWORD.as_bytes(), &[7; 16]);
    PasswordHash(hash.unwrap().to_string())
});

impl Api {
    /// An administrator named `ada`.
    pub(crate) async fn administrator(&self) -> Account {
        self.account("ada", Role::Administrator).await
    }

    /// The account with this name, made where there is none.
    pub(crate) async fn account(&self, name: &str, role: Role) -> Account {
        let name = name.parse().unwrap();
        if let Some(account) = self.store.find_account(&name).await.unwrap() {
            return account;
        }
        let now = self.clock.now();
        let new = NewAccount {
            id: new_account_id(now, random()),
            name,
            role,
            email: None,
            password: Some(HASH.clone()),
            identity: None,
        };
        self.store
            .create_account(new, self.by_operator())
            .await
            .unwrap()
    }

    /// An account that somebody made for themselves who signs in with a provider.
    pub(crate) async fn without_password(&self, name: &str) -> Account {
        let new = NewAccount {
            id: new_account_id(self.clock.now(), random()),
            name: name.parse().unwrap(),
            role: Role::Member,
            email: None,
            password: None,
            identity: None,
        };
        let by = self.by(Actor::Account(new.id));
        self.store.create_account(new, by).await.unwrap()
    }

    /// What a program with an API token is answered.
    pub(crate) async fn with_token(&self, path: &str, token: &Secret) -> Answer {
        let request = with_token(TestRequest::get().uri(path), token);
        self.send(request).await
    }

    /// Connects an account with a provider.
    pub(crate) async fn connect(&self, account: &Account) {
        let identity = Identity {
            issuer: "https://id.example.org".to_owned(),
            subject: account.name.to_string(),
        };
        let by = self.by(Actor::Account(account.id));
        let linked = self.store.link_identity(account.id, identity, by);
        linked.await.unwrap();
    }

    /// Disables the account with this name.
    pub(crate) async fn disable(&self, name: &str) {
        let account = self.account(name, Role::Member).await;
        let change = AccountChange {
            disabled: Some(true),
            ..AccountChange::default()
        };
        let by = self.by_operator();
        let disabled = self.store.change_account(account.id, None, change, by);
        assert!(disabled.await.is_ok());
    }

    /// Gives an account an address that is verified.
    pub(crate) async fn verified(&self, account: &Account, address: &str) {
        let email = Email {
            address: address.to_owned(),
            verified_at: Some(self.clock.now()),
        };
        let by = self.by(Actor::Account(account.id));
        let set = self.store.set_email(account.id, Some(email), by);
        set.await.unwrap();
    }

    /// A browser that is signed in as `ada`, an administrator.
    pub(crate) async fn signed_in(&self) -> Browser<'_> {
        let ada = self.administrator().await;
        self.browser_of(&ada).await
    }

    /// A browser that is signed in as somebody with this name, who is no administrator.
    pub(crate) async fn signed_in_as(&self, name: &str) -> Browser<'_> {
        let account = self.account(name, Role::Member).await;
        self.browser_of(&account).await
    }

    /// A browser that is signed in to an account.
    pub(crate) async fn browser_of(&self, account: &Account) -> Browser<'_> {
        let now = self.clock.now();
        let id = Secret::generate(Kind::Session, &System);
        let session = Session {
            hash: id.hash(),
            account: account.id,
            label: "a browser of these tests".to_owned(),
            created_at: now,
            seen_at: now,
            idle_until: now.later(SESSION_IDLE),
            expires_at: now.later(SESSION_LIFETIME),
        };
        let started =
            self.store
                .start_session(session, SignedInBy::Password, self.by(Actor::System));
        started.await.unwrap();
        Browser::with_session(self, &id).await
    }

    /// An API token of an account for these uses, good for a day.
    pub(crate) async fn token(&self, account: &Account, scopes: &[Scope]) -> (ApiToken, Secret) {
        let secret = Secret::generate(Kind::ApiToken, &System);
        let now = self.clock.now();
        let new = NewApiToken {
            id: TokenId::new(now, random()),
            account: account.id,
            hash: secret.hash(),
            name: "of these tests".to_owned(),
            hint: secret.hint().to_owned(),
            scopes: scopes.iter().copied().collect(),
            expires_at: now.later(std::time::Duration::from_hours(24)),
        };
        let by = self.by(Actor::Account(account.id));
        let made = self.store.create_token(new, by).await;
        (made.unwrap(), secret)
    }

    /// Revokes an API token of an account.
    pub(crate) async fn revoked(&self, account: &Account, token: &ApiToken) {
        let by = self.by(Actor::Account(account.id));
        let revoked = self.store.revoke_token(account.id, token.id, by).await;
        assert_eq!(revoked, Ok(true));
    }

    /// The path of a page with a link that is good for an hour.
    pub(crate) async fn link(&self, page: &str, purpose: LinkPurpose) -> String {
        let secret = Secret::generate(Kind::Link, &System);
        let now = self.clock.now();
        let link = Link {
            hash: secret.hash(),
            purpose,
            expires_at: now.later(std::time::Duration::from_hours(1)),
        };
        let by = self.by(Actor::System);
        self.store.make_link(link, by).await.unwrap();
        format!("{page}/{}", secret.reveal())
    }

    /// How many letters wait to be sent to an address.
    pub(crate) async fn letters_to(&self, address: &str) -> usize {
        let now = self.clock.now();
        let waiting = self.store.lease_mail(now, now, 100).await.unwrap().leased;
        let to_it = waiting.iter().filter(|letter| letter.address == address);
        to_it.count()
    }

    fn by_operator(&self) -> By {
        self.by(Actor::Account(OPERATOR))
    }

    fn by(&self, actor: Actor) -> By {
        By {
            actor,
            request_id: "of these tests".to_owned(),
            now: self.clock.now(),
        }
    }
}

/// With an API token.
pub(crate) fn with_token(request: TestRequest, token: &Secret) -> TestRequest {
    request.insert_header(("authorization", format!("Bearer {}", token.reveal())))
}

fn random() -> [u8; 10] {
    use wharfinger_server::seams::Entropy as _;
    let mut bytes = [0; 10];
    System.fill(&mut bytes);
    bytes
}
