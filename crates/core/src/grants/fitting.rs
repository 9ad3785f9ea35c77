//! Who fits into a policy.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::policy::{Document, Edit, NoRoom, Wanted};

use super::Task;
use super::classify::Seen;

/// Who is in an attempt and who did not fit.
pub(super) struct Fitting {
    pub(super) included: BTreeSet<usize>,
    pub(super) left_out: Vec<usize>,
    pub(super) no_room: Option<NoRoom>,
    pub(super) wanted: Wanted,
    pub(super) edit: Edit,
}

impl Fitting {
    /// As many of those wanted as fit: who has access for long enough first, whoever has access then,
    /// and of each the oldest.
    pub(super) fn of<K>(
        task: &Task<K>,
        document: &Document<'_>,
        seen: &Seen,
        wanted: BTreeSet<usize>,
    ) -> Self {
        let all = task.wanted(wanted.iter().copied());
        let no_room = match document.edit(&all) {
            Ok(edit) => {
                return Self {
                    included: wanted,
                    left_out: Vec::new(),
                    no_room: None,
                    wanted: all,
                    edit,
                };
            }
            Err(no_room) => no_room,
        };
        let mut order: Vec<usize> = wanted.into_iter().collect();
        order.sort_by_key(|index| {
            let approved_at = task.grants.get(*index).map(|grant| grant.approved_at);
            (Reverse(seen.has_long_enough(task, *index)), approved_at)
        });
        // Whoever has access and does not fit with a later end keeps it until the end that is there.
        let first = |count: usize| {
            let (first, rest) = order.split_at(count);
            let mut wanted = task.wanted(first.iter().copied());
            for index in rest {
                seen.keep(task, *index, &mut wanted);
            }
            wanted
        };
        // Everybody added makes it longer, as a rule: the count that is found does fit, and is the
        // greatest but where a later end saves the statement of an earlier one.
        let counts: Vec<usize> = (0..order.len()).collect();
        let fits = counts.partition_point(|count| document.edit(&first(count + 1)).is_ok());
        let wanted = first(fits);
        let left_out = order.split_off(fits);
        let edit = document.edit(&wanted);
        Self {
            edit: edit.expect("what fits was searched for, and who is there fits"),
            included: order.into_iter().collect(),
            left_out,
            no_room: Some(no_room),
            wanted,
        }
    }
}
