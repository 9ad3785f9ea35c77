//! People who are there before the measurement: one who maintains a private tool, and one who
//! requests access to it.

use std::time::Duration;

use wharfinger_core::access::Reason;
use wharfinger_core::account::AccountId;
use wharfinger_core::registration::{Registration, Stored};
use wharfinger_server::limits::{SESSION_IDLE, SESSION_LIFETIME};
use wharfinger_server::seams::{Clock as _, Entropy as _, System};
use wharfinger_server::secret::{Kind, Secret};
use wharfinger_store::{
    Actor, By, NewAccount, NewApiToken, NewRequest, NewTool, RequestId, Role, Scope, Session,
    SignedInBy, Store, Timestamp, TokenId, ToolId, new_account_id,
};

use crate::requests::{TOOLS_READ, tool_read};
use crate::waiting;

/// How long credentials are good for: longer than any measurement takes.
const VALID: Duration = Duration::from_hours(24);

/// The people of one database, and their credentials as headers.
#[derive(Clone)]
pub(crate) struct People {
    maintainer: AccountId,
    requester: AccountId,
    tool: ToolId,
    /// The maintainer's API token.
    pub(crate) token: String,
    /// The requester's browser.
    pub(crate) session: String,
}

impl People {
    /// Makes them, the private tool, and the tools that are read.
    pub(crate) fn settle(store: &dyn Store) -> Self {
        let mut people = Self {
            maintainer: account(store, "ada"),
            requester: account(store, "grace"),
            tool: ToolId::new(System.now(), random()),
            token: String::new(),
            session: String::new(),
        };
        people.token = people.token(store);
        people.session = people.session(store);
        let private = tool("consortium", "aligner", people.tool);
        let read = (0..TOOLS_READ).map(|number| {
            let id = ToolId::new(System.now(), random());
            tool("biocontainers", &tool_read(number), id)
        });
        let by = by(people.maintainer);
        let tools = std::iter::once(private).chain(read);
        waiting::all(tools.map(|tool| store.register_tool(tool, by.clone())));
        people
    }

    /// So many requests for access, each for somebody else; their ids.
    pub(crate) fn requests(&self, store: &dyn Store, count: usize) -> Vec<String> {
        let ids: Vec<RequestId> = (0..count)
            .map(|_| RequestId::new(System.now(), random()))
            .collect();
        waiting::all(ids.iter().map(|id| {
            let new = NewRequest {
                id: *id,
                tool: self.tool,
                principal: format!("user{}", id.as_uuid().simple()),
                reason: Reason::new("To align the reads of project 17.").expect("it is short"),
                idempotency: None,
            };
            store.request_access(new, by(self.requester))
        }));
        ids.iter().map(ToString::to_string).collect()
    }

    fn token(&self, store: &dyn Store) -> String {
        let secret = Secret::generate(Kind::ApiToken, &System);
        let new = NewApiToken {
            id: TokenId::new(System.now(), random()),
            account: self.maintainer,
            hash: secret.hash(),
            name: "of the benchmarks".to_owned(),
            hint: secret.hint().to_owned(),
            scopes: [Scope::Tools, Scope::Access].into_iter().collect(),
            expires_at: later(VALID),
        };
        waiting::one(store.create_token(new, by(self.maintainer)));
        format!("authorization: Bearer {}\r\n", secret.reveal())
    }

    fn session(&self, store: &dyn Store) -> String {
        let secret = Secret::generate(Kind::Session, &System);
        let session = Session {
            hash: secret.hash(),
            account: self.requester,
            label: "a browser of the benchmarks".to_owned(),
            created_at: System.now(),
            seen_at: System.now(),
            idle_until: later(SESSION_IDLE),
            expires_at: later(SESSION_LIFETIME),
        };
        let by = by(self.requester);
        waiting::one(store.start_session(session, SignedInBy::Password, by));
        format!("cookie: wharfinger={}\r\n", secret.reveal())
    }
}

/// A private tool with all that people write about one.
fn tool(namespace: &str, name: &str, id: ToolId) -> NewTool {
    let registration = Registration::restore(Stored {
        registry: "quay".to_owned(),
        host: "quay.io".to_owned(),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        tag: Some("1.17".to_owned()),
        visibility: "private".to_owned(),
        contact_email: Some("tools@example.org".to_owned()),
        description: Some("Sorts alignments".to_owned()),
        source_url: Some("https://github.com/samtools/samtools".to_owned()),
        ..Stored::default()
    });
    NewTool {
        id,
        registration: registration.expect("it is well formed"),
        idempotency: None,
    }
}

fn account(store: &dyn Store, name: &str) -> AccountId {
    let id = new_account_id(System.now(), random());
    let new = NewAccount {
        id,
        name: name.parse().expect("the name is well formed"),
        role: Role::Member,
        email: None,
        password: None,
        identity: None,
    };
    waiting::one(store.create_account(new, by(id)));
    id
}

fn by(account: AccountId) -> By {
    By {
        actor: Actor::Account(account),
        request_id: "of the benchmarks".to_owned(),
        now: System.now(),
    }
}

fn later(by: Duration) -> Timestamp {
    System.now().later(by)
}

fn random() -> [u8; 10] {
    let mut bytes = [0; 10];
    System.fill(&mut bytes);
    bytes
}
