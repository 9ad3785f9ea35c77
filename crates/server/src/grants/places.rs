//! Which repositories a connection is for.

use wharfinger_core::grants::Repository;
use wharfinger_store::{
    Connection, Failure, PAGE_TOOLS_MAX, Page, Store, Tool, ToolFilter, ToolId,
};

/// The repositories in the account of a connection that its owner's tools lie in, each once, and the one
/// `beside` that they connect it for at this moment.
///
/// A tool is the owner's where they stand by it ([`stood_by`](wharfinger_store::Connections::stood_by)):
/// anybody may add them to the maintainers of anything, and must not come into their role by that, nor
/// have it examined with a repository that is not there.
pub(crate) async fn places(
    store: &dyn Store,
    connection: &Connection,
    beside: Option<Repository>,
) -> Result<Vec<Repository>, Failure> {
    let mut places: Vec<_> = beside.into_iter().collect();
    let mut after = None;
    let filter = ToolFilter {
        maintainer: Some(connection.owner),
        ..ToolFilter::default()
    };
    loop {
        let page = Page::new(after, PAGE_TOOLS_MAX);
        let found = store.list_tools(&filter, page).await?;
        places.extend(of_page(store, connection, &found.tools).await?);
        after = found.next;
        if after.is_none() {
            break;
        }
    }
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

/// Where those of these tools lie that are in the account of a connection and its owner's.
async fn of_page(
    store: &dyn Store,
    connection: &Connection,
    tools: &[Tool],
) -> Result<Vec<Repository>, Failure> {
    let lies_in = tools.iter().filter_map(|tool| {
        let place = Repository::of_tool(tool.registration.tool_path())?;
        let is_there =
            place.account == connection.aws_account && place.partition == connection.partition;
        is_there.then_some((tool.id, place))
    });
    let (ids, places): (Vec<ToolId>, Vec<Repository>) = lies_in.unzip();
    let own = store.stood_by(connection.id, &ids).await?;
    let both = ids.into_iter().zip(places);
    let own = both.filter(|(id, _)| own.binary_search(id).is_ok());
    Ok(own.map(|(_, place)| place).collect())
}
