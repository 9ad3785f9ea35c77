//! What a pass would write, were it made now.

use crate::policy::NoRoom;
use crate::timestamp::Timestamp;

use super::{Effect, Event, Outcome, Pass, Task};

/// What a policy would become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreseen<K> {
    /// The whole text; `None` where there would be no policy.
    pub text: Option<String>,
    /// Grants that do not fit, or not for as long as they should last.
    pub left_out: Vec<K>,
    /// How long the policy would be with them.
    pub no_room: Option<NoRoom>,
}

impl<K: Copy> Task<K> {
    /// What a pass would make of a policy with that text, where nobody else writes and AWS knows every
    /// principal. The pass itself is asked, so that what a person is shown before a decision is what is
    /// written after it. What waits to be put right in everybody else's part is no part of it.
    ///
    /// `None` where a pass would write nothing because the policy cannot be read.
    #[must_use]
    pub fn foresee(mut self, text: Option<String>, now: Timestamp) -> Option<Foreseen<K>> {
        self.mends.clear();
        self.begun.clear();
        self.trail = None;
        let mut there = text;
        let (mut pass, mut effect) = Pass::start(self);
        loop {
            let event = match effect {
                Effect::Read => Event::Read(Ok(there.clone())),
                Effect::Intend(_) => Event::Intended,
                Effect::Write(text) => {
                    there = text;
                    Event::Wrote(Ok(()))
                }
                Effect::LookUp(_) => Event::LookedUp(Ok(Vec::new())),
                Effect::Finish(Outcome::Settled(findings)) => {
                    let mut left_out = findings.left_out;
                    left_out.extend(findings.shorter);
                    return Some(Foreseen {
                        text: there,
                        left_out,
                        no_room: findings.no_room,
                    });
                }
                Effect::Finish(Outcome::Failed(_) | Outcome::LeaseLost) => return None,
            };
            (pass, effect) = pass.step(event, now);
        }
    }
}
