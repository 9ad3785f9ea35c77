//! The providers that an operator names in the configuration file.

use std::collections::HashSet;
use std::path::PathBuf;

use openidconnect::IssuerUrl;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::address;
use super::client_secret::ClientSecretSource;
use super::limits::{
    PROVIDER_ID_BYTES_MAX, PROVIDER_NAME_CHARS_MAX, PROVIDERS_MAX, SCOPES_MAX, SETTING_BYTES_MAX,
};

/// What is asked for where the operator does not say: who it is, how to write to them, what to call
/// them (OpenID Connect Core 5.4).
const SCOPES_DEFAULT: &[&str] = &["openid", "email", "profile"];

/// A `[[sign_in]]` entry as it stands in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    id: String,
    name: String,
    issuer: String,
    client_id: String,
    /// Read to be refused: as an unknown field it would be shown in the error.
    client_secret: Option<IgnoredAny>,
    client_secret_env: Option<String>,
    client_secret_file: Option<PathBuf>,
    scopes: Option<Vec<String>>,
}

/// A provider as the operator configured it, checked. Its secret is elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) issuer: IssuerUrl,
    pub(super) client_id: String,
    pub(super) secret: ClientSecretSource,
    pub(super) scopes: Vec<String>,
}

/// A `[[sign_in]]` entry that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// More than there is room for.
    #[error("{0} entries of `sign_in` are too many; at most {PROVIDERS_MAX} are allowed")]
    TooMany(usize),
    /// The id cannot stand in a path.
    #[error(
        "`sign_in` entry `{0}`: the `id` must have 1 to {PROVIDER_ID_BYTES_MAX} lower-case letters, \
         digits or `-`, and start with a letter"
    )]
    Id(String),
    /// Two providers with one id.
    #[error("`sign_in` entry `{0}`: another entry has this `id`; give each its own")]
    Duplicate(String),
    /// A value of one of the entries cannot be used.
    #[error("`sign_in` entry `{id}`: `{field}` is `{found}`; expected {expected}")]
    Value {
        /// The entry.
        id: String,
        /// Its field.
        field: &'static str,
        /// What was found there.
        found: String,
        /// What is allowed there.
        expected: String,
    },
    /// No secret, or two.
    #[error(
        "`sign_in` entry `{0}`: give either `client_secret_env`, the name of an environment \
         variable, or `client_secret_file`, a path"
    )]
    Secret(String),
    /// The secret itself.
    #[error(
        "`sign_in` entry `{0}`: `client_secret` may not stand in the file; put the secret into an \
         environment variable, and give its name as `client_secret_env`"
    )]
    SecretInFile(String),
}

impl Settings {
    /// Checks all entries of a file.
    pub(crate) fn check_all(entries: Vec<Entry>) -> Result<Vec<Self>, SettingsError> {
        if entries.len() > PROVIDERS_MAX {
            return Err(SettingsError::TooMany(entries.len()));
        }
        let mut ids = HashSet::new();
        entries
            .into_iter()
            .map(|entry| {
                let settings = Self::check(entry)?;
                if !ids.insert(settings.id.clone()) {
                    return Err(SettingsError::Duplicate(settings.id));
                }
                Ok(settings)
            })
            .collect()
    }

    fn check(entry: Entry) -> Result<Self, SettingsError> {
        if !is_id(&entry.id) {
            return Err(SettingsError::Id(entry.id));
        }
        let wrong = |field, found: &str, expected: String| SettingsError::Value {
            id: entry.id.clone(),
            field,
            found: found.to_owned(),
            expected,
        };
        if !is_name(&entry.name) {
            let expected = format!("1 to {PROVIDER_NAME_CHARS_MAX} characters for a button");
            return Err(wrong("name", &entry.name, expected));
        }
        if !is_visible(&entry.client_id) {
            let expected = format!("1 to {SETTING_BYTES_MAX} visible ASCII characters");
            return Err(wrong("client_id", &entry.client_id, expected));
        }
        let scopes = entry
            .scopes
            .unwrap_or_else(|| SCOPES_DEFAULT.iter().map(ToString::to_string).collect());
        if scopes.len() > SCOPES_MAX || !scopes.iter().all(|scope| is_scope(scope)) {
            let expected =
                format!("at most {SCOPES_MAX} scopes, each without spaces, quotes and backslashes");
            return Err(wrong("scopes", &scopes.join(" "), expected));
        }
        let issuer = issuer(&entry.issuer).ok_or_else(|| {
            let expected = "an `https` address without `?` and `#` (`http` on loopback only), \
                            spelled as the provider spells its `issuer`";
            wrong("issuer", &entry.issuer, expected.to_owned())
        })?;
        if entry.client_secret.is_some() {
            return Err(SettingsError::SecretInFile(entry.id));
        }
        let secret = match (entry.client_secret_env, entry.client_secret_file) {
            (Some(variable), None) => ClientSecretSource::Variable(variable),
            (None, Some(path)) => ClientSecretSource::File(path),
            _ => return Err(SettingsError::Secret(entry.id)),
        };
        Ok(Self {
            issuer,
            id: entry.id,
            name: entry.name,
            client_id: entry.client_id,
            secret,
            scopes,
        })
    }

    /// The id, which stands in paths: `/sign-in/oidc/ID/callback`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its issuer, as the operator spelled it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }
}

