//! What stands before the registry: the host's certificate, and the passwords and policies of the simulated
//! AWS, as Amazon ECR has them before its images.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

/// Most header fields of a request here.
const HEADERS_MAX: usize = 64;

/// A proxy that leads to one registry, whatever it is asked for.
pub(super) struct Gate {
    /// The proxy's address, as programs take it from their environment.
    pub(super) proxy: String,
    /// The certificate of the registry's host, to be trusted.
    pub(super) certificate: String,
    door: Arc<Door>,
}

struct Door {
    host: String,
    /// Where the simulated AWS is, which knows what a password opens.
    aws: String,
    /// Where the registry behind it is.
    behind: String,
    tls: Arc<ServerConfig>,
}

/// What is asked of a registry.
struct Asked {
    method: String,
    path: String,
    authorization: Option<String>,
    /// The other fields, as they came.
    fields: String,
}

impl Gate {
    /// A gate before the registry at `behind`, under the name of a host of the Amazon ECR at `aws`.
    pub(super) fn start(host: &str, aws: &str, behind: &str) -> Self {
        let rcgen::CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(vec![host.to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ServerConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let door = Arc::new(Door {
            host: host.to_owned(),
            aws: aws.strip_prefix("http://").unwrap().to_owned(),
            behind: behind.to_owned(),
            tls: Arc::new(tls),
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let proxy = format!("http://{}", listener.local_addr().unwrap());
        let served = door.clone();
        // For as long as the process lives.
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let door = served.clone();
                // Whoever hangs up early is not served, and that is all.
                thread::spawn(move || drop(door.serve(stream)));
            }
        });
        Self {
            proxy,
            certificate: cert.pem(),
            door,
        }
    }

    /// Whether a password that the helper gave opens a repository now.
    pub(super) fn lets_in(&self, answer: &Value, repository: &str) -> bool {
        let [user, password] = ["Username", "Secret"].map(|name| answer[name].as_str().unwrap());
        let authorization = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        let path = format!("/v2/{repository}/manifests/1.0");
        let refusal = self.door.refusal(Some(&authorization), &path);
        refusal.unwrap().is_none()
    }
}

impl Door {
    fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        let asked = Asked::read(&mut stream)?;
        let wanted = format!("{}:443", self.host);
        if asked.method != "CONNECT" || asked.path != wanted {
            return stream.write_all(b"HTTP/1.1 502 Elsewhere\r\ncontent-length: 0\r\n\r\n");
        }
        stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n")?;
        let tls = ServerConnection::new(self.tls.clone()).map_err(io::Error::other)?;
        let mut stream = StreamOwned::new(tls, stream);
        let asked = Asked::read(&mut stream)?;
        let answer = match self.refusal(asked.authorization.as_deref(), &asked.path)? {
            Some(refusal) => refusal,
            None => self.pass_on(&asked)?,
        };
        stream.write_all(&answer)?;
        stream.conn.send_close_notify();
        stream.flush()
    }

    /// Why Amazon ECR answers nothing else: the simulated one's own words.
    fn refusal(&self, authorization: Option<&str>, path: &str) -> io::Result<Option<Vec<u8>>> {
        let host = &self.host;
        let authorization = authorization
            .map(|value| format!("authorization: {value}\r\n"))
            .unwrap_or_default();
        let said = ask(&self.aws, "GET", path, host, &authorization)?;
        Ok((!said.starts_with(b"HTTP/1.1 200 ")).then_some(said))
    }

    /// The answer of the registry behind.
    fn pass_on(&self, asked: &Asked) -> io::Result<Vec<u8>> {
        let behind = &self.behind;
        ask(behind, &asked.method, &asked.path, behind, &asked.fields)
    }
}

/// Asks a server on loopback, and gives its whole answer.
fn ask(address: &str, method: &str, path: &str, host: &str, fields: &str) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{fields}\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

impl Asked {
    /// Reads the head of a request; what pulls has no body.
    fn read(stream: &mut impl Read) -> io::Result<Self> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte)?;
            head.extend(byte);
        }
        let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut parsed = httparse::Request::new(&mut headers);
        parsed.parse(&head).map_err(io::Error::other)?;
        let mut asked = Self {
            method: parsed.method.unwrap_or_default().to_owned(),
            path: parsed.path.unwrap_or_default().to_owned(),
            authorization: None,
            fields: String::new(),
        };
        for header in parsed.headers {
            let value = String::from_utf8_lossy(header.value);
            match &*header.name.to_ascii_lowercase() {
                "authorization" => asked.authorization = Some(value.into_owned()),
                "host" | "connection" => {}
                name => asked.fields.extend([name, ": ", &value, "\r\n"]),
            }
        }
        Ok(asked)
    }
}
