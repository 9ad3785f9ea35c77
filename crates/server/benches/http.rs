//! What an answer costs: reading a tool, checking a draft and registering a tool durably, as
//! ratios to an empty route of the same framework in the same process.
//!
//! The machine's speed and its other work cancel out, because every round measures every scenario
//! right after the empty route. Goals: read 0.40, check 0.30, register 0.35 of it.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::{App, HttpResponse, HttpServer, web};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use wharfinger_server::config::Config;
use wharfinger_server::operator_token::OperatorToken;
use wharfinger_server::seams::System;
use wharfinger_server::{Server, open};

const CLIENTS: usize = 64;
const ROUNDS: usize = 7;
const ROUND: Duration = Duration::from_millis(700);
const TOOLS_BEFORE: u64 = 2_000;
const TOKEN: &str = "the-token-of-this-benchmark";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scenario {
    Hello,
    Read,
    Check,
    Register,
}

impl Scenario {
    const MEASURED: [(Self, &'static str, f64); 3] = [
        (Self::Read, "read a tool", 0.40),
        (Self::Check, "check a draft", 0.30),
        (Self::Register, "register durably", 0.35),
    ];

    fn status(self) -> &'static [u8] {
        match self {
            Self::Register => b"HTTP/1.1 201 ",
            _ => b"HTTP/1.1 200 ",
        }
    }

    fn write(self, request: &mut String, number: u64) {
        request.clear();
        let (head, body) = match self {
            Self::Hello => ("GET /hello HTTP/1.1\r\n".to_owned(), String::new()),
            Self::Read => {
                let tool = number * 7_919 % TOOLS_BEFORE;
                (
                    format!("GET /api/v1/tools/quay.io/biocontainers/tool-{tool} HTTP/1.1\r\n"),
                    String::new(),
                )
            }
            Self::Check => (json_head("check", ""), draft("samtools", number)),
            Self::Register => {
                let token = format!("authorization: Bearer {TOKEN}\r\n");
                (json_head("tools", &token), draft("tool", number))
            }
        };
        write!(
            request,
            "{head}host: localhost\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
    }
}

fn json_head(resource: &str, more: &str) -> String {
    format!("POST /api/v1/{resource} HTTP/1.1\r\n{more}content-type: application/json\r\n")
}

fn draft(name: &str, number: u64) -> String {
    format!(
        "{{\"image\":\"quay.io/biocontainers/{name}-{number}:1.17--h00cdaf9_0\",\
         \"description\":\"Reads, writes and indexes SAM, BAM and CRAM files\"}}"
    )
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let (hello, server) = serve(folder.path());
    let clients = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut next = 0;
    while next < TOOLS_BEFORE {
        clients.block_on(load(
            server,
            Scenario::Register,
            &mut next,
            Some(TOOLS_BEFORE),
        ));
    }
    let mut rates: Vec<[f64; 4]> = Vec::new();
    for _ in 0..ROUNDS {
        let mut measure =
            |address, scenario| clients.block_on(load(address, scenario, &mut next, None));
        rates.push([
            measure(hello, Scenario::Hello),
            measure(server, Scenario::Read),
            measure(server, Scenario::Check),
            measure(server, Scenario::Register),
        ]);
    }
    let hello = median(rates.iter().map(|round| round[0]));
    println!(
        "{CLIENTS} clients, median of {ROUNDS} rounds; an empty route answers {hello:.0} a second\n"
    );
    println!("{:<18} {:>9} {:>7} {:>6}", "", "a second", "ratio", "goal");
    for (column, (_, name, goal)) in Scenario::MEASURED.iter().enumerate() {
        let rate = median(rates.iter().map(|round| round[column + 1]));
        let ratio = median(rates.iter().map(|round| round[column + 1] / round[0]));
        let verdict = if ratio >= *goal { "met" } else { "missed" };
        println!("{name:<18} {rate:>9.0} {ratio:>7.2} {goal:>6.2}  {verdict}");
    }
}

/// Starts both servers on threads of their own and returns their addresses.
fn serve(folder: &std::path::Path) -> (SocketAddr, SocketAddr) {
    let database = format!("sqlite:{}", folder.join("wharfinger.db").display());
    let (addresses, started) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let hello = HttpServer::new(|| {
                let answer = || async { HttpResponse::Ok().body("hello") };
                App::new().service(web::resource("/hello").route(web::get().to(answer)))
            })
            .bind("127.0.0.1:0")
            .unwrap();
            let config = Config {
                listen: "127.0.0.1:0".to_owned(),
                writes_per_minute: 0,
                operator_token: Some(OperatorToken::parse(TOKEN).unwrap()),
                ..Config::default()
            };
            let store = open(&database).unwrap();
            let system = Arc::new(System);
            let server = Server::start_with(config, store, system.clone(), system)
                .await
                .unwrap();
            addresses
                .send((hello.addrs()[0], server.addresses()[0]))
                .unwrap();
            actix_web::rt::spawn(hello.run());
            server.run().await.unwrap();
        });
    });
    started.recv().unwrap()
}

/// Answers a second that all clients together get.
async fn load(address: SocketAddr, scenario: Scenario, next: &mut u64, until: Option<u64>) -> f64 {
    let numbers = std::rc::Rc::new(std::cell::Cell::new(*next));
    let start = Instant::now();
    let local = tokio::task::LocalSet::new();
    let answers = local
        .run_until(async {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|_| {
                    let numbers = numbers.clone();
                    tokio::task::spawn_local(async move {
                        client(address, scenario, &numbers, start, until).await
                    })
                })
                .collect();
            let mut answers = 0_u32;
            for client in clients {
                answers += client.await.unwrap();
            }
            answers
        })
        .await;
    *next = numbers.get();
    f64::from(answers) / start.elapsed().as_secs_f64()
}

async fn client(
    address: SocketAddr,
    scenario: Scenario,
    numbers: &std::cell::Cell<u64>,
    start: Instant,
    until: Option<u64>,
) -> u32 {
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.set_nodelay(true).unwrap();
    let mut request = String::new();
    let mut answer = vec![0; 16 * 1024];
    let mut answers = 0;
    loop {
        let number = numbers.get();
        let is_over = match until {
            Some(until) => number >= until,
            None => start.elapsed() >= ROUND,
        };
        if is_over {
            return answers;
        }
        numbers.set(number + 1);
        scenario.write(&mut request, number);
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut read = 0;
        loop {
            read += connection.read(&mut answer[read..]).await.unwrap();
            if is_whole(&answer[..read]) {
                break;
            }
        }
        assert!(
            answer.starts_with(scenario.status()),
            "{}",
            String::from_utf8_lossy(&answer[..read])
        );
        answers += 1;
    }
}

/// Whether the head and as many bytes as it announces are there.
fn is_whole(answer: &[u8]) -> bool {
    let Some(head_end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
        return false;
    };
    let head = std::str::from_utf8(&answer[..head_end]).unwrap();
    let length: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap()
        .parse()
        .unwrap();
    answer.len() >= head_end + 4 + length
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
