//! What a registry was found to say about an image.

use std::fmt;

/// Whether an image exists, and who may pull it.
///
/// ```
/// use wharfinger_core::evidence::{Unknown, Verdict};
///
/// let verdict = Verdict::Unknown(Unknown::Hidden);
/// assert_eq!(verdict.as_str(), "unknown:hidden");
/// assert_eq!(Verdict::from_name("unknown:hidden"), Some(verdict));
/// assert_eq!(verdict.is_public(), Some(false));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It exists, and everybody can pull it.
    ExistsPublic,
    /// It exists, and nobody can pull it without logging in.
    ExistsPrivate,
    /// It does not exist, as far as the registry tells.
    Missing,
    /// It is not known.
    Unknown(Unknown),
}

macro_rules! unknown {
    ($($(#[doc = $doc:literal])* $variant:ident => $name:literal, $text:literal;)*) => {
        /// Why it is not known whether an image exists.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Unknown {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Unknown {
            /// Every reason.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name where verdicts are stored and sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            const fn verdict(self) -> &'static str {
                match self { $(Self::$variant => concat!("unknown:", $name),)* }
            }
        }

        impl fmt::Display for Unknown {
            /// A sentence without its end.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $text,)* })
            }
        }
    };
}

unknown! {
    /// The registry refuses, and does so alike for what is private and for what does not exist.
    Hidden => "hidden",
        "the registry does not tell a private image from one that does not exist";
    /// The registry has no public images, and we have no login there.
    NotAsked => "not_asked", "images on this registry are seen only by those who are logged in";
    /// The registry does not take the login that the operator configured.
    LoginRefused => "login_refused", "the registry does not accept the login that is configured for it";
    /// Too many questions for the registry's taste.
    RateLimited => "rate_limited", "the registry answers no more questions for now";
    /// No connection.
    Unreachable => "unreachable", "the registry cannot be reached";
    /// No answer in time.
    TimedOut => "timed_out", "the registry does not answer in time";
    /// An address that this server does not connect to.
    Refused => "refused", "this server does not connect to such addresses";
    /// The registry is broken or overloaded.
    Failing => "failing", "the registry answers with an error of its own";
    /// An answer that no registry gives.
    Nonsense => "nonsense", "what answers there does not answer like a registry";
    /// Too many questions at once on our side.
    Busy => "busy", "too many images are looked up at once";
}

impl Verdict {
    /// The verdicts that are known.
    const KNOWN: [Self; 3] = [Self::ExistsPublic, Self::ExistsPrivate, Self::Missing];

    /// Its name where it is stored and sent: `exists_public`, `exists_private`, `missing`, or
    /// `unknown:` with the reason's.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ExistsPublic => "exists_public",
            Self::ExistsPrivate => "exists_private",
            Self::Missing => "missing",
            Self::Unknown(unknown) => unknown.verdict(),
        }
    }

    /// The verdict of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|verdict| verdict.as_str() == name)
    }

    /// Every verdict.
    pub fn all() -> impl Iterator<Item = Self> {
        let unknown = Unknown::ALL.iter().copied().map(Self::Unknown);
        Self::KNOWN.into_iter().chain(unknown)
    }

    /// What a registry that gives this verdict says about the image, behind "says that": a clause about
    /// `it`. `None` where the registry did not get to say anything.
    ///
    /// ```
    /// use wharfinger_core::evidence::Verdict;
    ///
    /// let clause = Verdict::ExistsPublic.clause().unwrap();
    /// assert_eq!(format!("quay.io says that {clause}."), "quay.io says that anyone may pull it.");
    /// ```
    #[must_use]
    pub const fn clause(self) -> Option<&'static str> {
        match self {
            Self::ExistsPublic => Some("anyone may pull it"),
            Self::ExistsPrivate => Some("it is there, and nobody may pull it without logging in"),
            Self::Missing => Some("it is not there"),
            Self::Unknown(Unknown::Hidden) => {
                Some("nobody may see it without logging in: it is private, or not there")
            }
            Self::Unknown(_) => None,
        }
    }

    /// Whether everybody can pull the image; `None` where nobody can say.
    ///
    /// What a registry hides cannot be pulled by everybody, whether it exists or not.
    #[must_use]
    pub const fn is_public(self) -> Option<bool> {
        match self {
            Self::ExistsPublic => Some(true),
            Self::ExistsPrivate | Self::Missing | Self::Unknown(Unknown::Hidden) => Some(false),
            Self::Unknown(_) => None,
        }
    }

    /// Whether nobody needs a login to come to it, so that it tells nobody more than they could find out.
    ///
    /// An image that is missing may be so only for those who would see it.
    ///
    /// ```
    /// use wharfinger_core::evidence::Verdict;
    ///
    /// assert!(Verdict::ExistsPublic.is_seen_by_all());
    /// assert!(!Verdict::ExistsPrivate.is_seen_by_all());
    /// assert!(!Verdict::Missing.is_seen_by_all());
    /// ```
    #[must_use]
    pub const fn is_seen_by_all(self) -> bool {
        matches!(self, Self::ExistsPublic | Self::Unknown(Unknown::Hidden))
    }
}

impl fmt::Display for Verdict {
    /// A sentence without its end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExistsPublic => f.write_str("everybody can pull the image"),
            Self::ExistsPrivate => f.write_str("the image can only be pulled after logging in"),
            Self::Missing => f.write_str("the registry has no such image"),
            Self::Unknown(unknown) => unknown.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_is_read_back() {
        for verdict in Verdict::all() {
            assert_eq!(Verdict::from_name(verdict.as_str()), Some(verdict));
            assert!(!verdict.to_string().ends_with('.'));
            assert_eq!(verdict.clause().is_some(), verdict.is_public().is_some());
        }
        assert_eq!(Verdict::from_name("unknown"), None);
        assert_eq!(Verdict::from_name("unknown:"), None);
    }
}
