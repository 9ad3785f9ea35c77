//! A proxy in front of PostgreSQL that knows where its messages end, and makes a chosen exchange fail.
//!
//! An exchange is what a client sends up to a `Sync` or a `Query`, and all that PostgreSQL answers up
//! to `ReadyForQuery` (its manual, 53.2): one round trip.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

/// What happens to an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// PostgreSQL refuses it.
    Refuse,
    /// The connection breaks before PostgreSQL hears of it.
    CutBefore,
    /// The connection breaks when PostgreSQL has done it, before the answer comes.
    CutAfter,
}

/// A statement that every PostgreSQL refuses, as a `Query`.
const REFUSED: &[u8] = b"Q\0\0\0\x0fSELECT 1/0\0";

#[derive(Debug, Default)]
struct Plan {
    /// What is to fail, and how many exchanges pass before.
    armed: Option<(usize, Fault)>,
}

/// A proxy that listens until the tests end.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: SocketAddr,
    plan: Arc<Mutex<Plan>>,
}

impl Proxy {
    /// In front of a cluster's socket.
    pub(crate) fn new(socket: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let plan = Arc::new(Mutex::new(Plan::default()));
        {
            let plan = Arc::clone(&plan);
            thread::spawn(move || {
                for near in listener.incoming() {
                    let (socket, plan) = (socket.clone(), Arc::clone(&plan));
                    // An error is a connection that ended.
                    thread::spawn(move || drop(forward(near.unwrap(), &socket, &plan)));
                }
            });
        }
        Self { address, plan }
    }

    /// Where a database of the cluster is reached through it, by the address that it has otherwise.
    pub(crate) fn address(&self, database: &str) -> String {
        let (_, name) = database.rsplit_once('/').unwrap();
        format!(
            "postgres://postgres@{}/{name}?sslmode=disable",
            self.address
        )
    }

    /// Makes an exchange fail: the next but so many.
    pub(crate) fn arm(&self, passing: usize, fault: Fault) {
        self.plan.lock().unwrap().armed = Some((passing, fault));
    }

    /// Lets everything pass again. Whether nothing has failed since it was armed.
    pub(crate) fn disarm(&self) -> bool {
        self.plan.lock().unwrap().armed.take().is_some()
    }
}

impl Plan {
    /// What happens to the next exchange.
    fn next(&mut self) -> Option<Fault> {
        let (passing, fault) = self.armed?;
        let Some(left) = passing.checked_sub(1) else {
            self.armed = None;
            return Some(fault);
        };
        self.armed = Some((left, fault));
        None
    }
}

/// Serves a connection until either end closes it, or it is cut.
fn forward(mut near: TcpStream, socket: &Path, plan: &Mutex<Plan>) -> io::Result<()> {
    near.set_nodelay(true)?;
    let mut far = UnixStream::connect(socket)?;
    // The first message alone has no kind.
    let mut startup = Vec::new();
    body(&mut near, &mut startup)?;
    far.write_all(&startup)?;
    near.write_all(&answer(&mut far)?)?;
    loop {
        let asked = messages(&mut near, |kind| matches!(kind, b'S' | b'Q' | b'X'))?;
        match plan.lock().unwrap().next() {
            None => far.write_all(&asked)?,
            Some(Fault::Refuse) => far.write_all(REFUSED)?,
            Some(Fault::CutBefore) => return Ok(()),
            Some(Fault::CutAfter) => {
                far.write_all(&asked)?;
                answer(&mut far)?;
                return Ok(());
            }
        }
        near.write_all(&answer(&mut far)?)?;
    }
}

/// All that PostgreSQL says until it is ready for more.
fn answer(far: &mut UnixStream) -> io::Result<Vec<u8>> {
    messages(far, |kind| kind == b'Z')
}

/// Messages up to the first of a kind that ends them.
fn messages(from: &mut impl Read, ends: impl Fn(u8) -> bool) -> io::Result<Vec<u8>> {
    let mut read = Vec::new();
    loop {
        let mut kind = [0];
        from.read_exact(&mut kind)?;
        read.extend(kind);
        body(from, &mut read)?;
        if ends(kind[0]) {
            return Ok(read);
        }
    }
}

/// The rest of a message: its length, which counts itself, and as many bytes.
fn body(from: &mut impl Read, read: &mut Vec<u8>) -> io::Result<()> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    read.extend(length);
    let rest = u64::from(u32::from_be_bytes(length)) - 4;
    from.take(rest).read_to_end(read)?;
    Ok(())
}
