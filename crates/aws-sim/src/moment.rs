//! How AWS spells points in time.

use wharfinger_core::timestamp::Timestamp;

const MICROS_A_SECOND: i64 = 1_000_000;
const SECONDS_A_DAY: i64 = 86_400;

/// The time so many seconds later.
pub(crate) fn seconds_later(time: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_micros(time.as_micros().saturating_add(seconds * MICROS_A_SECOND))
}

/// Whole seconds since 1970.
pub(crate) fn epoch_seconds(time: Timestamp) -> i64 {
    time.as_micros() / MICROS_A_SECOND
}

/// `2026-11-28T03:42:05Z`, as answers in XML and events have it.
pub(crate) fn iso_8601(time: Timestamp) -> String {
    let text = time.to_string();
    format!("{}Z", text.split('.').next().unwrap_or_default())
}

/// `20261128T034205Z`, as signatures have it.
pub(crate) fn basic(time: Timestamp) -> String {
    iso_8601(time).replace(['-', ':'], "")
}

/// Reads what [`basic`] writes.
pub(crate) fn parse_basic(text: &str) -> Option<Timestamp> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    if date.len() != 8 || time.len() != 6 {
        return None;
    }
    let seconds = clock_seconds(time.get(..2)?, time.get(2..4)?, time.get(4..)?)?;
    let days = days(date.get(..4)?, date.get(4..6)?, date.get(6..)?)?;
    Some(at(days * SECONDS_A_DAY + seconds))
}

/// Reads a date of a policy: ISO 8601 in UTC, with or without a time, or seconds since 1970 (IAM User
/// Guide, "Date condition operators").
pub(crate) fn parse_condition(text: &str) -> Option<Timestamp> {
    if let Some(seconds) = number(text) {
        return Some(at(seconds));
    }
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
    let mut date = date.split('-');
    let days = days(date.next()?, date.next()?, date.next()?)?;
    let time = time.strip_suffix('Z')?;
    let mut time = time
        .split_once('.')
        .map_or(time, |(time, _)| time)
        .split(':');
    let (hours, minutes) = (time.next()?, time.next()?);
    let seconds = clock_seconds(hours, minutes, time.next().unwrap_or("00"))?;
    (date.next().is_none() && time.next().is_none()).then(|| at(days * SECONDS_A_DAY + seconds))
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds.saturating_mul(MICROS_A_SECOND))
}

/// Digits alone; more than twelve are no time.
fn number(text: &str) -> Option<i64> {
    let is_number = (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn clock_seconds(hours: &str, minutes: &str, seconds: &str) -> Option<i64> {
    let (hours, minutes, seconds) = (number(hours)?, number(minutes)?, number(seconds)?);
    (hours < 24 && minutes < 60 && seconds < 60).then_some(hours * 3600 + minutes * 60 + seconds)
}

/// Days since 1970 of a date (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
/// `days_from_civil`, without the years before 1970).
fn days(year: &str, month: &str, day: &str) -> Option<i64> {
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    if !(1970..=9999).contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let year_of_era = year % 400;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(year / 400 * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for seconds in [
            0,
            951_782_399,
            951_782_400,
            951_868_800,
            1_796_000_123,
            253_402_300_799,
        ] {
            let time = at(seconds);
            assert_eq!(parse_basic(&basic(time)), Some(time), "{}", basic(time));
            assert_eq!(parse_condition(&iso_8601(time)), Some(time));
            assert_eq!(parse_condition(&seconds.to_string()), Some(time));
        }
    }

    #[test]
    fn reads_the_dates_of_policies() {
        let midnight = at(1_806_537_600);
        for text in [
            "2027-04-01",
            "2027-04-01T00:00Z",
            "2027-04-01T00:00:00.000Z",
        ] {
            assert_eq!(parse_condition(text), Some(midnight), "{text}");
        }
        for text in [
            "",
            "tomorrow",
            "2027-04-31",
            "2027-13-01",
            "2027-04-01T24:00:00Z",
            "2027-04-01T00:00:00",
        ] {
            assert_eq!(parse_condition(text), None, "{text}");
        }
    }
}
