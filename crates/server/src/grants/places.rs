//! Which repositories a connection is for.

use wharfinger_core::grants::Repository;
use wharfinger_store::{Connection, Failure, PAGE_TOOLS_MAX, Page, Store, ToolFilter, ToolId};

/// The repositories in the account of a connection that its owner answers for, each once: those of the
/// tools that they registered, or whose requests are carried out with the connection, and the one whose
/// tool is being turned on.
///
/// A tool that somebody has added them to is none yet. That takes nobody's consent, and must not put a
/// repository into the role, nor into the check on which everybody's access depends.
pub(crate) async fn places(
    store: &dyn Store,
    connection: &Connection,
    turned_on: Option<&Repository>,
) -> Result<Vec<Repository>, Failure> {
    let turned_on = turned_on.filter(|place| lies_in(connection, place));
    let mut places: Vec<_> = turned_on.into_iter().cloned().collect();
    let mut after = None;
    let filter = ToolFilter {
        maintainer: Some(connection.owner),
        ..ToolFilter::default()
    };
    loop {
        let page = Page::new(after, PAGE_TOOLS_MAX);
        let found = store.list_tools(&filter, page).await?;
        for tool in found.tools {
            let place = Repository::of_tool(tool.registration.tool_path());
            if let Some(place) = place.filter(|place| lies_in(connection, place))
                && stands_by(store, connection, tool.id).await?
            {
                places.push(place);
            }
        }
        after = found.next;
        if after.is_none() {
            break;
        }
    }
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

fn lies_in(connection: &Connection, place: &Repository) -> bool {
    place.account == connection.aws_account && place.partition == connection.partition
}

/// Whether the owner of a connection, who maintains the tool, has said so by a deed of their own.
async fn stands_by(
    store: &dyn Store,
    connection: &Connection,
    tool: ToolId,
) -> Result<bool, Failure> {
    if let Some((automation, _)) = store.automation(tool).await?
        && automation.connection == connection.id
    {
        return Ok(true);
    }
    let maintainers = store.maintainers(tool).await?;
    let mut maintainers = maintainers.iter();
    Ok(maintainers.any(|it| it.account == connection.owner && it.added_by == it.account))
}

#[cfg(test)]
mod tests {
    use wharfinger_core::account::AccountId;
    use wharfinger_core::grants::{Authority, RepositoryId};
    use wharfinger_core::registration::Draft;
    use wharfinger_core::registry::Catalogue;
    use wharfinger_core::report::Field;
    use wharfinger_store::{
        Actor, By, Checked, ConnectionId, Model, NewAccount, NewAutomation, NewConnection, NewTool,
        Role, Timestamp, new_account_id,
    };

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
    const AWS_ACCOUNT: &str = "312767926603";

    fn by(account: AccountId) -> By {
        By {
            actor: Actor::Account(account),
            request_id: "test".to_owned(),
            now: NOW,
        }
    }

    async fn person(store: &dyn Store, number: u8, name: &str) -> AccountId {
        let id = new_account_id(NOW, [number; 10]);
        let new = NewAccount {
            id,
            name: name.parse().unwrap(),
            role: Role::Member,
            email: None,
            password: None,
            identity: None,
        };
        store.create_account(new, by(id)).await.unwrap();
        id
    }

    fn place(name: &str) -> Repository {
        Repository {
            partition: "aws".to_owned(),
            account: AWS_ACCOUNT.to_owned(),
            region: "us-west-2".to_owned(),
            name: name.to_owned(),
        }
    }

    async fn tool(store: &dyn Store, number: u8, name: &str, registrant: AccountId) -> ToolId {
        let image = format!("{AWS_ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com/{name}");
        let draft = Draft::default()
            .with(Field::Image, &image)
            .with(Field::Visibility, "private")
            .with(Field::ContactEmail, "grace@example.org");
        let checked = wharfinger_core::registration::check(&Catalogue::built_in(), &draft);
        let new = NewTool {
            id: ToolId::new(NOW, [number; 10]),
            registration: checked.registration.unwrap(),
            idempotency: None,
        };
        let id = new.id;
        store.register_tool(new, by(registrant)).await.unwrap();
        id
    }

    async fn proven(store: &dyn Store, owner: AccountId) -> Connection {
        let new = NewConnection {
            id: ConnectionId::new(NOW, [9; 10]),
            partition: "aws".to_owned(),
            aws_account: AWS_ACCOUNT.to_owned(),
            authority: Authority {
                role_arn: format!("arn:aws:iam::{AWS_ACCOUNT}:role/wharfinger"),
                external_id: "wharfinger-1".to_owned(),
            },
        };
        let made = store.connect(new, by(owner)).await.unwrap();
        let checked = Checked {
            at: NOW,
            is_right: true,
            report: "[]".to_owned(),
        };
        let noted = store.note_check(made.id, made.revision, checked, by(owner));
        noted.await.unwrap()
    }

    /// Whoever adds the owner of an account to the maintainers of something puts nothing into their role.
    #[actix_web::test]
    async fn a_connection_is_for_what_its_owner_stands_by() {
        let store: &dyn Store = &Model::new();
        let grace = person(store, 1, "grace").await;
        let mallory = person(store, 2, "mallory").await;
        let connection = proven(store, grace).await;
        tool(store, 3, "md5sum", grace).await;
        let hers = tool(store, 4, "samtools", mallory).await;
        let of = async |turned_on: Option<&str>| {
            let turned_on = turned_on.map(place);
            let found = places(store, &connection, turned_on.as_ref()).await;
            let names = found.unwrap().into_iter().map(|place| place.name);
            names.collect::<Vec<_>>()
        };
        assert_eq!(of(None).await, ["md5sum"]);
        let added = store.add_maintainer(hers, grace, by(mallory)).await;
        added.unwrap();
        assert_eq!(of(None).await, ["md5sum"], "she was added");
        assert_eq!(of(Some("samtools")).await, ["md5sum", "samtools"]);
        assert_eq!(of(Some("md5sum")).await, ["md5sum"], "once");
        let automation = NewAutomation {
            tool: hers,
            connection: connection.id,
            place: place("samtools"),
            repository: RepositoryId([7; 16]),
        };
        store.automate(automation, by(grace)).await.unwrap();
        assert_eq!(of(None).await, ["md5sum", "samtools"], "she stands by it");
        store.stop_automation(hers, by(mallory)).await.unwrap();
        assert_eq!(of(None).await, ["md5sum"], "and no longer");
    }
}
