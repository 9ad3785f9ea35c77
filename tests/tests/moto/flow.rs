//! The whole of it through the server: an account is connected, access is asked for with a proof,
//! approved, taken away by hand, given again and revoked.

use std::ffi::OsStr;
use std::time::{Duration, SystemTime};

use aws_sdk_ecr::config::Credentials;
use serde_json::{Value, json};
use wharfinger_tests::http::{Answer, Connection};
use wharfinger_tests::people::{Person, SAME_ORIGIN};
use wharfinger_tests::program::{Server, sqlite};
use wharfinger_tests::signed::printed;
use wharfinger_tests::until::until;

use crate::server::{KEY, Moto, OWNER, REGION, REPOSITORY, SECRET, US};

/// Who asks for access.
const GUEST: &str = "444455556666";
const GUEST_ROLE: &str = "arn:aws:iam::444455556666:role/owner";

/// How long the server may take, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the owner's Lambda function was given, and nobody may touch.
const LAMBDA: &str = r#"{"Version":"2008-10-17","Statement":[{"Sid":"LambdaECRImageRetrievalPolicy","Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"]}]}"#;

/// The owner of the account, at AWS.
struct Owner {
    moto: Moto,
    keys: Credentials,
    runtime: tokio::runtime::Runtime,
}

impl Owner {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_all().build().unwrap();
        let moto = Moto::shut();
        let keys = runtime.block_on(moto.keys_of(OWNER));
        runtime.block_on(moto.push(keys.clone()));
        Self {
            moto,
            keys,
            runtime,
        }
    }

    fn deploy(&self, template: &str) -> String {
        let deployed = self.moto.deploy(&self.keys, template, &[]);
        self.runtime.block_on(deployed)
    }

    fn policy(&self) -> Value {
        let ecr = self.moto.ecr(self.keys.clone());
        let read = ecr.get_repository_policy().repository_name(REPOSITORY);
        let read = self.runtime.block_on(read.send()).unwrap();
        serde_json::from_str(read.policy_text().unwrap()).unwrap()
    }

    fn write(&self, policy: &str) {
        let ecr = self.moto.ecr(self.keys.clone());
        let write = ecr.set_repository_policy().repository_name(REPOSITORY);
        let write = write.policy_text(policy);
        self.runtime.block_on(write.send()).unwrap();
    }

    /// Whether what the Lambda function was given is there as it was.
    fn foreign_is_whole(&self) -> bool {
        let lambda: Value = serde_json::from_str(LAMBDA).unwrap();
        let policy = self.policy();
        let all = policy["Statement"].as_array().unwrap();
        all.contains(&lambda["Statement"][0])
    }

    fn lets_in(&self, principal: &str) -> bool {
        self.policy().to_string().contains(principal)
    }

    /// A server that takes this for AWS.
    fn server(&self, database: &str) -> Server {
        let arguments = ["--aws-principal", US, "--aws-endpoint", &self.moto.url];
        let variables = [
            ("AWS_ACCESS_KEY_ID", KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET),
        ];
        Server::start_in(database, &arguments.map(OsStr::new), &variables)
    }
}

/// Somebody at the server, in a browser.
struct Visitor<'a> {
    address: &'a str,
    person: Person,
}

impl<'a> Visitor<'a> {
    fn new(address: &'a str, name: &'static str) -> Self {
        let mut server = Connection::open(address).unwrap();
        let person = Person::new(&mut server, name);
        Self { address, person }
    }

    /// Asks over a connection of its own: between two questions AWS may take longer than the server
    /// keeps one.
    fn ask(&self, method: &str, path: &str, body: &Value) -> Answer {
        let cookie = ("cookie", self.person.cookie.as_str());
        let headers = [cookie, SAME_ORIGIN, ("if-match", "*")];
        let headers = &headers[..if method == "PATCH" { 3 } else { 2 }];
        let mut server = Connection::open(self.address).unwrap();
        let answer = server.ask(method, path, headers, &body.to_string());
        answer.unwrap()
    }

