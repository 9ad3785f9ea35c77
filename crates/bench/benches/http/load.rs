//! The clients: each asks, waits for the answer, and asks again.

use std::io::{self, ErrorKind};
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Connections that each wait for an answer before they ask again.
pub(crate) const CLIENTS: usize = 64;

/// How long a scenario runs in a round, unless its requests are used up before.
const ROUND: Duration = Duration::from_millis(1_500);

/// Most bytes of an answer: a tool with every field at its longest.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// What a client asks in a round.
pub(crate) enum Requests {
    /// What can be asked again and again.
    Repeated(Vec<Vec<u8>>),
    /// What changes something, so that each is asked once.
    Once(Vec<Vec<u8>>),
}

/// What one round measured.
pub(crate) struct Round {
    pub(crate) per_second: f64,
    /// Processor time of both ends, but for what a database server of its own takes.
    pub(crate) cpu_us: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

/// Asks from all clients at once, spread over the servers, for the length of a round.
pub(crate) fn measure(
    addresses: &[String],
    status: &str,
    requests: Vec<Requests>,
) -> io::Result<Round> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(async {
        let mut clients = Vec::new();
        for (address, requests) in addresses.iter().cycle().zip(requests) {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            clients.push((stream, requests));
        }
        let (began, cpu_began) = (Instant::now(), ProcessTime::now());
        let until = began + ROUND;
        let local = tokio::task::LocalSet::new();
        let clients: Vec<_> = clients
            .into_iter()
            .map(|(stream, requests)| {
                let status = status.to_owned();
                local.spawn_local(async move { ask(stream, requests, &status, until).await })
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
    requests: Requests,
    status: &str,
    until: Instant,
) -> io::Result<Vec<Duration>> {
    let (requests, times_each) = match requests {
        Requests::Repeated(requests) => (requests, usize::MAX),
        Requests::Once(requests) => (requests, 1),
    };
    let mut buffer = vec![0; ANSWER_BYTES_MAX];
    let mut times = Vec::new();
    for request in std::iter::repeat_n(&requests, times_each).flatten() {
        let began = Instant::now();
        if began >= until {
            break;
        }
        stream.write_all(request).await?;
        let filled = read_answer(&mut stream, &mut buffer).await?;
        // `HTTP/1.1 201 Created`
        if &buffer[9..12] != status.as_bytes() {
            let answer = String::from_utf8_lossy(&buffer[..filled]);
            return Err(io::Error::other(format!("not {status} but {answer}")));
        }
        times.push(began.elapsed());
    }
    Ok(times)
}

/// Reads one answer to its last byte; its length.
async fn read_answer(stream: &mut TcpStream, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await?;
        if read == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        filled += read;
        if is_whole(&buffer[..filled])? {
            return Ok(filled);
        }
    }
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
