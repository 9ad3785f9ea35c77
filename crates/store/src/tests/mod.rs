//! What every store must do: one contract suite and generated command sequences.

mod adoption;
mod behind;
pub(crate) mod contract;
mod digests;
pub(crate) mod history;
mod passed_over;
mod people;
mod sequences;
mod tampering;

use wharfinger_core::grants::RepositoryId;
use wharfinger_core::registration::{Registration, Stored};

use crate::{
    ConnectionId, Fingerprint, Idempotency, NewTool, RequestId, Revision, SecretHash, Timestamp,
    TokenId, ToolId,
};

pub(crate) use people::{ADA, BOB, EVE, NOBODY, ROOT, by, new_account, person, system};
pub(crate) use pollster::block_on as wait;

/// Seconds of a day.
pub(crate) const DAY: i64 = 24 * 60 * 60;

/// A time; later for a greater number of seconds.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros((1_700_000_000 + seconds) * 1_000_000)
}

/// An id; another one for every number.
pub(crate) fn id(number: u32) -> ToolId {
    let mut random = [0; 10];
    random[6..].copy_from_slice(&number.to_be_bytes());
    ToolId::new(at(0), random)
}

/// The same of an access request.
pub(crate) fn request_id(number: u32) -> RequestId {
    RequestId::from_uuid(id(number).as_uuid())
}

/// The same of an API token.
pub(crate) fn token_id(number: u32) -> TokenId {
    TokenId(id(number).as_uuid())
}

/// The same of a connection.
pub(crate) fn connection_id(number: u32) -> ConnectionId {
    ConnectionId::from_uuid(id(number).as_uuid())
}

/// The same of a repository.
pub(crate) fn repository_id(number: u32) -> RepositoryId {
    RepositoryId(id(number).as_uuid().into_bytes())
}

/// The hash of a secret; another one for every number, and greater for a greater one.
pub(crate) fn secret(number: u32) -> SecretHash {
    let mut hash = [0; 32];
    hash[..4].copy_from_slice(&number.to_be_bytes());
    SecretHash(hash)
}

pub(crate) fn revision(number: u32) -> Revision {
    Revision::new(number).unwrap()
}

/// The columns of a public tool on `host` in `namespace` with `name`.
///
/// Only Amazon ECR has slashes in the names of repositories without a namespace; elsewhere what
/// follows the slash is a tool name.
pub(crate) fn stored(host: &str, namespace: &str, name: &str) -> Stored {
    let (name, tool_name) = match name.split_once('/') {
        Some((name, tool_name)) if namespace == "_" && !host.contains(".dkr.ecr") => {
            (name, Some(tool_name.to_owned()))
        }
        _ => (name, None),
    };
    Stored {
        registry: match host {
            "quay.io" => "quay",
            "docker.io" => "docker-hub",
            "ghcr.io" => "ghcr",
            _ if host.contains(".dkr.ecr") => "amazon-ecr",
            _ => "custom",
        }
        .to_owned(),
        host: host.to_owned(),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        tool_name,
        visibility: "public".to_owned(),
        ..Stored::default()
    }
}

/// The columns of a public tool with the path `path`, of three segments.
fn stored_at(path: &str) -> Stored {
    let mut parts = path.splitn(3, '/');
    let mut part = || parts.next().expect("three segments");
    stored(part(), part(), part())
}

/// The registration of a public tool with the path `path`, of three segments.
pub(crate) fn registration(path: &str) -> Registration {
    described(path, None)
}

/// The same with a description.
pub(crate) fn described(path: &str, description: Option<&str>) -> Registration {
    restored(Stored {
        description: description.map(str::to_owned),
        ..stored_at(path)
    })
}

/// The registration of a private tool with a contact.
pub(crate) fn private(path: &str, contact: Option<&str>) -> Registration {
    restored(Stored {
        visibility: "private".to_owned(),
        contact_email: contact.map(str::to_owned),
        ..stored_at(path)
    })
}

fn restored(stored: Stored) -> Registration {
    Registration::restore(stored).expect("well formed")
}

/// A request to register `path` under the id with that number, without a key.
pub(crate) fn new_tool(number: u32, path: &str) -> NewTool {
    NewTool {
        id: id(number),
        registration: registration(path),
        idempotency: None,
    }
}

/// A key for a request with a content that `content` stands for.
pub(crate) fn key(key: &str, content: u8) -> Idempotency {
    Idempotency {
        key: key.to_owned(),
        fingerprint: Fingerprint([content; 32]),
    }
}
