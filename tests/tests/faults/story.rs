//! What one client does: it registers a private tool, adds a maintainer, asks for access, answers, opens
//! and closes the registry by hand, revokes, asks again, and goes on to the next tool.
//!
//! Nobody else touches its tools, so that it knows what must come of each step.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};
use wharfinger_tests::random::Random;

use crate::people::{People, Person};
use crate::step::{PREFIX, Step};

/// What was acknowledged.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// The names of the steps that changed something.
    pub(crate) steps: BTreeSet<String>,
    /// The tools, and how many maintainers they have.
    pub(crate) tools: BTreeMap<String, usize>,
    /// How the requests stand, by their ids.
    pub(crate) requests: BTreeMap<String, Standing>,
}

/// How a request stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) status: String,
    pub(crate) revision: u64,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Register,
    AddMaintainer,
    Ask,
    /// Somebody else asks for the same principal, and is refused.
    AskInVain,
    Answer(Reply),
    Open,
    Revoke,
    Close,
}

/// How a request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reply {
    Approve,
    Deny,
    Withdraw,
}

/// Where one client is.
#[derive(Debug)]
pub(crate) struct Story {
    people: Arc<People>,
    random: Random,
    /// What its names begin with.
    name: String,
    stage: Stage,
    steps: usize,
    tools: usize,
    /// The request it is about.
    request: String,
    pub(crate) facts: Facts,
}

impl Story {
    /// The story of a client, from its beginning.
    pub(crate) fn new(people: &Arc<People>, seed: u64, client: u64) -> Self {
        Self {
            people: Arc::clone(people),
            random: Random::new(seed.wrapping_mul(1_000).wrapping_add(client)),
            name: format!("{seed}-{client}"),
            stage: Stage::Register,
            steps: 0,
            tools: 0,
            request: String::new(),
            facts: Facts::default(),
        }
    }

    /// The step that comes next.
    pub(crate) fn next_step(&mut self) -> Step {
        self.steps += 1;
        let [first, second] = &self.people.maintainers;
        let [asks, asks_in_vain] = &self.people.requesters;
        let tool = self.tool();
        match self.stage {
            Stage::Register => {
                let draft = json!({
                    "image": tool,
                    "visibility": "private",
                    "contact_email": "tools@example.org",
                });
                self.post(first, "/api/v1/tools", &draft)
            }
            Stage::AddMaintainer => {
                let path = format!("/api/v1/maintainers/{tool}?account={}", second.name);
                self.step(first, "PUT", path, None, 200)
            }
            Stage::Ask => self.post(asks, "/api/v1/access-requests", &wish(&tool)),
            Stage::AskInVain => Step {
                expected: 409,
                ..self.post(asks_in_vain, "/api/v1/access-requests", &wish(&tool))
            },
            Stage::Answer(Reply::Approve) => self.change(second, &json!({"action": "approve"})),
            Stage::Answer(Reply::Deny) => {
                self.change(first, &json!({"action": "deny", "note": "Use version 2."}))
            }
            Stage::Answer(Reply::Withdraw) => self.change(asks, &json!({"action": "withdraw"})),
            Stage::Open => self.change(first, &json!({"action": "done_by_hand"})),
            Stage::Revoke => {
                let revoke = json!({"action": "revoke", "reason": "The project is over."});
                self.change(second, &revoke)
            }
            Stage::Close => self.change(second, &json!({"action": "done_by_hand"})),
        }
    }

    /// Takes down the answer to a step, and goes on.
    ///
    /// # Panics
    /// Where it is not the answer that the step must have.
    pub(crate) fn taken(&mut self, step: &Step, answer: &Value) {
        if step.writes() {
            self.facts.steps.insert(step.name.clone());
        }
        self.stage = match self.stage {
            Stage::Register => {
                assert_eq!(answer["tool_path"], self.tool(), "{step:?}");
                self.facts.tools.insert(self.tool(), 1);
                Stage::AddMaintainer
            }
            Stage::AddMaintainer => {
                let maintainers = answer["maintainers"].as_array().unwrap();
                assert_eq!(maintainers.len(), 2, "{step:?}: {answer}");
                self.facts.tools.insert(self.tool(), 2);
                Stage::Ask
            }
            Stage::Ask => {
                answer["id"].as_str().unwrap().clone_into(&mut self.request);
                self.stands(step, answer, "pending", 1);
                Stage::AskInVain
            }
            Stage::AskInVain => {
                assert_eq!(answer["type"], "/api/v1/problems/access-request-live");
                let replies = [Reply::Approve, Reply::Approve, Reply::Deny, Reply::Withdraw];
                Stage::Answer(*self.random.pick(&replies))
            }
            Stage::Answer(reply) => {
                let status = match reply {
                    Reply::Approve => "activating",
                    Reply::Deny => "denied",
                    Reply::Withdraw => "withdrawn",
                };
                self.stands(step, answer, status, 2);
                match reply {
                    Reply::Approve => Stage::Open,
                    Reply::Deny | Reply::Withdraw => self.again(),
                }
            }
            Stage::Open => {
                self.stands(step, answer, "active", 3);
                if self.random.one_in(3) {
                    self.next_tool()
                } else {
                    Stage::Revoke
                }
            }
            Stage::Revoke => {
                self.stands(step, answer, "revoking", 4);
                Stage::Close
            }
            Stage::Close => {
                self.stands(step, answer, "revoked", 5);
                self.again()
            }
        };
    }

    /// The request that a step would change, if it is about one that is there.
    pub(crate) fn changes(step: &Step) -> Option<&str> {
        step.path.strip_prefix("/api/v1/access-requests/")
    }

    /// Asks for the same again, or goes on.
    fn again(&mut self) -> Stage {
        if self.random.one_in(2) {
            Stage::Ask
        } else {
            self.next_tool()
        }
    }

    fn next_tool(&mut self) -> Stage {
        self.tools += 1;
        Stage::Register
    }

    fn tool(&self) -> String {
        format!("quay.io/faults/{}-{}", self.name, self.tools)
    }

    fn stands(&mut self, step: &Step, answer: &Value, status: &str, revision: u64) {
        let said = (&answer["id"], &answer["status"], &answer["revision"]);
        let (id, expected) = (json!(self.request), (json!(status), json!(revision)));
        assert_eq!(said, (&id, &expected.0, &expected.1), "{step:?}: {answer}");
        let standing = Standing {
            status: status.to_owned(),
            revision,
        };
        self.facts.requests.insert(self.request.clone(), standing);
    }

    fn post(&self, person: &Person, path: &str, body: &Value) -> Step {
        self.step(person, "POST", path.to_owned(), Some(body), 201)
    }

    /// Changes the request as it was acknowledged last.
    fn change(&self, person: &Person, body: &Value) -> Step {
        let revision = self.facts.requests[&self.request].revision;
        let path = format!("/api/v1/access-requests/{}", self.request);
        Step {
            if_match: Some(format!("\"{revision}\"")),
            ..self.step(person, "PATCH", path, Some(body), 200)
        }
    }

    fn step(
        &self,
        person: &Person,
        method: &'static str,
        path: String,
        body: Option<&Value>,
        expected: u16,
    ) -> Step {
        Step {
            name: format!("{PREFIX}{}-{}", self.name, self.steps),
            bearer: person.bearer.clone(),
            method,
            path,
            if_match: None,
            body: body.map(Value::to_string).unwrap_or_default(),
            expected,
        }
    }
}

/// What is asked for a tool.
fn wish(tool: &str) -> Value {
    json!({"tool_path": tool, "principal": "sam", "reason": "Variant calling for project 17."})
}
