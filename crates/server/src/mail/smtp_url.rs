//! The address of the mail server: `smtps://user:password@host:465`,
//! `smtp://host:587?tls=required|opportunistic|none`.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use percent_encoding::percent_decode_str;

use super::confidential::Confidential;

/// The port of submission over TLS (RFC 8314 section 7.3).
const SUBMISSIONS_PORT: u16 = 465;

/// The port of submission (RFC 6409 section 3.1).
const SUBMISSION_PORT: u16 = 587;

/// Most bytes of a host name (RFC 1035 section 2.3.4, as text).
const HOST_BYTES_MAX: usize = 253;

/// A mail server, and how to talk to it.
///
/// ```
/// use wharfinger_server::mail::SmtpServer;
/// let server = SmtpServer::parse("smtps://wharf:p%40ss@mail.example.org", None).unwrap();
/// assert_eq!(server.to_string(), "mail.example.org:465");
/// assert!(!format!("{server:?}").contains("p@ss"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpServer {
    /// A name, or an address without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) encryption: Encryption,
    pub(crate) login: Option<Login>,
}

/// When the connection is encrypted. Wherever it is, the certificate must be valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// From the first byte.
    Implicit,
    /// By `STARTTLS`, or nothing is sent.
    Required,
    /// By `STARTTLS` where the server offers it.
    Opportunistic,
    /// Never.
    None,
}

/// Who the server lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) password: Confidential,
}

/// Why a text is not the address of a mail server. Nothing of the text is repeated: any part of it
/// may be a password in the wrong place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAnSmtpUrl {
    /// Neither of the two schemes.
    #[error(
        "it must start with `smtps://` or `smtp://`, as in `smtps://user:password@mail.example.org`"
    )]
    Scheme,
    /// No host, or one with characters that hosts do not have.
    #[error(
        "behind `://` (and `@`, if any) a host name, an IPv4 address or an IPv6 address in brackets \
         is expected"
    )]
    Host,
    /// The port is no number from 1 to 65535.
    #[error("the port behind the host is a number from 1 to 65535")]
    Port,
    /// Something stands behind the host and port.
    #[error(
        "behind the host and port nothing is expected but `?tls=required`, `?tls=opportunistic` or \
         `?tls=none`"
    )]
    Rest,
    /// `smtps` is TLS already.
    #[error("`smtps://` always encrypts; leave out `?tls=`, or write `smtp://`")]
    TlsTwice,
    /// User or password have a character that means something else in an address.
    #[error(
        "user and password must be percent-encoded: write `%40` for `@`, `%3A` for `:`, `%2F` for \
         `/`, `%3F` for `?`, `%23` for `#`, `%25` for `%`"
    )]
    Encoding,
    /// A password and no user.
    #[error("a password needs a user: write the user in front of the host, as in `user@host`")]
    NoUser,
    /// A user and no password.
    #[error(
        "a user needs a password: write it behind the user, as in `user:password@host`, or set \
         `WHARFINGER_SMTP_PASSWORD`"
    )]
    NoPassword,
    /// One password in the address and another beside it.
    #[error("there are two passwords; keep the one in `WHARFINGER_SMTP_PASSWORD`")]
    TwoPasswords,
    /// The password could be read on its way.
    #[error(
        "the password could travel unencrypted, which is only good on loopback; write `smtps://` or \
         `?tls=required`"
    )]
    PlainLogin,
}

impl SmtpServer {
    /// Reads an address; `password` is the one that was given beside it.
    ///
    /// Without a port it is 465 for `smtps` and 587 for `smtp`; without `tls` it is required.
    pub fn parse(text: &str, password: Option<Confidential>) -> Result<Self, NotAnSmtpUrl> {
        let (scheme, rest) = text.split_once("://").ok_or(NotAnSmtpUrl::Scheme)?;
        let is_smtps = match scheme {
            "smtps" => true,
            "smtp" => false,
            _ => return Err(NotAnSmtpUrl::Scheme),
        };
        // The last `@`, for a password with another that was not encoded: it must not become a host.
        let (login, rest) = match rest.rsplit_once('@') {
            Some((login, rest)) => (Some(login), rest),
            None => (None, rest),
        };
        let login = read_login(login, password)?;
        let (authority, query) = match rest.split_once('?') {
            Some((authority, query)) => (authority, Some(query)),
            None => (rest, None),
        };
        let encryption = match (is_smtps, query) {
            (true, None) => Encryption::Implicit,
            (true, Some(_)) => return Err(NotAnSmtpUrl::TlsTwice),
            (false, None | Some("tls=required")) => Encryption::Required,
            (false, Some("tls=opportunistic")) => Encryption::Opportunistic,
            (false, Some("tls=none")) => Encryption::None,
            (false, Some(_)) => return Err(NotAnSmtpUrl::Rest),
        };
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        if authority.contains(['/', '#']) {
            return Err(NotAnSmtpUrl::Rest);
        }
        let (host, port) = split_port(authority);
        let port = match port {
            None if is_smtps => SUBMISSIONS_PORT,
            None => SUBMISSION_PORT,
            Some(port) => read_port(port)?,
        };
        let server = Self {
            host: read_host(host)?,
            port,
            encryption,
            login,
        };
        if server.login.is_some() && server.may_be_plain() && !server.is_loopback() {
            return Err(NotAnSmtpUrl::PlainLogin);
        }
        Ok(server)
    }

