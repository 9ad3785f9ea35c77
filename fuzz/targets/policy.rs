//! Any bytes, read as a repository's policy.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wharfinger_tests::fuzz::policy(bytes));
