//! Who opens and closes a repository.

use wharfinger_core::access::CarriedOut;
use wharfinger_core::registration::Registration;

use crate::state::State;

/// Who carries out the grants of a tool: its maintainers, in the registry's own pages. No registry is
/// operated by this server.
pub(super) fn automation(_: &State, _: &Registration) -> CarriedOut {
    CarriedOut::ByHand
}
