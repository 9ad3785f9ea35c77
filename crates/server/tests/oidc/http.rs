//! The smallest HTTP server that can also misbehave: one request a connection, a thread for each.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use tokio::sync::Notify;

/// A request, read.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    /// The `Authorization` header, or nothing.
    pub(crate) authorization: String,
    pub(crate) body: String,
}

/// What is answered.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// JSON with this status.
    Json(u16, String),
    /// A redirect to this address.
    Redirect(String),
    /// A body that has no end.
    Endless,
    /// Nothing, until the other side gives up. Tells when the request has come.
    Never(Arc<Notify>),
}

/// A place on loopback to serve at, and its address.
pub(crate) fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    (listener, origin)
}

/// Serves until the test ends.
pub(crate) fn serve(
    listener: TcpListener,
    answer: impl Fn(&Request) -> Answer + Send + Sync + 'static,
) {
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            // The other side may hang up at any time; that is its affair.
            std::thread::spawn(move || exchange(stream, &*answer).ok());
        }
    });
}

fn exchange(mut stream: TcpStream, answer: &dyn Fn(&Request) -> Answer) -> std::io::Result<()> {
    let request = read(&mut stream)?;
    match answer(&request) {
        Answer::Json(status, body) => write!(
            stream,
            "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        ),
        Answer::Redirect(location) => write!(
            stream,
            "HTTP/1.1 302 x\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        ),
        Answer::Endless => {
            stream.write_all(b"HTTP/1.1 200 x\r\nContent-Type: application/json\r\n\r\n")?;
            loop {
                stream.write_all(&[b' '; 4096])?;
            }
        }
        Answer::Never(came) => {
            came.notify_one();
            stream.read_to_end(&mut Vec::new()).map(|_| ())
        }
    }
}

fn read(stream: &mut TcpStream) -> std::io::Result<Request> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        read_some(stream, &mut bytes)?;
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let header = |name: &str| {
        head.lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
            .to_owned()
    };
    let body_bytes = header("content-length").parse().unwrap_or(0);
    while bytes.len() < head_end + body_bytes {
        read_some(stream, &mut bytes)?;
    }
    Ok(Request {
        path: head.split(' ').nth(1).unwrap_or_default().to_owned(),
        authorization: header("authorization"),
        body: String::from_utf8_lossy(&bytes[head_end..]).into_owned(),
    })
}

fn read_some(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> std::io::Result<()> {
    let mut chunk = [0; 4096];
    let count = stream.read(&mut chunk)?;
    if count == 0 {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    bytes.extend_from_slice(&chunk[..count]);
    Ok(())
}
