//! Any bytes, read as the output of a program that could not pull an image.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wharfinger_tests::fuzz::diagnosis(bytes));
