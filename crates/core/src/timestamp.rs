//! Points in time, as they are stored and compared. Nothing here reads a clock.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const MICROS_A_SECOND: i64 = 1_000_000;
const SECONDS_A_DAY: i64 = 86_400;

/// A point in time: whole microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Microseconds because that is what both SQLite's integers and PostgreSQL's `timestamptz` hold
/// without loss. Years 1970 to 9999; values outside are moved to the nearer end, so that every
/// timestamp has an RFC 3339 spelling.
///
/// ```
/// use wharfinger_core::timestamp::Timestamp;
/// let time = Timestamp::from_micros(1_700_000_000_250_000);
/// assert_eq!(time.to_string(), "2023-11-14T22:13:20.250000Z");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const MIN: Self = Self(0);
    /// 9999-12-31T23:59:59.999999Z, the last time RFC 3339 can spell.
    pub const MAX: Self = Self(253_402_300_800 * MICROS_A_SECOND - 1);

    /// The time that many microseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        if micros < Self::MIN.0 {
            Self::MIN
        } else if micros > Self::MAX.0 {
            Self::MAX
        } else {
            Self(micros)
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Year, month and day in UTC.
    pub(crate) fn date(self) -> (u16, u8, u8) {
        let (year, month, day) = civil_from_days(self.0 / MICROS_A_SECOND / SECONDS_A_DAY);
        let small = |number| u8::try_from(number).expect("months and days have two digits");
        let year = u16::try_from(year).expect("a timestamp's year has four digits");
        (year, small(month), small(day))
    }

    /// The time that much later.
    ///
    /// ```
    /// use std::time::Duration;
    /// use wharfinger_core::timestamp::Timestamp;
    /// assert_eq!(Timestamp::MIN.later(Duration::from_millis(3)).as_micros(), 3_000);
    /// assert_eq!(Timestamp::MAX.later(Duration::MAX), Timestamp::MAX);
    /// ```
    #[must_use]
    pub fn later(self, by: Duration) -> Self {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        Self::from_micros(self.0.saturating_add(micros))
    }

    /// The time that many seconds earlier.
    #[must_use]
    pub const fn seconds_earlier(self, seconds: u32) -> Self {
        Self::from_micros(self.0 - seconds as i64 * MICROS_A_SECOND)
    }

    /// The time that many days of 24 hours earlier.
    #[must_use]
    pub const fn days_earlier(self, days: u16) -> Self {
        Self::from_micros(self.0 - days as i64 * SECONDS_A_DAY * MICROS_A_SECOND)
    }

    /// The time that many days of 24 hours later.
    ///
    /// ```
    /// use wharfinger_core::timestamp::Timestamp;
    /// let time = Timestamp::from_micros(1_700_000_000_000_000);
    /// assert_eq!(time.days_later(365).to_string(), "2024-11-13T22:13:20.000000Z");
    /// ```
    #[must_use]
    pub const fn days_later(self, days: u16) -> Self {
        Self::from_micros(self.0 + days as i64 * SECONDS_A_DAY * MICROS_A_SECOND)
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Self::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        UNIX_EPOCH + Duration::from_micros(time.0.unsigned_abs())
    }
}

/// RFC 3339 in UTC, always with six decimals, so that text sorts like time.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / MICROS_A_SECOND;
        let (year, month, day) = civil_from_days(seconds / SECONDS_A_DAY);
        let second = seconds % SECONDS_A_DAY;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:06}Z",
            second / 3600,
            second / 60 % 60,
            second % 60,
            self.0 % MICROS_A_SECOND
        )
    }
}

/// Year, month and day of a count of days since 1970-01-01.
///
/// The proleptic Gregorian calendar by counting years from March, so that the leap day is the last
/// of its year: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
/// Shortened by the eras before 1970, which a [`Timestamp`] never has.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_rfc_3339() {
        for (seconds, spelling) in [
            (0, "1970-01-01T00:00:00.000000Z"),
            (951_782_399, "2000-02-28T23:59:59.000000Z"),
            (951_782_400, "2000-02-29T00:00:00.000000Z"),
            (951_868_800, "2000-03-01T00:00:00.000000Z"),
            (1_704_067_199, "2023-12-31T23:59:59.000000Z"),
            (4_107_542_399, "2100-02-28T23:59:59.000000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000000Z"),
        ] {
            assert_eq!(
                Timestamp::from_micros(seconds * MICROS_A_SECOND).to_string(),
                spelling
            );
        }
        assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59.999999Z");
    }

    #[test]
    fn every_day_follows_the_day_before() {
        let mut previous = civil_from_days(0);
        for days in 1..Timestamp::MAX.0 / MICROS_A_SECOND / SECONDS_A_DAY {
            let (year, month, day) = civil_from_days(days);
            let next_day = (previous.0, previous.1, previous.2 + 1);
            let next_month = (previous.0, previous.1 + 1, 1);
            let next_year = (previous.0 + 1, 1, 1);
            let length = match previous.1 {
                4 | 6 | 9 | 11 => 30,
                2 if previous.0 % 4 == 0 && (previous.0 % 100 != 0 || previous.0 % 400 == 0) => 29,
                2 => 28,
                _ => 31,
            };
            let expected = if previous.2 < length {
                next_day
            } else if previous.1 < 12 {
                next_month
            } else {
                next_year
            };
            assert_eq!((year, month, day), expected);
            previous = expected;
        }
    }

    #[test]
    fn moves_what_has_no_spelling_to_the_nearer_end() {
        assert_eq!(Timestamp::from_micros(-1), Timestamp::MIN);
        assert_eq!(Timestamp::from_micros(i64::MAX), Timestamp::MAX);
        assert_eq!(Timestamp::MIN.seconds_earlier(1), Timestamp::MIN);
        assert_eq!(Timestamp::MIN.days_earlier(1), Timestamp::MIN);
        assert_eq!(Timestamp::MAX.days_later(1), Timestamp::MAX);
    }

    #[test]
    fn days_later_and_earlier_undo_each_other() {
        let time = Timestamp::from_micros(1_700_000_000_000_001);
        assert_eq!(
            time.days_later(1).as_micros() - time.as_micros(),
            86_400_000_000
        );
        assert_eq!(time.days_later(u16::MAX).days_earlier(u16::MAX), time);
    }

    #[test]
    fn survives_the_round_trip_through_system_time() {
        for time in [
            Timestamp::MIN,
            Timestamp::MAX,
            Timestamp::from_micros(1_700_000_000_000_001),
        ] {
            assert_eq!(Timestamp::from(SystemTime::from(time)), time);
        }
    }
}
