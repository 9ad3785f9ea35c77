//! Opening an address in a browser.

use std::process::{Command, Stdio};

use url::Url;

/// Opens it, or says that it could not. What comes of it, the program that opens it knows.
pub(super) fn open(page: &Url) {
    let mut command = opener(page);
    let started = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if started.is_err() {
        anstream::eprintln!("warning: no browser was opened; open the address yourself");
    }
}

/// What opens addresses on this kind of system. The address is an argument of its own, never read by a
/// shell, and begins with `http`.
fn opener(page: &Url) -> Command {
    let (program, first): (_, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(first).arg(page.as_str());
    command
}