    fn done(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.ask(method, path, body);
        assert!(
            (200..300).contains(&answer.status),
            "{path}: {}",
            answer.body
        );
        if answer.status == 204 {
            return Value::Null;
        }
        answer.json()
    }

    fn read(&self, path: &str) -> Value {
        self.done("GET", path, &Value::Null)
    }
}

#[test]
fn access_is_given_lost_given_again_and_ended() {
    let folder = tempfile::tempdir().unwrap();
    let owner = Owner::new();
    owner.write(LAMBDA);
    let process = owner.server(&sqlite(&folder.path().join("moto.db")));
    let grace = Visitor::new(process.address(), "grace");
    let rita = Visitor::new(process.address(), "rita");

    let image = format!("{OWNER}.dkr.ecr.{REGION}.amazonaws.com/{REPOSITORY}");
    let draft = json!({"image": image, "visibility": "private", "contact_email": "a@example.org"});
    grace.done("POST", "/api/v1/tools", &draft);

    let automation = format!("/api/v1/automation/{image}");
    let begun = grace.done("PUT", &automation, &Value::Null);
    assert_eq!(begun["on"], Value::Null, "{begun:#}");
    let stack = owner.deploy(begun["role"]["cloudformation"].as_str().unwrap());
    assert!(stack.contains("CREATE_COMPLETE"), "{stack}");
    let on = grace.done("PUT", &automation, &Value::Null);
    assert_eq!(on["on"]["holds"], true, "{on:#}");
    assert!(owner.foreign_is_whole());

    let challenge = json!({"region": REGION});
    let challenge = rita.done("POST", "/api/v1/account/proofs/challenges", &challenge);
    let keys = owner.runtime.block_on(owner.moto.keys_of(GUEST));
    let token = printed(
        challenge["command"].as_str().unwrap(),
        &keys,
        SystemTime::now().into(),
    );
    let proof = json!({"challenge": challenge["challenge"], "token": token});
    let proof = rita.done("POST", "/api/v1/account/proofs", &proof);
    assert_eq!(proof["principal"], GUEST_ROLE);

    let wish = json!({"tool_path": image, "principal": GUEST_ROLE, "reason": "Project 17."});
    let asked = rita.done("POST", "/api/v1/access-requests", &wish);
    let request = format!("/api/v1/access-requests/{}", asked["id"].as_str().unwrap());
    let seen = grace.read(&format!("{request}/proof"));
    assert_eq!(seen["proven"], "itself", "{seen:#}");
    let approved = grace.done("PATCH", &request, &json!({"action": "approve"}));
    assert_eq!(approved["status"], "activating");
    until(PATIENCE, "access is active", || {
        rita.read(&request)["status"] == "active"
    });
    assert!(
        owner.lets_in(GUEST_ROLE),
        "nothing says active before it is"
    );
    assert!(owner.foreign_is_whole());

    owner.write(LAMBDA);
    let granted = grace.read(&request);
    let repository = granted["grant"]["repository"].as_str().unwrap();
    let repository = format!("/api/v1/repositories/{repository}");
    grace.done("POST", &format!("{repository}/look"), &Value::Null);
    until(PATIENCE, "the loss is told", || {
        rita.read(&request)["grant"]["hold"] == "vanished"
    });
    assert!(
        !owner.lets_in(GUEST_ROLE),
        "it is asked about and not repaired"
    );
    grace.done("POST", &format!("{repository}/reapply"), &Value::Null);
    until(PATIENCE, "access is active again", || {
        rita.read(&request)["grant"]["observed"] == "present"
    });
    assert!(owner.lets_in(GUEST_ROLE));

    let revoke = json!({"action": "revoke", "reason": "The project is over."});
    let revoked = grace.done("PATCH", &request, &revoke);
    assert_eq!(revoked["status"], "revoking");
    until(PATIENCE, "access is revoked", || {
        rita.read(&request)["status"] == "revoked"
    });
    assert!(
        !owner.lets_in(GUEST_ROLE),
        "nothing says revoked before it is"
    );
    assert!(owner.foreign_is_whole());
}
