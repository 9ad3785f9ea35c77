//! Privacy: whether a tool may, must or must not be private.

/// Whether a tool's image can be pulled by everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Visibility {
    /// Everybody can pull it.
    Public,
    /// Pulling needs authorisation; users request access from the contact.
    Private,
}

impl Visibility {
    /// The spelling in drafts and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }

    /// The visibility spelled `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "public" => Some(Self::Public),
            "private" => Some(Self::Private),
            _ => None,
        }
    }
}
