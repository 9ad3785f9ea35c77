//! To the owner of an account: what was changed about getting in, and what to do if somebody else did it.

use super::Words;
use crate::mail::contents::AccountChanged;
use crate::mail::links::{LocalPath, PublicUrl};

pub(super) fn account_changed(
    site: &PublicUrl,
    account: &str,
    change: AccountChanged,
    link: &LocalPath,
) -> Words {
    let host = site.host();
    let (subject, what, more) = match change {
        AccountChanged::Password => (
            "Your password was changed",
            "the password was set or changed",
            "Its other browsers were signed out. API tokens still work: revoke them all on the page of \
             the account if a program may have leaked one.",
        ),
        AccountChanged::Address => (
            "Your e-mail address was changed",
            "the e-mail address was changed or removed",
            "Mail about the account does not go to the address before any more.",
        ),
        AccountChanged::Connected => (
            "Another way to sign in was added",
            "it was connected with a sign-in provider",
            "Whoever is that person at the provider can sign in from now on.",
        ),
        AccountChanged::Disconnected => (
            "A way to sign in was removed",
            "it was disconnected from its sign-in provider",
            "From now on one signs in with its password.",
        ),
    };
    Words::about(subject)
        .say(&format!(
            "You get this mail because the account {account} at {host} is or was reached at this \
             address: {what}. {more}"
        ))
        .say("If it was you, there is nothing to do.")
        .say(
            "If it was not you, set another password at once and look at the ways to sign in. If you \
             cannot get in any more, ask an administrator of the site to disable the account:",
        )
        .exactly(&site.join(link))
}
