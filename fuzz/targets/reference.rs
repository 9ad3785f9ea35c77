//! Any bytes, read as an image reference.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wharfinger_tests::fuzz::reference(bytes));
