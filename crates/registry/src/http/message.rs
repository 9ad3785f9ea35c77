//! What is asked and what is answered.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{HeaderMap, HeaderName};

use crate::guard::{Standing, Target};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The whole answer.
    Get,
    /// Its head alone.
    Head,
}

impl Method {
    /// As it stands in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
        }
    }
}

/// The value of an `Authorization` field. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization(String);

impl Authorization {
    /// A token (RFC 6750); `None` where it holds anything but visible ASCII, which would end the
    /// field or confuse whoever reads it.
    #[must_use]
    pub fn bearer(token: &str) -> Option<Self> {
        let is_visible = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        is_visible.then(|| Self(["Bearer ", token].concat()))
    }

    /// A name and a password (RFC 7617).
    #[must_use]
    pub fn basic(user: &str, password: &str) -> Self {
        let pair = [user, ":", password].concat();
        let encoded = STANDARD.encode(pair);
        Self(["Basic ", &encoded].concat())
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorization(..)")
    }
}

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is asked for.
    pub method: Method,
    /// Where.
    pub target: Target,
    /// Who pointed there; `None` where a person named it.
    pub from: Option<Standing>,
    /// The media types that are taken, as `Accept` has them.
    pub accept: &'static str,
    /// Who asks. It goes to the target's own origin and to no other.
    pub authorization: Option<Authorization>,
    /// Most bytes of the answer's body.
    pub body_bytes_max: usize,
    /// Whether redirects are followed.
    pub follows: bool,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Where it came from, redirects followed.
    pub target: Target,
    /// The standing of that host.
    pub standing: Standing,
    /// Its body, as it was sent.
    pub body: Vec<u8>,
    pub(super) fields: HeaderMap,
}

impl Answer {
    /// The first field of that name, where it is text.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields_of(name).next()
    }

    /// Every field of that name that is text.
    pub fn fields_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let name = HeaderName::from_bytes(name.as_bytes()).ok();
        name.into_iter()
            .flat_map(|name| self.fields.get_all(name))
            .filter_map(|value| value.to_str().ok())
    }
}
