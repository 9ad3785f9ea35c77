//! How long PostgreSQL is waited for.
//!
//! One number says it, and the others are parts of it: whoever waits outside of all learns what went
//! wrong inside, because what is inside ends first.

use std::time::Duration;

use crate::OpenError;

/// The parameter of an address that says it, in milliseconds.
const PARAMETER: &str = "patience_ms";

/// The longest wait for a commit where the address does not say: as long as people wait for a form
/// before they send it again.
const DEFAULT: Duration = Duration::from_secs(15);

/// Shorter, a commit that waits for a slow disk would count as lost.
const MIN: Duration = Duration::from_millis(500);

/// Longer, whoever asks has given up before (proxies do after a minute).
const MAX: Duration = Duration::from_mins(5);

/// How long is waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Patience(Duration);

impl Patience {
    /// Takes the parameter out of an address; what is left is PostgreSQL's.
    pub(super) fn take(address: &str) -> Result<(String, Self), OpenError> {
        let Some((base, query)) = address.split_once('?') else {
            return Ok((address.to_owned(), Self(DEFAULT)));
        };
        let mut patience = Self(DEFAULT);
        let mut others = Vec::new();
        for pair in query.split('&') {
            match pair.split_once('=') {
                Some((PARAMETER, value)) => patience = Self::parse(value)?,
                _ => others.push(pair),
            }
        }
        Ok((format!("{base}?{}", others.join("&")), patience))
    }

    fn parse(value: &str) -> Result<Self, OpenError> {
        let parsed = value.parse().ok().map(Duration::from_millis);
        parsed
            .filter(|given| (MIN..=MAX).contains(given))
            .map(Self)
            .ok_or_else(|| OpenError::Address {
                reason: format!(
                    "`{PARAMETER}` must be a number from {} to {}",
                    MIN.as_millis(),
                    MAX.as_millis()
                ),
            })
    }

    /// How long a batch of writes may take in all, before they are told that they were not confirmed.
    /// More than PostgreSQL's own timeouts take to end one statement that hangs, and what ends the
    /// wait where PostgreSQL cannot be heard any more.
    pub(super) const fn batch(self) -> Duration {
        self.0
    }

    /// How long a read may take in all, a second attempt included: 10 s.
    pub(super) fn read(self) -> Duration {
        self.0 * 2 / 3
    }

    /// How long a read waits for a connection, and how long a new connection may take: 3 s, some round
    /// trips and a TLS handshake across a continent. Past that whoever asks is told so, rather than kept.
    pub(super) fn connect(self) -> Duration {
        self.0 / 5
    }

    /// What PostgreSQL is told: its settings, in milliseconds.
    ///
    /// - `statement_timeout`, how long one statement may run (5 s): none here takes a tenth of a second
    ///   on a healthy database, and what runs longer holds every other write up.
    /// - `lock_timeout`, how long a batch waits for the batch of another server (4 s): that one takes
    ///   some hundredths of a second, unless its server hangs.
    /// - `idle_in_transaction_session_timeout`, after how long PostgreSQL ends a transaction whose server
    ///   says nothing more (5 s), as behind a cut network: its lock is what the other servers wait for.
    ///   Between two statements of a batch there is far less than a millisecond.
    pub(super) fn settings(self) -> [(&'static str, String); 3] {
        let text = |time: Duration| format!("{}ms", time.as_millis());
        [
            ("statement_timeout", text(self.0 / 3)),
            ("lock_timeout", text(self.0 * 4 / 15)),
            ("idle_in_transaction_session_timeout", text(self.0 / 3)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(address: &str) -> (String, Duration) {
        let (rest, patience) = Patience::take(address).unwrap();
        (rest, patience.batch())
    }

    #[test]
    fn the_address_says_how_long_and_postgres_does_not_hear_of_it() {
        let own = "postgres://ann@db/x?sslmode=require";
        assert_eq!(
            taken("postgres://db/x"),
            ("postgres://db/x".to_owned(), DEFAULT)
        );
        assert_eq!(taken(own), (own.to_owned(), DEFAULT));
        let with = format!("{own}&patience_ms=1500");
        assert_eq!(taken(&with), (own.to_owned(), Duration::from_millis(1_500)));
    }

    #[test]
    fn what_is_inside_ends_first() {
        for patience in [MIN, DEFAULT, MAX].map(Patience) {
            assert!(patience.connect() < patience.read());
            assert!(patience.read() < patience.batch());
        }
        let [statement, lock, idle] = Patience(DEFAULT).settings().map(|(_, value)| value);
        assert_eq!([statement, lock, idle], ["5000ms", "4000ms", "5000ms"]);
    }

    #[test]
    fn what_is_no_time_to_wait_is_refused() {
        for value in ["", "x", "-1", "499", "300001"] {
            let error = Patience::take(&format!("postgres://ann:s3cret@db/x?patience_ms={value}"));
            let error = error.unwrap_err().to_string();
            assert!(
                error.contains("must be a number from 500 to 300000"),
                "{error}"
            );
            assert!(!error.contains("s3cret"), "{error}");
        }
    }
}
