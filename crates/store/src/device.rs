//! Machines that ask to be logged in (RFC 8628): a program shows a code, somebody types it into a page
//! where they are signed in, and the program gets an API token.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use wharfinger_core::account::AccountId;

use crate::sign_in::EXPIRED_KEPT_SECONDS;
use crate::{ApiToken, Scopes, SecretHash, Timestamp, TokenId};

/// Most machines that wait for an answer at a time. Each asks for ten minutes at most, so this is a
/// hundred logins a minute; where more begin, some of whoever has most of them go.
pub const DEVICES_MAX: usize = 1_000;

/// Seconds between two questions of a machine whether it was let in: what RFC 8628, section 3.2, takes
/// where nothing is said.
pub const POLL_SECONDS: u32 = 5;

/// Seconds that are added where a machine asks too often (RFC 8628, section 3.5).
const SLOWED_SECONDS: u32 = 5;

/// How much too early a question may come: the way of one is longer than that of another.
const EARLY: Duration = Duration::from_secs(1);

/// A machine that asks to be logged in, as it describes itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// What it is called; the token is called so as well.
    pub name: String,
    /// The program that asks.
    pub program: String,
    /// The address that it asked from.
    pub address: String,
    /// When it asked.
    pub asked_at: Timestamp,
    /// Until when it can be let in.
    pub expires_at: Timestamp,
}

/// A machine that begins to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDevice {
    /// The hash of the device code, by which the machine asks whether it was let in.
    pub code: SecretHash,
    /// The hash of the user code, which somebody types.
    ///
    /// A code that people can type has few bits, so the hash alone hides it from nobody who reads the
    /// database: what protects it is that it ends soon, works once, and lets whoever types it do no more
    /// than give a token of their own away.
    pub user_code: SecretHash,
    /// What it says of itself.
    pub device: Device,
}

/// The token that a machine gets once it is let in. Whose it is and what it is called, the store knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceToken {
    /// A fresh identity.
    pub id: TokenId,
    /// The hash of the token.
    pub hash: SecretHash,
    /// Its first characters.
    pub hint: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What a machine is told that asks whether it was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Polled {
    /// It was, and this is its token. The codes are used up.
    Token(ApiToken),
    /// Nobody has decided yet.
    Pending,
    /// Nobody has decided yet, and it asks too often.
    SlowDown,
}

/// What somebody has decided about a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) account: AccountId,
    pub(crate) is_approved: bool,
}

/// A machine with what is known of its questions, and what was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredDevice {
    pub(crate) code: SecretHash,
    pub(crate) user_code: SecretHash,
    pub(crate) device: Device,
    pub(crate) pace: Pace,
    pub(crate) decision: Option<Decision>,
}

impl StoredDevice {
    /// Nobody has decided about it.
    pub(crate) fn new(new: NewDevice) -> Self {
        Self {
            code: new.code,
            user_code: new.user_code,
            device: new.device,
            pace: Pace::default(),
            decision: None,
        }
    }

    /// Whether it may be cleared away, and is as one that was never there.
    pub(crate) fn is_forgotten(&self, now: Timestamp) -> bool {
        self.device.expires_at <= now.seconds_earlier(EXPIRED_KEPT_SECONDS)
    }

    /// Whether somebody can decide about it now.
    pub(crate) fn is_open(&self, now: Timestamp) -> bool {
        self.decision.is_none() && now < self.device.expires_at
    }
}

/// How often a machine asks, and may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace {
    /// Between two questions.
    pub(crate) seconds: u32,
    /// When it asked last.
    pub(crate) polled_at: Option<Timestamp>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            seconds: POLL_SECONDS,
            polled_at: None,
        }
    }
}

impl Pace {
    /// The pace after a question, and what is answered where nobody has decided.
    pub(crate) fn asked(self, now: Timestamp) -> (Self, Polled) {
        let pause = Duration::from_secs(self.seconds.into()).saturating_sub(EARLY);
        let is_early = self.polled_at.is_some_and(|last| now < last.later(pause));
        let (added, answer) = if is_early {
            (SLOWED_SECONDS, Polled::SlowDown)
        } else {
            (0, Polled::Pending)
        };
        let pace = Self {
            seconds: self.seconds.saturating_add(added),
            polled_at: Some(now),
        };
        (pace, answer)
    }
}

/// Which of the machines that wait makes room for another: the oldest one of the network that has most, so
/// that whoever fills the table pushes out their own. They come with their addresses, the oldest first.
pub(crate) fn in_the_way(waiting: &[(SecretHash, String)]) -> Option<SecretHash> {
    let mut counts: BTreeMap<Option<IpAddr>, usize> = BTreeMap::new();
    for (_, address) in waiting {
        *counts.entry(network(address)).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    let mut waiting = waiting.iter();
    let oldest = waiting.find(|(_, address)| counts.get(&network(address)) == Some(&most));
    oldest.map(|(code, _)| *code)
}

/// What somebody has to themselves. Of IPv6 that is up to a /48, for as little as a home (RFC 6177, 2).
fn network(address: &str) -> Option<IpAddr> {
    Some(match address.parse().ok()? {
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{at, secret};

    #[test]
    fn the_oldest_of_the_network_with_most_makes_room() {
        let in_the_way = |addresses: &[&str]| {
            let addresses = addresses.iter().map(ToString::to_string);
            let waiting: Vec<_> = (0..).map(secret).zip(addresses).collect();
            in_the_way(&waiting)
        };
        assert_eq!(in_the_way(&[]), None);
        for (addresses, expected) in [
            (&["192.0.2.1", "192.0.2.2", "192.0.2.2"][..], 1),
            // Many networks of 2^64 in one that a single customer may have.
            (&["192.0.2.1", "2001:db8:0:1::1", "2001:db8:0:2::1"], 1),
            (&["2001:db8:1::1", "2001:db8:2::1", "2001:db8:2::1"], 1),
            // None has more than another.
            (&["192.0.2.1", "192.0.2.2"], 0),
            (&["192.0.2.1", "?", "?"], 1),
        ] {
            assert_eq!(
                in_the_way(addresses),
                Some(secret(expected)),
                "{addresses:?}"
            );
        }
    }

    #[test]
    fn whoever_asks_too_often_waits_longer_from_then_on() {
        let mut pace = Pace::default();
        for (seconds, expected, then) in [
            (100, Polled::Pending, 5),
            (105, Polled::Pending, 5),
            // A second early, on the way.
            (109, Polled::Pending, 5),
            (112, Polled::SlowDown, 10),
            (117, Polled::SlowDown, 15),
            (131, Polled::Pending, 15),
            (146, Polled::Pending, 15),
        ] {
            let (next, answer) = pace.asked(at(seconds));
            assert_eq!((answer, next.seconds), (expected, then), "at {seconds}");
            pace = next;
        }
    }
}
