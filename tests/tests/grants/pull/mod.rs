//! Pulling with a password that a server hands out: the real program, the real Skopeo, a real registry.
//!
//! The hosts of Amazon ECR lead to Amazon, so Skopeo is given a proxy that leads them here. A registry that
//! is remapped in `registries.conf` would not do: Skopeo asks the helper for the name that it connects to.

mod gate;
mod machine;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use wharfinger_aws_sim::Faults;
use wharfinger_ecr::connection::{Connection as Role, ExternalId};
use wharfinger_store::Sqlite;
use wharfinger_tests::http::Connection;
use wharfinger_tests::people::{Person, SAME_ORIGIN};
use wharfinger_tests::program::{Server, sqlite};
use wharfinger_tests::registry::{OCI_IMAGE, Program, Pusher};
use wharfinger_tests::until::until;

use crate::aws::{Aws, PRINCIPAL, repository};
use crate::team::Team;
use gate::Gate;
use machine::Machine;

const OWNER: &str = "111122223333";
const HOST: &str = "111122223333.dkr.ecr.us-west-2.amazonaws.com";

/// How long a server may take without faults, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// A token that fetches passwords and does nothing else, as `wharfinger login` makes one.
fn pull_token(server: &mut Connection, person: &Person) -> String {
    let headers = [("cookie", person.cookie.as_str()), SAME_ORIGIN];
    let wish = r#"{"name":"a machine","scopes":["pull"]}"#;
    let made = server
        .post("/api/v1/account/tokens", &headers, wish)
        .unwrap();
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()["secret"].as_str().unwrap().to_owned()
}

/// The owner lets passwords be handed out, and makes the role again.
fn hand_out(server: &mut Connection, aws: &Aws, team: &Team, names: &[&str]) {
    let headers = [
        ("authorization", team.maintainer.bearer.as_str()),
        ("if-match", "*"),
    ];
    let listed = server.ask("GET", "/api/v1/account/connections", &headers, "");
    let listed = listed.unwrap().json();
    let connection = &listed["connections"][0];
    let id = connection["id"].as_str().unwrap();
    let path = format!("/api/v1/account/connections/{id}");
    let chosen = server.ask("PATCH", &path, &headers, r#"{"pull_passwords":true}"#);
    let chosen = chosen.unwrap();
    assert_eq!(chosen.status, 200, "{}", chosen.body);
    let id = ExternalId::read(connection["external_id"].as_str().unwrap()).unwrap();
    let places = names.iter().map(|name| repository(OWNER, name)).collect();
    let role = Role::new(PRINCIPAL, id, places).unwrap();
    aws.make_role(&role.handing_out_passwords(true).unwrap());
}

#[test]
fn an_image_is_copied_while_there_is_access_to_it() {
    let names = ["tools/md5sum", "tools/samtools"];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("grants.db");
    let aws = Aws::start(7, Faults::none());
    let process = aws.server_logging("trace", &sqlite(&file));
    let mut server = Connection::open(process.address()).unwrap();
    let team = Team::new(&mut server);
    let store = Sqlite::open_beside(&file).unwrap();
    let places = names.map(|name| repository(OWNER, name));
    let tools = team.publish(&mut server, &store, &aws, &places);
    hand_out(&mut server, &aws, &team, &names);
    let registry = Program::start(&[], "");
    let pushed = names.map(|repository| {
        let authority = &*registry.authority;
        let authorization = None;
        let pusher = Pusher {
            authority,
            repository,
            authorization,
        };
        pusher.image(OCI_IMAGE, "amd64", "1.0")
    });
    let gate = Gate::start(HOST, &aws.url, &registry.authority);

    let machine = Machine::new(&gate);
    let refused = machine
        .copy(&format!("{HOST}/{}:1.0", names[0]))
        .unwrap_err();
    assert!(
        refused.contains("unauthorized") || refused.contains("authentication"),
        "{refused}"
    );
    machine.configure(HOST);
    let refused = machine.helper("get", HOST).unwrap_err();
    assert!(refused.contains("wharfinger login"), "{refused}");
    machine.log_in(process.address(), &pull_token(&mut server, &team.requester));
    let refused = machine.helper("get", HOST).unwrap_err();
    assert!(refused.contains("no active access"), "{refused}");

    let guest = aws.make_guest("pipeline");
    let request = team.approve(&mut server, &tools[0], &guest);
    until(PATIENCE, "access is active", || {
        team.status(&mut server, &request) == "active"
    });
    let answer: Value = serde_json::from_str(&machine.helper("get", HOST).unwrap()).unwrap();
    assert_eq!(answer["ServerURL"], HOST);
    assert_eq!(answer["Username"], "AWS");
    let copied = machine.copy(&format!("{HOST}/{}:1.0", names[0])).unwrap();
    assert_eq!(copied, pushed[0], "byte by byte");
    let refused = machine
        .copy(&format!("{HOST}/{}:1.0", names[1]))
        .unwrap_err();
    assert!(refused.contains("denied"), "{refused}");
    assert_eq!(machine.helper("list", "").unwrap(), "{}\n");
    let get = |name: &str| machine.helper_for(&format!("{HOST}/{name}"), "get", HOST);
    let of_named: Value = serde_json::from_str(&get(names[0]).unwrap()).unwrap();
    assert!(gate.lets_in(&of_named, names[0]));
    let refused = get(names[1]).unwrap_err();
    assert!(
        refused.contains("no active access to this repository"),
        "{refused}"
    );

    team.revoke(&mut server, &request);
    let refused = machine.helper("get", HOST).unwrap_err();
    assert!(refused.contains("no active access"), "{refused}");
    let refused = machine
        .copy(&format!("{HOST}/{}:1.0", names[0]))
        .unwrap_err();
    assert!(refused.contains("no active access"), "{refused}");
    // What was handed out before goes on: that is what the pages say.
    assert!(gate.lets_in(&answer, names[0]));
    is_in_no_log(&process, answer["Secret"].as_str().unwrap());
}

/// Not even where everything is logged: as it is handed out, or as Amazon ECR spells it.
fn is_in_no_log(process: &Server, password: &str) {
    until(PATIENCE, "the log tells of the call", || {
        process.log().contains("GetAuthorizationToken")
    });
    let log = process.log();
    assert!(log.contains("TRACE"), "everything is logged");
    let token = STANDARD.encode(format!("AWS:{password}"));
    for secret in [password, &*token] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "a password in the log");
    }
}
