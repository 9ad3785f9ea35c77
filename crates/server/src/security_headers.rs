//! What every response tells the browser not to do.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// Everything from our own origin, nothing from anywhere else; WebAssembly may be compiled,
/// text may not be run as script.
pub(crate) const PAGE_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; \
     frame-ancestors 'none'; form-action 'self'; base-uri 'none'";

/// JSON, files and refusals load nothing, whatever a browser takes them for.
pub(crate) const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

const PAGE_ONLY: [(&str, &str); 3] = [
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Adds the headers to a response.
pub(crate) fn add(headers: &mut HeaderMap) {
    let is_page = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(if is_page { PAGE_POLICY } else { DATA_POLICY }),
    );
    if is_page {
        for (name, value) in PAGE_ONLY {
            headers.insert(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
    }
}
