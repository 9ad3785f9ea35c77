//! Looks at the images of tools: what came of them, and which are due.

use wharfinger_core::evidence::Evidence;

use super::{Answer, Failure};
use crate::{By, Found, Keeping, LeasedLooks, Looked, Timestamp, ToolId};

/// Looks: what registries said about images, and when they are asked again.
///
/// Evidence follows from a registration and can be had again, so that nothing is lost where it could not
/// be kept: a tool of which none is kept is due.
pub trait Looks {
    /// Keeps what a registry said about the image of a tool, as
    /// [`image`](wharfinger_core::registration::Registration::image) spells it, and when it is to be looked
    /// at next. It is passed over where the tool has another image by now, or newer evidence.
    ///
    /// Where it says that the image has changed since there was a verdict, an entry of the audit log says
    /// so, and every maintainer is told who can sign in and is not the one who acts.
    fn keep_evidence(
        &self,
        tool: ToolId,
        image: String,
        evidence: Evidence,
        next: Timestamp,
        by: By,
    ) -> Answer<'_, Result<Keeping, Failure>>;

    /// Takes images that are due to be looked at, those first that are due longest and of several that of
    /// the oldest tool, until it has `limit`, and keeps them from others until `until`, when they are due
    /// again if nothing was kept about them: whoever took them may have died. Of archived tools none is
    /// taken. What is stored damaged is passed over.
    ///
    /// Tools that were registered before evidence was kept are taken up by and by: fewer than `limit`
    /// means that no more are due only where there are none.
    fn lease_looks(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Answer<'_, Result<LeasedLooks, Failure>>;

    /// What is remembered of the images of those of these tools that were looked at; what is stored damaged
    /// is told apart.
    fn evidence_of<'a>(&'a self, tools: &'a [ToolId])
    -> Answer<'a, Result<Found<Looked>, Failure>>;

    /// When the image is due that is due first, be that in the past or to come; nothing where none is.
    fn first_look_due(&self) -> Answer<'_, Result<Option<Timestamp>, Failure>>;
}
