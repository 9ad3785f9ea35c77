//! What stands around the content of every page.

use crate::limits::UNREAD_COUNTED_MAX;

/// Where a page belongs in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Here {
    Tools,
    Register,
    Registries,
    Diagnose,
    SignIn,
    Requests,
    Inbox,
    Audit,
    Account,
    Accounts,
    Elsewhere,
}

/// Whoever looks at the page.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// The name of their account, where they are signed in.
    pub(crate) name: Option<String>,
    /// Whether they see what administrators see.
    pub(crate) is_administrator: bool,
    /// The token that forms must bring back.
    pub(crate) csrf: String,
    /// How many notices wait unread.
    pub(crate) unread: u32,
}

impl Visitor {
    /// How many notices wait unread, as the navigation says it; nothing where none does.
    pub(crate) fn unread_words(&self) -> Option<String> {
        match self.unread {
            0 => None,
            UNREAD_COUNTED_MAX => Some(format!("{UNREAD_COUNTED_MAX}+")),
            unread => Some(unread.to_string()),
        }
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.name.is_some()
    }
}

/// Navigation, assets and footer.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) css: Option<String>,
    pub(crate) icon: Option<String>,
    pub(crate) script: Option<String>,
    pub(crate) assets_missing: &'static str,
    pub(crate) visitor: Visitor,
    pub(crate) here: Here,
}

impl Frame {
    /// The links of the navigation: address, label, whether this is the page.
    pub(crate) fn links(&self) -> Vec<(&'static str, &'static str, bool)> {
        let mut links = vec![
            ("/", "Tools", Here::Tools),
            ("/register", "Register", Here::Register),
            ("/registries", "Registries", Here::Registries),
            ("/diagnose", "Diagnose", Here::Diagnose),
        ];
        if self.visitor.is_signed_in() {
            links.push(("/requests", "Requests", Here::Requests));
        }
        if self.visitor.is_administrator && self.visitor.is_signed_in() {
            links.push(("/accounts", "Accounts", Here::Accounts));
            links.push(("/audit", "Audit", Here::Audit));
        }
        let here = |(href, label, here)| (href, label, here == self.here);
        links.into_iter().map(here).collect()
    }

    pub(crate) fn is_sign_in(&self) -> bool {
        self.here == Here::SignIn
    }

    pub(crate) fn is_inbox(&self) -> bool {
        self.here == Here::Inbox
    }

    pub(crate) fn is_account(&self) -> bool {
        self.here == Here::Account
    }

    #[expect(clippy::unused_self, reason = "templates call it as a method")]
    pub(crate) fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// What checks a form while it is filled in.
#[derive(Clone, Debug)]
pub(crate) struct FormScripts {
    pub(crate) form: Option<String>,
    pub(crate) validator: Option<String>,
}

/// A point in time, as pages show it: a day that the browser turns into "3 days ago".
#[derive(Clone, Debug)]
pub(crate) struct When {
    /// RFC 3339.
    pub(crate) iso: String,
    /// Such as `23 Nov 2026`.
    pub(crate) day: String,
}
