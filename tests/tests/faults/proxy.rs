//! A network that can be cut: a proxy on loopback in front of PostgreSQL's socket.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How much longer everything takes on a slow network, each way: as across a continent.
const DELAY: Duration = Duration::from_millis(5);

/// Bytes that are forwarded at once.
const CHUNK_BYTES: usize = 16 * 1024;

/// How the network is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Network {
    /// Everything arrives.
    Fair,
    /// Everything arrives later.
    Slow,
    /// Connections open, and nothing arrives until it is fair again.
    Silent,
    /// Connections break, and none opens.
    Cut,
    /// There will be no other.
    Gone,
}

/// A proxy that ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: SocketAddr,
    state: Arc<State>,
    accepting: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct State {
    network: Mutex<Network>,
    changed: Condvar,
    /// What breaks when the network is cut: both ends of every connection there was.
    connections: Mutex<Vec<(TcpStream, UnixStream)>>,
}

impl Proxy {
    /// A proxy in front of a socket.
    pub(crate) fn new(socket: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            network: Mutex::new(Network::Fair),
            changed: Condvar::new(),
            connections: Mutex::default(),
        });
        let accepting = {
            let state = Arc::clone(&state);
            thread::spawn(move || {
                for stream in listener.incoming() {
                    match state.now() {
                        Network::Gone => return,
                        Network::Cut => {}
                        // A connection that cannot be made is one that breaks.
                        _ => drop(stream.and_then(|stream| state.connect(stream, &socket))),
                    }
                }
            })
        };
        Self {
            address,
            state,
            accepting: Some(accepting),
        }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Makes the network so.
    pub(crate) fn set(&self, network: Network) {
        *self.state.network.lock().unwrap() = network;
        self.state.changed.notify_all();
        if matches!(network, Network::Cut | Network::Gone) {
            for (near, far) in self.state.connections.lock().unwrap().drain(..) {
                // Either may be closed already.
                let _ = (near.shutdown(Shutdown::Both), far.shutdown(Shutdown::Both));
            }
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.set(Network::Gone);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
        let _ = self.accepting.take().map(JoinHandle::join);
    }
}

impl State {
    fn now(&self) -> Network {
        *self.network.lock().unwrap()
    }

    /// Forwards both ways, on a thread each.
    fn connect(self: &Arc<Self>, near: TcpStream, socket: &PathBuf) -> io::Result<()> {
        near.set_nodelay(true)?;
        let far = UnixStream::connect(socket)?;
        let ends = (near.try_clone()?, far.try_clone()?);
        let (near_again, far_again) = (near.try_clone()?, far.try_clone()?);
        // Kept before it forwards, so that a cut finds it.
        self.connections.lock().unwrap().push(ends);
        let (there, back) = (Arc::clone(self), Arc::clone(self));
        thread::spawn(move || {
            // An error is a connection that broke.
            let _ = there.forward(&near, &far);
            let _ = far.shutdown(Shutdown::Both);
        });
        thread::spawn(move || {
            let _ = back.forward(&far_again, &near_again);
            let _ = near_again.shutdown(Shutdown::Both);
        });
        Ok(())
    }

    fn forward<R, W>(&self, mut from: &R, mut to: &W) -> io::Result<()>
    where
        for<'a> &'a R: Read,
        for<'a> &'a W: Write,
    {
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let length = from.read(&mut chunk)?;
            if length == 0 || !self.passes() {
                return Ok(());
            }
            to.write_all(&chunk[..length])?;
        }
    }

    /// Whether what was sent arrives, once it does.
    fn passes(&self) -> bool {
        let network = self.network.lock().unwrap();
        let is_slow = |network: &mut Network| *network == Network::Slow;
        let (network, _) = self
            .changed
            .wait_timeout_while(network, DELAY, is_slow)
            .unwrap();
        let is_silent = |network: &mut Network| *network == Network::Silent;
        let network = self.changed.wait_while(network, is_silent).unwrap();
        matches!(*network, Network::Fair | Network::Slow)
    }
}
