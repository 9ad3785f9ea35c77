//! Where issues about registries are written.

/// Most bytes of an owner's name, and of a repository's, on GitHub.
const NAME_BYTES_MAX: usize = 100;

/// Most bytes of the address of a new issue that is filled in. GitHub answers too long ones with 414 and does not
/// say from where on ("Creating an issue", "from a URL query"); RFC 9110, section 4.1, asks everybody for 8,000.
const ADDRESS_BYTES_MAX: usize = 8_000;

/// A repository on GitHub where people write issues about registries that are not supported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuesRepository(String);

impl IssuesRepository {
    /// Reads `owner/name`.
    ///
    /// ```
    /// use wharfinger_server::IssuesRepository;
    /// assert!(IssuesRepository::parse("example/tools").is_ok());
    /// assert!(IssuesRepository::parse("https://github.com/example/tools").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        let is_name = |name: &str| {
            (1..=NAME_BYTES_MAX).contains(&name.len())
                && name != "."
                && name != ".."
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        match text.split_once('/') {
            Some((owner, name)) if is_name(owner) && is_name(name) => Ok(Self(text.to_owned())),
            _ => Err(
                "expected the owner and the name of a repository on GitHub, such as \
                `example/tools`"
                    .to_owned(),
            ),
        }
    }

    /// The address at which a new issue about a registry is filled in, with its host and our guess at what it
    /// runs: what the host says itself stays out, since it could say anything to whoever reads issues.
    pub(crate) fn new_issue(&self, host: &str, software: Option<&str>) -> String {
        let runs = software.map_or_else(String::new, |name| format!(" It seems to run {name}."));
        let title = format!("Support the registry {host}");
        let body = format!(
            "The registry `{host}` is not supported.{runs}\n\nWhat its paths look like:\n\nWho can pull its \
             images, and how one logs in:\n\nWhere that is documented:\n"
        );
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("title", &title)
            .append_pair("body", &body)
            .finish();
        let address = format!("https://github.com/{}/issues/new", self.0);
        if address.len() + 1 + query.len() > ADDRESS_BYTES_MAX {
            return address;
        }
        format!("{address}?{query}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_and_a_name_are_read() {
        for text in ["a/b", "example-org/tools.rs", "Example/_tools"] {
            assert!(IssuesRepository::parse(text).is_ok(), "{text}");
        }
        for text in ["", "a", "a/", "/b", "a/b/c", "a b/c", "../x", "a/..", "ü/b"] {
            assert!(IssuesRepository::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_issue_is_filled_in() {
        let repository = IssuesRepository::parse("example/tools").unwrap();
        let address = repository.new_issue("registry.example.org:5000", None);
        let start = "https://github.com/example/tools/issues/new?\
            title=Support+the+registry+registry.example.org%3A5000&body=The+registry+";
        assert!(address.starts_with(start), "{address}");
        let guessed = repository.new_issue("registry.example.org", Some("Harbor"));
        assert!(guessed.contains("It+seems+to+run+Harbor."), "{guessed}");
    }

    #[test]
    fn nothing_gets_out_of_its_place() {
        let repository = IssuesRepository::parse("example/tools").unwrap();
        let address = repository.new_issue("a&body=b#c%0a \"<", None);
        let query = address.split_once('?').unwrap().1;
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let [(title, titled), (body, _)] = &pairs[..] else {
            panic!("two pairs, and not {pairs:?}")
        };
        assert_eq!((&**title, &**body), ("title", "body"));
        assert_eq!(titled, "Support the registry a&body=b#c%0a \"<");
    }

    #[test]
    fn an_address_has_an_end() {
        let longest = "x".repeat(NAME_BYTES_MAX);
        let repository = IssuesRepository::parse(&format!("{longest}/{longest}")).unwrap();
        let host = format!("{}:65535", "a".repeat(253));
        let address = repository.new_issue(&host, Some("Harbor"));
        assert!(address.contains(&host.replace(':', "%3A")));
        assert!(address.len() <= ADDRESS_BYTES_MAX);
        let none = repository.new_issue(&"ü".repeat(2_000), None);
        assert!(none.ends_with("/issues/new"), "{none}");
    }
}
