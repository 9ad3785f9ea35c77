//! Hosts that read like a catalogue host and are another's.
//!
//! Runs only for hosts that nobody knows, so a known host pays nothing.

use super::located::Located;
use super::{aliases, host_pattern, identify_built_in};
use crate::code::Code;
use crate::reference::HOST_BYTES_MAX;
use crate::registry::provider::PROVIDERS;
use crate::report::Issue;

/// Edits between a host and the catalogue host it may be mistaken for. Two covers a swapped pair
/// with a slip, and another top-level domain (`quay.com`); three would catch unrelated hosts.
const EDITS_MAX: usize = 2;

/// Suffixes shorter than this may only differ by one edit: with two, `pkg.dev` is any domain.
const SHORT_SUFFIX_BYTES: usize = 8;

/// Longest text that is compared; every catalogue host is shorter (held by a test), and a longer
/// text cannot be within [`EDITS_MAX`] of one.
const COMPARED_BYTES_MAX: usize = 62;

/// Reports a lower-case host without port that imitates one of the catalogue.
///
/// Returns whether it did.
pub(super) fn check(host: Located<'_>, issues: &mut Vec<Issue>) -> bool {
    let text = host.text;
    if host_pattern::is_address(text) || text == "localhost" || text.len() > HOST_BYTES_MAX {
        return false;
    }
    // `ghcr.io.evil.example`, `ghcr.io-mirror.example`: a real host in front of another domain.
    for (dot, _) in text.match_indices(['.', '-']) {
        let front = text.get(..dot).unwrap_or_default();
        if front.contains('.') && is_catalogue_host(front) {
            issues.push(
                host.issue(
                    Code::RegistryLookAlike,
                    dot..text.len(),
                    format!("`{text}` only begins like `{front}`; it belongs to somebody else"),
                )
                .fix(host.fix(format!("Use `{front}`"), dot..text.len(), "")),
            );
            return true;
        }
    }
    let Some(real) = nearest(text) else {
        return false;
    };
    issues.push(
        host.issue(
            Code::RegistryLookAlike,
            0..text.len(),
            format!("`{text}` looks like `{real}` and is not"),
        )
        .help("if it is meant, ask the operator to add this registry")
        .fix(host.fix(format!("Use `{real}`"), 0..text.len(), real)),
    );
    true
}

fn is_catalogue_host(host: &str) -> bool {
    identify_built_in(host).is_some() || aliases::find(host).is_some()
}

/// The catalogue host that `host` is a slip away from.
fn nearest(host: &str) -> Option<String> {
    let exact = || {
        PROVIDERS
            .iter()
            .flat_map(|provider| provider.hosts)
            .copied()
    };
    // A host below a catalogue host is its owner's.
    let is_below = |known: &str| {
        host.strip_suffix(known)
            .is_some_and(|front| front.ends_with('.'))
    };
    if exact().any(is_below) {
        return None;
    }
    for edits in 1..=EDITS_MAX {
        if let Some(known) = exact().find(|known| is_within(known, host, edits)) {
            return Some(known.to_owned());
        }
    }
    if let Some(known) = aliases::spellings().find(|known| is_within(known, host, EDITS_MAX)) {
        return Some(known.to_owned());
    }
    PROVIDERS
        .iter()
        .flat_map(|provider| provider.patterns)
        .find_map(|pattern| {
            let suffix = host_pattern::fixed_suffix(pattern);
            let labels = suffix.split('.').count();
            let at = host
                .rmatch_indices('.')
                .nth(labels - 1)
                .map(|(dot, _)| dot + 1)?;
            let (front, back) = (host.get(..at)?, host.get(at..)?);
            let edits = if suffix.len() < SHORT_SUFFIX_BYTES {
                1
            } else {
                EDITS_MAX
            };
            if back == suffix || !is_within(suffix, back, edits) {
                return None;
            }
            let real = [front, suffix].concat();
            is_catalogue_host(&real).then_some(real)
        })
}

/// Whether `left` and `right` are at most `max` edits apart: insertions, deletions, substitutions
/// and swaps of neighbours (optimal string alignment). Allocation-free; only a band of the matrix
/// is computed. `max` is at most 2.
pub(crate) fn is_within(left: &str, right: &str, max: usize) -> bool {
    const ROW: usize = COMPARED_BYTES_MAX + 2;
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len().abs_diff(right.len()) > max
        || left.len() > COMPARED_BYTES_MAX
        || right.len() > COMPARED_BYTES_MAX
    {
        return false;
    }
    // Rows of the matrix: the one before the previous, the previous, the current.
    let mut older = [usize::MAX / 2; ROW];
    let mut previous = [usize::MAX / 2; ROW];
    for (column, cell) in previous
        .iter_mut()
        .take(max.min(right.len()) + 1)
        .enumerate()
    {
        *cell = column;
    }
    for row in 1..=left.len() {
        let mut current = [usize::MAX / 2; ROW];
        if row <= max {
            current[0] = row;
        }
        let mut best = current[0];
        for column in row.saturating_sub(max).max(1)..=(row + max).min(right.len()) {
            let same = left[row - 1] == right[column - 1];
            let mut cell = (previous[column - 1] + usize::from(!same))
                .min(previous[column] + 1)
                .min(current[column - 1] + 1);
            if row > 1
                && column > 1
                && left[row - 1] == right[column - 2]
                && left[row - 2] == right[column - 1]
            {
                cell = cell.min(older[column - 2] + 1);
            }
            current[column] = cell;
            best = best.min(cell);
        }
        if best > max {
            return false;
        }
        older = previous;
        previous = current;
    }
    previous[right.len()] <= max
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The textbook algorithm with the whole matrix, as the oracle.
    fn distance(left: &[u8], right: &[u8]) -> usize {
        let mut cells = vec![vec![0; right.len() + 1]; left.len() + 1];
        for row in 0..=left.len() {
            for column in 0..=right.len() {
                cells[row][column] = if row == 0 || column == 0 {
                    row + column
                } else {
                    let same = left[row - 1] == right[column - 1];
                    let mut cell = (cells[row - 1][column - 1] + usize::from(!same))
                        .min(cells[row - 1][column] + 1)
                        .min(cells[row][column - 1] + 1);
                    if row > 1
                        && column > 1
                        && left[row - 1] == right[column - 2]
                        && left[row - 2] == right[column - 1]
                    {
                        cell = cell.min(cells[row - 2][column - 2] + 1);
                    }
                    cell
                };
            }
        }
        cells[left.len()][right.len()]
    }

    #[test]
    fn the_band_agrees_with_the_whole_matrix() {
        let words: Vec<String> = (0..1024_u32)
            .map(|number| {
                let length = number % 6;
                (0..length)
                    .map(|at| char::from(b'a' + u8::try_from(number >> (2 * at) & 3).unwrap()))
                    .collect()
            })
            .collect();
        for left in words.iter().step_by(3) {
            for right in &words {
                let real = distance(left.as_bytes(), right.as_bytes());
                for max in 0..=2 {
                    assert_eq!(
                        is_within(left, right, max),
                        real <= max,
                        "{left} {right} {max}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_catalogue_host_is_short_enough_to_compare() {
        for host in PROVIDERS.iter().flat_map(|provider| provider.hosts) {
            assert!(host.len() + EDITS_MAX <= COMPARED_BYTES_MAX, "{host}");
        }
    }
}
