//! A server that does what a test says, byte by byte.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a request is answered with.
pub(crate) enum Reply {
    /// These bytes; then the connection ends.
    Bytes(String),
    /// These bytes; then nothing, for ever.
    Stall(String),
    /// The first bytes; then the second ones for as long as somebody reads.
    Flood(String, String),
}

/// What decides about answers: it is given the head of a request.
pub(crate) type Script = dyn Fn(&str) -> Reply + Send + Sync;

/// A server on loopback, until the runtime of its test ends.
pub(crate) struct Server {
    /// Host and port.
    pub(crate) authority: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts a server that knows its own host and port.
    pub(crate) async fn start<S>(script: impl FnOnce(String) -> S) -> Self
    where
        S: Fn(&str) -> Reply + Send + Sync + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        let script: Arc<Script> = Arc::new(script(authority.clone()));
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = heads.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, script.clone(), seen.clone()));
            }
        });
        Self { authority, heads }
    }

    /// The heads of the requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, script: Arc<Script>, seen: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let reply = script(&head);
    seen.lock().unwrap().push(head);
    // Whoever was asked goes away in the midst of many an answer here.
    match reply {
        Reply::Bytes(bytes) => drop(stream.write_all(bytes.as_bytes()).await),
        Reply::Stall(bytes) => {
            drop(stream.write_all(bytes.as_bytes()).await);
            std::future::pending::<()>().await;
        }
        Reply::Flood(first, again) => {
            let mut written = stream.write_all(first.as_bytes()).await;
            while written.is_ok() {
                written = stream.write_all(again.as_bytes()).await;
            }
        }
    }
}

/// An answer with the length of its body.
pub(crate) fn answer(status: u16, fields: &[(&str, &str)], body: &str) -> Reply {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    Reply::Bytes(format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\n{}\r\n{body}",
        body.len(),
        fields.concat(),
    ))
}
