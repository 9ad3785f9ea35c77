//! Everybody in these tests.

use wharfinger_tests::http::Connection;
pub(crate) use wharfinger_tests::people::{Person, SAME_ORIGIN};

/// Everybody in these tests.
#[derive(Debug)]
pub(crate) struct People {
    /// They maintain every tool, the first one from the start.
    pub(crate) maintainers: [Person; 2],
    /// They ask for access.
    pub(crate) requesters: [Person; 2],
}

impl People {
    /// Makes their accounts at the server there.
    pub(crate) fn new(address: &str) -> Self {
        let mut connection = Connection::open(address).unwrap();
        let mut person = |name| Person::new(&mut connection, name);
        Self {
            maintainers: [person("grace"), person("hedy")],
            requesters: [person("sam"), person("sue")],
        }
    }
}
