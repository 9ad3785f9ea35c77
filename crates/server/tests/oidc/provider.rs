//! An OpenID provider that does what the protocol says, until it is told otherwise.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use wharfinger_server::seams::Clock as _;

use crate::http::{Answer, Request, listen, serve};
use crate::keys::{Key, encode};
use crate::world::{CLIENT_ID, CLIENT_SECRET, ManualClock, REDIRECT_URL};

pub(crate) const DESCRIPTION: &str = "/.well-known/openid-configuration";
pub(crate) const KEYS: &str = "/keys";
pub(crate) const TOKEN: &str = "/token";
pub(crate) const USER_INFO: &str = "/userinfo";
pub(crate) const SUBJECT: &str = "subject-1";
pub(crate) const ACCESS_TOKEN: &str = "access-1";

/// How the ID token is made from its claims and the current key.
type MakeToken = dyn Fn(&Value, &Key) -> String + Send;

#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) issuer: String,
    state: Arc<Mutex<State>>,
}

/// What a test may change.
pub(crate) struct State {
    /// Members that the description has besides, or `null` for those that it lacks.
    pub(crate) description: Value,
    /// The key that tokens are signed with.
    pub(crate) key: Key,
    /// The public keys, as they are served.
    pub(crate) published: Vec<Value>,
    /// Members that the claims have besides, or `null` for those that they lack.
    pub(crate) claims: Value,
    pub(crate) make_token: Box<MakeToken>,
    pub(crate) access_token: String,
    pub(crate) user_info: Value,
    /// Answers in place of the right ones.
    pub(crate) answers: HashMap<&'static str, Answer>,
    /// Every request that came.
    pub(crate) requests: Vec<Request>,
    authorized: HashMap<String, Authorized>,
}

/// What a code stands for.
struct Authorized {
    nonce: String,
    challenge: String,
}

impl Provider {
    pub(crate) fn start(clock: Arc<ManualClock>) -> Self {
        let key = Key::new("key-1");
        let state = Arc::new(Mutex::new(State {
            description: json!({}),
            published: vec![key.public()],
            key,
            claims: json!({"email": "ada@example.org", "email_verified": true, "name": "Ada"}),
            make_token: Box::new(|claims, key| key.sign(claims)),
            access_token: ACCESS_TOKEN.to_owned(),
            user_info: json!({"sub": SUBJECT}),
            answers: HashMap::new(),
            requests: Vec::new(),
            authorized: HashMap::new(),
        }));
        let (listener, issuer) = listen();
        let (shared, origin) = (state.clone(), issuer.clone());
        serve(listener, move |request| {
            shared.lock().unwrap().answer(request, &origin, &clock)
        });
        Self { issuer, state }
    }

    /// What a test changes or looks at.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// How often a path was asked for.
    pub(crate) fn count(&self, path: &str) -> usize {
        let requests = &self.state().requests;
        requests.iter().filter(|one| one.path == path).count()
    }

    /// A person at the provider says yes; the query that the browser is sent back with.
    pub(crate) fn authorize(&self, location: &str) -> String {
        let (endpoint, query) = location.split_once('?').unwrap();
        assert_eq!(endpoint, format!("{}/authorize", self.issuer));
        let asked: HashMap<String, String> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT_ID);
        assert_eq!(asked["redirect_uri"], REDIRECT_URL);
        assert_eq!(asked["scope"], "openid email profile");
        assert_eq!(asked["code_challenge_method"], "S256");
        let mut state = self.state();
        let code = format!("code-{}", state.authorized.len());
        state.authorized.insert(
            code.clone(),
            Authorized {
                nonce: asked["nonce"].clone(),
                challenge: asked["code_challenge"].clone(),
            },
        );
        format!("code={code}&state={}", asked["state"])
    }
}

impl State {
    fn answer(&mut self, request: &Request, issuer: &str, clock: &ManualClock) -> Answer {
        self.requests.push(request.clone());
        if let Some(answer) = self.answers.get(&*request.path) {
            return answer.clone();
        }
        match &*request.path {
            DESCRIPTION => ok(&self.describe(issuer)),
            KEYS => ok(&json!({"keys": self.published})),
            TOKEN => self.token(request, issuer, clock),
            USER_INFO => {
                assert_eq!(
                    request.authorization,
                    format!("Bearer {}", self.access_token)
                );
                ok(&self.user_info)
            }
            _ => Answer::Json(404, "{}".to_owned()),
        }
    }

    fn describe(&self, issuer: &str) -> Value {
        with(
            json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}{TOKEN}"),
                "userinfo_endpoint": format!("{issuer}{USER_INFO}"),
                "jwks_uri": format!("{issuer}{KEYS}"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
            }),
            &self.description,
        )
    }

    fn token(&mut self, request: &Request, issuer: &str, clock: &ManualClock) -> Answer {
        let basic = BASE64_STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}"));
        if request.authorization != format!("Basic {basic}") {
            return Answer::Json(401, json!({"error": "invalid_client"}).to_string());
        }
        let given: HashMap<String, String> = form_urlencoded::parse(request.body.as_bytes())
            .into_owned()
            .collect();
        // A code is good once (RFC 6749, 4.1.2).
        let authorized = self.authorized.remove(&given["code"]);
        let authorized = authorized.filter(|authorized| {
            authorized.challenge == encode(&Sha256::digest(&given["code_verifier"]))
                && given["redirect_uri"] == REDIRECT_URL
        });
        let Some(authorized) = authorized else {
            return Answer::Json(400, json!({"error": "invalid_grant"}).to_string());
        };
        let now_s = clock.now().as_micros() / 1_000_000;
        let claims = json!({
            "iss": issuer, "sub": SUBJECT, "aud": CLIENT_ID, "nonce": authorized.nonce,
            "iat": now_s, "exp": now_s + 300,
        });
        let id_token = (self.make_token)(&with(claims, &self.claims), &self.key);
        ok(&json!({
            "access_token": self.access_token, "token_type": "Bearer", "id_token": id_token,
        }))
    }
}

fn ok(body: &Value) -> Answer {
    Answer::Json(200, body.to_string())
}

/// The object with the members of another in place of its own; `null` takes one away.
fn with(mut object: Value, others: &Value) -> Value {
    for (name, value) in others.as_object().unwrap() {
        object[name] = value.clone();
    }
    object
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    object
}
