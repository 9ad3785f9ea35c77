//! Long lists, a page at a time.

use crate::refusal::Refusal;

use super::arguments::Arguments;

/// How many a page has that says nothing, and at most (ECR API Reference, `DescribeRepositories`).
const PAGE: usize = 100;
const PAGE_MAX: usize = 1_000;

/// One page of `all`, and what asks for the next.
pub(super) fn page<T>(
    all: Vec<T>,
    arguments: &Arguments,
) -> Result<(Vec<T>, Option<String>), Refusal> {
    let size = arguments.count("maxResults").unwrap_or(PAGE);
    if !(1..=PAGE_MAX).contains(&size) {
        let constraint = format!("must have value between 1 and {PAGE_MAX}");
        return Err(Refusal::constraint("maxResults", &constraint));
    }
    let start: usize = match arguments.text("nextToken")? {
        None => 0,
        Some(token) => token
            .parse()
            .map_err(|_| Refusal::constraint("nextToken", "Invalid token"))?,
    };
    let end = start.saturating_add(size);
    let next = (end < all.len()).then(|| end.to_string());
    Ok((all.into_iter().skip(start).take(size).collect(), next))
}
