//! The last part of an output that may go on for days.

use std::collections::VecDeque;
use std::io::{self, Write};

use wharfinger_core::diagnosis::LOG_BYTES_MAX;

/// Bytes that are kept: a little more than are read, so that what is read can see that there was more.
const TAIL_BYTES_MAX: usize = LOG_BYTES_MAX + 1;

/// Keeps the last bytes that were written into it.
#[derive(Debug, Default)]
pub(super) struct Tail(VecDeque<u8>);

impl Tail {
    /// The bytes, in order.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0.into()
    }
}

impl Write for Tail {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let last = &bytes[bytes.len().saturating_sub(TAIL_BYTES_MAX)..];
        let too_many = (self.0.len() + last.len()).saturating_sub(TAIL_BYTES_MAX);
        self.0.drain(..too_many);
        self.0.extend(last);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_kept() {
        let mut tail = Tail::default();
        tail.write_all(b"first").unwrap();
        tail.write_all(&vec![b'x'; TAIL_BYTES_MAX - 2]).unwrap();
        tail.write_all(b"yz").unwrap();
        let kept = tail.into_bytes();
        assert_eq!(kept.len(), TAIL_BYTES_MAX);
        assert!(kept.ends_with(b"xyz") && kept.starts_with(b"x"));

        let mut tail = Tail::default();
        tail.write_all(&vec![b'a'; 2 * TAIL_BYTES_MAX]).unwrap();
        tail.write_all(b"b").unwrap();
        assert_eq!(tail.into_bytes().len(), TAIL_BYTES_MAX);
    }
}
