//! Logging machines in by the OAuth 2.0 device flow (RFC 8628): a program on a machine shows a code,
//! somebody types it into a page of ours where they are signed in, and the program gets an API token that
//! fetches pull passwords, is told in a diagnosis where its owner's access stands, and does nothing else.
//!
//! Each use case once: `oauth` is the face for programs, `pages::device` the one for people.

pub(crate) mod begin;
pub(crate) mod decide;
pub(crate) mod redeem;
pub(crate) mod revoke;
pub(crate) mod user_code;

use wharfinger_store::{Scope, Scopes};

/// The only client: the command line. It is public, as every client is that people install (RFC 8252,
/// 8.5), so that its id is no secret and proves nothing.
pub(crate) const CLIENT: &str = "wharfinger-cli";

/// What the token of a machine is for. Whoever is talked into typing a code gives no more away.
pub(crate) const SCOPE: Scope = Scope::Pull;

/// The same as a set.
fn scopes() -> Scopes {
    [SCOPE].into_iter().collect()
}
