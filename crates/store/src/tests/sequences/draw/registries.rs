//! Commands about registries that people ask for.

use proptest::prelude::*;

use super::super::command::Command;
use crate::tests::id;
use crate::{Greeting, NewAddedRegistry, NewRegistryRequest, RegistryRequestId, RegistryVerdict};

/// Requests that commands speak of; few enough that a host is asked for twice.
pub(in super::super) const REGISTRIES: u32 = 3;

/// The request with that number.
pub(in super::super) fn registry_request_id(number: u32) -> RegistryRequestId {
    RegistryRequestId::from_uuid(id(number).as_uuid())
}

fn request(number: u32, host: u32) -> Command {
    Command::RequestRegistry(NewRegistryRequest {
        id: registry_request_id(number),
        host: format!("registry{host}.example.org"),
        greeting: Greeting {
            kind: "open".to_owned(),
            detail: None,
            software: None,
        },
    })
}

fn add(number: u32) -> RegistryVerdict {
    RegistryVerdict::Accept(Some(NewAddedRegistry {
        id: format!("ours{number}"),
        definition: "{}".to_owned(),
    }))
}

fn numbers() -> impl Strategy<Value = u32> {
    0..REGISTRIES
}

pub(super) fn commands() -> impl Strategy<Value = Command> {
    let verdicts = prop_oneof![
        Just(RegistryVerdict::Decline),
        Just(RegistryVerdict::Accept(None)),
        (0..2_u32).prop_map(add),
    ];
    prop_oneof![
        3 => (numbers(), numbers()).prop_map(|(number, host)| request(number, host)),
        3 => (numbers(), any::<bool>())
            .prop_map(|(number, supports)| Command::SupportRegistry(registry_request_id(number), supports)),
        1 => (numbers(), verdicts)
            .prop_map(|(number, verdict)| Command::AnswerRegistry(registry_request_id(number), verdict)),
        1 => (0..2_u32).prop_map(|number| Command::RemoveRegistry(format!("ours{number}"))),
    ]
}

/// One that is asked for, supported, declined, added all the same and taken out again.
pub(super) fn story() -> Vec<Command> {
    let id = registry_request_id(0);
    vec![
        request(0, 0),
        Command::SupportRegistry(id, false),
        Command::SupportRegistry(id, true),
        Command::AnswerRegistry(id, RegistryVerdict::Decline),
        Command::AnswerRegistry(id, add(0)),
        Command::RemoveRegistry("ours0".to_owned()),
    ]
}
