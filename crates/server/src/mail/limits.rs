//! Every limit of the mail, with its reason.

use std::time::Duration;

/// Longest line of running text. RFC 5322 section 2.1.1 asks for 78 at most; 72 leaves room for the
/// marks of those who quote it. Links and commands are never broken.
pub const LINE_CHARS_MAX: usize = 72;

/// Longest subject; mail programs show about 60 characters of it, and a line of a header may have
/// 998 (RFC 5322 section 2.1.1), encoded at up to 12 for one.
pub const SUBJECT_CHARS_MAX: usize = 160;

/// Longest reason of a failure that is kept. A reply line of a mail server has at most 512 bytes
/// (RFC 5321 section 4.5.3.1.5); what says more repeats itself.
pub const REASON_CHARS_MAX: usize = 500;

/// Longest time to open a connection: name, TCP, greeting, TLS and login. RFC 5321 section 4.5.3.2.1
/// has 5 minutes for the greeting alone, of any server in the world; this is the operator's own, and
/// whoever waits for a link waits behind it.
pub const OPEN_TIMEOUT: Duration = Duration::from_mins(1);

/// Longest time for sender, recipient and the word to go on; as above.
pub const ENVELOPE_TIMEOUT: Duration = Duration::from_mins(1);

/// Longest time for the content and the answer to its end: 10 minutes, as RFC 5321 section 4.5.3.2.6
/// asks, because whoever gives up earlier sends a second time what was accepted.
pub const CONTENT_TIMEOUT: Duration = Duration::from_mins(10);

/// Longest time to take leave, which nothing depends on.
pub const QUIT_TIMEOUT: Duration = Duration::from_secs(5);

/// Longest time that one letter takes, whatever the server does. Leave is taken twice at most: of a
/// connection that is used up, and of the one that refused.
pub const LETTER_TIMEOUT: Duration = OPEN_TIMEOUT
    .saturating_add(ENVELOPE_TIMEOUT)
    .saturating_add(CONTENT_TIMEOUT)
    .saturating_add(QUIT_TIMEOUT)
    .saturating_add(QUIT_TIMEOUT);

/// Letters over one connection; servers end it when they have had enough, each with its own limit.
/// Nodemailer's `maxMessages` is 100 as well (nodemailer.com/smtp/pooled).
pub const LETTERS_PER_CONNECTION_MAX: u32 = 100;

/// How long a letter is leased. They are leased one at a time, so that [`LETTER_TIMEOUT`] fits into it
/// with what is read from the store before: no two servers send the same. After a crash the letter of
/// that server waits for as long.
pub const LEASE: Duration = Duration::from_mins(15);

/// Shortest time between two looks into an outbox that was empty: every write wakes the worker, and a
/// busy server is not to ask after each of them. Nobody who waits for a link notices a second.
pub const LOOK_PAUSE: Duration = Duration::from_secs(1);

/// How often the outbox is looked into when nobody says that there is something: for letters whose time
/// to be tried again has come, and for those of other servers that crashed or have no mail server.
/// Shorter than [`RETRY_FIRST`].
pub const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Time before the second attempt. RFC 5321 section 4.5.4.1 asks relays for half an hour, and finds
/// that two attempts in the first hour help most; ours go to one server, the operator's own, which
/// is back in a minute after a restart, and people wait for links.
pub const RETRY_FIRST: Duration = Duration::from_mins(1);

/// Longest time between attempts; RFC 5321 section 4.5.4.1 suggests two or three hours, twice that
/// is enough for a server that has been away for half a day.
pub const RETRY_LAST: Duration = Duration::from_hours(6);

/// Attempts before a letter is given up: on average 2.9 days with these delays. RFC 5321
/// section 4.5.4.1 asks relays for 4 to 5 days; ours hands over to such a relay, which then takes
/// that time. Three days outlast a weekend, and are what the store waits, too
/// ([`wharfinger_store::MAIL_DAYS_MAX`]).
pub const ATTEMPTS_MAX: u32 = 20;

/// How long a link works that confirms an address: who gets it on a Friday has it on Monday. It gives
/// whoever finds it nothing but the confirmation; one to a password has [`crate::limits::LINK_LIFETIME`].
pub const VERIFY_LIFETIME: Duration = Duration::from_hours(3 * 24);

/// Time for the letter that is being sent when the server is told to stop; well within
/// [`crate::limits::SHUTDOWN_TIMEOUT`].
pub const STOP_GRACE: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_fit_each_other() {
        assert!(LETTER_TIMEOUT < LEASE, "two servers could send the same");
        assert!(LOOK_PAUSE < LOOK_EVERY && LOOK_EVERY < RETRY_FIRST);
        assert!(STOP_GRACE + QUIT_TIMEOUT < crate::limits::SHUTDOWN_TIMEOUT);
    }
}
