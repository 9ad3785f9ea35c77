//! What somebody types once a machine to pull without an AWS client.

/// The commands behind which Docker, Podman and Skopeo ask this server for a password by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Commands {
    /// Pairs a machine with the account.
    pub(crate) log_in: String,
    /// Has Docker ask for passwords by itself.
    pub(crate) configure: String,
}

impl Commands {
    /// For a registry, at the address under which this server is reached.
    pub(crate) fn new(server: &str, registry: &str) -> Self {
        Self {
            log_in: format!("wharfinger login {server}"),
            configure: format!("wharfinger credential-helper --configure {registry}"),
        }
    }
}
