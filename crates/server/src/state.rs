//! What every handler may use.

use std::sync::Arc;

use tokio::sync::{Notify, Semaphore};
use wharfinger_core::account::AccountId;
use wharfinger_core::grants::RepositoryId;
use wharfinger_store::{
    ConnectionId, OPERATOR, RegistryRequestId, RequestId, Store, TokenId, ToolId, new_account_id,
};

use crate::alarms::Alarms;
use crate::catalogues::Catalogues;
use crate::config::Config;
use crate::demo::aws::DemoAws;
use crate::grants::Grants;
use crate::guesses::Guesses;
use crate::images::Images;
use crate::keyed_guesses::KeyedGuesses;
use crate::limits::{
    CHECKS_BURST, CONTACT_LETTER_EVERY, CONTACT_LETTERS_BURST, DEVICE_EVERY, DEVICES_BURST,
    LARGE_FORMS_MAX, LETTER_EVERY, LETTERS_BURST, LOOK_EVERY, LOOKS_BURST,
    PASSWORD_RESETS_AT_ONCE_MAX, PASSWORDS_AT_ONCE_MAX, POLL_EVERY, POLLS_BURST, PROOF_EVERY,
    PROOFS_BURST, PULL_PASSWORD_EVERY, PULL_PASSWORDS_BURST, RATE_LIMIT_ADDRESSES_MAX,
    SIGN_UP_EVERY, SIGN_UPS_BURST, USER_CODE_FAILURE_EVERY, USER_CODE_FAILURES_BURST, WRITES_BURST,
};
use crate::oidc::Providers;
use crate::outcomes::Outcomes;
use crate::password_guesses::{self, NameHash};
use crate::rate_limit::RateLimit;
use crate::request_id::RequestIds;
use crate::seams::{Clock, Entropy};

/// What the application is built over. One for all workers.
pub struct State {
    /// What the operator decided.
    pub(crate) config: Config,
    /// What is remembered.
    pub(crate) store: Arc<dyn Store>,
    /// The registries, those included that were added since.
    pub(crate) catalogues: Catalogues,
    /// The time.
    pub(crate) clock: Arc<dyn Clock>,
    /// Randomness.
    pub(crate) entropy: Arc<dyn Entropy>,
    /// Places for passwords that are being hashed.
    pub(crate) passwords: Arc<Semaphore>,
    /// Limits how often an address, and how often an account, may be tried with wrong passwords.
    pub(crate) password_guesses: KeyedGuesses<NameHash>,
    /// Limits how many accounts an address may make for itself.
    pub(crate) sign_ups: RateLimit,
    /// Limits how many letters an address may have sent to where it says.
    pub(crate) letters: RateLimit,
    /// Limits how many letters to contacts an address may cause by registering and changing tools.
    pub(crate) contact_letters: RateLimit,
    /// Limits how many proofs of AWS identities an address may have verified.
    pub(crate) proofs: RateLimit,
    /// Limits how many machines an address may begin to log in.
    pub(crate) devices: RateLimit,
    /// Limits how often machines at an address may ask whether they were let in.
    pub(crate) polls: RateLimit,
    /// Limits how often an account, and whoever is signed in at an address, may guess at codes of machines.
    pub(crate) code_guesses: KeyedGuesses<AccountId>,
    /// How often machines were let in or refused.
    pub(crate) device_outcomes: Outcomes,
    /// Limits how many pull passwords an account may be handed.
    pub(crate) pull_passwords: RateLimit<AccountId>,
    /// How often pull passwords were handed out or not.
    pub(crate) pull_password_outcomes: Outcomes,
    /// Limits what an address may write.
    pub(crate) writes: RateLimit,
    /// Limits what an address may have checked.
    pub(crate) checks: RateLimit,
    /// Places for forgotten passwords that are looked after.
    pub(crate) password_resets: Arc<Semaphore>,
    /// Limits how often an address may guess at the operator's token.
    pub(crate) guesses: Guesses,
    /// Places for forms that are longer than what can be valid.
    pub(crate) large_forms: Arc<Semaphore>,
    /// Wakes who sends mail; to be notified after something may have been stored that people are told.
    pub(crate) mail_wake: Arc<Notify>,
    /// The providers that people can sign in with, where there are any.
    pub(crate) providers: Option<Providers>,
    /// Gives and takes back access to Amazon ECR, where the operator has set AWS up.
    pub(crate) grants: Option<Grants>,
    /// Limits how often an address may have registries asked by hand.
    pub(crate) looks: RateLimit,
    /// Asks registries about images, where the operator wants that.
    pub(crate) images: Option<Images>,
    /// The AWS that is simulated, where the server is a demo.
    pub(crate) demo: Option<DemoAws>,
    /// Tells the operator of what is stored damaged.
    pub(crate) alarms: Alarms,
    /// Names requests.
    pub(crate) request_ids: RequestIds,
}

impl State {
    /// Whether letters leave this server, so that pages promise none that never comes.
    pub(crate) const fn sends_mail(&self) -> bool {
        self.config.mail.is_some()
    }

