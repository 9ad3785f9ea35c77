//! Prints drafts and the reports that the crate gives for them, one pair a line, for engines that
//! cannot call the crate: `{"draft": ..., "report": "TEXT"}`.
//!
//! Usage: `expected-reports COUNT [SEED]`. The shared cases of `tests/data` come first.

use std::env;
use std::io::{self, Write as _};

use wharfinger_core::registry::Catalogue;
use wharfinger_tests::{data, drafts, parity};

/// Another sequence than that of the tests in Rust: a sample that nobody else sees.
const SEED_DEFAULT: u64 = 0xc4;

fn main() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let mut number = |what: &str| {
        arguments.next().map(|text| {
            text.parse::<u64>()
                .map_err(|_| io::Error::other(format!("`{text}` is not the {what}")))
        })
    };
    let count =
        number("number of drafts").ok_or_else(|| io::Error::other("how many drafts?"))??;
    let seed = number("seed").unwrap_or(Ok(SEED_DEFAULT))?;

    let catalogue = Catalogue::built_in();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let count = usize::try_from(count).map_err(io::Error::other)?;
    for draft in data::drafts()
        .into_iter()
        .chain(drafts::drafts(seed, count))
    {
        let report = serde_json::Value::from(parity::report(&catalogue, &draft));
        writeln!(output, "{{\"draft\":{draft},\"report\":{report}}}")?;
    }
    output.flush()
}
