//! One conversation of the mail server for tests (RFC 5321, RFC 3207, RFC 4954).

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufStream};

use crate::smtp_server::{Fault, Mail, Shared, Tls};

/// `\0ada\0swordfish` and so on, without a library for it.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .fold(0_usize, |word, &byte| word << 8 | usize::from(byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            text.push(if place <= chunk.len() {
                char::from(ALPHABET[word >> (18 - 6 * place) & 63])
            } else {
                '='
            });
        }
    }
    text
}

/// How a conversation goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Command,
    StartTls,
    End,
}

pub(crate) struct Session<S> {
    stream: BufStream<S>,
    shared: Arc<Shared>,
    encrypted: bool,
    login: Option<(String, &'static str)>,
    fault: Fault,
    from: String,
    to: Vec<String>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    pub(crate) fn new(stream: BufStream<S>, shared: Arc<Shared>, encrypted: bool) -> Self {
        Self {
            stream,
            shared,
            encrypted,
            login: None,
            fault: Fault::Accept,
            from: String::new(),
            to: Vec::new(),
        }
    }

    pub(crate) fn into_stream(self) -> BufStream<S> {
        self.stream
    }

    /// Talks until the client leaves or asks for TLS.
    pub(crate) async fn run(&mut self, greets: bool) -> io::Result<Next> {
        if greets {
            if let Fault::Greeting(code) = self.shared.coming_fault() {
                self.shared.next_fault();
                self.say(&format!("{code} not now")).await?;
                return Ok(Next::End);
            }
            self.say("220 test server").await?;
        }
        loop {
            let Some(line) = self.line().await? else {
                return Ok(Next::End);
            };
            match self.answer(&line).await? {
                Next::Command => {}
                next => return Ok(next),
            }
        }
    }

    async fn answer(&mut self, line: &str) -> io::Result<Next> {
        let verb = line.split([' ', ':']).next().unwrap_or_default();
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => self.greet_back().await,
            "STARTTLS" => {
                self.say("220 go ahead").await?;
                Ok(Next::StartTls)
            }
            "AUTH" => self.log_in(line).await,
            "MAIL" => self.mail(line).await,
            "RCPT" => self.recipient(line).await,
            "DATA" => self.content().await,
            "NOOP" => self.say("250 still here").await,
            "QUIT" => {
                self.say("221 bye").await?;
                Ok(Next::End)
            }
            _ => self.say("502 unknown").await,
        }
    }

    async fn greet_back(&mut self) -> io::Result<Next> {
        let setup = &self.shared.setup;
        let mut lines = vec!["test server".to_owned()];
        if setup.tls == Tls::Starttls && !self.encrypted {
            lines.push("STARTTLS".to_owned());
        } else if setup.login.is_some() {
            lines.push(format!("AUTH {}", setup.mechanisms));
        }
        let last = lines.pop().unwrap();
        for line in lines {
            self.write(&format!("250-{line}")).await?;
        }
        self.say(&format!("250 {last}")).await
    }

    async fn log_in(&mut self, line: &str) -> io::Result<Next> {
        let (user, password) = self.shared.setup.login.unwrap();
        let (is_right, mechanism) = if let Some(given) = line.strip_prefix("AUTH PLAIN ") {
            (
                given == base64(format!("\0{user}\0{password}").as_bytes()),
                "PLAIN",
            )
        } else {
            let mut is_right = true;
            for (question, answer) in [("Username:", user), ("Password:", password)] {
                self.say(&format!("334 {}", base64(question.as_bytes())))
                    .await?;
                is_right &= self.line().await? == Some(base64(answer.as_bytes()));
            }
            (is_right, "LOGIN")
        };
        if is_right {
            self.login = Some((user.to_owned(), mechanism));
            self.say("235 welcome").await
        } else {
            self.say(&format!("535 wrong, you said {line}")).await
        }
    }

    async fn mail(&mut self, line: &str) -> io::Result<Next> {
        if self.shared.setup.login.is_some() && self.login.is_none() {
            return self.say("530 log in first").await;
        }
        self.fault = self.shared.next_fault();
        self.from = address(line);
        self.to.clear();
        match self.fault {
            Fault::Sender(code) => self.say(&format!("{code} not from you")).await,
            _ => self.say("250 ok").await,
        }
    }

    async fn recipient(&mut self, line: &str) -> io::Result<Next> {
        match self.fault {
            Fault::Recipient(code) => self.say(&format!("{code} nobody of that name")).await,
            Fault::HangAtRecipient => self.shared.hang().await,
            _ => {
                self.to.push(address(line));
                self.say("250 ok").await
            }
        }
    }

    async fn content(&mut self) -> io::Result<Next> {
        self.say("354 end with a dot").await?;
        let mut content = String::new();
        loop {
            let Some(line) = self.line().await? else {
                return Ok(Next::End);
            };
            if line == "." {
                break;
            }
            content.push_str(line.strip_prefix('.').unwrap_or(&line));
            content.push_str("\r\n");
        }
        let mail = Mail {
            from: self.from.clone(),
            to: self.to.clone(),
            content,
            encrypted: self.encrypted,
            login: self.login.clone(),
        };
        match self.fault {
            Fault::Content(code) => self.say(&format!("{code} not that letter")).await,
            Fault::DropBeforeRecord => Ok(Next::End),
            Fault::DropAfterRecord => {
                self.shared.record(mail);
                Ok(Next::End)
            }
            Fault::HangAtContent => {
                self.shared.record(mail);
                self.shared.hang().await
            }
            fault => {
                self.shared.record(mail);
                self.say("250 taken").await?;
                let closes = fault == Fault::AcceptAndClose;
                Ok(if closes { Next::End } else { Next::Command })
            }
        }
    }

    async fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = String::new();
        let count = self.stream.read_line(&mut line).await?;
        let line = line.strip_suffix("\r\n").map(str::to_owned);
        Ok(line.filter(|_| count > 0))
    }

    async fn write(&mut self, line: &str) -> io::Result<()> {
        self.stream
            .write_all(format!("{line}\r\n").as_bytes())
            .await
    }

    async fn say(&mut self, line: &str) -> io::Result<Next> {
        self.write(line).await?;
        self.stream.flush().await?;
        Ok(Next::Command)
    }
}

/// What stands between `<` and `>`.
fn address(line: &str) -> String {
    let inside = line
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inside
        .map(|(address, _)| address.to_owned())
        .unwrap_or_default()
}
