//! Starts and stops the provider.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

pub(crate) const REDIRECT_URL: &str = "https://wharf.example/sign-in/oidc/real/callback";

/// With what has to be encoded in a header as in a form (RFC 6749, 2.3.1).
pub(crate) const SECRET: &str = "hush&+%";

pub(crate) struct Provider {
    pub(crate) issuer: String,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Provider {
    /// Starts it; `authentication` is how clients may show their secrets, any way where none is given.
    pub(crate) fn start(authentication: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc_provider/provider.mjs");
        let mut command = Command::new("node");
        command.arg(script).arg(REDIRECT_URL).arg(SECRET);
        if !authentication.is_empty() {
            command.arg(authentication.join(","));
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // It warns that it is not set up for production.
            .stderr(Stdio::null())
            .spawn()
            .expect("Node.js is installed");
        let input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut issuer = String::new();
        output.read_line(&mut issuer).unwrap();
        let issuer = issuer.trim().to_owned();
        assert!(
            issuer.starts_with("http://127.0.0.1:"),
            "the provider does not start; run the tests with `cargo xtask test --only sign-in`"
        );
        Self {
            issuer,
            child,
            input,
            output,
        }
    }

    /// Moves the provider's clock on.
    pub(crate) fn advance_s(&mut self, seconds: u32) {
        writeln!(self.input, "{seconds}").unwrap();
        self.output.read_line(&mut String::new()).unwrap();
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
