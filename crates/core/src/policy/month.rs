//! Calendar months, in which access ends.

use std::fmt;

use crate::timestamp::Timestamp;

/// A calendar month in UTC.
///
/// ```
/// use wharfinger_core::{policy::Month, timestamp::Timestamp};
/// let month = Month::of_end(Timestamp::from_micros(1_800_000_000_000_000));
/// assert_eq!(month.to_string(), "202701");
/// assert_eq!(month.end(), "2027-02-01T00:00:00Z");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: u16,
    /// 1 to 12.
    month: u8,
}

impl Month {
    /// The month in which access ends that ends at `end`. Access until the first instant of a month
    /// ends in the month before.
    #[must_use]
    pub fn of_end(end: Timestamp) -> Self {
        Timestamp::from_micros(end.as_micros() - 1).month()
    }

    /// The first instant after it, as a condition of a policy spells it (IAM User Guide, Date
    /// condition operators: W3C date formats).
    #[must_use]
    pub fn end(self) -> String {
        let (year, month) = if self.month == 12 {
            (self.year + 1, 1)
        } else {
            (self.year, self.month + 1)
        };
        format!("{year:04}-{month:02}-01T00:00:00Z")
    }

    /// The month that [`fmt::Display`] spelt.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (year, month) = text.split_at_checked(4)?;
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        ((1..=12).contains(&month)).then_some(Self { year, month })
    }
}

/// Year and month in six digits: `202703`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}{:02}", self.year, self.month)
    }
}

impl Timestamp {
    /// The month it lies in.
    fn month(self) -> Month {
        let (year, month, _) = self.date();
        Month { year, month }
    }
}
