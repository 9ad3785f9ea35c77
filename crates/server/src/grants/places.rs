//! Which repositories a connection is for.

use wharfinger_core::grants::Repository;
use wharfinger_store::{Connection, Failure, PAGE_TOOLS_MAX, Page, Store, ToolFilter};

/// The repositories in the account of a connection that its owner's tools lie in, each once.
pub(crate) async fn places(
    store: &dyn Store,
    connection: &Connection,
) -> Result<Vec<Repository>, Failure> {
    let mut places = Vec::new();
    let mut after = None;
    let filter = ToolFilter {
        maintainer: Some(connection.owner),
        ..ToolFilter::default()
    };
    loop {
        let page = Page::new(after, PAGE_TOOLS_MAX);
        let found = store.list_tools(&filter, page).await?;
        let lies_in = found.tools.iter().filter_map(|tool| {
            Repository::of_tool(tool.registration.tool_path()).filter(|place| {
                place.account == connection.aws_account && place.partition == connection.partition
            })
        });
        places.extend(lies_in);
        after = found.next;
        if after.is_none() {
            break;
        }
    }
    places.sort_unstable();
    places.dedup();
    Ok(places)
}
