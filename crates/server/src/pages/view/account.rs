//! Somebody's own account.

use askama::Template;

use super::frame::{Frame, When};
use super::line::{Line, Refusal};
use super::plain::ProviderChoice;

/// The page of one's own account.
#[derive(Debug, Template)]
#[template(path = "account.html")]
pub(crate) struct AccountPage {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    pub(crate) refusal: Option<Refusal>,
    pub(crate) name: String,
    pub(crate) is_administrator: bool,
    pub(crate) since: When,
    pub(crate) address: Option<Address>,
    /// Whether a link to confirm the address comes.
    pub(crate) sends_mail: bool,
    pub(crate) email: Line,
    /// The password that is set, where one is, in each form that asks for it.
    pub(crate) email_password: Option<Line>,
    pub(crate) old_password: Option<Line>,
    pub(crate) provider_password: Option<Line>,
    pub(crate) password: Line,
    /// The issuer of the provider where the account is connected with somebody.
    pub(crate) connected: Option<String>,
    pub(crate) providers: Vec<ProviderChoice>,
    pub(crate) sessions: Vec<SessionRow>,
    /// How many are stored damaged.
    pub(crate) sessions_left_out: usize,
    pub(crate) tokens: Vec<TokenRow>,
    /// How many are stored damaged.
    pub(crate) tokens_left_out: usize,
    /// A token that has just been made: its name, and the secret.
    pub(crate) made: Option<(String, String)>,
    pub(crate) token_name: Line,
    pub(crate) scopes: Vec<ScopeChoice>,
    /// Why the choice of scopes does not fit.
    pub(crate) scopes_unfit: Option<String>,
    pub(crate) token_days: Line,
}

/// Where mail reaches somebody.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub(crate) address: String,
    pub(crate) is_verified: bool,
}

/// A browser that is signed in.
#[derive(Clone, Debug)]
pub(crate) struct SessionRow {
    /// What the session is named by.
    pub(crate) id: String,
    pub(crate) browser: String,
    pub(crate) is_current: bool,
    pub(crate) seen: When,
    pub(crate) began: When,
}

/// An API token.
#[derive(Clone, Debug)]
pub(crate) struct TokenRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) hint: String,
    pub(crate) scopes: String,
    pub(crate) used: Option<When>,
    pub(crate) expires: When,
    pub(crate) is_expired: bool,
}

/// A scope to choose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScopeChoice {
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) is_chosen: bool,
}

impl AccountPage {
    fn is_connected(&self, provider: &ProviderChoice) -> bool {
        self.connected.as_deref() == Some(&*provider.issuer)
    }

    /// What the provider with this issuer is called; one that was taken out of the configuration has no
    /// other name.
    fn provider_name<'a>(&'a self, issuer: &'a str) -> &'a str {
        let known = self.providers.iter();
        let known = known.filter(|provider| *provider.issuer == *issuer);
        known
            .map(|provider| provider.name.as_str())
            .next()
            .unwrap_or(issuer)
    }

    fn has_other_sessions(&self) -> bool {
        self.sessions_left_out > 0 || self.sessions.iter().any(|session| !session.is_current)
    }

    fn has_tokens(&self) -> bool {
        self.tokens_left_out > 0 || !self.tokens.is_empty()
    }
}
