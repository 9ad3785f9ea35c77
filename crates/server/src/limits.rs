//! Every limit of the HTTP face in one place, with its reason.
//!
//! A limit that a user can run into is part of the API: the OpenAPI document is written from
//! these constants.

use std::time::Duration;

use wharfinger_core::descriptor::DESCRIPTOR_BYTES_MAX;

/// Most bytes of a body of JSON, or of a file that describes a tool, sent as it is. What makes a valid
/// draft long is its description: 4000 characters beyond the Basic Multilingual Plane are 48 000 bytes,
/// in a form (`%F0%9F%98%80`) as in JSON with escapes (`\ud83d\ude00`). The other fields add at most
/// 12 KiB, so every valid draft fits; a test holds one against it with every field long.
pub const BODY_BYTES_MAX: usize = 64 * 1024;

// The API takes every file that may be kept.
const _: () = assert!(DESCRIPTOR_BYTES_MAX == BODY_BYTES_MAX);

/// Most bytes of a form. Every valid draft has less than [`BODY_BYTES_MAX`]; whoever pasted more gets
/// the form back with what the rules say, instead of losing what was typed. Outputs that are to be
/// diagnosed have as much room, as JSON and in a form: 2,000 lines of a log, of which the last count.
/// So has a file that describes a tool.
pub const FORM_BYTES_MAX: usize = 256 * 1024;

// The longest file fits with every byte escaped (`%7B`) and every fourth a line break, which browsers send
// as two (`%0D%0A`), and so do the other fields, in 4 KiB.
const _: () = {
    let escaped = 3 * DESCRIPTOR_BYTES_MAX;
    let line_breaks = 3 * (DESCRIPTOR_BYTES_MAX / 4);
    assert!(escaped + line_breaks + 4 * 1024 <= FORM_BYTES_MAX);
};

/// Forms of more than [`BODY_BYTES_MAX`] bytes that all workers hold at once. The most is held for a form
/// that writes a file of a tool, where it is sent back: as it came, decoded, with other line breaks, and
/// in a page whose every `"` has become `&#34;`, 2 MiB; and the eight files that the tool has, from the
/// store, for the page and in it, 3.5 MiB. All take 352 MiB. Few forms are so long: drafts by accident,
/// files from some 20 KiB on, outputs of programs. Whoever finds no place sends theirs again.
pub const LARGE_FORMS_MAX: usize = 64;

/// Longest time a client may take to send a body of up to [`BODY_BYTES_MAX`]. 64 KiB in ten seconds
/// is 52 kbit/s, slower than any link that people work on; without a limit a client could hold a
/// connection for ever.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// The same for a form of up to [`FORM_BYTES_MAX`], at the same speed.
pub const LARGE_FORM_TIMEOUT: Duration = Duration::from_secs(40);

/// Longest time a client may take to send the head of a request; as for the body.
pub const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long an idle connection is kept. Proxies close theirs after 60 seconds, and must be the
/// first to do so, or they send a request into a connection that is being closed.
pub const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Time for requests in flight when the server is told to stop; container platforms kill after
/// 30 seconds (Kubernetes, `terminationGracePeriodSeconds`).
pub const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(20);

/// Most connections a worker holds at once. An idle one takes about 20 KiB, 50 MB a worker. One that
/// sends a body takes up to [`BODY_BYTES_MAX`] more while it comes: 160 MiB a worker, were it all of
/// them. Longer forms are counted by [`LARGE_FORMS_MAX`].
pub const CONNECTIONS_PER_WORKER_MAX: usize = 2_500;

/// Connections the kernel may queue for us; Linux caps it at `net.core.somaxconn`, 4096.
pub const BACKLOG: u32 = 1_024;

/// What a page of a list holds when the request does not say: tools, access requests, notices and
/// so on. The store bounds what it may say.
pub const PAGE_DEFAULT: u32 = 25;

/// Access requests that one form of the review decides: a full page of them.
pub const DECISIONS_AT_ONCE_MAX: usize = 100;

/// Letters that were given up which one form has sent again: a full page of them.
pub const MAIL_RETRIED_AT_ONCE_MAX: usize = 100;

/// How long what time changes waits to be changed: a request lapses, and access ends, within a minute
/// of its time.
pub const ADVANCE_EVERY: Duration = Duration::from_mins(1);

/// Requests that one transaction advances, so that others get their turn between two of them.
pub const ADVANCE_AT_ONCE_MAX: u32 = 100;

/// Requests of one's own that the form shows which asks for more: people ask for one name or two of a
/// tool, and the page of one's requests has all of them.
pub const OWN_REQUESTS_SHOWN_MAX: u32 = 5;

/// Unread notices that are counted for the navigation; of more it says that there are more.
pub const UNREAD_COUNTED_MAX: u32 = 99;

/// Most bytes of a query string, to bound the work of reading it.
pub const QUERY_BYTES_MAX: usize = 4_096;

