//! Generated command sequences: both databases answer every command as the model does.

use std::collections::{BTreeMap, BTreeSet};
use std::task::{Context, Poll, Waker};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use wharfinger_core::privacy::Visibility;
use wharfinger_core::registration::{Registration, Stored};
use wharfinger_test_postgres::Cluster;

use super::{at, id, key, stored, wait};
use crate::sqlite::tests::{Tuning, indexing_at_once, reading_little_at_a_time, server};
use crate::{
    Answer, Cursor, Model, NewTool, PAGE_TOOLS_MAX, Page, Revision, Sqlite, Store, TokenHash, Tool,
    ToolFilter, ToolId,
};

/// Few enough of everything that commands meet.
const PATHS: [&str; 8] = [
    "quay.io/biocontainers/samtools",
    "quay.io/biocontainers/bwa",
    "docker.io/library/nginx",
    "docker.io/nginx/nginx",
    "host.example/_/a/b",
    "host.example/a/b",
    "ghcr.io/uber/groesse",
    "312767926603.dkr.ecr.us-west-2.amazonaws.com/_/a/b",
];
const IDS: u32 = 12;
const REVISIONS: u32 = 4;
const KEYS: [&str; 2] = ["k", "k'"];
const PRINCIPALS: [&str; 2] = ["ann", "bob"];
const DESCRIPTIONS: [&str; 5] = [
    "sorts alignments",
    "a b c ab abc",
    "\"quoted\" AND (x)",
    "ÜBER größe ΟΔΟΣ",
    "line\nline\tx",
];

#[derive(Clone, Debug)]
enum Command {
    Register(NewTool),
    Update(ToolId, Revision, Registration),
    Archive(ToolId, Option<Revision>),
    Unarchive(ToolId, Option<Revision>),
    SetToken(TokenHash),
}

/// A command and the seconds since the one before.
type Timed = (Command, i64);

/// What a command was answered, as text: the answers of different commands have different types.
type Outcome = String;

fn ids() -> impl Strategy<Value = ToolId> {
    (0..IDS).prop_map(id)
}

fn revisions() -> impl Strategy<Value = Revision> {
    (1..=REVISIONS).prop_map(|number| Revision::new(number).unwrap())
}

