//! The real server under 64 clients, beside a route that only says hello in the same process.
//!
//! The load comes from one thread of this process, as from `wrk -t1`, and takes its share of the
//! cores, of every scenario the same. Nothing cheaper than the hello route can be told from it:
//! there the load costs as much as the server.

use std::env;
use std::fs::File;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use actix_web::rt::System;
use actix_web::{App, HttpResponse, HttpServer, web};
use cpu_time::ProcessTime;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use wharfinger_core::registry::Catalogue;
use wharfinger_server::Server;
use wharfinger_server::config::Config;
use wharfinger_server::operator_token::OperatorToken;
use wharfinger_tests::drafts;

/// Connections that each wait for an answer before they ask again.
const CLIENTS: usize = 64;

/// Worker threads of either server.
const WORKERS: usize = 2;

/// How long a scenario runs in a round; the first round only warms up.
const ROUND: Duration = Duration::from_millis(1_500);
const ROUNDS: usize = 6;

/// A server is quiet that takes less than a tenth of a core for so long.
const QUIET: Duration = Duration::from_millis(50);

/// How often the disk is asked in each round how quick it is: what else the machine does makes it
/// twenty times slower from one second to the next.
const SYNCS: usize = 21;

/// What one registration adds to the log at least: a page of SQLite's.
const SYNCED_BYTES: usize = 4_096;

/// Requests that a client prepares for a scenario that does not change anything; then it begins
/// again.
const REQUESTS: usize = 200;

/// Registrations a client prepares for each round; more than it gets through.
const REGISTRATIONS: usize = 3_000;

/// Most bytes of an answer: a tool with every field at its longest.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

const TOKEN: &str = "a-token-of-the-benchmarks-that-is-long-enough";

/// What a scenario should reach, as a share of the hello route's rate.
const READ_GOAL: f64 = 0.40;
const CHECK_GOAL: f64 = 0.30;
const REGISTER_GOAL: f64 = 0.35;

/// What the clients ask, and how often it was answered.
struct Scenario {
    name: &'static str,
    goal: Option<f64>,
    address: String,
    status: &'static str,
    /// The requests of a client in a round.
    requests: fn(client: usize, round: usize) -> Vec<Vec<u8>>,
    rounds: Vec<Round>,
}

/// What one round measured.
struct Round {
    per_second: f64,
    /// Processor time of both ends.
    cpu_us: f64,
    p50: Duration,
    p99: Duration,
}

fn main() {
    let folder = tempfile::tempdir().expect("there is room for a database");
    let hello = serve_hello();
    let real = serve_wharfinger(&folder.path().join("bench.db"));
    let scenario = |name, goal, address: &String, status, requests| Scenario {
        name,
        goal,
        address: address.clone(),
        status,
        requests,
        rounds: Vec::new(),
    };
    let mut scenarios = vec![
        scenario("hello", None, &hello, "200", |_, _| {
            vec![request("GET", "/hello", "", "")]
        }),
        scenario("check", Some(CHECK_GOAL), &real, "200", checks),
        scenario(
            "durable registration",
            Some(REGISTER_GOAL),
            &real,
            "201",
            registrations,
        ),
        scenario("point read", Some(READ_GOAL), &real, "200", reads),
    ];
    // `cargo bench --bench http -- read` leaves the others out; the hello route is always needed.
    let wanted: Vec<String> = env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    scenarios.retain(|scenario| {
        wanted.is_empty()
            || scenario.goal.is_none()
            || wanted.iter().any(|word| scenario.name.contains(word))
    });
    let mut syncs = Vec::new();
    for round in 0..ROUNDS {
        syncs.push(sync_milliseconds(folder.path()));
        for scenario in &mut scenarios {
            let measured = measure(scenario, round).unwrap_or_else(|error| {
                panic!("{} failed in round {round}: {error}", scenario.name)
            });
            if round > 0 {
                scenario.rounds.push(measured);
            }
            settle();
        }
    }
    report(&scenarios);
    let sync_ms = median(syncs.into_iter());
    #[expect(clippy::cast_precision_loss, reason = "a few clients")]
    let bound = CLIENTS as f64 * 1e3 / sync_ms;
    println!(
        "  a page is on this disk after {sync_ms:.2} ms: no more than {bound:.0} durable answers a \
         second, if all clients share each sync"
    );
}

