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
    Account,
    Connections,
    Accounts,
    Audit,
    Unmaintained,
    GivenUpMail,
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

/// A link of the navigation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) href: &'static str,
    pub(crate) label: &'static str,
    /// Whether it leads to the page that it stands on.
    pub(crate) is_here: bool,
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
    /// The links of the navigation that lead to what everybody shares.
    pub(crate) fn links(&self) -> Vec<Link> {
        let mut links = vec![
            ("/", "Tools", Here::Tools),
            ("/register", "Register", Here::Register),
            ("/registries", "Registries", Here::Registries),
            ("/diagnose", "Diagnose", Here::Diagnose),
        ];
        if self.visitor.is_signed_in() {
            links.push(("/requests", "Requests", Here::Requests));
        }
        self.marked(&links)
    }

    /// The links of the menu behind the name of whoever is signed in.
    pub(crate) fn own_links(&self) -> Vec<Link> {
        self.marked(&[
            ("/account", "Account", Here::Account),
            ("/account/connections", "AWS accounts", Here::Connections),
        ])
    }

    /// The links in the same menu that administrators alone have; none for anybody else.
    pub(crate) fn administration(&self) -> Vec<Link> {
        if !self.visitor.is_administrator || !self.visitor.is_signed_in() {
            return Vec::new();
        }
        self.marked(&[
            ("/accounts", "Accounts", Here::Accounts),
            ("/audit", "Audit", Here::Audit),
            ("/unmaintained", "Unmaintained", Here::Unmaintained),
            ("/given-up-mail", "Given-up mail", Here::GivenUpMail),
        ])
    }

    fn marked(&self, links: &[(&'static str, &'static str, Here)]) -> Vec<Link> {
        let mark = |&(href, label, here): &_| Link {
            href,
            label,
            is_here: here == self.here,
        };
        links.iter().map(mark).collect()
    }

    pub(crate) fn is_sign_in(&self) -> bool {
        self.here == Here::SignIn
    }

    pub(crate) fn is_inbox(&self) -> bool {
        self.here == Here::Inbox
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

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(name: Option<&str>, is_administrator: bool, here: Here) -> Frame {
        Frame {
            css: None,
            icon: None,
            script: None,
            assets_missing: "",
            visitor: Visitor {
                name: name.map(str::to_owned),
                is_administrator,
                csrf: String::new(),
                unread: 0,
            },
            here,
        }
    }

    fn labels(links: &[Link]) -> Vec<&'static str> {
        links.iter().map(|link| link.label).collect()
    }

    #[test]
    fn administrators_alone_are_led_to_what_is_theirs() {
        for here in [
            Here::Accounts,
            Here::Audit,
            Here::Unmaintained,
            Here::GivenUpMail,
        ] {
            let administration = frame(Some("ada"), true, here).administration();
            let expected = ["Accounts", "Audit", "Unmaintained", "Given-up mail"];
            assert_eq!(labels(&administration), expected);
            let is_here = administration.iter().filter(|link| link.is_here);
            assert_eq!(is_here.count(), 1, "{here:?}");
        }
        let member = frame(Some("grace"), false, Here::Tools);
        assert!(member.administration().is_empty());
        assert!(frame(None, false, Here::Tools).administration().is_empty());
    }

    #[test]
    fn requests_are_for_whoever_is_signed_in() {
        let anybody = frame(None, false, Here::Tools).links();
        let shared = ["Tools", "Register", "Registries", "Diagnose"];
        assert_eq!(labels(&anybody), shared);
        let member = frame(Some("grace"), false, Here::Requests).links();
        assert_eq!(labels(&member).last(), Some(&"Requests"));
        assert!(member.iter().any(|link| link.is_here));
    }
}