    fn may_be_plain(&self) -> bool {
        match self.encryption {
            Encryption::Implicit | Encryption::Required => false,
            // Whoever sits in between can take the offer of `STARTTLS` away.
            Encryption::Opportunistic | Encryption::None => true,
        }
    }

    fn is_loopback(&self) -> bool {
        // `localhost` is always loopback (RFC 6761 section 6.3).
        self.host == "localhost"
            || self
                .host
                .parse()
                .is_ok_and(|address: IpAddr| address.is_loopback())
    }
}

/// Host and port, without user and password.
impl fmt::Display for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

fn read_login(
    text: Option<&str>,
    password_beside: Option<Confidential>,
) -> Result<Option<Login>, NotAnSmtpUrl> {
    let Some(text) = text else {
        return match password_beside {
            None => Ok(None),
            Some(_) => Err(NotAnSmtpUrl::NoUser),
        };
    };
    let (user, password) = match text.split_once(':') {
        Some((user, password)) => (user, Some(Confidential::from(decode(password)?))),
        None => (text, None),
    };
    let user = decode(user)?;
    if user.is_empty() {
        return Err(NotAnSmtpUrl::NoUser);
    }
    let password = match (password, password_beside) {
        (Some(_), Some(_)) => return Err(NotAnSmtpUrl::TwoPasswords),
        (Some(password), None) | (None, Some(password)) if !password.reveal().is_empty() => {
            password
        }
        _ => return Err(NotAnSmtpUrl::NoPassword),
    };
    Ok(Some(Login { user, password }))
}

/// Decodes user or password. Strict, because a password that was not encoded would be refused by
/// the server, and nobody would know why.
fn decode(text: &str) -> Result<String, NotAnSmtpUrl> {
    let is_encoded = text.split('%').skip(1).all(|behind| {
        behind
            .as_bytes()
            .get(..2)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    if !is_encoded || text.contains([':', '@', '/', '?', '#']) {
        return Err(NotAnSmtpUrl::Encoding);
    }
    percent_decode_str(text)
        .decode_utf8()
        .ok()
        // NUL separates user and password on their way (RFC 4616 section 2).
        .filter(|decoded| !decoded.contains('\0'))
        .map(String::from)
        .ok_or(NotAnSmtpUrl::Encoding)
}

/// `host:port`, where a colon within brackets separates nothing.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn read_port(text: &str) -> Result<u16, NotAnSmtpUrl> {
    // `parse` would take a sign.
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(port) if port > 0 && is_number => Ok(port),
        _ => Err(NotAnSmtpUrl::Port),
    }
}

