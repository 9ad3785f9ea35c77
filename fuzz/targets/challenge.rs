//! Any bytes, read as a field `WWW-Authenticate`, a field `Link` and an address.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wharfinger_tests::fuzz::challenge(bytes));
