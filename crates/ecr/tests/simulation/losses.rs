//! What our writes undid of what others wrote between our last look and our write, and whether it was done
//! once more.

use wharfinger_core::timestamp::Timestamp;

use crate::cloud::{is_ours, statements};

/// Everybody else's statements.
pub(crate) fn others(text: Option<&str>) -> Vec<String> {
    let mut statements = statements(text);
    statements.retain(|text| !is_ours(text));
    statements
}

/// A statement of somebody else's that our write took away, brought back, or replaced by an older one.
#[derive(Clone, Debug)]
pub(crate) struct Loss {
    /// The statement that was there, if one was.
    was: Option<String>,
    /// The one that we wrote in its place, if we did.
    written: Option<String>,
    /// Since when it is made good, or somebody else has done something about it.
    over_since: Option<Timestamp>,
}

/// The losses of a repository.
#[derive(Clone, Debug, Default)]
pub(crate) struct Losses(Vec<Loss>);

impl Losses {
    /// Our write, made from `base` at that time, has landed where `current` was. Says what it has changed of
    /// theirs without a reason. Where our own write had put `current` there, only what agrees with `last`,
    /// the last that others wrote, is a loss.
    pub(crate) fn land(
        &mut self,
        (base, read_at): (&[String], Timestamp),
        (current, last): (&[String], Option<&[String]>),
        after: &[String],
        now: Timestamp,
    ) -> Result<(), String> {
        let came = without(after, base);
        let went = without(base, after);
        for text in &came {
            if !self.is_mended(read_at, |loss| loss.was.as_ref() == Some(text)) {
                return Err(format!("{text} was written, which nobody had lost"));
            }
        }
        for text in &went {
            let by_one_that_came = |loss: &Loss| loss.written.as_ref() == Some(text);
            if !self.is_mended(read_at, by_one_that_came) {
                return Err(format!("{text} was taken away, which somebody else wrote"));
            }
        }
        self.see(after, now);
        let mut written = without(base, current);
        for was in without(current, base) {
            if after.contains(&was) {
                continue;
            }
            let older = written.iter().position(|text| sid(text) == sid(&was));
            let written = older.map(|place| written.remove(place));
            if last.is_none_or(|last| last.contains(&was)) {
                self.0.push(Loss {
                    written,
                    was: Some(was),
                    over_since: None,
                });
            }
        }
        written.retain(|text| after.contains(text));
        written.retain(|text| last.is_none_or(|last| !last.contains(text)));
        self.0.extend(written.into_iter().map(|text| Loss {
            was: None,
            written: Some(text),
            over_since: None,
        }));
        Ok(())
    }

    /// The policy has become this.
    pub(crate) fn see(&mut self, now_there: &[String], now: Timestamp) {
        for loss in &mut self.0 {
            let has = |text: &String| now_there.contains(text);
            let is_over = match (&loss.was, &loss.written) {
                (Some(was), Some(written)) => has(was) || !has(written),
                (Some(was), None) => has(was) || now_there.iter().any(|text| sid(text) == sid(was)),
                (None, Some(written)) => !has(written),
                (None, None) => true,
            };
            if is_over && loss.over_since.is_none() {
                loss.over_since = Some(now);
            }
        }
    }

    /// Those that nobody has done anything about.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Loss> {
        self.0.iter().filter(|loss| loss.over_since.is_none())
    }

    /// Whether something was a loss still when the policy was read.
    fn is_mended(&self, read_at: Timestamp, is_it: impl Fn(&Loss) -> bool) -> bool {
        let mut losses = self.0.iter();
        losses.any(|loss| is_it(loss) && loss.over_since.is_none_or(|at| at >= read_at))
    }
}

/// Those of one list that are not in another.
fn without(some: &[String], others: &[String]) -> Vec<String> {
    let only = some.iter().filter(|text| !others.contains(text));
    only.cloned().collect()
}

fn sid(statement: &str) -> &str {
    let (_, rest) = statement.split_once(r#""Sid":""#).unwrap();
    rest.split_once('"').unwrap().0
}
