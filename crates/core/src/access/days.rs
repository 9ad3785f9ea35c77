//! How long things last.

use std::fmt;
use std::num::NonZeroU16;

use thiserror::Error;

/// Days in which a maintainer answers, after which a request lapses. A month spans holidays; a
/// request that nobody looked at for longer is no longer about what its reason says.
pub const ANSWER_DAYS: u16 = 30;

/// Days of a grant where the maintainer chooses no other number: a year, after which data access
/// committees ask again as well (dbGaP renews each year).
pub const GRANT_DAYS_DEFAULT: u16 = 365;

/// Most days of a grant: three years, one of them a leap year, which is as long as a research grant
/// usually runs. Access that never ends is access that nobody remembers.
pub const GRANT_DAYS_MAX: u16 = 3 * 365 + 1;

/// Days before the end in which more time can be asked for: as many as a maintainer has to answer.
pub const RENEWAL_WINDOW_DAYS: u16 = ANSWER_DAYS;

/// Days before the end on which whoever has access is reminded of it: two weeks, as people are away
/// for one or two, and within [`RENEWAL_WINDOW_DAYS`], so that more time can be asked for at once.
pub const REMINDER_DAYS: u16 = 14;

/// How many days a grant lasts: 1 to [`GRANT_DAYS_MAX`].
///
/// ```
/// use wharfinger_core::access::GrantDays;
/// assert_eq!(GrantDays::default().get(), 365);
/// assert!(GrantDays::new(30).is_ok());
/// assert!(GrantDays::new(0).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantDays(NonZeroU16);

/// A number of days that no grant lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("access lasts 1 to {GRANT_DAYS_MAX} days, not {found}; choose a number in between")]
pub struct InvalidGrantDays {
    /// The number that was given.
    pub found: u32,
}

impl GrantDays {
    /// That many days.
    ///
    /// # Errors
    /// When the number is 0 or more than [`GRANT_DAYS_MAX`].
    pub fn new(days: u32) -> Result<Self, InvalidGrantDays> {
        u16::try_from(days)
            .ok()
            .filter(|days| *days <= GRANT_DAYS_MAX)
            .and_then(NonZeroU16::new)
            .map(Self)
            .ok_or(InvalidGrantDays { found: days })
    }

    /// The number of days.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0.get()
    }
}

impl Default for GrantDays {
    /// [`GRANT_DAYS_DEFAULT`].
    fn default() -> Self {
        const DAYS: NonZeroU16 = NonZeroU16::new(GRANT_DAYS_DEFAULT).expect("a year is not 0 days");
        Self(DAYS)
    }
}

impl fmt::Display for GrantDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_one_day_to_three_years() {
        assert_eq!(GrantDays::new(1).unwrap().get(), 1);
        assert_eq!(GrantDays::new(1_096).unwrap().get(), GRANT_DAYS_MAX);
        for found in [0, 1_097, 65_536 + 365, u32::MAX] {
            assert_eq!(GrantDays::new(found), Err(InvalidGrantDays { found }));
        }
        assert_eq!(
            GrantDays::new(0).unwrap_err().to_string(),
            "access lasts 1 to 1096 days, not 0; choose a number in between"
        );
    }
}
