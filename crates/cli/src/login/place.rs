//! Which server is meant.

use anyhow::{Context as _, bail};

use crate::client::ServerAddress;
use crate::credentials::Credentials;

/// The server that was named, or the only one that this machine is logged in at.
pub(crate) fn named_or_only(
    named: Option<ServerAddress>,
    known: &Credentials,
) -> anyhow::Result<ServerAddress> {
    if let Some(server) = named {
        return Ok(server);
    }
    let mut origins = known.servers.keys();
    match (origins.next(), origins.next()) {
        (Some(only), None) => only
            .parse()
            .with_context(|| format!("`{only}` in the file with the credentials")),
        (None, _) => {
            bail!(
                "name the server, such as `https://tools.example.org`; this machine is logged in at none"
            )
        }
        (Some(_), Some(_)) => {
            let all: Vec<&str> = known.servers.keys().map(String::as_str).collect();
            bail!(
                "this machine is logged in at several servers; name one of `{}`",
                all.join("`, `")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::credentials::Server;

    fn known(origins: &[&str]) -> Credentials {
        let server = Server {
            token: "t".to_owned(),
            others: Map::new(),
        };
        let servers = origins
            .iter()
            .map(|origin| ((*origin).to_owned(), server.clone()));
        Credentials {
            servers: servers.collect(),
            ..Credentials::default()
        }
    }

    #[test]
    fn who_names_none_means_the_only_one() {
        let (a, b) = ("https://a.example", "https://b.example");
        let named = || Some(a.parse().unwrap());
        let found = |named, origins: &[&str]| named_or_only(named, &known(origins));
        assert_eq!(found(named(), &[]).unwrap().origin(), a);
        assert_eq!(found(named(), &[b]).unwrap().origin(), a);
        assert_eq!(found(None, &[b]).unwrap().origin(), b);
        let none = found(None, &[]).unwrap_err().to_string();
        assert!(none.starts_with("name the server"), "{none}");
        let several = found(None, &[a, b]).unwrap_err().to_string();
        assert!(
            several.contains("`https://a.example`, `https://b.example`"),
            "{several}"
        );
        found(None, &["no address"]).expect_err("a file that somebody edited");
    }
}