pub(super) fn is_id(text: &str) -> bool {
    text.len() <= PROVIDER_ID_BYTES_MAX
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn is_name(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= PROVIDER_NAME_CHARS_MAX
        && !text.chars().any(char::is_control)
}

fn is_visible(text: &str) -> bool {
    (1..=SETTING_BYTES_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// RFC 6749, 3.3: `%x21 / %x23-5B / %x5D-7E`.
fn is_scope(text: &str) -> bool {
    is_visible(text) && !text.contains(['"', '\\'])
}

/// OpenID Connect Core 1.2: an issuer is an `https` URL without query and fragment.
fn issuer(text: &str) -> Option<IssuerUrl> {
    let issuer = IssuerUrl::new(text.to_owned()).ok()?;
    let url = issuer.url();
    let fits = is_visible(text)
        && address::is_secure(url)
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    fits.then_some(issuer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(toml: &str) -> Result<Vec<Settings>, SettingsError> {
        #[derive(Deserialize)]
        struct File {
            sign_in: Vec<Entry>,
        }
        Settings::check_all(toml::from_str::<File>(toml).unwrap().sign_in)
    }

    fn entry(id: &str, change: (&str, &str)) -> String {
        let id = format!("{id:?}");
        let lines = [
            ("id", id.as_str()),
            ("name", "\"Example\""),
            ("issuer", "\"https://id.example.org/\""),
            ("client_id", "\"wharfinger\""),
            ("client_secret_env", "\"SECRET\""),
        ];
        let lines = lines.map(|line| {
            let (key, value) = if line.0 == change.0 { change } else { line };
            format!("{key} = {value}\n")
        });
        format!("[[sign_in]]\n{}", lines.concat())
    }

    const UNCHANGED: (&str, &str) = ("", "");

    #[test]
    fn an_entry_is_taken_as_it_is() {
        let settings = &check(&entry("example", UNCHANGED)).unwrap()[0];
        // The slash counts: an issuer is compared as text (OpenID Connect Discovery 4.3).
        assert_eq!(settings.issuer(), "https://id.example.org/");
        assert_eq!(settings.scopes, SCOPES_DEFAULT);
        assert_eq!(
            settings.secret,
            ClientSecretSource::Variable("SECRET".to_owned())
        );
        let near = entry("near", ("issuer", "\"http://localhost:8080/realms/a\""));
        assert_eq!(check(&near).unwrap()[0].id(), "near");
    }

    #[test]
    fn a_wrong_value_is_named_with_what_is_allowed() {
        for (field, value, expected) in [
            (
                "name",
                "\" \"",
                "`name` is ` `; expected 1 to 64 characters",
            ),
            (
                "client_id",
                "\"a b\"",
                "`client_id` is `a b`; expected 1 to 512",
            ),
            ("client_id", "\"\"", "`client_id` is ``; expected 1 to 512"),
            (
                "issuer",
                "\"id.example.org\"",
                "expected an `https` address",
            ),
            (
                "issuer",
                "\"http://id.example.org\"",
                "(`http` on loopback only)",
            ),
            ("issuer", "\"https://id.example.org/?a\"", "without `?`"),
            (
                "issuer",
                "\"https://id.example.org/#a\"",
                "without `?` and `#`",
            ),
            (
                "issuer",
                "\"https://a:b@id.example.org/\"",
                "expected an `https`",
            ),
        ] {
            let error = check(&entry("example", (field, value))).unwrap_err();
            let text = error.to_string();
            assert!(text.starts_with("`sign_in` entry `example`: "), "{text}");
            assert!(text.contains(expected), "{text}");
        }
        let scopes = entry("example", UNCHANGED) + "scopes = [\"openid email\"]\n";
        assert!(check(&scopes).unwrap_err().to_string().contains("`scopes`"));
    }

    #[test]
    fn an_id_can_stand_in_a_path() {
        for id in ["", "Example", "1st", "a/b", "a.b", &"a".repeat(33)] {
            let error = check(&entry(id, UNCHANGED)).unwrap_err();
            assert_eq!(error, SettingsError::Id(id.to_owned()));
        }
        let twice = entry("a", UNCHANGED) + &entry("a", UNCHANGED);
        assert_eq!(
            check(&twice).unwrap_err(),
            SettingsError::Duplicate("a".to_owned())
        );
    }

    #[test]
    fn a_secret_lies_in_one_place() {
        let one = ClientSecretSource::File("/run/secrets/oidc".into());
        let file =
            entry("a", UNCHANGED).replace("_env = \"SECRET\"", "_file = \"/run/secrets/oidc\"");
        assert_eq!(check(&file).unwrap()[0].secret, one);
        let both = entry("a", UNCHANGED) + "client_secret_file = \"b\"\n";
        let neither = entry("a", UNCHANGED).replace("client_secret_env = \"SECRET\"", "");
        for wrong in [both, neither] {
            assert_eq!(
                check(&wrong).unwrap_err(),
                SettingsError::Secret("a".to_owned())
            );
        }
    }

    #[test]
    fn there_are_only_so_many() {
        let many: String = (0..=PROVIDERS_MAX)
            .map(|number| entry(&format!("a{number}"), UNCHANGED))
            .collect();
        assert_eq!(
            check(&many).unwrap_err(),
            SettingsError::TooMany(PROVIDERS_MAX + 1)
        );
    }
}
