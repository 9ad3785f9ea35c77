//! Alarms about what is stored damaged: an operator must look, and each is told of once.
//!
//! A damaged row is come upon again and again, every minute or with every letter. Told of each time,
//! it would bury everything else in the log; so it is told of once for as long as the server runs.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use wharfinger_store::Failure;

/// Alarms that are remembered. Where there is more damage than that, the log is not what the operator
/// reads any more, and some of it is told of again.
const REMEMBERED_MAX: usize = 1_000;

/// Remembers what was told of.
#[derive(Debug, Default)]
pub(crate) struct Alarms(Mutex<BTreeSet<String>>);

impl Alarms {
    /// Tells of damage that was passed over, so that `what` went on without it.
    pub(crate) fn passed_over(&self, what: &str, damaged: &[Failure]) {
        for failure in damaged {
            let failure = failure.to_string();
            if self.is_new(&failure) {
                tracing::error!("{failure}; {what} go on without it until it is mended");
            }
        }
    }

    fn is_new(&self, alarm: &str) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() >= REMEMBERED_MAX {
            told.clear();
        }
        told.insert(alarm.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_of_once_and_a_heap_of_them_takes_no_more_memory() {
        let alarms = Alarms::default();
        assert!(alarms.is_new("tool `1`"));
        assert!(!alarms.is_new("tool `1`"));
        for number in 2..=REMEMBERED_MAX {
            assert!(alarms.is_new(&format!("tool `{number}`")));
        }
        assert!(alarms.is_new("tool `1001`"));
        assert_eq!(alarms.0.lock().unwrap().len(), 1);
    }
}
