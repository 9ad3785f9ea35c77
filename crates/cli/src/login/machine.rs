//! What this machine is called.

use std::process::{Command, Stdio};

use wharfinger_core::line::is_line;

/// Most characters of a name that a server takes.
const NAME_CHARS_MAX: usize = 100;

/// The name that it has on the network, where one can be found out.
pub(super) fn name() -> Option<String> {
    let name = if cfg!(windows) {
        std::env::var("COMPUTERNAME").ok()?
    } else {
        // In every system with a shell (POSIX.1-2024, XCU, uname); the call has no safe face in the
        // standard library.
        let uname = Command::new("uname")
            .arg("-n")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output();
        String::from_utf8(uname.ok()?.stdout).ok()?
    };
    let name = name.trim();
    let is_name = (1..=NAME_CHARS_MAX).contains(&name.chars().count()) && is_line(name);
    is_name.then(|| name.to_owned())
}