fn read_host(text: &str) -> Result<String, NotAnSmtpUrl> {
    if let Some(inside) = text.strip_prefix('[') {
        let address = inside.strip_suffix(']').ok_or(NotAnSmtpUrl::Host)?;
        let address: Ipv6Addr = address.parse().map_err(|_| NotAnSmtpUrl::Host)?;
        return Ok(address.to_string());
    }
    let is_host = !text.is_empty()
        && text.len() <= HOST_BYTES_MAX
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-');
    if is_host {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(NotAnSmtpUrl::Host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(user: &str, password: &str) -> Login {
        Login {
            user: user.to_owned(),
            password: Confidential::from(password.to_owned()),
        }
    }

    #[track_caller]
    fn check(text: &str, shown: &str, encryption: Encryption, login: Option<&Login>) {
        let server = SmtpServer::parse(text, None).unwrap();
        assert_eq!(server.to_string(), shown);
        assert_eq!(server.encryption, encryption);
        assert_eq!(server.login.as_ref(), login);
    }

    #[track_caller]
    fn check_refused(text: &str, password: Option<&str>, expected: NotAnSmtpUrl) {
        let password = password.map(|text| Confidential::from(text.to_owned()));
        assert_eq!(SmtpServer::parse(text, password), Err(expected), "{text}");
    }

    #[test]
    fn addresses_are_read_as_operators_write_them() {
        use Encryption::{Implicit, None as Plain, Opportunistic, Required};
        check(
            "smtps://mail.example.org",
            "mail.example.org:465",
            Implicit,
            None,
        );
        check(
            "smtp://Mail.example.org/",
            "mail.example.org:587",
            Required,
            None,
        );
        check("smtp://10.0.0.1:25?tls=none", "10.0.0.1:25", Plain, None);
        check(
            "smtp://[2001:db8::1]?tls=opportunistic",
            "[2001:db8::1]:587",
            Opportunistic,
            None,
        );
        check(
            "smtp://[::1]:2525/?tls=required",
            "[::1]:2525",
            Required,
            None,
        );
        check("smtps://a:b@h:1", "h:1", Implicit, Some(&login("a", "b")));
        check(
            "smtps://ada%40example.org:p%40s%3As%2F%C3%A9@h",
            "h:465",
            Implicit,
            Some(&login("ada@example.org", "p@s:s/é")),
        );
    }

    #[test]
    fn the_password_may_stand_beside_the_address() {
        let password = Confidential::from("p@ss:w/rd%".to_owned());
        let server = SmtpServer::parse("smtps://ada@h", Some(password)).unwrap();
        assert_eq!(server.login, Some(login("ada", "p@ss:w/rd%")));
    }

    #[test]
    fn a_password_is_plain_on_loopback_only() {
        for host in ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"] {
            for tls in ["none", "opportunistic"] {
                SmtpServer::parse(&format!("smtp://a:b@{host}?tls={tls}"), None).unwrap();
            }
        }
        for host in [
            "mail.example.org",
            "10.0.0.1",
            "[2001:db8::1]",
            "localhost.example.org",
        ] {
            check_refused(
                &format!("smtp://a:b@{host}?tls=none"),
                None,
                NotAnSmtpUrl::PlainLogin,
            );
            check_refused(
                &format!("smtp://a:b@{host}?tls=opportunistic"),
                None,
                NotAnSmtpUrl::PlainLogin,
            );
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_for_its_reason() {
        use NotAnSmtpUrl::*;
        for (text, expected) in [
            ("", Scheme),
            ("mail.example.org:465", Scheme),
            ("https://mail.example.org", Scheme),
            ("SMTPS://mail.example.org", Scheme),
            ("smtps://", Host),
            ("smtps://a:b@", Host),
            ("smtps://::1", Host),
            ("smtps://[::1", Host),
            ("smtps://[mail]", Host),
            ("smtps://mail example", Host),
            ("smtps://h\r\nRCPT", Host),
            ("smtps://h:", Port),
            ("smtps://h:0", Port),
            ("smtps://h:+1", Port),
            ("smtps://h:65536", Port),
            ("smtps://user:password", Port),
            ("smtp://h/path", Rest),
            ("smtp://h?tls=maybe", Rest),
            ("smtp://h#tls=none", Rest),
            ("smtps://h?tls=none", TlsTwice),
            ("smtps://a:p@ss@h", Encoding),
            ("smtps://a:p/ss@h", Encoding),
            ("smtps://a:p?ss@h", Encoding),
            ("smtps://a:p:ss@h", Encoding),
            ("smtps://a:100%@h", Encoding),
            ("smtps://a:%é0@h", Encoding),
            ("smtps://a:%FF@h", Encoding),
            ("smtps://a:%00@h", Encoding),
            ("smtps://:p@h", NoUser),
            ("smtps://a@h", NoPassword),
            ("smtps://a:@h", NoPassword),
        ] {
            check_refused(text, None, expected);
        }
        check_refused("smtps://a:b@h", Some("c"), TwoPasswords);
        check_refused("smtps://h", Some("c"), NoUser);
        check_refused("smtps://a@h", Some(""), NoPassword);
    }

    #[test]
    fn nothing_shows_the_password() {
        let server = SmtpServer::parse("smtps://ada:swordfish@h", None).unwrap();
        assert!(!format!("{server:?}{server}").contains("swordfish"));
        for text in [
            "swordfish",
            "smtps://swordfish swordfish",
            "smtps://ada:swordfish",
            "smtps://ada:fish#swordfish@h",
            "smtp://ada:swordfish@mail.example.org?tls=none",
            "smtp://h?tls=swordfish",
        ] {
            let error = SmtpServer::parse(text, None).unwrap_err();
            assert!(
                !format!("{error:?}{error}").contains("swordfish"),
                "{error}"
            );
        }
    }
}
