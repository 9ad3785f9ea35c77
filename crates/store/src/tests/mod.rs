//! What every store must do: one contract suite and generated command sequences.

mod contract;
mod sequences;

use wharfinger_core::registration::{Registration, Stored};

use crate::{Fingerprint, Idempotency, NewTool, Timestamp, ToolId};

pub(crate) use pollster::block_on as wait;

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

/// The columns of a public tool on `host` in `namespace` with `name`.
///
/// Only Amazon ECR has slashes in the names of repositories without a namespace; elsewhere what
/// follows the slash is a tool name.
pub(crate) fn stored(host: &str, namespace: &str, name: &str) -> Stored {
    let (name, tool_name) = match name.split_once('/') {
        Some((name, tool_name)) if namespace == "_" && !host.contains(".dkr.ecr.") => {
            (name, Some(tool_name.to_owned()))
        }
        _ => (name, None),
    };
    Stored {
        registry: match host {
            "quay.io" => "quay",
            "docker.io" => "docker-hub",
            "ghcr.io" => "ghcr",
            _ if host.contains(".dkr.ecr.") => "amazon-ecr",
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

/// The registration with the path `path`, of three segments.
pub(crate) fn registration(path: &str) -> Registration {
    described(path, None)
}

/// The same with a description.
pub(crate) fn described(path: &str, description: Option<&str>) -> Registration {
    let mut parts = path.splitn(3, '/');
    let mut part = || parts.next().expect("three segments");
    Registration::restore(Stored {
        description: description.map(str::to_owned),
        ..stored(part(), part(), part())
    })
    .expect("well formed")
}

/// A request to register `path` under the id with that number, without a key.
pub(crate) fn new_tool(number: u32, path: &str) -> NewTool {
    NewTool {
        id: id(number),
        registration: registration(path),
        idempotency: None,
        now: at(i64::from(number)),
    }
}

/// A key of `principal` for a request with a content that `content` stands for.
pub(crate) fn key(principal: &str, key: &str, content: u8) -> Idempotency {
    Idempotency {
        principal: principal.to_owned(),
        key: key.to_owned(),
        fingerprint: Fingerprint([content; 32]),
    }
}
