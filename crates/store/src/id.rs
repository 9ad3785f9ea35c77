//! Identities: UUIDs of version 7, so that new rows land at the end of their index.

use uuid::Uuid;

use crate::Timestamp;

/// A new UUID from the time and ten random bytes, of which RFC 9562 (section 5.7) keeps 74 bits.
pub(crate) fn fresh(now: Timestamp, random: [u8; 10]) -> Uuid {
    let millis = now.as_micros().unsigned_abs() / 1_000;
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// A type of identities, so that one of a tool is never taken for one of a request.
macro_rules! identity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// A new id from the time and ten random bytes, of which RFC 9562 (section 5.7) keeps 74
            /// bits.
            #[must_use]
            pub fn new(now: $crate::Timestamp, random: [u8; 10]) -> Self {
                Self($crate::id::fresh(now, random))
            }

            /// The id that `uuid` spells.
            #[must_use]
            pub const fn from_uuid(uuid: uuid::Uuid) -> Self {
                Self(uuid)
            }

            /// The id as it is stored.
            pub(crate) const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The id as a UUID.
            #[must_use]
            pub const fn as_uuid(self) -> uuid::Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                uuid::Uuid::parse_str(text).map(Self)
            }
        }
    };
}

pub(crate) use identity;
