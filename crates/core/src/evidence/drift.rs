//! What has become of an image between two looks.

use std::fmt;

use super::{Unknown, Verdict};

/// What has become of an image since it was looked at before.
///
/// ```
/// use wharfinger_core::evidence::{Drift, Unknown, Verdict};
///
/// let was = Verdict::ExistsPublic;
/// assert_eq!(Drift::between(was, Verdict::Missing), Some(Drift::Gone));
/// assert_eq!(Drift::between(was, Verdict::Unknown(Unknown::TimedOut)), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Drift {
    /// It is not there any more.
    Gone,
    /// Everybody can pull it, which they could not.
    MadePublic,
    /// Only those who are logged in can pull it, and everybody could.
    MadePrivate,
}

impl Drift {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Gone, Self::MadePublic, Self::MadePrivate];

    /// What lies between two verdicts, the earlier one first.
    ///
    /// What is not known says nothing. Nor does an image that appears where there was none, and can be
    /// pulled by those who are logged in: it was pushed after its tool was registered. Nor one that is
    /// missing and was hidden before: it may never have been there, and whoever asks has a login since.
    #[must_use]
    pub const fn between(before: Verdict, now: Verdict) -> Option<Self> {
        use Verdict::{ExistsPrivate, ExistsPublic, Missing, Unknown as Not};
        const HIDDEN: Verdict = Not(Unknown::Hidden);
        match (before, now) {
            (ExistsPublic | ExistsPrivate, Missing) => Some(Self::Gone),
            (ExistsPrivate | HIDDEN | Missing, ExistsPublic) => Some(Self::MadePublic),
            (ExistsPublic, ExistsPrivate | HIDDEN) => Some(Self::MadePrivate),
            _ => None,
        }
    }

    /// Whether it may have led to that verdict: whether it is still so.
    #[must_use]
    pub const fn led_to(self, verdict: Verdict) -> bool {
        match self {
            Self::Gone => matches!(verdict, Verdict::Missing),
            Self::MadePublic => matches!(verdict, Verdict::ExistsPublic),
            Self::MadePrivate => matches!(
                verdict,
                Verdict::ExistsPrivate | Verdict::Unknown(Unknown::Hidden)
            ),
        }
    }

    /// Its name in metrics and logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::MadePublic => "made_public",
            Self::MadePrivate => "made_private",
        }
    }
}

impl fmt::Display for Drift {
    /// A sentence without its end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gone => "the image is not there any more",
            Self::MadePublic => "everybody can pull the image now",
            Self::MadePrivate => "the image can only be pulled after logging in now",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HIDDEN: Verdict = Verdict::Unknown(Unknown::Hidden);

    #[test]
    fn what_is_not_known_is_no_change() {
        for reason in Unknown::ALL.iter().copied() {
            let unknown = Verdict::Unknown(reason);
            if unknown == HIDDEN {
                continue;
            }
            for verdict in Verdict::all() {
                assert_eq!(Drift::between(unknown, verdict), None, "{verdict}");
                assert_eq!(Drift::between(verdict, unknown), None, "{verdict}");
            }
        }
    }

    #[test]
    fn only_who_can_pull_it_makes_a_difference() {
        for verdict in Verdict::all() {
            assert_eq!(Drift::between(verdict, verdict), None, "{verdict}");
        }
        assert_eq!(Drift::between(HIDDEN, Verdict::ExistsPrivate), None);
        assert_eq!(Drift::between(Verdict::ExistsPrivate, HIDDEN), None);
        assert_eq!(
            Drift::between(Verdict::Missing, Verdict::ExistsPrivate),
            None
        );
        assert_eq!(Drift::between(Verdict::Missing, HIDDEN), None);
    }

    #[test]
    fn what_was_hidden_is_not_gone_when_a_login_finds_nothing() {
        assert_eq!(Drift::between(HIDDEN, Verdict::Missing), None);
    }

    #[test]
    fn every_drift_has_its_verdicts() {
        for (before, now, drift) in [
            (Verdict::ExistsPublic, Verdict::Missing, Drift::Gone),
            (Verdict::ExistsPrivate, Verdict::Missing, Drift::Gone),
            (HIDDEN, Verdict::ExistsPublic, Drift::MadePublic),
            (
                Verdict::ExistsPrivate,
                Verdict::ExistsPublic,
                Drift::MadePublic,
            ),
            (Verdict::Missing, Verdict::ExistsPublic, Drift::MadePublic),
            (
                Verdict::ExistsPublic,
                Verdict::ExistsPrivate,
                Drift::MadePrivate,
            ),
            (Verdict::ExistsPublic, HIDDEN, Drift::MadePrivate),
        ] {
            assert_eq!(Drift::between(before, now), Some(drift), "{before}, {now}");
            let is_led_to = Drift::ALL.map(|other| other.led_to(now));
            assert_eq!(is_led_to, Drift::ALL.map(|other| other == drift), "{now}");
        }
    }
}
