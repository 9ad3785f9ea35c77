//! The server over real connections and a real database.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use serde_json::Value;
use wharfinger_server::config::Config;
use wharfinger_server::operator_token::OperatorToken;
use wharfinger_server::seams::{Clock as _, Entropy, System};
use wharfinger_server::secret::{Kind, Secret};
use wharfinger_server::{Server, StartError, open};
use wharfinger_store::{
    Accounts as _, Actor, By, Model, NewAccount, Role, SignIn as _, new_account_id,
};
use wharfinger_test_postgres::Cluster;

use crate::support::TOKEN;

fn config(database: &str) -> Config {
    Config {
        listen: "127.0.0.1:0".to_owned(),
        database: database.to_owned(),
        workers: Some(1),
        ..Config::default()
    }
}

/// Sends bytes on a connection of its own and reads until the server closes it.
async fn talk(address: SocketAddr, request: String) -> String {
    actix_web::rt::task::spawn_blocking(move || {
        let mut connection = TcpStream::connect(address).unwrap();
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    })
    .await
    .unwrap()
}

async fn get(address: SocketAddr, path: &str) -> (String, Value) {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    let answer = talk(address, request).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (
        head.to_owned(),
        serde_json::from_str(body).unwrap_or_default(),
    )
}

#[actix_web::test]
async fn the_demo_is_there_after_the_first_start_and_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("wharfinger.db").display());
    let store = open(&database).unwrap();
    let start = || {
        let config = Config {
            demo: true,
            operator_token: Some(OperatorToken::parse(TOKEN).unwrap()),
            ..config(&database)
        };
        Server::start_with(config, store.clone(), Arc::new(System), Arc::new(System))
    };

    let server = start().await.unwrap();
    let address = server.addresses()[0];
    assert_eq!(server.demo_tools(), 6);
    let handle = server.handle();
    let running = actix_web::rt::spawn(server.run());
    let (head, page) = get(address, "/api/v1/tools").await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert_eq!(page["tools"].as_array().unwrap().len(), 6);
    assert_eq!(
        page["tools"][0]["tool_path"],
        "quay.io/biocontainers/samtools"
    );
    let (_, tool) = get(
        address,
        "/api/v1/tools/312767926603.dkr.ecr.us-west-2.amazonaws.com%2F_%2Fmd5sum",
    )
    .await;
    assert_eq!(tool["visibility"], "private");
    handle.stop(true).await;
    running.await.unwrap().unwrap();

    let server = start().await.unwrap();
    assert_eq!(server.demo_tools(), 0);
    let address = server.addresses()[0];
    let handle = server.handle();
    let running = actix_web::rt::spawn(server.run());
    let body = r#"{"image": "nginx"}"#;
    let request = format!(
        "POST /api/v1/tools HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         authorization: Bearer {TOKEN}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = talk(address, request).await;
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
    handle.stop(true).await;
    running.await.unwrap().unwrap();
}

#[actix_web::test]
async fn the_first_start_links_to_the_first_administrators_account() {
    let store = Arc::new(Model::new());
    let start = || {
        let (clock, entropy) = (Arc::new(System), Arc::new(System));
        Server::start_with(config("unused"), store.clone(), clock, entropy)
    };
    let first = start().await.unwrap().first_link().unwrap();
    let (address, secret) = first.split_once("/welcome/").unwrap();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    let secret = Secret::parse(Kind::Link, secret).unwrap();
    let again = start().await.unwrap().first_link().unwrap();
    assert_ne!(again, first, "each start has one of its own");

    let now = System.now();
    let new = NewAccount {
        id: new_account_id(now, [7; 10]),
        name: "ada".parse().unwrap(),
        role: Role::Administrator,
        email: None,
        password: None,
        identity: None,
    };
    let by = By {
        actor: Actor::System,
        request_id: String::new(),
        now,
    };
    let made = store.create_first_administrator(secret.hash(), new, by);
    made.await.unwrap();
    assert_eq!(start().await.unwrap().first_link(), None);
}

#[actix_web::test]
async fn two_servers_share_a_postgres_database() {
    let prepare = |address: &str| open(address).unwrap().close();
    let database = Cluster::shared().database("wharfinger", prepare);
    let address = database.address().replace("postgres://", "postgresql://");
    let first = Server::start(config(&address)).await.unwrap();
    let second = Server::start(config(&address)).await.unwrap();
    let link = first.first_link().expect("there is no administrator yet");
    let (_, secret) = link.rsplit_once('/').unwrap();
    let secret = Secret::parse(Kind::Link, secret).unwrap();
    let store = open(&address).unwrap();
    let found = store.link(secret.hash(), System.now()).await.unwrap();
    assert!(found.is_some(), "the other server would take it");
    let at = second.addresses()[0];
    let handle = second.handle();
    let running = actix_web::rt::spawn(second.run());
    let (head, _) = get(at, "/readyz").await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    handle.stop(true).await;
    running.await.unwrap().unwrap();
}

#[actix_web::test]
async fn what_cannot_be_started_says_why() {
    let why = |error: StartError| error.to_string();
    let no_database = open("mysql://ann:s3cret@localhost/x").err().map(why);
    assert_eq!(
        no_database.unwrap(),
        "`mysql://...` is not a database; expected `sqlite:PATH`, such as \
         `sqlite:wharfinger.db`, or `postgres://USER:PASSWORD@HOST/DATABASE`"
    );
    let folder = tempfile::tempdir().unwrap();
    let missing = format!(
        "sqlite:{}",
        folder.path().join("no/such/folder.db").display()
    );
    assert!(matches!(
        open(&missing).err().unwrap(),
        StartError::Open { .. }
    ));

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let config = Config {
        listen: taken.local_addr().unwrap().to_string(),
        ..config("unused")
    };
    let store = Arc::new(Model::new());
    let started =
        Server::start_with(config, store.clone(), Arc::new(System), Arc::new(Zeros)).await;
    assert!(matches!(started.err().unwrap(), StartError::Listen { .. }));
    let secret = Secret::generate(Kind::Link, &Zeros);
    let stored = store.link(secret.hash(), System.now()).await.unwrap();
    assert_eq!(stored, None, "no link was stored unseen");
}

/// Randomness that is known.
struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}
