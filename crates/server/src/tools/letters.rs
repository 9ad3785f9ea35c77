//! Letters to contacts: each goes to an address that somebody typed, so that they are counted, as those
//! that are asked for by hand are.

use std::net::IpAddr;

use actix_web::HttpRequest;
use wharfinger_store::Account;

use crate::identity::{Means, Who};
use crate::origin;
use crate::problem::Problem;
use crate::state::State;

/// Whoever names a contact or another image. What the operator does is not counted: an installation's tools
/// may be imported at one go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sender<'a> {
    account: &'a Account,
    address: IpAddr,
}

impl<'a> Sender<'a> {
    /// Whoever sent a request, unless it is the operator.
    pub(crate) fn of(state: &State, request: &HttpRequest, who: &'a Who) -> Option<Self> {
        match who.means {
            Means::OperatorToken => None,
            Means::Token(_) | Means::Browser(_) => Some(Self {
                account: &who.account,
                address: origin::client_address(request, &state.config),
            }),
        }
    }

    /// Where they come from.
    pub(super) const fn address(self) -> IpAddr {
        self.address
    }
}

/// Counts the letter to a contact that a tool gets, where one is sent: none goes to the sender's own
/// address.
pub(super) fn count(
    state: &State,
    sender: Option<Sender<'_>>,
    contact: Option<&str>,
) -> Result<(), Problem> {
    let (Some(sender), Some(contact)) = (sender, contact) else {
        return Ok(());
    };
    let own = sender.account.verified_email();
    if own.is_some_and(|own| own.eq_ignore_ascii_case(contact)) {
        return Ok(());
    }
    let (letters, now) = (&state.contact_letters, state.clock.now());
    Ok(letters.take(sender.address, now)?)
}
