//! Finding out whom AWS does not know.
//!
//! One principal that does not exist makes AWS refuse the whole policy, without saying which. So
//! whoever has access keeps it, and the others are added by halves.

use std::collections::BTreeSet;

/// Who is known to be accepted, and whom to try next.
#[derive(Debug, Default)]
pub(super) struct Search {
    accepted: BTreeSet<usize>,
    /// Groups that wait, the next one last. None is empty.
    waiting: Vec<Vec<usize>>,
    refused: BTreeSet<usize>,
}

impl Search {
    /// Begins with everybody `wanted`, of whom AWS accepted `accepted` before.
    pub(super) fn new(wanted: &BTreeSet<usize>, accepted: BTreeSet<usize>) -> Self {
        let others: Vec<usize> = wanted.difference(&accepted).copied().collect();
        let mut search = Self {
            accepted,
            ..Self::default()
        };
        search.push(others);
        search
    }

    /// Takes up whoever was not wanted when it began: a policy that is read again may show somebody who was
    /// thought to be taken out. Who is in it already is `accepted`.
    pub(super) fn widen(&mut self, wanted: &BTreeSet<usize>, accepted: impl Fn(usize) -> bool) {
        let waiting: BTreeSet<usize> = self.waiting.iter().flatten().copied().collect();
        let is_known = |index: &usize| {
            self.accepted.contains(index) || waiting.contains(index) || self.refused.contains(index)
        };
        let fresh = wanted.iter().copied().filter(|index| !is_known(index));
        let (there, others): (Vec<usize>, Vec<usize>) = fresh.partition(|index| accepted(*index));
        self.accepted.extend(there);
        if !others.is_empty() {
            self.waiting.insert(0, others);
        }
    }

    /// Whom the next attempt includes.
    pub(super) fn included(&self) -> BTreeSet<usize> {
        let next = self.waiting.last().into_iter().flatten();
        self.accepted.iter().chain(next).copied().collect()
    }

    /// The attempt was accepted. Whether that was the last.
    pub(super) fn accept(&mut self) -> bool {
        self.accepted.extend(self.waiting.pop().unwrap_or_default());
        self.waiting.is_empty()
    }

    /// The attempt was refused. Whether there is another.
    ///
    /// Where nobody new was in it, somebody who has access does not exist any more, and AWS still
    /// shows the name. Then there is no way but to find out by halves as well, during which some are
    /// without access for moments: a revocation that waits must not wait for ever.
    pub(super) fn refuse(&mut self) -> bool {
        match self.waiting.pop() {
            None if self.accepted.is_empty() => return false,
            None => {
                let all = std::mem::take(&mut self.accepted).into_iter().collect();
                self.split(all);
            }
            Some(group) => self.split(group),
        }
        true
    }

    /// Those that were refused alone.
    pub(super) fn refused(&self) -> impl Iterator<Item = usize> {
        self.refused.iter().copied()
    }

    fn split(&mut self, mut group: Vec<usize>) {
        if let [one] = group.as_slice() {
            self.refused.insert(*one);
            return;
        }
        let half = group.split_off(group.len() / 2);
        self.push(half);
        self.push(group);
    }

    fn push(&mut self, group: Vec<usize>) {
        if !group.is_empty() {
            self.waiting.push(group);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many attempts it takes to find `dead` among `count` new principals.
    fn attempts(count: usize, dead: &BTreeSet<usize>) -> usize {
        let mut search = Search::new(&(0..count).collect(), BTreeSet::new());
        for attempt in 1.. {
            let is_refused = search.included().intersection(dead).next().is_some();
            let is_over = if is_refused {
                !search.refuse() || search.waiting.is_empty()
            } else {
                search.accept()
            };
            if is_over {
                assert_eq!(search.refused().collect::<BTreeSet<_>>(), *dead);
                assert_eq!(search.accepted.len(), count - dead.len());
                return attempt;
            }
        }
        unreachable!("every attempt makes a group smaller")
    }

    #[test]
    fn everybody_who_is_dead_is_found_and_nobody_else() {
        for count in 1..12 {
            for dead in 0..1_u32 << count {
                let dead = (0..count).filter(|bit| dead >> bit & 1 == 1).collect();
                attempts(count, &dead);
            }
        }
    }

    #[test]
    fn who_comes_later_is_taken_up_once() {
        let mut search = Search::new(&BTreeSet::from([1]), BTreeSet::new());
        search.refuse();
        search.widen(&BTreeSet::from([1, 2, 3]), |index| index == 2);
        assert_eq!(search.included(), BTreeSet::from([2, 3]));
        search.widen(&BTreeSet::from([1, 2, 3]), |_| false);
        assert_eq!(search.included(), BTreeSet::from([2, 3]));
        assert!(search.accept(), "nobody else waits");
        assert_eq!(search.refused().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn one_dead_of_many_takes_a_few_attempts() {
        assert!(attempts(256, &BTreeSet::from([100])) <= 17);
        assert_eq!(attempts(256, &BTreeSet::new()), 1);
    }
}
