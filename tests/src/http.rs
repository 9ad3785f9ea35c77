//! A client for HTTP/1.1 over one connection that is kept: as little as the proofs need, so that
//! what they measure and break is the server.

use std::fmt::Write as _;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// Longest wait for an answer: far beyond what a loaded machine takes, and an end where a server
/// hangs.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Most header fields of an answer; the server sends about a dozen.
const HEADERS_MAX: usize = 32;

/// One connection.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
    is_kept: bool,
}

/// What a server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The header fields, as they came.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Connection {
    /// Connects to `HOST:PORT`.
    pub fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        stream.set_write_timeout(Some(TIMEOUT))?;
        Ok(Self {
            stream: BufReader::new(stream),
            host: address.to_owned(),
            is_kept: true,
        })
    }

    /// Whether it takes another request: the last answer did not say that it closes.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// Asks for a path.
    pub fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.ask("GET", path, &[], "")
    }

    /// Posts JSON with more header fields.
    pub fn post(&mut self, path: &str, headers: &[(&str, &str)], json: &str) -> io::Result<Answer> {
        self.ask("POST", path, headers, json)
    }

    /// Sends any request. The body is JSON unless a header field says otherwise.
    pub fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> io::Result<Answer> {
        self.send(method, path, headers, body)?;
        self.answer()
    }

    fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> io::Result<()> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.host);
        for (name, value) in headers {
            request.extend([name, ": ", value, "\r\n"]);
        }
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            request.push_str("content-type: application/json\r\n");
        }
        let length = body.len();
        let _ = write!(request, "content-length: {length}\r\n\r\n{body}");
        self.stream.get_mut().write_all(request.as_bytes())
    }

    fn answer(&mut self) -> io::Result<Answer> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            if self.stream.read_until(b'\n', &mut head)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut parsed = httparse::Response::new(&mut headers);
        parsed.parse(&head).map_err(io::Error::other)?;
        let status = parsed.code.unwrap_or_default();
        let headers = parsed.headers.iter().map(|header| {
            let value = String::from_utf8_lossy(header.value);
            (header.name.to_owned(), value.into_owned())
        });
        let mut answer = Answer {
            status,
            headers: headers.collect(),
            body: String::new(),
        };
        let is_closing = |value: &str| value.eq_ignore_ascii_case("close");
        self.is_kept = !answer.header("connection").is_some_and(is_closing);
        let length = match answer.header("content-length") {
            Some(length) => length.parse().map_err(io::Error::other)?,
            // It has no body (RFC 9110, 15.3.5).
            None if status == 204 => 0,
            None => return Err(io::Error::other("the answer has no length")),
        };
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        answer.body = String::from_utf8(body).map_err(io::Error::other)?;
        Ok(answer)
    }
}

impl Answer {
    /// A header field, whatever the case of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut named = self.headers.iter();
        let (_, value) = named.find(|(given, _)| given.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{} is no JSON: {error}", self.body))
    }
}
