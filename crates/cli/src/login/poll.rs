//! How often a server is asked whether the machine was let in, and what it answers (RFC 8628, 3.5).

use std::time::Duration;

use serde::Deserialize;
use wharfinger_core::timestamp::Timestamp;

use crate::client::Answer;

/// Seconds between two questions where the server does not say.
const SECONDS_DEFAULT: u64 = 5;

/// Most seconds between two questions, whatever a server says: who has typed the code waits for it.
const SECONDS_MAX: u64 = 60;

/// Seconds that are added where the server says `slow_down`.
const SLOWED_SECONDS: u64 = 5;

/// A token (RFC 6749, 5.1), and whose it is.
#[derive(Deserialize)]
pub(super) struct Granted {
    pub(super) access_token: String,
    expires_in: Option<u64>,
    pub(super) account: Option<String>,
}

impl Granted {
    /// When the token ends that was given out just now.
    pub(super) fn ends(&self, now: Timestamp) -> Option<Timestamp> {
        Some(now.later(Duration::from_secs(self.expires_in?)))
    }
}

/// What comes next.
pub(super) enum Next {
    /// The machine was let in.
    Granted(Granted),
    /// Ask again after so long.
    Wait(Duration),
}

/// The pace of the questions.
pub(super) struct Poll {
    seconds: u64,
}

impl Poll {
    /// At the pace that the server wants.
    pub(super) fn every(seconds: Option<u64>) -> Self {
        let seconds = seconds.unwrap_or(SECONDS_DEFAULT);
        Self {
            seconds: seconds.clamp(1, SECONDS_MAX),
        }
    }

    /// How long to wait before the next question.
    pub(super) const fn pause(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// What follows from an answer, or from none; an error where the machine will not be let in.
    pub(super) fn after(&mut self, asked: anyhow::Result<Answer>) -> anyhow::Result<Next> {
        let Ok(answer) = asked else {
            // Section 3.5 wants fewer questions, such as half as many.
            self.slow_to(self.seconds * 2);
            return Ok(Next::Wait(self.pause()));
        };
        if answer.is_success() {
            return Ok(Next::Granted(answer.json()?));
        }
        match (answer.status, &*answer.error()) {
            (_, "authorization_pending") => {}
            (_, "slow_down") => self.slow_to(self.seconds + SLOWED_SECONDS),
            // Too much at once for the server, or for whoever stands before it.
            (429 | 502..=504, _) => {
                let seconds = answer.retry_after_seconds.unwrap_or_default();
                let seconds = seconds.clamp(self.seconds, SECONDS_MAX.max(self.seconds));
                return Ok(Next::Wait(Duration::from_secs(seconds)));
            }
            _ => anyhow::bail!(answer.refusal()),
        }
        Ok(Next::Wait(self.pause()))
    }

    fn slow_to(&mut self, seconds: u64) {
        self.seconds = seconds.min(SECONDS_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, error: &str) -> Answer {
        Answer::of(status, &format!(r#"{{"error": "{error}"}}"#))
    }

    /// How many seconds it waits behind each answer.
    #[track_caller]
    fn check(answers: Vec<anyhow::Result<Answer>>, expected: &[u64]) {
        let mut poll = Poll::every(Some(5));
        let pauses = answers.into_iter().map(|answer| match poll.after(answer) {
            Ok(Next::Wait(pause)) => pause.as_secs(),
            Ok(Next::Granted(_)) => 0,
            Err(_) => u64::MAX,
        });
        assert_eq!(pauses.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn who_is_told_to_slow_down_does_so_from_then_on() {
        check(
            vec![
                Ok(refused(400, "authorization_pending")),
                Ok(refused(400, "slow_down")),
                Ok(refused(400, "authorization_pending")),
                Ok(refused(400, "slow_down")),
                Ok(Answer::of(200, r#"{"access_token": "t"}"#)),
            ],
            &[5, 10, 10, 15, 0],
        );
    }

    #[test]
    fn a_server_that_cannot_be_reached_is_asked_less_often() {
        let unreachable = || Err(anyhow::anyhow!("no route"));
        check(
            vec![
                unreachable(),
                unreachable(),
                unreachable(),
                unreachable(),
                unreachable(),
                Ok(refused(400, "authorization_pending")),
            ],
            &[10, 20, 40, 60, 60, 60],
        );
    }

    #[test]
    fn a_server_that_is_busy_says_when_to_come_back() {
        let busy = |status, seconds| {
            let mut answer = Answer::of(status, "");
            answer.retry_after_seconds = seconds;
            Ok(answer)
        };
        check(
            vec![
                busy(429, Some(7)),
                busy(503, Some(1)),
                busy(502, None),
                busy(504, Some(u64::MAX)),
                Ok(refused(400, "authorization_pending")),
            ],
            &[7, 5, 5, 60, 5],
        );
    }

    #[test]
    fn every_other_refusal_is_the_end() {
        for error in [
            "access_denied",
            "expired_token",
            "invalid_grant",
            "invalid_client",
            "",
        ] {
            check(vec![Ok(refused(400, error))], &[u64::MAX]);
        }
        check(vec![Ok(refused(404, ""))], &[u64::MAX]);
        check(vec![Ok(Answer::of(200, "{}"))], &[u64::MAX]);
    }

    #[test]
    fn no_server_makes_it_ask_all_the_time_or_hardly_ever() {
        for (given, expected) in [(None, 5), (Some(0), 1), (Some(7), 7), (Some(u64::MAX), 60)] {
            assert_eq!(Poll::every(given).pause().as_secs(), expected);
        }
    }
}
