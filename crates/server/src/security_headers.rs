//! What every response tells the browser not to do.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// What the pages load, from our own origin, and nothing else; WebAssembly may be compiled, text
/// may not be run as script.
pub(crate) const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'";

/// JSON, files and refusals load nothing, whatever a browser takes them for.
pub(crate) const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// What a page tells the next one of where its visitor comes from: its own site, everything.
const REFERRER: &str = "same-origin";

/// The same for an address that holds a secret: not the path. Nor nothing at all, which would take away
/// the `Origin` by which a form is known as ours (Fetch, "append a request `Origin` header").
const REFERRER_OF_SECRET: &str = "strict-origin";

const PAGE_ONLY: [(&str, &str); 2] = [
    ("cross-origin-opener-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// For a year nobody comes back without TLS (RFC 6797). Other hosts of the domain are not ours to
/// speak for.
const TLS_ONLY: &str = "max-age=31536000";

/// Whether a response is a page.
pub(crate) fn is_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}

/// Adds the headers to a response; `is_https` says whether browsers come over TLS, `holds_secret` whether
/// the address they came to is a secret.
pub(crate) fn add(headers: &mut HeaderMap, is_https: bool, holds_secret: bool) {
    let is_page = is_page(headers);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(if is_page { PAGE_POLICY } else { DATA_POLICY }),
    );
    if is_https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(TLS_ONLY),
        );
    }
    if is_page {
        let referrer = if holds_secret {
            REFERRER_OF_SECRET
        } else {
            REFERRER
        };
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static(referrer));
        for (name, value) in PAGE_ONLY {
            headers.insert(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
    }
}