/// Waits until the server has done what it put off, or the next scenario would pay for it.
fn settle() {
    loop {
        let cpu = ProcessTime::now();
        thread::sleep(QUIET);
        if cpu.elapsed() < QUIET / 10 {
            return;
        }
    }
}

/// What bounds registrations where the disk is slow: all that wait share one of these.
fn sync_milliseconds(folder: &Path) -> f64 {
    let mut file = File::create(folder.join("sync")).expect("the folder is ours");
    let times = (0..SYNCS).map(|_| {
        let began = Instant::now();
        file.write_all(&[1; SYNCED_BYTES]).expect("there is room");
        file.sync_data().expect("the disk works");
        began.elapsed().as_secs_f64() * 1e3
    });
    median(times.collect::<Vec<_>>().into_iter())
}

fn report(scenarios: &[Scenario]) {
    println!(
        "{CLIENTS} clients, {WORKERS} workers, median of {} rounds",
        ROUNDS - 1
    );
    let hello = &scenarios[0];
    for scenario in scenarios {
        let rate = median(scenario.rounds.iter().map(|round| round.per_second));
        let ratio = median(
            scenario
                .rounds
                .iter()
                .zip(&hello.rounds)
                .map(|(round, hello)| round.per_second / hello.per_second),
        );
        let milliseconds = |of: fn(&Round) -> Duration| {
            median(
                scenario
                    .rounds
                    .iter()
                    .map(|round| of(round).as_secs_f64() * 1e3),
            )
        };
        let verdict = match scenario.goal {
            None => String::new(),
            Some(goal) if ratio >= goal => format!("goal {goal:.2}: reached"),
            Some(goal) => format!("goal {goal:.2}: MISSED"),
        };
        println!(
            "  {:<22} {rate:>9.0} /s  {ratio:>5.2} of hello  CPU {:>6.1} us  p50 {:>6.2} ms  p99 {:>6.2} ms  {verdict}",
            scenario.name,
            median(scenario.rounds.iter().map(|round| round.cpu_us)),
            milliseconds(|round| round.p50),
            milliseconds(|round| round.p99),
        );
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A server with one route, which is what any server costs at least; its address.
fn serve_hello() -> String {
    serve(|| async {
        let server = HttpServer::new(|| {
            App::new().route(
                "/hello",
                web::get().to(async || {
                    HttpResponse::Ok()
                        .content_type("application/json")
                        .body("{\"hello\":\"world\"}")
                }),
            )
        })
        .workers(WORKERS)
        .bind("127.0.0.1:0")
        .expect("the system chooses a port");
        let address = server.addrs()[0].to_string();
        (address, server.run())
    })
}

/// The server as it ships, over a database in this file; its address.
fn serve_wharfinger(database: &Path) -> String {
    let config = Config {
        listen: "127.0.0.1:0".to_owned(),
        database: format!("sqlite:{}", database.display()),
        writes_per_minute: 0,
        checks_per_minute: 0,
        workers: Some(WORKERS),
        operator_token: Some(OperatorToken::parse(TOKEN).expect("the token is well formed")),
        ..Config::default()
    };
    serve(|| async {
        let server = Server::start(config).await.expect("the server starts");
        let address = server.addresses()[0].to_string();
        (address, server.run())
    })
}

/// Runs a server on a thread of its own until the process ends.
fn serve<S, R>(start: impl FnOnce() -> S + Send + 'static) -> String
where
    S: Future<Output = (String, R)>,
    R: Future<Output = io::Result<()>>,
{
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        System::new().block_on(async {
            let (address, running) = start().await;
            sender
                .send(address)
                .expect("somebody waits for the address");
            running.await.expect("the server runs");
        });
    });
    receiver.recv().expect("the server tells its address")
}

/// Asks from all clients for the length of a round.
fn measure(scenario: &Scenario, round: usize) -> io::Result<Round> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(async {
        let mut clients = Vec::new();
        for client in 0..CLIENTS {
            let requests = (scenario.requests)(client, round);
            let stream = TcpStream::connect(&scenario.address).await?;
            stream.set_nodelay(true)?;
            clients.push((stream, requests));
        }
        let began = Instant::now();
        let cpu_began = ProcessTime::now();
        let until = began + ROUND;
        let local = tokio::task::LocalSet::new();
        let clients: Vec<_> = clients
            .into_iter()
            .map(|(stream, requests)| {
                local.spawn_local(ask(stream, requests, scenario.status, until))
            })
            .collect();
        let mut times = Vec::new();
        local
            .run_until(async {
                for client in clients {
                    times.extend(client.await.map_err(io::Error::other)??);
                }
                Ok::<_, io::Error>(())
            })
            .await?;
        let (elapsed, cpu) = (began.elapsed(), cpu_began.elapsed());
        times.sort();
        #[expect(
            clippy::cast_precision_loss,
            reason = "a few hundred thousand requests"
        )]
        let count = times.len() as f64;
        Ok(Round {
            per_second: count / elapsed.as_secs_f64(),
            cpu_us: cpu.as_secs_f64() * 1e6 / count,
            p50: times[times.len() / 2],
            p99: times[times.len() * 99 / 100],
        })
    })
}

