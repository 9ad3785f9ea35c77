//! Any text, read as a file of every format that names images.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wharfinger_tests::fuzz::lint(bytes));
