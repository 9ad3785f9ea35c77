//! The HTTP API, asked as a client would ask it. Every answer is also held against the OpenAPI
//! document, by `support::Api`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod accounts;
mod authorisation;
mod automation;
mod aws;
mod aws_access;
mod check;
mod contact_letters;
mod credentials;
mod descriptors;
mod devices;
mod document;
mod documents;
mod evidence;
mod images;
mod images_on_aws;
mod limits;
mod list;
mod metrics;
mod nul;
mod page_authorisation;
mod page_reading;
mod pages;
mod proofs;
mod pull_credentials;
mod rechecks;
mod refusals;
mod register;
mod registry_requests;
mod roles;
mod sessions;
mod show;
mod support;
mod trs;
mod update;
mod wire;
