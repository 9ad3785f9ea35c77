//! Access: asking, answering, what comes of it, and who sees what.

mod audit;
mod bulk;
mod damaged;
mod diagnose;
mod inbox;
mod life;
mod lists;
mod maintainers;
mod pages;
mod refusals;
mod time;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_store::{Role, Scope};

use crate::support::people::with_token;
use crate::support::{Answer, Api};

/// The tool that most tests are about.
const TOOL: &str = "quay.io/team/tool";

/// A private tool on Amazon ECR.
const ECR_TOOL: &str = "312767926603.dkr.ecr.us-west-2.amazonaws.com/_/md5sum";

/// Its contact, which nobody but its maintainers and administrators ever sees.
const CONTACT: &str = "tools@example.org";

/// A server with two private tools that `grace` and `hedy` maintain.
struct World {
    api: Api,
}

impl World {
    async fn new() -> Self {
        Self::over(Api::with_mail().await).await
    }

    /// The same over another store.
    async fn over(api: Api) -> Self {
        let world = Self { api };
        for path in [TOOL, ECR_TOOL] {
            let draft = json!({
                "image": path.replace("/_/", "/"),
                "visibility": "private",
                "contact_email": CONTACT,
            });
            let registered = world.post("grace", "/api/v1/tools", &draft).await;
            assert_eq!(registered.status, 201, "{}", registered.text());
            world.api.account("hedy", Role::Member).await;
            let added = world.put("grace", &maintainer(path, "hedy")).await;
            assert_eq!(added.status, 200, "{}", added.text());
        }
        world
    }

    /// Sends a request of a program of somebody who is no administrator, but for `ada`.
    async fn send(&self, name: &str, request: TestRequest) -> Answer {
        let account = match name {
            "ada" => self.api.administrator().await,
            name => self.api.account(name, Role::Member).await,
        };
        let (token, secret) = self.api.token(&account, &Scope::ALL).await;
        let answer = self.api.send(with_token(request, &secret)).await;
        self.api.revoked(&account, &token).await;
        answer
    }

    async fn get(&self, name: &str, path: &str) -> Answer {
        self.send(name, TestRequest::get().uri(path)).await
    }

    async fn post(&self, name: &str, path: &str, body: &Value) -> Answer {
        self.send(name, TestRequest::post().uri(path).set_json(body))
            .await
    }

    async fn put(&self, name: &str, path: &str) -> Answer {
        self.send(name, TestRequest::put().uri(path)).await
    }

    async fn delete(&self, name: &str, path: &str) -> Answer {
        self.send(name, TestRequest::delete().uri(path)).await
    }

    /// Requests access, and returns the answer.
    async fn request(&self, name: &str, tool: &str, principal: &str) -> Answer {
        let body = json!({
            "tool_path": tool,
            "principal": principal,
            "reason": "Variant calling for project 17.",
        });
        self.post(name, "/api/v1/access-requests", &body).await
    }

    /// A request of `sam` for the tool, as the name `sam` on Quay.io.
    async fn requested(&self) -> String {
        let answer = self.request("sam", TOOL, "sam").await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// A request of `sam` that is active.
    async fn active(&self) -> String {
        let id = self.requested().await;
        self.done("grace", &id, json!({"action": "approve"})).await;
        self.done("grace", &id, json!({"action": "done_by_hand"}))
            .await;
        id
    }

    /// Does something with a request, whichever version it has.
    async fn act(&self, name: &str, id: &str, action: Value) -> Answer {
        self.act_on(name, id, "*", action).await
    }

    async fn act_on(&self, name: &str, id: &str, if_match: &str, action: Value) -> Answer {
        let request = TestRequest::default()
            .method(Method::PATCH)
            .uri(&address(id))
            .insert_header(("if-match", if_match))
            .set_json(action);
        self.send(name, request).await
    }

    /// Does something that must be taken; returns the request as it is then.
    async fn done(&self, name: &str, id: &str, action: Value) -> Value {
        let said = action.to_string();
        let answer = self.act(name, id, action).await;
        assert_eq!(answer.status, 200, "{said}: {}", answer.text());
        answer.json()
    }

    /// The request as its requester sees it.
    async fn seen(&self, id: &str) -> Value {
        let answer = self.get("sam", &address(id)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }
}

fn address(id: &str) -> String {
    format!("/api/v1/access-requests/{id}")
}

fn maintainer(tool: &str, name: &str) -> String {
    format!("/api/v1/maintainers/{tool}?account={name}")
}
