//! A client that tells its story to a server, and repeats what was not answered.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use wharfinger_tests::http::{Answer, Connection};

use crate::load::Progress;
use crate::people::People;
use crate::step::Step;
use crate::story::Story;

/// One client.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) story: Story,
    /// The step that was sent, and of which nobody knows whether it was taken.
    pub(crate) unanswered: Option<Step>,
}

/// How a client ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It was told to.
    Told,
    /// Its server has gone.
    Lost,
}

/// So many of them, each at the beginning of a story of its own.
pub(crate) fn clients(people: &Arc<People>, seed: u64, count: usize) -> Vec<Client> {
    let client = |number| Client {
        story: Story::new(people, seed, number),
        unanswered: None,
    };
    (0..).map(client).take(count).collect()
}

/// Sends what was not answered again, to a server that nothing keeps from answering.
///
/// # Panics
/// Where it is answered otherwise than it must be.
pub(crate) fn finish(clients: &mut [Client], address: &str) {
    for client in clients {
        while client.unanswered.is_some() {
            let mut connection = Connection::open(address).unwrap();
            assert!(client.act(&mut connection).unwrap(), "{client:?}");
        }
    }
}

impl Client {
    /// Sends step after step, until it is told to end or the connection breaks.
    pub(crate) fn run(&mut self, address: &str, progress: &Progress) -> Ended {
        let ended = self.run_on(address, progress);
        if ended == Ended::Lost {
            progress.lost();
        }
        ended
    }

    fn run_on(&mut self, address: &str, progress: &Progress) -> Ended {
        let mut connection = None;
        while !progress.is_over() {
            let began = Instant::now();
            let sent = connection
                .take()
                .map_or_else(|| Connection::open(address), Ok);
            let acted = sent.and_then(|mut sent| {
                let was_taken = self.act(&mut sent)?;
                connection = sent.is_kept().then_some(sent);
                Ok(was_taken)
            });
            match acted {
                Ok(true) => progress.done(began.elapsed()),
                Ok(false) => progress.refused(began.elapsed()),
                Err(_) => return Ended::Lost,
            }
        }
        Ended::Told
    }

    /// Sends the step whose outcome is not known, or the next one. Whether it was taken.
    ///
    /// # Panics
    /// Where the answer is neither what the step must have, nor a refusal for now.
    fn act(&mut self, connection: &mut Connection) -> io::Result<bool> {
        let step = self.unanswered.take();
        let step = step.unwrap_or_else(|| self.story.next_step());
        let answer = match step.send(connection) {
            Ok(answer) => answer,
            Err(error) => {
                self.unanswered = Some(step);
                return Err(error);
            }
        };
        if answer.status == step.expected {
            self.story.taken(&step, &answer.json());
            return Ok(true);
        }
        check_refusal(&answer, &format!("{step:?}"));
        self.unanswered = Some(step);
        Ok(false)
    }
}

/// What every refusal looks like that goes away by itself.
///
/// # Panics
/// Where it is another.
pub(crate) fn check_refusal(answer: &Answer, what: &str) {
    let context = format!("{what}: {} {}", answer.status, answer.body);
    assert_eq!(answer.status, 503, "{context}");
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json"),
        "{context}"
    );
    let seconds = answer
        .header("retry-after")
        .and_then(|text| text.parse().ok());
    assert!(seconds.is_some_and(|seconds: u64| seconds > 0), "{context}");
    let problem = answer.json();
    let known = ["/api/v1/problems/not-ready", "/api/v1/problems/overloaded"];
    assert!(
        known.iter().any(|known| problem["type"] == **known),
        "{context}"
    );
    assert_eq!(problem["status"], 503, "{context}");
}