fn registrations() -> impl Strategy<Value = Registration> {
    let descriptions = proptest::option::of(prop_oneof![
        3 => select(&DESCRIPTIONS).prop_map(str::to_owned),
        1 => any::<String>(),
    ]);
    (select(&PATHS), any::<bool>(), any::<bool>(), descriptions).prop_map(
        |(path, private, other, description)| {
            let mut parts = path.splitn(3, '/');
            let mut part = || parts.next().unwrap();
            let mut stored = Stored {
                visibility: if private { "private" } else { "public" }.to_owned(),
                description,
                ..stored(part(), part(), part())
            };
            if other {
                differently(&mut stored);
            }
            Registration::restore(stored).unwrap()
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

fn commands() -> impl Strategy<Value = Command> {
    let keys = proptest::option::of((select(&PRINCIPALS), select(&KEYS), 0..2_u8));
    let register = (ids(), registrations(), keys).prop_map(|(id, registration, given)| {
        Command::Register(NewTool {
            id,
            registration,
            idempotency: given.map(|(principal, name, content)| key(principal, name, content)),
            now: at(0),
        })
    });
    prop_oneof![
        4 => register,
        4 => (ids(), revisions(), registrations())
            .prop_map(|(id, expected, registration)| Command::Update(id, expected, registration)),
        2 => (ids(), proptest::option::of(revisions()))
            .prop_map(|(id, expected)| Command::Archive(id, expected)),
        1 => (ids(), proptest::option::of(revisions()))
            .prop_map(|(id, expected)| Command::Unarchive(id, expected)),
        1 => (0..3_u8).prop_map(|byte| Command::SetToken(TokenHash([byte; 32]))),
    ]
}

fn sequences() -> impl Strategy<Value = Vec<Timed>> {
    // Hours apart now and then, so that keys are forgotten.
    let pause = prop_oneof![9 => 0..10_i64, 1 => 0..50_000_i64];
    vec((commands(), pause), 1..40)
}

fn filters() -> impl Strategy<Value = ToolFilter> {
    let search = prop_oneof![
        3 => select(&[
            "samtools", "bio quay", "a", "ab", "a b", "nginx", "über", "GRÖSSE", "größe", "o/a",
            "\"", "AND", "x)", "οδος", "line", "sorts b",
        ])
        .prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    let visibility = select(&[Visibility::Public, Visibility::Private]);
    (
        proptest::option::of(search),
        proptest::option::weighted(0.3, select(&["quay", "docker-hub", "custom", "our-harbor"])),
        proptest::option::weighted(0.3, visibility),
        any::<bool>(),
    )
        .prop_map(
            |(search, registry, visibility, include_archived)| ToolFilter {
                search,
                registry: registry.map(str::to_owned),
                visibility,
                include_archived,
            },
        )
}

/// Asks a store, with the answer as text.
fn ask<'a>(store: &'a dyn Store, (command, seconds): &Timed) -> Answer<'a, Outcome> {
    let now = at(*seconds);
    match command.clone() {
        Command::Register(new) => {
            let answer = store.register_tool(NewTool { now, ..new });
            Box::pin(async { format!("{:?}", answer.await) })
        }
        Command::Update(id, expected, registration) => {
            let answer = store.update_tool(id, expected, registration, now);
            Box::pin(async { format!("{:?}", answer.await) })
        }
        Command::Archive(id, expected) => {
            let answer = store.archive_tool(id, expected, now);
            Box::pin(async { format!("{:?}", answer.await) })
        }
        Command::Unarchive(id, expected) => {
            let answer = store.unarchive_tool(id, expected, now);
            Box::pin(async { format!("{:?}", answer.await) })
        }
        Command::SetToken(hash) => {
            let answer = store.set_operator_token(hash, now);
            Box::pin(async { format!("{:?}", answer.await) })
        }
    }
}

/// Every tool of a list, page by page.
fn walk(store: &dyn Store, filter: &ToolFilter, limit: u32) -> Vec<Tool> {
    let mut tools = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let page = wait(store.list_tools(filter, Page::new(after, limit))).unwrap();
        assert!(page.tools.len() <= limit as usize);
        tools.extend(page.tools);
        match page.next {
            None => return tools,
            Some(next) => {
                assert!(
                    after.is_none_or(|after| next.0 < after.0),
                    "the walk does not end"
                );
                after = Some(next);
            }
        }
    }
}

/// Everything that can be read.
fn assert_same(model: &dyn Store, store: &dyn Store, filters: &[ToolFilter], limit: u32) {
    for number in 0..IDS {
        assert_eq!(wait(store.tool(id(number))), wait(model.tool(id(number))));
    }
    let without = |path: &str| path.replace("/_/", "/").replace("/library/", "/");
    for path in PATHS {
        for path in [path, &without(path)] {
            assert_eq!(
                wait(store.find_tool(path)),
                wait(model.find_tool(path)),
                "{path}"
            );
        }
    }
    for filter in filters {
        let expected = walk(model, filter, PAGE_TOOLS_MAX);
        assert_eq!(walk(store, filter, limit), expected, "{filter:?}");
    }
    for byte in 0..3 {
        let hash = TokenHash([byte; 32]);
        let matches = wait(model.operator_token_matches(hash));
        assert_eq!(wait(store.operator_token_matches(hash)), matches);
    }
    assert_eq!(
        wait(store.has_operator_token()),
        wait(model.has_operator_token())
    );
    assert_eq!(wait(store.counts()), wait(model.counts()));
}

/// With the seconds counted from the start: the clock never runs backwards here.
fn in_time(sequence: Vec<Timed>) -> Vec<Timed> {
    let mut now = 0;
    let timed = |(command, pause)| {
        now += pause;
        (command, now)
    };
    sequence.into_iter().map(timed).collect()
}

fn in_sqlite(tuning: Tuning, test: impl FnOnce(&Sqlite)) {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open_tuned(&folder.path().join("sequence.db"), tuning).unwrap();
    test(&store);
    wait(store.check()).unwrap();
}

fn tunings() -> impl Strategy<Value = Tuning> {
    prop_oneof![
        Just(server()),
        Just(indexing_at_once()),
        Just(reading_little_at_a_time())
    ]
}

/// Each case makes a database on disk; more are run by setting `PROPTEST_CASES`.
const CASES: u32 = 48;

fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if asked { default.cases } else { CASES },
        failure_persistence: None,
        ..default
    }
}

