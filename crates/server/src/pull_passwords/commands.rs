//! What somebody types once a machine to pull without an AWS client.

/// The commands behind which Docker, Podman and Skopeo ask this server for a password by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Commands {
    /// Pairs a machine with the account.
    pub(crate) log_in: String,
    /// Has Docker ask for passwords by itself.
    pub(crate) configure: String,
    /// Says which repository a password has to open, where Docker would be handed one for others.
    pub(crate) name: Option<String>,
}

impl Commands {
    /// For a registry, at the address under which this server is reached.
    pub(crate) fn new(server: &str, registry: &str) -> Self {
        Self {
            log_in: format!("wharfinger login {server}"),
            configure: format!("wharfinger credential-helper --configure {registry}"),
            name: None,
        }
    }

    /// The same with the repository that is named in each password asked for.
    pub(crate) fn naming(self, repository: &str) -> Self {
        Self {
            name: Some(format!("export WHARFINGER_REPOSITORY={repository}")),
            ..self
        }
    }

    /// All of them, in the order in which they are typed.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        let twice = [&self.log_in, &self.configure].into_iter();
        twice.chain(&self.name).map(String::as_str)
    }
}
