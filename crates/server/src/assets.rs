//! The browser's files: embedded when the binary is built, served under `/assets/`.
//!
//! Names carry a hash of the content, so a file never changes under its name and may be kept for
//! ever. Compressed forms are made once, when the assets are built (`web/app`), and chosen here
//! by what the client accepts.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::conditional;
use crate::problem::Problem;

/// An embedded file.
#[derive(Debug)]
pub(crate) struct Asset {
    /// Its name below `/assets/`, with the hash.
    pub name: &'static str,
    /// Its name without the hash, such as `app.js`.
    pub logical: &'static str,
    media_type: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// Every embedded file; empty when the assets had not been built.
pub(crate) const ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// What pages say when the assets are missing.
pub(crate) const MISSING: &str = "this binary was built without its browser assets; \
     run `cargo xtask build`, and build it again";

/// The address of the asset with this name (without the hash), for templates.
///
/// Nothing when the assets had not been built; pages then work without it and say [`MISSING`].
#[must_use]
pub(crate) fn url(logical: &str) -> Option<String> {
    let asset = ASSETS.iter().find(|asset| asset.logical == logical)?;
    Some(format!("/assets/{}", asset.name))
}

/// Adds the routes.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/assets/{name}")
            .route(web::get().to(show))
            .route(web::head().to(show)),
    );
}

async fn show(request: HttpRequest, name: web::Path<String>) -> Result<HttpResponse, Problem> {
    let asset = ASSETS
        .iter()
        .find(|asset| asset.name == name.as_str())
        .ok_or(Problem::NoSuchPage)?;
    Ok(asset.response(&request))
}

impl Asset {
    fn response(&self, request: &HttpRequest) -> HttpResponse {
        let accepted = request.headers().get(header::ACCEPT_ENCODING);
        let (bytes, encoding) = self.encoded(accepted);
        // A tag for each form of the file, as RFC 9110 section 8.8.3.3 asks.
        let tag = format!("\"{}{}\"", self.name, encoding.unwrap_or_default());
        let mut response = if conditional::none_match(request, &tag) {
            HttpResponse::NotModified()
        } else {
            HttpResponse::Ok()
        };
        response
            .insert_header((header::CONTENT_TYPE, self.media_type))
            .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
            .insert_header((header::VARY, "Accept-Encoding"))
            .insert_header((header::ETAG, tag.as_str()));
        if conditional::none_match(request, &tag) {
            return response.finish();
        }
        if let Some(encoding) = encoding {
            response.insert_header((header::CONTENT_ENCODING, encoding));
        }
        response.body(bytes)
    }

    fn encoded(&self, accepted: Option<&HeaderValue>) -> (&'static [u8], Option<&'static str>) {
        let accepts = |coding| accepted.is_some_and(|accepted| accepts(accepted, coding));
        match (self.brotli, self.gzip) {
            (Some(bytes), _) if accepts("br") => (bytes, Some("br")),
            (_, Some(bytes)) if accepts("gzip") => (bytes, Some("gzip")),
            _ => (self.plain, None),
        }
    }
}

/// Whether an `Accept-Encoding` names a coding without forbidding it (`q=0`).
fn accepts(accepted: &HeaderValue, coding: &str) -> bool {
    accepted.to_str().is_ok_and(|text| {
        text.split(',').any(|item| {
            let (name, weight) = item.split_once(';').unwrap_or((item, ""));
            let weight = weight.trim().strip_prefix("q=").map(str::trim);
            name.trim().eq_ignore_ascii_case(coding)
                && weight.is_none_or(|weight| weight.parse::<f32>().is_ok_and(|q| q > 0.0))
        })
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    const ASSET: Asset = Asset {
        name: "app-5XK2ABCD.js",
        logical: "app.js",
        media_type: "text/javascript; charset=utf-8",
        plain: b"plain",
        brotli: Some(b"brotli"),
        gzip: Some(b"gzip"),
    };

    #[track_caller]
    fn check(accepted: &'static str, expected: &[u8]) {
        let accepted = HeaderValue::from_static(accepted);
        assert_eq!(ASSET.encoded(Some(&accepted)).0, expected);
    }

    #[test]
    fn the_client_chooses_the_encoding() {
        check("gzip, deflate, br, zstd", b"brotli");
        check("gzip", b"gzip");
        check("BR;q=0.5", b"brotli");
        check("br;q=0, gzip;q=1.0", b"gzip");
        check("br; q=0", b"plain");
        check("identity", b"plain");
        check("", b"plain");
        assert_eq!(ASSET.encoded(None).0, b"plain");
    }

    #[test]
    fn a_file_may_be_kept_for_ever_and_is_not_sent_twice() {
        let request = TestRequest::default().to_http_request();
        let response = ASSET.response(&request);
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.headers().get("cache-control").unwrap(),
            "public, max-age=31536000, immutable"
        );
        let tag = response.headers().get("etag").unwrap().clone();
        let again = TestRequest::default()
            .insert_header(("if-none-match", tag))
            .to_http_request();
        assert_eq!(ASSET.response(&again).status(), 304);
    }
}
