//! A team that publishes private images, and somebody who asks for them.

use pollster::block_on;
use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{Repository, RepositoryId};
use wharfinger_ecr::connection::{Connection as Role, ExternalId};
use wharfinger_store::{
    Actor, By, Checked, ConnectionId, NewAutomation, NewConnection, Store, ToolId,
};
use wharfinger_tests::http::{Answer, Connection};
use wharfinger_tests::people::Person;

use crate::aws::{Aws, PRINCIPAL, now};

/// Who maintains every tool, and who asks.
pub(crate) struct Team {
    pub(crate) maintainer: Person,
    pub(crate) requester: Person,
}

/// A tool whose access requests the servers carry out.
pub(crate) struct Tool {
    pub(crate) path: String,
    pub(crate) place: Repository,
}

impl Team {
    pub(crate) fn new(server: &mut Connection) -> Self {
        Self {
            maintainer: Person::new(server, "grace"),
            requester: Person::new(server, "rita"),
        }
    }

    /// Registers a tool at a place.
    fn register(&self, server: &mut Connection, place: &Repository) -> (ToolId, Tool) {
        let Repository {
            account,
            region,
            name,
            ..
        } = place;
        let path = format!("{account}.dkr.ecr.{region}.amazonaws.com/{name}");
        let draft = format!(
            r#"{{"image":"{path}","visibility":"private","contact_email":"a@example.org"}}"#
        );
        let made = server.post("/api/v1/tools", &[bearer(&self.maintainer)], &draft);
        let made = made.unwrap();
        assert_eq!(made.status, 201, "{}", made.body);
        let id = made.json()["id"].as_str().unwrap().parse().unwrap();
        let place = place.clone();
        (id, Tool { path, place })
    }

    /// Makes the repositories, registers their tools, makes the role in their account and turns
    /// automation on.
    pub(crate) fn publish(
        &self,
        server: &mut Connection,
        store: &dyn Store,
        aws: &Aws,
        places: &[Repository],
    ) -> Vec<Tool> {
        let owner = self.account(store);
        let registered: Vec<_> = places
            .iter()
            .map(|place| {
                aws.add_repository(place);
                self.register(server, place)
            })
            .collect();
        let number = places[0].account.parse().unwrap();
        let role = Role::new(PRINCIPAL, ExternalId::from_random(number), places.to_vec());
        let role = role.unwrap();
        aws.make_role(&role);
        let connection = connect(store, &role, owner, number);
        registered
            .into_iter()
            .map(|(id, tool)| {
                let new = NewAutomation {
                    tool: id,
                    connection,
                    place: tool.place.clone(),
                    repository: RepositoryId(*id.as_uuid().as_bytes()),
                };
                block_on(store.automate(new, by(owner))).unwrap();
                tool
            })
            .collect()
    }

    /// Asks for access and approves it; returns where the request is.
    pub(crate) fn approve(&self, server: &mut Connection, tool: &Tool, principal: &str) -> String {
        let request = self.ask(server, tool, principal);
        let approved = self.decide(server, &request, r#"{"action":"approve"}"#);
        assert_eq!(approved.status, 200, "{}", approved.body);
        assert_eq!(approved.json()["status"], "activating", "{}", approved.body);
        request
    }

    pub(crate) fn ask(&self, server: &mut Connection, tool: &Tool, principal: &str) -> String {
        let path = &tool.path;
        let wish =
            format!(r#"{{"tool_path":"{path}","principal":"{principal}","reason":"Project 17."}}"#);
        let asked = server.post("/api/v1/access-requests", &[bearer(&self.requester)], &wish);
        let asked = asked.unwrap();
        assert_eq!(asked.status, 201, "{}", asked.body);
        format!(
            "/api/v1/access-requests/{}",
            asked.json()["id"].as_str().unwrap()
        )
    }

    /// Decides about a request, as its maintainer.
    pub(crate) fn decide(&self, server: &mut Connection, request: &str, action: &str) -> Answer {
        let headers = [bearer(&self.maintainer), ("if-match", "*")];
        server.ask("PATCH", request, &headers, action).unwrap()
    }

    /// Takes access back.
    pub(crate) fn revoke(&self, server: &mut Connection, request: &str) {
        let action = r#"{"action":"revoke","reason":"The project is over."}"#;
        let revoked = self.decide(server, request, action);
        assert_eq!(revoked.status, 200, "{}", revoked.body);
        assert_eq!(revoked.json()["status"], "revoking", "{}", revoked.body);
    }

    /// Where a request stands.
    pub(crate) fn status(&self, server: &mut Connection, request: &str) -> String {
        let seen = server.ask("GET", request, &[bearer(&self.requester)], "");
        let seen = seen.unwrap();
        assert_eq!(seen.status, 200, "{}", seen.body);
        seen.json()["status"].as_str().unwrap().to_owned()
    }

    fn account(&self, store: &dyn Store) -> AccountId {
        let name = self.maintainer.name.parse().unwrap();
        block_on(store.find_account(&name)).unwrap().unwrap().id
    }
}

/// Connects the account of a role that is there, and notes that it was found right.
fn connect(store: &dyn Store, role: &Role, owner: AccountId, number: u128) -> ConnectionId {
    let mut random = [0; 10];
    random.copy_from_slice(&number.to_be_bytes()[6..]);
    let new = NewConnection {
        id: ConnectionId::new(now(), random),
        partition: role.partition().to_owned(),
        aws_account: role.account().to_owned(),
        authority: role.authority(),
    };
    let made = block_on(store.connect(new, by(owner))).unwrap();
    let checked = Checked {
        at: now(),
        is_right: true,
        report: "looked at by the test".to_owned(),
    };
    let noted = store.note_check(made.id, made.revision, checked, by(owner));
    block_on(noted).unwrap().id
}

fn by(account: AccountId) -> By {
    By {
        actor: Actor::Account(account),
        request_id: "test".to_owned(),
        now: now(),
    }
}

fn bearer(person: &Person) -> (&'static str, &str) {
    ("authorization", &person.bearer)
}