    /// A state over these parts.
    #[must_use]
    pub fn new(
        config: Config,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self {
            catalogues: config.catalogue.clone().into(),
            writes: RateLimit::per_minute(config.writes_per_minute, WRITES_BURST),
            checks: RateLimit::per_minute(config.checks_per_minute, CHECKS_BURST),
            sign_ups: RateLimit::new(SIGN_UP_EVERY, SIGN_UPS_BURST, RATE_LIMIT_ADDRESSES_MAX),
            letters: RateLimit::new(LETTER_EVERY, LETTERS_BURST, RATE_LIMIT_ADDRESSES_MAX),
            contact_letters: RateLimit::new(
                CONTACT_LETTER_EVERY,
                CONTACT_LETTERS_BURST,
                RATE_LIMIT_ADDRESSES_MAX,
            ),
            proofs: RateLimit::new(PROOF_EVERY, PROOFS_BURST, RATE_LIMIT_ADDRESSES_MAX),
            devices: RateLimit::new(DEVICE_EVERY, DEVICES_BURST, RATE_LIMIT_ADDRESSES_MAX),
            polls: RateLimit::new(POLL_EVERY, POLLS_BURST, RATE_LIMIT_ADDRESSES_MAX),
            code_guesses: KeyedGuesses::new(
                USER_CODE_FAILURE_EVERY,
                USER_CODE_FAILURES_BURST,
                // Who has no browser, and so types no codes.
                OPERATOR,
            ),
            device_outcomes: Outcomes::default(),
            pull_password_outcomes: Outcomes::default(),
            pull_passwords: RateLimit::of_keys(
                PULL_PASSWORD_EVERY,
                PULL_PASSWORDS_BURST,
                RATE_LIMIT_ADDRESSES_MAX,
                // Whose id has no time and no randomness.
                AccountId::from_bytes([0; 16]),
            ),
            looks: RateLimit::new(LOOK_EVERY, LOOKS_BURST, RATE_LIMIT_ADDRESSES_MAX),
            guesses: Guesses::default(),
            large_forms: Arc::new(Semaphore::new(LARGE_FORMS_MAX)),
            request_ids: RequestIds::new(&*entropy),
            passwords: Arc::new(Semaphore::new(PASSWORDS_AT_ONCE_MAX)),
            password_guesses: password_guesses::guesses(),
            password_resets: Arc::new(Semaphore::new(PASSWORD_RESETS_AT_ONCE_MAX)),
            mail_wake: Arc::new(Notify::new()),
            providers: None,
            grants: None,
            images: None,
            demo: None,
            alarms: Alarms::default(),
            config,
            store,
            clock,
            entropy,
        }
    }

    /// The same, where people can sign in with these providers as well.
    #[must_use]
    pub fn with_providers(self, providers: Providers) -> Self {
        Self {
            providers: Some(providers),
            ..self
        }
    }

    /// The same, where access to Amazon ECR is given by the server itself.
    #[must_use]
    pub fn with_grants(self, grants: Grants) -> Self {
        Self {
            grants: Some(grants),
            ..self
        }
    }

    /// The same, where registries are asked about images.
    #[must_use]
    pub fn with_images(self, images: Images) -> Self {
        Self {
            images: Some(images),
            ..self
        }
    }

    /// The same with a simulated AWS.
    pub(crate) fn with_demo(self, demo: DemoAws) -> Self {
        Self {
            demo: Some(demo),
            ..self
        }
    }

    /// Says that something was written: people may have to be told of it, and access may have to
    /// follow. Nobody listens where no mail is sent and AWS is not set up.
    pub(crate) fn wake(&self) {
        self.mail_wake.notify_one();
        if let Some(grants) = &self.grants {
            grants.wake();
        }
    }

    /// A fresh id for a tool.
    #[must_use]
    pub(crate) fn new_tool_id(&self) -> ToolId {
        ToolId::new(self.clock.now(), self.random())
    }

    /// A fresh id for an account.
    #[must_use]
    pub(crate) fn new_account_id(&self) -> AccountId {
        new_account_id(self.clock.now(), self.random())
    }

    /// A fresh id for an access request.
    #[must_use]
    pub(crate) fn new_request_id(&self) -> RequestId {
        RequestId::new(self.clock.now(), self.random())
    }

    /// A fresh id for a request for a registry.
    #[must_use]
    pub(crate) fn new_registry_request_id(&self) -> RegistryRequestId {
        RegistryRequestId::new(self.clock.now(), self.random())
    }

    /// A fresh id for an API token.
    #[must_use]
    pub(crate) fn new_token_id(&self) -> TokenId {
        TokenId::new(self.clock.now(), self.random())
    }

    /// A fresh id for a connection to an AWS account.
    #[must_use]
    pub(crate) fn new_connection_id(&self) -> ConnectionId {
        ConnectionId::new(self.clock.now(), self.random())
    }

    /// A fresh id for a repository in an AWS account.
    #[must_use]
    pub(crate) fn new_repository_id(&self) -> RepositoryId {
        RepositoryId(self.new_connection_id().as_uuid().into_bytes())
    }

    /// 128 random bits.
    #[must_use]
    pub(crate) fn new_random_bits(&self) -> u128 {
        u128::from_ne_bytes(self.random())
    }

    fn random<const N: usize>(&self) -> [u8; N] {
        let mut random = [0; N];
        self.entropy.fill(&mut random);
        random
    }
}
