//! The simulated AWS of a demo.

use askama::Template;

use super::frame::Frame;
use crate::demo::aws::RequesterKey;

/// What an owner sees of it, and can do.
#[derive(Debug, Template)]
#[template(path = "demo.html")]
pub(crate) struct Demo {
    pub(crate) frame: Frame,
    /// Why what was asked for was not done.
    pub(crate) refusal: Option<String>,
    /// The roles of the visitor's connections.
    pub(crate) roles: Vec<Role>,
    pub(crate) repositories: Vec<Repository>,
    pub(crate) identities: Vec<Identity>,
    pub(crate) key: RequesterKey,
    /// Where the services of AWS are simulated.
    pub(crate) endpoint: String,
}

/// A role that a connection waits for or has.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    pub(crate) connection: String,
    pub(crate) arn: String,
    pub(crate) is_there: bool,
}

/// A repository with its policy; the empty text where it has none.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) policy: String,
}

/// A user or a role with all its policies, who may assume it first.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) arn: String,
    pub(crate) policies: Vec<String>,
}
