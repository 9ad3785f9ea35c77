//! Commands about tools and their maintainers, and filters of lists of tools.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use wharfinger_core::descriptor::DescriptorType;
use wharfinger_core::privacy::Visibility;
use wharfinger_core::registration::{Registration, Stored};

use super::super::command::Command;
use super::{addresses, expected, keys, people, revisions, tool_ids, tool_numbers};
use crate::tests::contract::descriptors::{key, text};
use crate::tests::{id, stored};
use crate::{DescriptorKey, NewTool, ToolFilter};

/// Few enough that tools want the same one, and look like each other.
pub(in super::super) const PATHS: [&str; 8] = [
    "312767926603.dkr.ecr.us-west-2.amazonaws.com/_/a/b",
    "quay.io/biocontainers/samtools",
    "quay.io/biocontainers/bwa",
    "docker.io/library/nginx",
    "docker.io/nginx/nginx",
    "host.example/_/a/b",
    "host.example/a/b",
    "ghcr.io/uber/groesse",
];

const DESCRIPTIONS: [&str; 5] = [
    "sorts alignments",
    "a b c ab abc",
    "\"quoted\" AND (x)",
    "ÜBER größe ΟΔΟΣ",
    "line\nline\tx",
];

pub(super) fn commands() -> impl Strategy<Value = Command> {
    let register = (registrations(), keys()).prop_map(|((number, registration), key)| {
        Command::Register(NewTool {
            id: id(number),
            registration,
            idempotency: key,
        })
    });
    let update = (registrations(), revisions()).prop_map(|((number, registration), expected)| {
        Command::Update(id(number), expected, registration)
    });
    prop_oneof![
        4 => register,
        4 => update,
        1 => (tool_ids(), expected()).prop_map(|(id, expected)| Command::Archive(id, expected)),
        2 => (tool_ids(), expected()).prop_map(|(id, expected)| Command::Unarchive(id, expected)),
        3 => (tool_ids(), people())
            .prop_map(|(tool, account)| Command::AddMaintainer(tool, account)),
        2 => (tool_ids(), people())
            .prop_map(|(tool, account)| Command::RemoveMaintainer(tool, account)),
        1 => tool_ids().prop_map(Command::AskContact),
        1 => (tool_ids(), revisions(), files(), select(&["first", "second"])).prop_map(
            |(tool, expected, key, words)| {
                Command::WriteDescriptor(tool, expected, key, text(words))
            }
        ),
        1 => (tool_ids(), revisions(), files())
            .prop_map(|(tool, expected, key)| Command::RemoveDescriptor(tool, expected, key)),
    ]
}

/// Few enough that they are written again and removed.
fn files() -> impl Strategy<Value = DescriptorKey> {
    let kinds = select(&[DescriptorType::Cwl, DescriptorType::Wdl]);
    (kinds, select(&["main", "part"])).prop_map(|(kind, path)| key(kind, path))
}

/// The registration of a tool with a number, mostly under the path that belongs to it.
fn registrations() -> impl Strategy<Value = (u32, Registration)> {
    let descriptions = option::of(prop_oneof![
        3 => select(&DESCRIPTIONS).prop_map(str::to_owned),
        1 => any::<String>(),
    ]);
    let path = option::weighted(0.3, select(&PATHS));
    let contact = option::weighted(0.8, addresses());
    let private = proptest::bool::weighted(0.8);
    let other = any::<bool>();
    (tool_numbers(), path, private, other, descriptions, contact).prop_map(
        |(number, path, private, other, description, contact_email)| {
            let path = path.unwrap_or(PATHS[number as usize]);
            let mut parts = path.splitn(3, '/');
            let mut part = || parts.next().unwrap();
            let mut stored = Stored {
                visibility: if private { "private" } else { "public" }.to_owned(),
                description,
                contact_email,
                ..stored(part(), part(), part())
            };
            if other {
                differently(&mut stored);
            }
            (number, Registration::restore(stored).unwrap())
        },
    )
}

/// The same text of the path for another registration: cut elsewhere, or in a registry that the
/// operator has named.
fn differently(stored: &mut Stored) {
    if let Some((name, tool_name)) = stored.name.split_once('/') {
        stored.tool_name = Some(tool_name.to_owned());
        stored.name = name.to_owned();
    } else if stored.registry == "custom" {
        stored.registry = "our-harbor".to_owned();
    }
}

pub(in super::super) fn filters() -> impl Strategy<Value = ToolFilter> {
    let search = prop_oneof![
        3 => select(&[
            "samtools", "bio quay", "a", "ab", "a b", "nginx", "über", "GRÖSSE", "größe", "o/a",
            "\"", "AND", "x)", "οδος", "line", "sorts b",
        ])
        .prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    let registry = select(&["quay", "docker-hub", "custom", "our-harbor"]);
    let visibility = select(&[Visibility::Public, Visibility::Private]);
    (
        option::of(search),
        option::weighted(0.3, registry),
        option::weighted(0.3, visibility),
        option::weighted(0.3, people()),
        any::<bool>(),
    )
        .prop_map(
            |(search, registry, visibility, maintainer, include_archived)| ToolFilter {
                search,
                registry: registry.map(str::to_owned),
                visibility,
                maintainer,
                include_archived,
            },
        )
}
