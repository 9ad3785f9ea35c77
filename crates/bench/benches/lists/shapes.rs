//! The pages that people ask for.

use pollster::block_on;
use wharfinger_core::privacy::Visibility;
use wharfinger_store::{Cursor, PAGE_TOOLS_MAX, Page, Store, ToolFilter};

use crate::fill::{EVERYTHING, RARE_REGISTRY, SOME, UNCOMMON};
use crate::registry_service;

/// Tools on a page, as the server gives where nobody says otherwise.
const TOOLS: u32 = 25;

/// What PostgreSQL is called in the report.
pub(crate) const POSTGRES: &str = "PostgreSQL";

/// Why PostgreSQL takes longer for one tool's name. Measured with 200,000 tools: the index of threes reads 189
/// of its pages in 1.6 ms; one of eights read 8 in 0.08 ms, and writing what is searched took 2.5 times as
/// long with both (10,000 rows at a time: 1.2 to 1.9 s, and 3.7 to 4.7 s).
const NAME: &str = "many tools have every three characters of the name, and `pg_trgm` reads their lists \
    of tools; an index of longer pieces would make registering dearer";

/// Why PostgreSQL takes longer behind a cursor, by the time it takes to plan a statement.
const CURSOR: &str = "planned for every cursor, since a plan for all is expected to read a third of the \
    tools; with more tools planning takes no longer";

/// A page that is asked for.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    read: Box<Read>,
    /// Why it may take longer in a large store of PostgreSQL.
    on_postgres: Option<&'static str>,
}

/// Reads a page of a store; how many tools were found on the way.
type Read = dyn Fn(&dyn Store) -> usize;

impl Shape {
    fn new(name: &'static str, read: impl Fn(&dyn Store) -> usize + 'static) -> Self {
        let read = Box::new(read);
        Self {
            name,
            read,
            on_postgres: None,
        }
    }

    fn may_grow_on_postgres(self, why: &'static str) -> Self {
        Self {
            on_postgres: Some(why),
            ..self
        }
    }

    /// Why it may take longer in a large store of that database, where that is known.
    pub(crate) fn why_it_grows(&self, database: &str) -> Option<&'static str> {
        self.on_postgres.filter(|_| database == POSTGRES)
    }

    /// Reads it; how many tools were found.
    pub(crate) fn read(&self, store: &dyn Store) -> usize {
        (self.read)(store)
    }
}

/// The same pages of any store that [`crate::fill`] has filled.
pub(crate) fn shapes(store: &dyn Store) -> Vec<Shape> {
    let account = |name: &str| {
        let name = name.parse().expect("the name is well formed");
        let account = block_on(store.find_account(&name)).expect("the store answers");
        Some(account.expect("the account is there").id)
    };
    let all = ToolFilter::default();
    let (first, deep) = (Page::first(TOOLS), middle(store, TOOLS));
    let registry = |name: &str| ToolFilter {
        registry: Some(name.to_owned()),
        ..ToolFilter::default()
    };
    let private = ToolFilter {
        visibility: Some(Visibility::Private),
        ..ToolFilter::default()
    };
    let search = |words: &str| ToolFilter {
        search: Some(words.to_owned()),
        ..ToolFilter::default()
    };
    let name = middle_name(store);
    let shape = |name, filter: &ToolFilter, page| {
        let filter = filter.clone();
        Shape::new(name, move |store| {
            let page = block_on(store.list_tools(&filter, page));
            page.expect("the store answers").tools.len()
        })
    };
    // As the Tool Registry Service reads it.
    let trs = |name, filter: &ToolFilter, page| {
        let filter = filter.clone();
        Shape::new(name, move |store| {
            registry_service::page(store, &filter, page)
        })
    };
    let of_an_organization = ToolFilter {
        search: Some("biocontainers".to_owned()),
        ..registry("quay")
    };
    vec![
        shape("first page", &all, first),
        trs("TRS: first page", &all, Page::first(PAGE_TOOLS_MAX)),
        trs(
            "TRS: page in the middle",
            &all,
            middle(store, PAGE_TOOLS_MAX),
        ),
        trs(
            "TRS: the last page",
            &all,
            Page::new(Some(Cursor::of_last(TOOLS)), TOOLS),
        ),
        // What is found more is compared tool by tool, and needs no other page.
        trs(
            "TRS: an organization in a registry",
            &of_an_organization,
            Page::first(PAGE_TOOLS_MAX),
        ),
        Shape::new("TRS: a descriptor type", registry_service::page_of_type),
        Shape::new("TRS: compared, and none fits", move |store| {
            registry_service::nothing(store, &of_an_organization)
        }),
        shape("page in the middle", &all, deep),
        shape("a common registry", &registry("quay"), first),
        shape("a common registry, in the middle", &registry("quay"), deep)
            .may_grow_on_postgres(CURSOR),
        shape("a rare registry", &registry(RARE_REGISTRY), first),
        shape("private", &private, first),
        shape(
            // A rare one has less than a page of them in the small store.
            "private in a common registry",
            &ToolFilter {
                visibility: Some(Visibility::Private),
                ..registry("quay")
            },
            first,
        ),
        shape(
            "somebody's with a few",
            &ToolFilter {
                maintainer: account(SOME),
                ..all.clone()
            },
            first,
        ),
        shape(
            "somebody's with many",
            &ToolFilter {
                maintainer: account(EVERYTHING),
                ..all.clone()
            },
            first,
        ),
        shape(
            "somebody's in a rare registry",
            &ToolFilter {
                maintainer: account(EVERYTHING),
                ..registry(RARE_REGISTRY)
            },
            first,
        ),
        shape("search: a word in all", &search("alignment"), first),
        shape(
            "search: the same, in the middle",
            &search("alignment"),
            deep,
        ),
        shape("search: an uncommon word", &search(UNCOMMON), first),
        shape("search: one tool's name", &search(&name), first).may_grow_on_postgres(NAME),
        shape("search: nothing", &search("qwertzuiop"), first),
        shape("search: two letters, in all", &search("al"), first),
        shape("search: two letters, nothing", &search("qw"), first),
        shape("search: one letter", &search("s"), first),
        shape(
            "search: two words",
            &search(&format!("alignment {UNCOMMON}")),
            first,
        ),
        shape(
            "search: a word in all, rare registry",
            &ToolFilter {
                search: Some("alignment".to_owned()),
                ..registry(RARE_REGISTRY)
            },
            first,
        ),
        shape(
            "search: a word in all, somebody's",
            &ToolFilter {
                maintainer: account(SOME),
                ..search("alignment")
            },
            first,
        ),
    ]
}

/// The page behind the newer half of the tools.
fn middle(store: &dyn Store, tools: u32) -> Page {
    let counts = block_on(store.counts()).expect("the store answers");
    // A cursor reads `p` and the place in hexadecimal digits.
    let cursor = format!("p{:x}", counts.tools / 2);
    Page::new(Some(cursor.parse().expect("it is a cursor")), tools)
}

/// The name of a tool in the middle, which no other has.
fn middle_name(store: &dyn Store) -> String {
    let page = block_on(store.list_tools(&ToolFilter::default(), middle(store, 1)));
    let tool = &page.expect("the store answers").tools[0];
    tool.registration.tool_path().name().to_owned()
}