/// Most bytes of an `Idempotency-Key`; a UUID has 36, draft-ietf-httpapi-idempotency-key-header
/// sets no limit, payment services use 255.
pub const IDEMPOTENCY_KEY_BYTES_MAX: usize = 255;

/// Most bytes of a request id that is taken over from the client: a UUID or a W3C trace id with
/// room to spare, short enough for a log line.
pub const REQUEST_ID_BYTES_MAX: usize = 64;

/// Guesses at a token that the operator chose which an address may make at once before it must
/// wait. Tokens that we made (190 random bits) cannot be guessed, and are not counted.
pub const SIGN_IN_FAILURES_BURST: u32 = 20;

/// How long it takes to earn one more guess: it leaves 28 800 a day and address. The right token of
/// an operator's choice waits as long when others have used up the guesses of its address, and longer
/// while they go on and are first: only a token that we made never waits.
pub const SIGN_IN_FAILURE_EVERY: Duration = Duration::from_secs(3);

/// Writes an address may make at once before the rate counts: importing a team's tools is one go.
/// No more than a minute's writes, here and whatever the configuration says.
pub const WRITES_BURST: u32 = 600;

/// Writes per minute and address when the configuration does not say; ten a second is more than
/// people and scripts register, far below what the store takes (thousands a second).
pub const WRITES_PER_MINUTE_DEFAULT: u32 = 600;

/// Checks an address may ask for at once before the rate counts: a list of images is one go.
/// No more than a minute's checks, whatever the configuration says.
pub const CHECKS_BURST: u32 = 2_000;

/// Checks per minute and address when the configuration does not say, but for the operator: a hundred
/// a second. The form checks in the browser and asks for few; whoever has more lists to check takes
/// the command line or the operator's token.
pub const CHECKS_PER_MINUTE_DEFAULT: u32 = 6_000;

/// Addresses a rate limit remembers. In a table that is grown by doubling, 33 bytes a place, they are
/// 2 MiB; the refused tokens of as many addresses are at most 8 MiB.
pub const RATE_LIMIT_ADDRESSES_MAX: usize = 32_768;

/// How long a browser session lasts however much it is used: a week, so that whoever left a browser
/// signed in somewhere is not signed in there for ever (OWASP Session Management Cheat Sheet, "Absolute
/// Timeout").
pub const SESSION_LIFETIME: Duration = Duration::from_hours(7 * 24);

/// How long a browser session lasts without being used: a working day.
pub const SESSION_IDLE: Duration = Duration::from_hours(12);

/// How long the use of a session or an API token is not written down again: short against
/// [`SESSION_IDLE`], and a write in five minutes is none that anybody notices.
pub const TOUCH_EVERY: Duration = Duration::from_mins(5);

/// Most bytes of what a browser calls itself that are kept to show it to its owner.
pub const SESSION_LABEL_BYTES_MAX: usize = 200;

/// How long the link to the first administrator's account works, and how long one to a password:
/// until whoever was sent it has had a day for it.
pub const LINK_LIFETIME: Duration = Duration::from_hours(24);

/// How long ago somebody may have signed in who has no password to show once more who they are: time to
/// come back from a provider and fill in a form, too short for a browser that was left alone.
pub const FRESH_SIGN_IN: Duration = Duration::from_mins(10);

/// Forgotten passwords that are looked after at once; who asks when all places are taken is told to come
/// back. Each is a read and a write, of which the store takes thousands a second.
pub const PASSWORD_RESETS_AT_ONCE_MAX: usize = 64;

/// Accounts that an address may make at once by signing up: a class that starts together behind one
/// router.
pub const SIGN_UPS_BURST: u32 = 50;

/// How long it takes an address to earn one more.
pub const SIGN_UP_EVERY: Duration = Duration::from_mins(1);

/// Names that are tried for somebody who signs in with a provider the first time: more namesakes than an
/// installation has, and each costs a look.
pub const NAMES_TRIED_MAX: usize = 100;

/// Letters that an address may have sent at once, each to an e-mail address that somebody typed: enough
/// to mend a few slips, too few to flood a stranger's mailbox. Letters of a sign-up are counted there.
pub const LETTERS_BURST: u32 = 10;

/// How long it takes an address to earn one more.
pub const LETTER_EVERY: Duration = Duration::from_mins(5);

/// Letters to contacts that an address may cause at once by registering and changing tools, but for the
/// operator: more than [`LETTERS_BURST`], since a team registers its private tools at one go, and each
/// tool writes to its contact once.
pub const CONTACT_LETTERS_BURST: u32 = 100;

/// How long it takes an address to earn one more.
pub const CONTACT_LETTER_EVERY: Duration = Duration::from_mins(1);

/// Looks at images that an address may have done by hand, or by changes of image or visibility, at once: a
/// maintainer's tools, one after the other.
pub const LOOKS_BURST: u32 = 20;

/// How long it takes an address to earn one more. Each is a question to somebody else's registry.
pub const LOOK_EVERY: Duration = Duration::from_secs(10);

