//! What a statement is run with.

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::RepositoryId;

use super::Value;
use crate::{
    AuditHash, ConnectionId, RegistryRequestId, RequestId, Revision, SecretHash, Timestamp,
    TokenId, ToolId,
};

/// The value of a parameter. It has a type when it is absent too, because PostgreSQL asks for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Param<'a> {
    Integer(Option<i64>),
    Text(Option<&'a str>),
    Blob(Option<&'a [u8]>),
}

/// Each type that becomes a parameter, and how; the same where it may be absent.
macro_rules! params {
    ($($variant:ident: $type:ty => |$value:ident| $param:expr;)*) => {
        $(
            impl<'a> From<$type> for Param<'a> {
                fn from($value: $type) -> Self {
                    Self::$variant(Some($param))
                }
            }

            impl<'a> From<Option<$type>> for Param<'a> {
                fn from(value: Option<$type>) -> Self {
                    Self::$variant(value.map(|$value| $param))
                }
            }
        )*
    };
}

params! {
    Integer: i64 => |number| number;
    Integer: u32 => |number| i64::from(number);
    Integer: usize => |number| i64::try_from(number).unwrap_or(i64::MAX);
    Integer: bool => |yes| i64::from(yes);
    Integer: Timestamp => |time| time.as_micros();
    Integer: Revision => |revision| i64::from(revision.get());
    Text: &'a str => |text| text;
    Text: &'a String => |text| text.as_str();
    Blob: &'a [u8] => |bytes| bytes;
    Blob: &'a AccountId => |id| id.as_bytes().as_slice();
    Blob: &'a ToolId => |id| id.as_bytes().as_slice();
    Blob: &'a RegistryRequestId => |id| id.as_bytes().as_slice();
    Blob: &'a RequestId => |id| id.as_bytes().as_slice();
    Blob: &'a TokenId => |id| id.0.as_bytes().as_slice();
    Blob: &'a ConnectionId => |id| id.as_bytes().as_slice();
    Blob: &'a RepositoryId => |id| id.0.as_slice();
    Blob: &'a SecretHash => |hash| hash.0.as_slice();
    Blob: &'a AuditHash => |hash| hash.0.as_slice();
}

impl<'a, const N: usize> From<&'a [u8; N]> for Param<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

impl<'a> From<&'a Value> for Param<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            // No column that is asked for by its value is absent.
            Value::Null => Self::Integer(None),
            Value::Integer(number) => Self::Integer(Some(*number)),
            Value::Text(text) => Self::Text(Some(text)),
            Value::Blob(bytes) => Self::Blob(Some(bytes)),
        }
    }
}