/// One client: sends its requests in turn until the time is over, and times the answers.
async fn ask(
    mut stream: TcpStream,
    requests: Vec<Vec<u8>>,
    status: &str,
    until: Instant,
) -> io::Result<Vec<Duration>> {
    let mut buffer = vec![0; ANSWER_BYTES_MAX];
    let mut times = Vec::new();
    for request in requests.iter().cycle() {
        let began = Instant::now();
        if began >= until {
            break;
        }
        stream.write_all(request).await?;
        let mut filled = 0;
        loop {
            let read = stream.read(&mut buffer[filled..]).await?;
            if read == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            filled += read;
            if is_whole(&buffer[..filled])? {
                break;
            }
        }
        // `HTTP/1.1 201 Created`
        if &buffer[9..12] != status.as_bytes() {
            let answer = String::from_utf8_lossy(&buffer[..filled]);
            return Err(io::Error::other(format!("not {status} but {answer}")));
        }
        times.push(began.elapsed());
    }
    Ok(times)
}

/// Whether an answer is there to its last byte.
fn is_whole(bytes: &[u8]) -> io::Result<bool> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut answer = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = answer.parse(bytes).map_err(io::Error::other)? else {
        return Ok(false);
    };
    let length: usize = answer
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .and_then(|header| str::from_utf8(header.value).ok()?.parse().ok())
        .ok_or_else(|| io::Error::other("an answer has no length"))?;
    Ok(bytes.len() >= head + length)
}

fn request(method: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{headers}content-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Tools with all that people write about one, each under a name of its own.
fn registrations(client: usize, round: usize) -> Vec<Vec<u8>> {
    let authorization = format!("authorization: Bearer {TOKEN}\r\n");
    (0..REGISTRATIONS)
        .map(|number| {
            let name = name(client, round, number);
            let draft = format!(
                "{{\"image\":\"quay.io/biocontainers/{name}:1.17\",\"visibility\":\"private\",\
                 \"contact_email\":\"tools@example.org\",\"description\":\"Sorts alignments\",\
                 \"source_url\":\"https://github.com/samtools/samtools\"}}"
            );
            request("POST", "/api/v1/tools", &authorization, &draft)
        })
        .collect()
}

/// Tools that were registered in the same round, in an order without locality.
fn reads(client: usize, round: usize) -> Vec<Vec<u8>> {
    (0..REQUESTS)
        .map(|number| {
            // Every client registers more than these, so they are there.
            let owner = (client + number * 7) % CLIENTS;
            let path = format!(
                "/api/v1/tools/quay.io/biocontainers/{}",
                name(owner, round, number % 20)
            );
            request("GET", &path, "", "")
        })
        .collect()
}

fn name(client: usize, round: usize, number: usize) -> String {
    format!("tool-{round}-{client}-{number}")
}

/// Drafts for every registry.
fn checks(client: usize, _round: usize) -> Vec<Vec<u8>> {
    let seed = u64::try_from(client).expect("there are a few clients");
    let mut drafts = drafts::good_drafts(&Catalogue::built_in(), seed, REQUESTS.div_ceil(30));
    drafts.truncate(REQUESTS);
    drafts
        .iter()
        .map(|draft| request("POST", "/api/v1/check", "", draft))
        .collect()
}
