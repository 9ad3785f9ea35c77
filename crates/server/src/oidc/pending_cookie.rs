//! How an attempt to sign in travels in a cookie.
//!
//! `SameSite=Lax`, unlike the session's: the provider sends the browser back, and a strict cookie
//! would stay at home.

use actix_web::HttpRequest;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use wharfinger_store::Timestamp;

use super::limits::PENDING_LIFETIME;
use super::pending::Pending;
use super::settings::is_id;
use crate::cookie;
use crate::hex;

/// Over TLS the name pins the cookie to this very host and to `Secure` (RFC 6265bis, 4.1.3.2), so
/// that a neighbour under the same domain cannot plant an attempt of its own.
const NAME_SECURE: &str = "__Host-wharfinger-sign-in";

/// Without TLS a browser would refuse that name; good for a server on one's own machine only.
const NAME_PLAIN: &str = "wharfinger-sign-in";

impl Pending {
    /// The `Set-Cookie` that gives it to the browser; `is_https` as in
    /// [`Config::is_https`](crate::config::Config::is_https).
    #[must_use]
    pub fn set_cookie(&self, is_https: bool) -> String {
        set(&self.to_value(), PENDING_LIFETIME.as_secs(), is_https)
    }

    /// The `Set-Cookie` that takes it away: for every answer to a callback, whatever came of it, so
    /// that no answer is taken twice.
    #[must_use]
    pub fn clear_cookie(is_https: bool) -> String {
        set("", 0, is_https)
    }

    /// What a browser brings back, unless it is nothing that we gave it.
    #[must_use]
    pub fn from_request(request: &HttpRequest, is_https: bool) -> Option<Self> {
        cookie::value(request, name(is_https)).and_then(Self::from_value)
    }

    /// `SECRET.MICROSECONDS.PROVIDER.PATH`, and `.ACCOUNT` where one is to be connected. The path is
    /// percent-encoded, since it may hold what ends a part or the cookie.
    fn to_value(&self) -> String {
        let account = self.connects().map(|account| format!(".{account}"));
        format!(
            "{}.{}.{}.{}{}",
            hex::encode(self.secret()),
            self.started_at().as_micros(),
            self.provider(),
            utf8_percent_encode(self.return_to(), NON_ALPHANUMERIC),
            account.unwrap_or_default()
        )
    }

    fn from_value(value: &str) -> Option<Self> {
        let mut parts = value.splitn(5, '.');
        let secret = hex::decode(parts.next()?)?;
        let started_at = Timestamp::from_micros(parts.next()?.parse().ok()?);
        let provider = parts.next().filter(|provider| is_id(provider))?;
        let return_to = percent_decode_str(parts.next()?).decode_utf8().ok()?;
        let pending = Self::from_parts(secret, started_at, provider, &return_to);
        match parts.next() {
            Some(account) => Some(pending.connecting(account.parse().ok()?)),
            None => Some(pending),
        }
    }
}

fn set(value: &str, max_age_seconds: u64, is_https: bool) -> String {
    let secure = if is_https { "; Secure" } else { "" };
    format!(
        "{}={value}; Path=/; Max-Age={max_age_seconds}; HttpOnly; SameSite=Lax{secure}",
        name(is_https)
    )
}

fn name(is_https: bool) -> &'static str {
    if is_https { NAME_SECURE } else { NAME_PLAIN }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header;
    use actix_web::test::TestRequest;

    use wharfinger_core::account::AccountId;

    use super::super::limits::RETURN_TO_BYTES_MAX;
    use super::*;

    fn pending(return_to: &str) -> Pending {
        let secret = std::array::from_fn(|index| u8::try_from(index * 8).unwrap());
        Pending::from_parts(secret, Timestamp::from_micros(42), "my-id", return_to)
    }

    fn bring_back(set_cookie: &str, is_https: bool) -> Option<Pending> {
        let pair = set_cookie.split(';').next().unwrap();
        let request = TestRequest::default()
            .insert_header((header::COOKIE, format!("a=1; {pair}")))
            .to_http_request();
        Pending::from_request(&request, is_https)
    }

    #[test]
    fn a_cookie_brings_back_what_it_took_along() {
        let account = AccountId::from_bytes([7; 16]);
        for pending in ["/", "/tools?q=a;b,c%20\"&d=.=", "/a.b.c"]
            .map(pending)
            .into_iter()
            .chain([pending("/account").connecting(account)])
        {
            for is_https in [false, true] {
                let cookie = pending.set_cookie(is_https);
                assert_eq!(bring_back(&cookie, is_https).as_ref(), Some(&pending));
                assert_eq!(bring_back(&cookie, !is_https), None);
            }
        }
    }

    #[test]
    fn the_cookie_is_bound_as_tightly_as_the_way_back_allows() {
        let cookie = pending("/").set_cookie(true);
        assert_eq!(
            cookie,
            "__Host-wharfinger-sign-in=\
             0008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8.42.my-id.%2F; \
             Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            Pending::clear_cookie(false),
            "wharfinger-sign-in=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
        );
        assert_eq!(bring_back(&Pending::clear_cookie(false), false), None);
    }

    #[test]
    fn the_longest_cookie_is_kept_by_browsers() {
        let longest = format!("/{}", "?".repeat(RETURN_TO_BYTES_MAX - 1));
        assert!(pending(&longest).set_cookie(true).len() < 4_096);
    }

    #[test]
    fn what_we_never_gave_is_nothing() {
        let good = pending("/a").to_value();
        assert!(Pending::from_value(&good).is_some());
        for wrong in [
            String::new(),
            good.replace(".42.", "."),
            good.replace(".42.", ".x."),
            good.replace("my-id", "My/Id"),
            good[2..].to_owned(),
            good.replace("%2Fa", "%FF"),
            format!("{good}.no-account"),
        ] {
            assert_eq!(Pending::from_value(&wrong), None, "{wrong}");
        }
        let elsewhere = Pending::from_value(&good.replace("%2Fa", "%2F%2Fevil%2Eexample"));
        assert_eq!(elsewhere.unwrap().return_to(), "/");
    }
}