/// How long somebody may take from being shown the command that proves an AWS identity to pasting what
/// it printed: as long as what it prints works (`wharfinger_ecr::proof::AGE_MAX`).
pub const CHALLENGE_LIFETIME: Duration = Duration::from_mins(15);

/// Proofs of AWS identities that an address may have verified at once, each a call to STS that it may
/// wait ten seconds for: enough for a course of newcomers behind one router.
pub const PROOFS_BURST: u32 = 30;

/// How long it takes an address to earn one more.
pub const PROOF_EVERY: Duration = Duration::from_secs(10);

/// Connections as which a pull password is tried to be fetched for one request, where AWS says no: few have more
/// than one into the same AWS account, and each takes two calls.
pub const CONNECTIONS_TRIED_MAX: usize = 3;

/// How long a machine that asks to be logged in can be let in: time to fetch another device and sign in
/// there, short for whoever guesses at codes (RFC 8628, section 6.1, suggests 15 minutes or less).
pub const DEVICE_LIFETIME: Duration = Duration::from_mins(10);

/// Machines that an address may begin to log in at once: a course of newcomers behind one router.
pub const DEVICES_BURST: u32 = 30;

/// How long it takes an address to earn one more. So an address has at most 90 machines waiting, of the
/// [`DEVICES_MAX`](wharfinger_store::DEVICES_MAX) that there may be. Whoever has more addresses than that
/// takes the place of their own machines: the store makes room where one network has most.
pub const DEVICE_EVERY: Duration = Duration::from_secs(10);

/// Questions of machines whether they were let in that an address may ask at once.
pub const POLLS_BURST: u32 = 600;

/// How long it takes an address to earn one more: a hundred machines that ask every five seconds.
pub const POLL_EVERY: Duration = Duration::from_millis(50);

/// Codes that are drawn for a machine before it is told that something is wrong: of 20^8 codes, at most
/// [`DEVICES_MAX`](wharfinger_store::DEVICES_MAX) wait and some more have run out, so that even the second
/// is needed once in millions of times.
pub const USER_CODES_DRAWN_MAX: usize = 5;

/// Wrong codes that an account may type at once: a few slips of a few machines. With one a minute more it
/// tries 20 while a code works; a thousand codes waiting, one in a million accounts would hit any.
pub const USER_CODE_FAILURES_BURST: u32 = 10;

/// How long it takes an account to earn one more.
pub const USER_CODE_FAILURE_EVERY: Duration = Duration::from_mins(1);

/// Pull passwords that an account may be handed at once, each of which is two calls to AWS in its owner's
/// account: a workflow that begins with as many images.
pub const PULL_PASSWORDS_BURST: u32 = 100;

/// How long it takes an account to earn one more. STS takes some hundred calls a second of an account,
/// which its owner needs too.
pub const PULL_PASSWORD_EVERY: Duration = Duration::from_secs(3);

/// Most characters of the name of an API token: a line in a list.
pub const TOKEN_NAME_CHARS_MAX: usize = 100;

/// Days that an API token works when its owner does not say.
pub const TOKEN_DAYS_DEFAULT: u32 = 90;

/// Most days that an API token works: a year, so that whoever set a program up looks at it once a year.
pub const TOKEN_DAYS_MAX: u32 = 366;

/// Accounts on a page for administrators, each in one line.
pub const PAGE_ACCOUNTS_DEFAULT: u32 = 50;

/// Fewest characters of a password (NIST SP 800-63B-4, 3.1.1.2: 15 where it stands alone).
pub const PASSWORD_CHARS_MIN: usize = 15;

/// Most bytes of a password: NIST SP 800-63B-4 (3.1.1.2) asks for at least 64 characters, and hashing
/// more costs time.
pub const PASSWORD_BYTES_MAX: usize = 512;

/// Passwords that are hashed at once; each takes 19 MiB and a core for some 20 ms. Who comes when all
/// places are taken is told to come back.
pub const PASSWORDS_AT_ONCE_MAX: usize = 8;

/// Wrong passwords that an account may be tried with at once before it takes no more for a while,
/// wherever they come from (NIST SP 800-63B-4, 3.2.2, allows at most 100 in a row).
pub const PASSWORD_FAILURES_BURST: u32 = 10;

/// How long it takes an account to earn one more.
pub const PASSWORD_FAILURE_EVERY: Duration = Duration::from_mins(2);

/// Fewest characters of an operator token that the operator chose, unless only the machine itself
/// can reach the server; NIST SP 800-63B-4 (3.1.1.2) asks for 15 of a password that stands alone.
pub const CHOSEN_TOKEN_BYTES_MIN: usize = 20;

/// Most bytes of an operator token, ours or the operator's own.
pub const TOKEN_BYTES_MAX: usize = 256;

/// What an overloaded store asks clients to wait. The writer's queue drains in milliseconds;
/// a second spreads those who come back.
pub const OVERLOADED_RETRY_AFTER: Duration = Duration::from_secs(1);
