//! `WWW-Authenticate`: how a registry wants to be asked (RFC 9110, section 11.6.1).

/// Most bytes of a field that are read. A realm, a service and a scope have some 300.
pub const CHALLENGE_BYTES_MAX: usize = 4_096;

/// Most challenges of one field, and parameters of one challenge. Registries send one with three.
pub const PARTS_MAX: usize = 16;

/// One way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The scheme in lower case: `bearer`, `basic`.
    pub scheme: String,
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// The parameter of that name, which is written in lower case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        parameters
            .find(|(parameter, _)| parameter == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Reads the challenges of one field, as far as it makes sense: what comes behind a mistake is
/// left out, because nothing says where it would begin.
///
/// ```
/// use wharfinger_registry::distribution::challenges;
///
/// let read = challenges(r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io""#);
/// assert_eq!(read[0].scheme, "bearer");
/// assert_eq!(read[0].get("service"), Some("registry.docker.io"));
/// ```
#[must_use]
pub fn challenges(field: &str) -> Vec<Challenge> {
    let mut reader = Reader(field);
    let mut read: Vec<Challenge> = Vec::new();
    if field.len() > CHALLENGE_BYTES_MAX {
        return read;
    }
    loop {
        reader.skip(&[' ', '\t', ',']);
        let Some(word) = reader.token() else {
            return read;
        };
        reader.skip_space();
        // `name=value` goes on with the challenge before; a token alone begins one.
        let value = reader.value();
        let number = read.len();
        match (value, read.last_mut()) {
            (Value::None, _) if number < PARTS_MAX => read.push(Challenge {
                scheme: word.to_ascii_lowercase(),
                parameters: Vec::new(),
            }),
            (Value::Text(value), Some(last)) if last.parameters.len() < PARTS_MAX => {
                last.parameters.push((word.to_ascii_lowercase(), value));
            }
            _ => return read,
        }
    }
}

/// What follows a word.
enum Value {
    /// No `=`.
    None,
    /// The value behind it.
    Text(String),
    /// An `=` and nothing that can stand there, as in the padding of a token68.
    Broken,
}

/// What is left of a field.
struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    fn skip(&mut self, what: &[char]) {
        self.0 = self.0.trim_start_matches(what);
    }

    fn skip_space(&mut self) {
        self.skip(&[' ', '\t']);
    }

    /// A token (RFC 9110, section 5.6.2), at least one character of it.
    fn token(&mut self) -> Option<&'a str> {
        let end = self
            .0
            .find(|letter: char| !is_token(letter))
            .unwrap_or(self.0.len());
        let (token, rest) = self.0.split_at(end);
        self.0 = rest;
        (!token.is_empty()).then_some(token)
    }

    fn value(&mut self) -> Value {
        let Some(rest) = self.0.strip_prefix('=') else {
            return Value::None;
        };
        self.0 = rest;
        self.skip_space();
        let value = match self.0.strip_prefix('"') {
            Some(rest) => {
                self.0 = rest;
                self.quoted()
            }
            None => self.token().map(str::to_owned),
        };
        value.map_or(Value::Broken, Value::Text)
    }

    /// The rest of a quoted string; `None` where it does not end.
    fn quoted(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut letters = self.0.char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.0 = self.0.get(at + 1..)?;
                    return Some(text);
                }
                '\\' => text.push(letters.next()?.1),
                _ => text.push(letter),
            }
        }
        None
    }
}

fn is_token(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A field and what is read of it: `scheme{name=value;..}` with blanks between.
    const CASES: &[(&str, &str)] = &[
        // As registries send them.
        (
            r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull""#,
            "bearer{realm=https://auth.docker.io/token;service=registry.docker.io;scope=repository:library/nginx:pull}",
        ),
        (
            r#"Bearer realm="https://quay.io/v2/auth",service="quay.io""#,
            "bearer{realm=https://quay.io/v2/auth;service=quay.io}",
        ),
        (
            r#"Basic realm="Registry Realm""#,
            "basic{realm=Registry Realm}",
        ),
        // As RFC 9110 allows.
        ("bEARER REALM=abc", "bearer{realm=abc}"),
        (
            "Bearer realm = \"a\" , service\t=\tb",
            "bearer{realm=a;service=b}",
        ),
        (
            r#"Bearer scope="repository:a:pull,push", realm="r""#,
            "bearer{scope=repository:a:pull,push;realm=r}",
        ),
        (
            r#"Bearer realm="a \"quoted\" \\ word""#,
            r#"bearer{realm=a "quoted" \ word}"#,
        ),
        (
            r#"Negotiate, Basic realm="x", Bearer realm="y""#,
            "negotiate{} basic{realm=x} bearer{realm=y}",
        ),
        (r#", ,Basic realm="x",,"#, "basic{realm=x}"),
        // What nobody should send.
        ("", ""),
        ("Negotiate YWJjZA==", "negotiate{}"),
        (r#"realm="x""#, ""),
        (r#"Bearer realm="https://a"#, "bearer{}"),
        (r#"Bearer realm="a\"#, "bearer{}"),
        ("Bearer =x", ""),
        ("Bearer realm=", "bearer{}"),
        ("Bearer realm=\"a\" \u{1}", "bearer{realm=a}"),
        ("Bearer realm=ä", "bearer{}"),
    ];

    #[test]
    fn challenges_are_read() {
        for (field, expected) in CASES {
            let read: Vec<String> = challenges(field).iter().map(spell).collect();
            assert_eq!(read.join(" "), *expected, "{field}");
        }
    }

    #[test]
    fn what_is_too_much_is_left_out() {
        let many = "a=b,".repeat(PARTS_MAX + 5);
        let read = challenges(&["Bearer ", &many].concat());
        assert_eq!(read[0].parameters.len(), PARTS_MAX);
        assert_eq!(challenges(&"x ".repeat(PARTS_MAX + 5)).len(), PARTS_MAX);
        assert!(challenges(&"x".repeat(CHALLENGE_BYTES_MAX + 1)).is_empty());
    }

    fn spell(challenge: &Challenge) -> String {
        let parameters = challenge.parameters.iter();
        let pairs: Vec<String> = parameters
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("{}{{{}}}", challenge.scheme, pairs.join(";"))
    }
}
