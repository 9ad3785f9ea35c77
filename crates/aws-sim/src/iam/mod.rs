//! The policy language of AWS, read and judged.
//!
//! Written apart from `wharfinger-core`, which reads the same documents: what judges a program must not
//! share its mistakes.

mod action;
mod condition;
mod decision;
mod operator;
mod parse;
mod policy;
mod render;

pub(crate) use condition::Context;
pub(crate) use decision::{Decision, Denial, Request, decide, reach};
pub(crate) use parse::{Flaw, Grammar, PrincipalFlaw, parse};
pub(crate) use policy::{AwsPrincipal, Identity, Policy, UniqueId};
pub(crate) use render::render;
