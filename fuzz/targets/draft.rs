//! Any bytes, read as the JSON of a draft.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wharfinger_tests::fuzz::draft(bytes));
