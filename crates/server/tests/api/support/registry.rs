//! A registry that answers as a test wants.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};
use wharfinger_core::evidence::ImagePolicy;
use wharfinger_registry::distribution::Login;
use wharfinger_registry::guard::Listed;
use wharfinger_server::config::Config;
use wharfinger_server::images::Settings;

/// A registry that has `team/public:1`, hides `team/private` from everybody but [`LOGIN`], and has nothing
/// else; until it is [told otherwise](Self::now).
pub(crate) struct Registry {
    pub(crate) host: String,
    asked: Arc<AtomicUsize>,
    mood: Arc<Mutex<Mood>>,
}

/// Who sees `team/private:1`.
pub(crate) const LOGIN: (&str, &str) = ("robot", "secret");

/// What has become of `team/public:1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Public,
    Private,
    Gone,
    /// Nothing has: the registry does not work.
    Broken,
    /// Nothing has: the registry is down, and what stands in front of it says 404 for itself.
    Unplugged,
    /// Nothing has: a firewall of the web does not let us through.
    WalledOff,
}

impl Registry {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(AtomicUsize::new(0));
        let mood = Arc::new(Mutex::new(Mood::Public));
        let (counted, told) = (asked.clone(), mood.clone());
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                counted.fetch_add(1, Ordering::Relaxed);
                answer(stream, *told.lock().unwrap());
            }
        });
        Self { host, asked, mood }
    }

    /// How many requests came.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// Changes what becomes of `team/public:1`.
    pub(crate) fn now(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    pub(crate) fn draft(&self, image: &str, visibility: &str) -> Value {
        json!({
            "image": format!("{}/{image}", self.host),
            "visibility": visibility,
            "contact_email": "ada@example.org",
        })
    }

    /// The configuration of a server with this policy, for which the registry is listed.
    pub(crate) fn config(&self, policy: ImagePolicy) -> Config {
        config_for(&self.host, policy)
    }

    /// The same of an operator who has a login.
    pub(crate) fn config_with_login(&self, policy: ImagePolicy) -> Config {
        let mut config = self.config(policy);
        let (user, password) = LOGIN;
        config.images.logins = vec![Login::new(&self.host, user, password)];
        config
    }
}

/// The same for whatever is at that host.
pub(crate) fn config_for(host: &str, policy: ImagePolicy) -> Config {
    Config {
        images: Settings {
            policy,
            internal: vec![Listed::parse(&format!("http://{host}")).unwrap()],
            ..Settings::default()
        },
        ..Config::default()
    }
}

const PUBLIC: &str = "200 OK\r\ncontent-type: application/vnd.oci.image.manifest.v1+json\r\n\
    docker-content-digest: sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

const PRIVATE: &str = "401 Unauthorized\r\nwww-authenticate: Basic realm=\"lab\"";

const MISSING: &str = "404 Not Found\r\ndocker-distribution-api-version: registry/2.0";

const TAGS: &str = r#"{"name":"team/public","tags":["latest","1","1.1","0.9"]}"#;

fn answer(mut stream: TcpStream, mood: Mood) {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    let fields: Vec<_> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
    let is_robot = fields.iter().any(|field| {
        field
            .to_ascii_lowercase()
            .starts_with("authorization: basic ")
    });
    drop(lines);
    let (head, body) = match mood {
        Mood::Broken => ("500 Internal Server Error", ""),
        Mood::Unplugged => ("404 Not Found\r\ncontent-type: text/html", ""),
        Mood::WalledOff => ("403 Forbidden\r\ncontent-type: text/html", ""),
        _ if is_robot && request.contains("/team/private/manifests/1 ") => (PUBLIC, ""),
        _ if is_robot && request.contains("/team/private/") => (MISSING, ""),
        _ if request.contains("/team/private/") => (PRIVATE, ""),
        _ if request.contains("/team/public/tags/list") => ("200 OK", TAGS),
        Mood::Public if request.contains("/team/public/manifests/1 ") => (PUBLIC, ""),
        Mood::Private if request.contains("/team/public/") => (PRIVATE, ""),
        Mood::Public | Mood::Private | Mood::Gone => (MISSING, ""),
    };
    let length = body.len();
    // Whoever asked may have gone.
    let _ = write!(
        stream,
        "HTTP/1.1 {head}\r\ncontent-length: {length}\r\n\r\n{body}"
    );
}
