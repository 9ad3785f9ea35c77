//! Repository policies: the documents that say who may pull from an Amazon ECR repository.
//!
//! Amazon ECR has one document a repository and replaces it whole, so whoever adds a statement
//! writes everybody else's again. Here nothing is written again that is not ours: a [`Document`]
//! knows where each statement stands, finds ours by their Sid, and copies the others byte for byte.
//!
//! What is ours is a function of who has access now ([`Wanted`]) and nothing else. One statement
//! holds all principals whose access ends in the same month, and carries a condition that ends it
//! with that month, so that AWS takes access away even while nobody of us is there.
//!
//! ```
//! use wharfinger_core::policy::{Document, Edit, Installation, PullActions, Wanted};
//! use wharfinger_core::timestamp::Timestamp;
//!
//! let installation = Installation::new("0a1b2c3d").unwrap();
//! let lambda = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Lambda", "Effect":"Allow"}]}"#;
//! let document = Document::read(lambda, &installation).unwrap();
//!
//! let mut wanted = Wanted::new(PullActions::Two);
//! let march = Timestamp::from_micros(1_804_000_000_000_000);
//! wanted.insert("arn:aws:iam::111122223333:root", march);
//!
//! let Ok(Edit::Set(text)) = document.edit(&wanted) else { panic!() };
//! assert!(text.contains(r#"{"Sid":"Lambda", "Effect":"Allow"}"#));
//! assert!(text.contains(r#""AWS":["arn:aws:iam::111122223333:root"]"#));
//! assert!(text.contains(r#""aws:CurrentTime":"2027-04-01T00:00:00Z""#));
//! ```

mod canonical;
mod changes;
mod diff;
mod document;
mod edit;
mod invalid;
mod json;
mod lost;
mod managed;
mod mend;
mod month;
mod room;
mod wanted;

#[cfg(test)]
mod tests;

pub(crate) use canonical::canonical_principal;
pub(crate) use changes::Change;
pub use diff::{DiffLine, diff};
pub use document::Document;
pub use edit::{Edit, NoRoom};
pub use invalid::InvalidPolicy;
pub use lost::Lost;
pub use managed::{Installation, InvalidInstallation, Managed};
pub use mend::{InvalidStatement, Mend};
pub use month::Month;
pub use room::{NEARLY_FULL_PERCENT, Room};
pub use wanted::{PullActions, Wanted};

/// Most characters of a repository policy (Amazon ECR API Reference, `SetRepositoryPolicy`,
/// `policyText`: 0 to 10240). Whether the service counts before or after it rewrites account ids as
/// ARNs is not documented; both must fit.
pub const POLICY_CHARS_MAX: usize = 10_240;

/// Most bytes of a document that is read: eight times the limit, since a stored form may be longer
/// than what was sent, and a character of a policy has at most two bytes.
pub const POLICY_BYTES_MAX: usize = 8 * POLICY_CHARS_MAX;

/// Most lists and objects inside each other. A policy needs six; more is a mistake or an attack.
pub const DEPTH_MAX: usize = 32;

/// The text of an empty repository's first policy, up to its statements (IAM User Guide, `Version`:
/// the current version of the policy language).
const FIRST_POLICY: &str = r#"{"Version":"2012-10-17","Statement":["#;
