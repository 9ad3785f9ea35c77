//! The device flow: codes from the server, and the wait until somebody has typed one.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde::Deserialize;
use url::Url;

use super::CLIENT;
use super::poll::{Granted, Next, Poll};
use crate::client::{Client, Request, ServerAddress, is_loopback};
use crate::stop::StopSignals;

/// Most seconds that a server is waited for, whatever it says; ours say ten minutes.
const WAIT_SECONDS_MAX: u64 = 60 * 60;

/// Most characters of a code; ours have nine.
const CODE_CHARS_MAX: usize = 32;

/// What the server gave out (RFC 8628, 3.2), checked.
pub(super) struct Begun {
    device_code: String,
    user_code: String,
    /// Where the code is typed.
    page: Url,
    /// The same with the code in it.
    page_with_code: Option<Url>,
    lasts: Duration,
    interval: Option<u64>,
}

/// What came of the wait.
pub(super) enum Outcome {
    /// Somebody let the machine in.
    Granted(Granted),
    /// The process was told to stop, by the signal with that number.
    Stopped(i32),
}

#[derive(Deserialize)]
struct BegunJson {
    device_code: String,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    expires_in: u64,
    interval: Option<u64>,
}

impl Begun {
    /// Asks for codes, for a machine of that name.
    pub(super) async fn ask(client: &Client, name: Option<&str>) -> anyhow::Result<Self> {
        let mut fields = vec![CLIENT, ("scope", "pull")];
        fields.extend(name.map(|name| ("machine", name)));
        let answer = client
            .send(Request::form("/oauth/device_authorization", &fields))
            .await?;
        Self::read(answer.into_json()?, client.server())
    }

    fn read(given: BegunJson, server: &ServerAddress) -> anyhow::Result<Self> {
        let unfit = |what: &str| {
            format!("`{server}` gave out {what} that cannot be used; is it a Wharfinger server?")
        };
        let is_code = (1..=CODE_CHARS_MAX).contains(&given.user_code.len())
            && given.user_code.bytes().all(|byte| byte.is_ascii_graphic());
        anyhow::ensure!(is_code, unfit("a code"));
        let page = address_of_page(&given.verification_uri).with_context(|| unfit("an address"))?;
        Ok(Self {
            device_code: given.device_code,
            user_code: given.user_code,
            page,
            page_with_code: given
                .verification_uri_complete
                .as_deref()
                .and_then(address_of_page),
            lasts: Duration::from_secs(given.expires_in.min(WAIT_SECONDS_MAX)),
            interval: given.interval,
        })
    }

    /// The address to open: with the code, where there is one.
    pub(super) fn page(&self) -> &Url {
        self.page_with_code.as_ref().unwrap_or(&self.page)
    }

    /// Says what is to be done. To people: nothing goes to standard output.
    pub(super) fn announce(&self) {
        anstream::eprintln!(
            "Open this address where you are signed in, on this or another device:\n\n    {}\n\nand type \
             the code:\n\n    {}\n",
            self.page,
            self.user_code
        );
        if let Some(page) = &self.page_with_code {
            anstream::eprintln!("Or open {page} and compare the code.");
        }
        anstream::eprintln!(
            "Waiting for {} minutes at most; Ctrl-C gives up.",
            self.lasts.as_secs().div_ceil(60)
        );
    }

    /// Waits until somebody has let the machine in or refused it, the code has run out, or the process is
    /// told to stop.
    pub(super) async fn wait(
        &self,
        client: &Client,
        signals: &mut StopSignals,
    ) -> anyhow::Result<Outcome> {
        let ends = Instant::now() + self.lasts;
        let mut poll = Poll::every(self.interval);
        let mut pause = poll.pause();
        loop {
            let waited = actix_web::rt::time::sleep(pause);
            if let Err(number) = signals.unless_stopped(waited).await {
                return Ok(Outcome::Stopped(number));
            }
            let asked = signals.unless_stopped(client.send(self.question())).await;
            let asked = match asked {
                Ok(asked) => asked,
                Err(number) => return Ok(Outcome::Stopped(number)),
            };
            pause = match poll.after(asked)? {
                Next::Granted(granted) => return Ok(Outcome::Granted(granted)),
                Next::Wait(pause) => pause,
            };
            anyhow::ensure!(
                Instant::now() + pause < ends,
                "nobody has let this machine in in time; run `wharfinger login` again"
            );
        }
    }

    fn question(&self) -> Request {
        Request::form(
            "/oauth/token",
            &[
                CLIENT,
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                ("device_code", &self.device_code),
            ],
        )
    }
}

/// An address of a page as it can be shown and opened: over TLS, or on this machine.
fn address_of_page(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_fit = url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url);
    is_fit.then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given() -> BegunJson {
        BegunJson {
            device_code: "whf_dev_x".to_owned(),
            user_code: "WDJB-MJHT".to_owned(),
            verification_uri: "https://tools.example.org/device".to_owned(),
            verification_uri_complete: None,
            expires_in: 600,
            interval: Some(5),
        }
    }

    fn read(given: BegunJson) -> anyhow::Result<Begun> {
        Begun::read(given, &"https://tools.example.org".parse().unwrap())
    }

    #[test]
    fn what_cannot_be_shown_or_opened_is_refused() {
        assert_eq!(read(given()).unwrap().page().path(), "/device");
        for uri in [
            "",
            "device",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "http://tools.example.org/device",
        ] {
            let given = BegunJson {
                verification_uri: uri.to_owned(),
                ..given()
            };
            assert!(read(given).is_err(), "{uri}");
        }
        for code in ["", "\u{1b}[2J", "two words", &"x".repeat(33)] {
            let given = BegunJson {
                user_code: code.to_owned(),
                ..given()
            };
            assert!(read(given).is_err(), "{code}");
        }
    }

    #[test]
    fn an_address_with_the_code_is_opened_where_there_is_one_that_can_be() {
        let with_code = |uri: &str| BegunJson {
            verification_uri_complete: Some(uri.to_owned()),
            ..given()
        };
        let complete = "https://tools.example.org/device?user_code=WDJB-MJHT";
        assert_eq!(read(with_code(complete)).unwrap().page().as_str(), complete);
        let unfit = read(with_code("file:///etc/passwd")).unwrap();
        assert_eq!(unfit.page().as_str(), "https://tools.example.org/device");
    }

    #[test]
    fn no_server_is_waited_for_for_ever() {
        let given = BegunJson {
            expires_in: u64::MAX,
            ..given()
        };
        assert_eq!(read(given).unwrap().lasts.as_secs(), WAIT_SECONDS_MAX);
    }
}
