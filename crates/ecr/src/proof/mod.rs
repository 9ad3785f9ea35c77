//! Proof of principal: whoever asks for access shows that the AWS identity is theirs.
//!
//! They paste one command, which the AWS CLI answers without calling anybody and without any
//! permission, and paste back what it prints:
//!
//! ```
//! use wharfinger_ecr::proof::Nonce;
//! let nonce = Nonce::from_random(0xA1);
//! assert_eq!(
//!     nonce.command("us-west-2").unwrap(),
//!     "aws eks get-token --cluster-name wharfinger-000000000000000000000000000000a1 \
//!      --region us-west-2 --query status.token --output text"
//! );
//! ```
//!
//! What it prints is a signed request for `sts:GetCallerIdentity`, which says who signed it and does
//! nothing else. We send it to STS, and STS tells us. It holds no key, works for 15 minutes, and only
//! together with the header that the command signs into it: the name of a cluster, where our nonce
//! stands. So a request that was signed for somebody else, a real cluster of that person included,
//! proves nothing here, and what was signed for us opens nothing elsewhere, since no cluster has that
//! name.
//!
//! # Why this command
//!
//! A signed header is what binds a nonce: STS leaves no query parameter of its own to fill, and the
//! AWS CLI signs requests for STS only when it sends them itself, with this one exception. It is in the
//! CLI since 1.16.156, in version 2, and in AWS CloudShell; a program of one line for Python's
//! `botocore` would have to be installed by most, and `curl --aws-sigv4` shows the secret key to
//! everybody on the machine (`ps`). It is also how Kubernetes knows who calls a cluster on Amazon EKS
//! (kubernetes-sigs/aws-iam-authenticator, "API Authorization from Outside a Cluster"), so AWS cannot
//! well change it.
//!
//! # What it does not prove
//!
//! That the person asked for it: who talks somebody else into running the command with their nonce
//! has that person's proof. The page says whose request it is, and so should the text around the
//! command.

mod host;
mod identity;
mod invalid;
mod nonce;
mod presigned;
mod query;
mod verifier;

pub use identity::{Identity, Proves};
pub use invalid::InvalidProof;
pub use nonce::{InvalidNonce, Nonce};
pub use presigned::{AGE_MAX, AHEAD_MAX, Presigned, TEXT_BYTES_MAX};
pub use verifier::{ANSWER_BYTES_MAX, PROOF_TIMEOUT, Unproven, Verifier};