/// One command after the other, each at the next of some stores that share what they hold, and
/// reads in between: what one has answered, every other one knows.
fn one_by_one(stores: &[&dyn Store], sequence: Vec<Timed>, filters: &[ToolFilter], limit: u32) {
    let model = Model::new();
    let turns = stores.iter().cycle();
    for ((number, command), store) in in_time(sequence).iter().enumerate().zip(turns) {
        assert_eq!(
            wait(ask(*store, command)),
            wait(ask(&model, command)),
            "{command:?}"
        );
        if number % 8 == 0 {
            for store in stores {
                assert_same(&model, *store, filters, limit);
            }
        }
    }
    for store in stores {
        assert_same(&model, *store, filters, limit);
    }
}

/// All commands at once, so that the writer takes many into one commit: in the order in which they
/// were asked, each sees those before it and none is hurt by a rejected neighbour.
fn all_at_once(store: &dyn Store, sequence: Vec<Timed>, filters: &[ToolFilter]) {
    let model = Model::new();
    let sequence = in_time(sequence);
    let mut asked: Vec<_> = sequence.iter().map(|command| ask(store, command)).collect();
    let mut context = Context::from_waker(Waker::noop());
    let early: Vec<_> = asked
        .iter_mut()
        .map(|answer| answer.as_mut().poll(&mut context))
        .collect();
    for ((command, answer), early) in sequence.iter().zip(asked).zip(early) {
        let outcome = match early {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => wait(answer),
        };
        assert_eq!(outcome, wait(ask(&model, command)), "{command:?}");
    }
    assert_same(&model, store, filters, 100);
}

