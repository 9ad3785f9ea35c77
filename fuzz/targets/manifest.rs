//! Any bytes, read as a manifest.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wharfinger_tests::fuzz::manifest(bytes));
