//! Where issues about registries are written.

/// Most bytes of an owner's name, and of a repository's, on GitHub.
const NAME_BYTES_MAX: usize = 100;

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

    /// The address at which a new issue about a registry is filled in.
    pub(crate) fn new_issue(&self, host: &str) -> String {
        let title = format!("Support the registry {host}");
        let body = format!(
            "The registry `{host}` is not supported.\n\nWhat its paths look like:\n\nWho can pull its \
             images, and how one logs in:\n\nWhere that is documented:\n"
        );
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("title", &title)
            .append_pair("body", &body)
            .finish();
        format!("https://github.com/{}/issues/new?{query}", self.0)
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
        let address = repository.new_issue("registry.example.org:5000");
        let start = "https://github.com/example/tools/issues/new?\
            title=Support+the+registry+registry.example.org%3A5000&body=The+registry+";
        assert!(address.starts_with(start), "{address}");
    }
}
