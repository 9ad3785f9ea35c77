//! What a page of the Tool Registry Service asks the store, question by question
//! (`crates/server/src/api/trs/search.rs`).

use pollster::block_on;
use wharfinger_core::descriptor::DescriptorType;
use wharfinger_store::{PAGE_TOOLS_MAX, Page, Store, Tool, ToolFilter, ToolPage};

/// Pages of the store that are compared where nothing fits. A request reads up to twenty; the tools of the
/// small store in the registry that is read fill six.
const COMPARED: usize = 6;

/// A page of the list: the tools, and what each is described in.
pub(crate) fn page(store: &dyn Store, filter: &ToolFilter, page: Page) -> usize {
    let page = list(store, filter, page);
    describe(store, &page.tools);
    page.tools.len()
}

/// The first page of the tools that are described in a type. Whether a file is for the version that its tool
/// is at is read before the filter, and again for the answer.
pub(crate) fn page_of_type(store: &dyn Store) -> usize {
    let page = Page::first(PAGE_TOOLS_MAX);
    let page = block_on(store.described_tools(DescriptorType::Cwl, page));
    let page = page.expect("the store answers");
    describe(store, &page.tools);
    describe(store, &page.tools);
    page.tools.len()
}

/// A page on which nothing is, although all that the store finds is compared.
pub(crate) fn nothing(store: &dyn Store, filter: &ToolFilter) -> usize {
    let (mut after, mut compared) = (None, 0);
    for _ in 0..COMPARED {
        let page = list(store, filter, Page::new(after, PAGE_TOOLS_MAX));
        compared += page.tools.len();
        after = page.next;
        assert!(after.is_some(), "the small store has less than that");
    }
    describe(store, &[]);
    compared
}

fn list(store: &dyn Store, filter: &ToolFilter, page: Page) -> ToolPage {
    block_on(store.list_tools(filter, page)).expect("the store answers")
}

fn describe(store: &dyn Store, tools: &[Tool]) {
    let ids: Vec<_> = tools.iter().map(|tool| tool.id).collect();
    let described = block_on(store.described_of(&ids)).expect("the store answers");
    std::hint::black_box(described);
}