/// Commands from several threads, at the next of some stores each: whatever the order, the answers
/// fit one. Every revision of a tool was given out once, to one writer, and the last one is what is
/// stored.
fn side_by_side(stores: &[&dyn Store], sequences: Vec<Vec<Timed>>) {
    let written: Vec<Tool> = std::thread::scope(|scope| {
        let threads: Vec<_> = sequences
            .into_iter()
            .zip(stores.iter().cycle())
            .map(|(sequence, store)| scope.spawn(move || changes(*store, sequence)))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    let mut tools: BTreeMap<ToolId, BTreeMap<Revision, Tool>> = BTreeMap::new();
    let mut paths = BTreeSet::new();
    for tool in written {
        if tool.revision == Revision::FIRST {
            let path = tool.registration.tool_path().to_string();
            assert!(paths.insert(path), "registered twice: {tool:?}");
        }
        let twice = tools
            .entry(tool.id)
            .or_default()
            .insert(tool.revision, tool);
        assert_eq!(twice, None, "one revision for two writes");
    }
    for store in stores {
        for (id, revisions) in &tools {
            let (last, tool) = revisions.last_key_value().unwrap();
            assert_eq!(
                revisions.len(),
                last.get() as usize,
                "a revision nobody wrote"
            );
            assert_eq!(wait(store.tool(*id)), Ok(Some(tool.clone())));
        }
        assert_eq!(wait(store.counts()).unwrap().tools, tools.len() as u64);
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn sqlite_answers_as_the_model_does(
        sequence in sequences(),
        filters in vec(filters(), 1..6),
        limit in 1..5_u32,
        tuning in tunings(),
    ) {
        in_sqlite(tuning, |store| one_by_one(&[store], sequence, &filters, limit));
    }

    #[test]
    fn batches_answer_as_the_model_does_one_by_one(
        sequence in sequences(),
        filters in vec(filters(), 1..4),
        tuning in tunings(),
    ) {
        in_sqlite(tuning, |store| all_at_once(store, sequence, &filters));
    }

    #[test]
    fn concurrent_writers_fit_one_order(
        sequences in vec(sequences(), 4),
        tuning in tunings(),
    ) {
        in_sqlite(tuning, |store| side_by_side(&[store], sequences));
    }
}

/// Runs a law over two servers that share a PostgreSQL database, which is emptied for each case.
fn in_postgres<S: Strategy>(strategy: &S, law: impl Fn([&dyn Store; 2], S::Value)) {
    let database = crate::postgres::tests::database(Cluster::shared());
    let stores = [(), ()].map(|()| crate::postgres::tests::open(&database));
    let law = |case| {
        database.sql(crate::postgres::tests::EMPTY);
        law(stores.each_ref().map(|store| store as &dyn Store), case);
        wait(stores[0].check()).unwrap();
        Ok(())
    };
    TestRunner::new(config()).run(strategy, law).unwrap();
}

#[test]
fn postgres_answers_as_the_model_does() {
    let cases = (sequences(), vec(filters(), 1..6), 1..5_u32);
    in_postgres(&cases, |stores, (sequence, filters, limit)| {
        one_by_one(&stores[..1], sequence, &filters, limit);
    });
}

#[test]
fn two_servers_on_postgres_answer_as_one_model_does() {
    let cases = (sequences(), vec(filters(), 1..6), 1..5_u32);
    in_postgres(&cases, |stores, (sequence, filters, limit)| {
        one_by_one(&stores, sequence, &filters, limit);
    });
}

#[test]
fn batches_on_postgres_answer_as_the_model_does_one_by_one() {
    let cases = (sequences(), vec(filters(), 1..4));
    in_postgres(&cases, |stores, (sequence, filters)| {
        all_at_once(stores[0], sequence, &filters);
    });
}

#[test]
fn concurrent_writers_at_two_servers_on_postgres_fit_one_order() {
    in_postgres(&vec(sequences(), 4), |stores, sequences| {
        side_by_side(&stores, sequences);
    });
}

/// What the commands of one thread wrote; answers without a change are left out.
fn changes(store: &dyn Store, sequence: Vec<Timed>) -> Vec<Tool> {
    let change = |(command, seconds): Timed| {
        let now = at(seconds);
        match command {
            Command::Register(new) => {
                let registered = wait(store.register_tool(NewTool { now, ..new })).ok()?;
                (!registered.replayed).then_some(registered.tool)
            }
            Command::Update(id, expected, registration) => {
                wait(store.update_tool(id, expected, registration, now)).ok()
            }
            // The revision tells whether it changed anything: it is the one expected, plus one.
            Command::Archive(id, expected) => wait(store.archive_tool(id, expected, now))
                .ok()
                .filter(|tool| Some(tool.revision) == expected.map(Revision::next)),
            Command::Unarchive(id, expected) => wait(store.unarchive_tool(id, expected, now))
                .ok()
                .filter(|tool| Some(tool.revision) == expected.map(Revision::next)),
            Command::SetToken(hash) => {
                wait(store.set_operator_token(hash, now)).unwrap();
                None
            }
        }
    };
    // An archive without an expected revision does not tell whether it wrote.
    let told = |(command, _): &Timed| {
        !matches!(
            command,
            Command::Archive(_, None) | Command::Unarchive(_, None)
        )
    };
    sequence
        .into_iter()
        .filter(told)
        .filter_map(change)
        .collect()
}
