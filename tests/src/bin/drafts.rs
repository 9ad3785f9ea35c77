//! Prints drafts as JSON, one a line, for engines that cannot call the generator: first the shared
//! cases of `tests/data`, then generated ones.
//!
//! Usage: `drafts COUNT [SEED]`.

use std::env;
use std::io::{self, Write as _};

use wharfinger_tests::{data, drafts};

/// Another sequence than those of the tests in Rust: a sample that nobody else sees.
const SEED_DEFAULT: u64 = 0xc4;

fn main() -> io::Result<()> {
    let numbers: Vec<u64> = env::args()
        .skip(1)
        .map(|word| word.parse())
        .collect::<Result<_, _>>()
        .map_err(io::Error::other)?;
    let (count, seed) = match *numbers.as_slice() {
        [count] => (count, SEED_DEFAULT),
        [count, seed] => (count, seed),
        _ => return Err(io::Error::other("usage: drafts COUNT [SEED]")),
    };
    let count = usize::try_from(count).map_err(io::Error::other)?;
    let mut output = io::BufWriter::new(io::stdout().lock());
    for draft in data::drafts().iter().chain(&drafts::drafts(seed, count)) {
        writeln!(output, "{draft}")?;
    }
    output.flush()
}
