//! The lines of a policy before and after, with long runs of those that stay folded: what changes is
//! seen without scrolling for it.

use wharfinger_core::policy::DiffLine;

/// Most lines in a row that stay and are shown all the same: a line that says how many are folded takes
/// one of its own, and a few around a change show where it lies.
const SHOWN_MAX: usize = 3;

/// Lines that are drawn together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Run<'a> {
    /// Drawn as they are.
    Shown(&'a [DiffLine]),
    /// Drawn behind a line that says how many there are; all of them stay.
    Folded(&'a [DiffLine]),
}

/// The runs of a difference. Where nothing changes there is nothing to find, and nothing is folded.
pub(crate) fn folded(lines: &[DiffLine]) -> Vec<Run<'_>> {
    if lines.iter().all(stays) {
        return vec![Run::Shown(lines)];
    }
    lines
        .chunk_by(|one, other| stays(one) == stays(other))
        .map(|run| match run {
            [first, ..] if stays(first) && run.len() > SHOWN_MAX => Run::Folded(run),
            _ => Run::Shown(run),
        })
        .collect()
}

fn stays(line: &DiffLine) -> bool {
    matches!(line, DiffLine::Same(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(count: usize) -> Vec<DiffLine> {
        vec![DiffLine::Same("line".to_owned()); count]
    }

    #[test]
    fn what_changes_is_shown_and_long_runs_of_the_rest_are_folded() {
        let change = [
            DiffLine::Removed("old".to_owned()),
            DiffLine::Added("new".to_owned()),
        ];
        for (before, after) in [(0, 0), (3, 4), (4, 3), (40, 0), (1, 90)] {
            let lines = [same(before), change.to_vec(), same(after)].concat();
            let runs = folded(&lines);
            let expected = [before, after].iter().filter(|&&count| count > 3).count();
            let is_folded = |run: &&Run<'_>| matches!(run, Run::Folded(_));
            assert_eq!(runs.iter().filter(is_folded).count(), expected);
            assert!(runs.contains(&Run::Shown(&change)), "{runs:?}");
            let all = runs.iter().flat_map(|run| match run {
                Run::Shown(run) | Run::Folded(run) => run.to_vec(),
            });
            assert_eq!(all.collect::<Vec<_>>(), lines, "no line is lost");
        }
    }

    #[test]
    fn a_policy_that_stays_is_shown_whole() {
        let lines = same(50);
        assert_eq!(folded(&lines), [Run::Shown(&lines)]);
    }
}
