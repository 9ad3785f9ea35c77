//! A server in a process of its own.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Stdio};

use serde_json::{Value, json};

use crate::support::wharfinger;

/// A running server; killed when it goes out of scope.
pub(crate) struct Serving {
    pub(crate) child: Child,
    pub(crate) stderr: BufReader<ChildStderr>,
    /// What it said before it listened.
    pub(crate) greeting: String,
    pub(crate) address: String,
}

impl Serving {
    pub(crate) fn start(database: &Path, arguments: &[&str], token: Option<&str>) -> Self {
        let token = token.map(|token| ("WHARFINGER_OPERATOR_TOKEN", token));
        Self::start_with(database, arguments, token.as_slice())
    }

    /// Starts a server with these variables.
    pub(crate) fn start_with(
        database: &Path,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Self {
        let database = format!("sqlite:{}", database.display());
        let mut command =
            wharfinger(&["serve", "--listen", "127.0.0.1:0", "--database", &database]);
        command
            .args(arguments)
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .envs(variables.iter().copied());
        let mut child = command.spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut greeting = String::new();
        let address = loop {
            let mut line = String::new();
            assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "{greeting}");
            // A line of its own, or the message of a JSON object.
            if let Some((_, rest)) = line.split_once("Listening on http://") {
                let end = rest.find(['\n', '"']).unwrap();
                break rest[..end].to_owned();
            }
            greeting.push_str(&line);
        };
        Self {
            child,
            stderr,
            greeting,
            address,
        }
    }

    /// The path of the link to the first administrator's account in the greeting.
    pub(crate) fn first_link(&self) -> Option<&str> {
        let (_, rest) = self.greeting.split_once(&self.address)?;
        let end = rest.find(' ').unwrap();
        Some(&rest[..end])
    }

    /// Sends a form, as a page of the server does; the status, and what the head says.
    pub(crate) fn send_form(&self, path: &str, form: &str) -> (u16, String) {
        let head = format!(
            "POST {path} HTTP/1.1\r\norigin: http://{}\r\n\
             content-type: application/x-www-form-urlencoded\r\n",
            self.address
        );
        let answer = self.exchange(&head, form);
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer)
    }

    fn ask(&self, head: &str, body: &str) -> (u16, Value) {
        let answer = self.exchange(head, body);
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        (status, serde_json::from_str(body).unwrap_or_default())
    }

    pub(crate) fn exchange(&self, head: &str, body: &str) -> String {
        let mut connection = TcpStream::connect(&self.address).unwrap();
        write!(
            connection,
            "{head}host: {}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }

    pub(crate) fn get(&self, path: &str) -> (u16, Value) {
        self.ask(&format!("GET {path} HTTP/1.1\r\n"), "")
    }

    pub(crate) fn register(&self, token: &str, image: &str) -> u16 {
        self.register_draft(token, &json!({"image": image}))
    }

    pub(crate) fn register_draft(&self, token: &str, draft: &Value) -> u16 {
        let head = format!(
            "POST /api/v1/tools HTTP/1.1\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\n"
        );
        self.ask(&head, &draft.to_string()).0
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let killed = std::process::Command::new("kill")
            .args([name, &pid])
            .status()
            .unwrap();
        assert!(killed.success());
    }

    /// Asks it to stop, as a service manager does, and waits until it has.
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        self.signal("-TERM");
        let code = self.child.wait().unwrap().code();
        let mut rest = String::new();
        self.stderr.read_to_string(&mut rest).unwrap();
        (code, rest)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
