//! What addresses hold as it is, and what is escaped in them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

/// All but the characters that mean nothing anywhere in an address (RFC 3986, 2.3).
pub(crate) const NOT_UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What the path of an address cannot hold as it is (RFC 3986, 3.3).
pub(crate) const NOT_IN_PATHS: &AsciiSet = &NOT_UNRESERVED.remove(b'/').remove(b':').remove(b'@');
