//! Every limit of looking at images, with its reason.

use std::time::Duration;

/// Hours between two looks where nobody says: an image that is gone is noticed the day after, and a
/// registry gets one question a day about each.
pub const RECHECK_HOURS_DEFAULT: u16 = 24;

/// Most hours between two looks: 30 days. Who wants none looked at again turns evidence off.
pub const RECHECK_HOURS_MAX: u16 = 720;

/// How long after a look that came to nothing the next one is: most outages of registries are over
/// within minutes, and a container platform restarts one in less.
pub(super) const RETRY_FIRST: Duration = Duration::from_mins(5);

/// Looks that are leased at once. Those at one registry follow each other, so that this is also how many
/// registries are asked at once: half as many as there are places for questions (`REQUESTS_MAX` of
/// `wharfinger_registry`), so that registrations find some.
pub const LOOKS_AT_ONCE: u32 = 16;

/// How long a look is leased: [`LOOKS_AT_ONCE`] at one registry, each as long as it may last, take less
/// than 7 minutes. After a crash the looks of that server wait for as long.
pub(super) const LEASE: Duration = Duration::from_mins(10);

/// How often the store is asked for looks that are due.
pub(super) const ASK_EVERY: Duration = Duration::from_secs(10);

/// Evidence that is younger is not asked for again by hand: nobody pushes or opens an image twice a
/// minute, and a registry is not asked more often about one image whoever presses the button.
pub(crate) const LOOK_PAUSE: Duration = Duration::from_mins(1);

/// Tags that are named where one is missing: a line of them.
pub(super) const TAGS_NAMED_MAX: usize = 3;

#[cfg(test)]
mod tests {
    use wharfinger_registry::QUESTION_TIMEOUT;

    use super::*;

    #[test]
    fn the_limits_fit_each_other() {
        assert!(
            QUESTION_TIMEOUT * LOOKS_AT_ONCE < LEASE,
            "two servers could look"
        );
        assert!(RETRY_FIRST < Duration::from_hours(RECHECK_HOURS_DEFAULT.into()));
        const { assert!(RECHECK_HOURS_DEFAULT < RECHECK_HOURS_MAX) };
    }
}
