//! What people call the browser that calls itself `Mozilla/5.0 (X11; Linux x86_64) ...`.

/// Browsers by what tells them apart, the more special first: each also says that it is those below.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems, likewise.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("Linux", "Linux"),
];

/// Most characters of what an unknown browser calls itself that are shown.
const SHOWN_CHARS_MAX: usize = 60;

/// A browser in a few words, from its `User-Agent`.
#[must_use]
pub(crate) fn browser_name(agent: &str) -> String {
    let among = |known: &[(&str, &'static str)]| {
        let known = known.iter().find(|(mark, _)| agent.contains(mark));
        known.map(|(_, name)| *name)
    };
    match (among(&BROWSERS), among(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) if agent.trim().is_empty() => "A browser without a name".to_owned(),
        (None, _) => agent.chars().take(SHOWN_CHARS_MAX).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(agent: &str, expected: &str) {
        assert_eq!(browser_name(agent), expected);
    }

    #[test]
    fn browsers_are_known_by_their_names() {
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        );
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
             Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge on Windows",
        );
        check(
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
             Chrome/140.0.0.0 Mobile Safari/537.36",
            "Chrome on Android",
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
             (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on an iPhone",
        );
        check("curl/8.5.0", "curl/8.5.0");
        check(" ", "A browser without a name");
        check(&"x".repeat(200), &"x".repeat(SHOWN_CHARS_MAX));
    }
}
