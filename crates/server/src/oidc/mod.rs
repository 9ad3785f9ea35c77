//! Signing in with OpenID Connect: the protocol, without accounts, sessions or pages.
//!
//! Two steps, with the browser away at the provider in between:
//! 1. [`Providers::start`] gives an address to send the browser to, and a [`Pending`] that the browser
//!    keeps in a cookie. Nothing is stored here: any server may take the browser back.
//! 2. The provider sends the browser to [`redirect_url`]; [`Providers::finish`] takes the query and the
//!    `Pending`, asks the provider, checks its word and says who it is: an [`Identity`].
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use wharfinger_server::config::Config;
//! # use wharfinger_server::oidc::{Pending, Providers};
//! # use wharfinger_server::seams::System;
//! # async fn example(config: &Config, request: &actix_web::HttpRequest) -> Result<(), Box<dyn std::error::Error>> {
//! let public_url = config.public_url.as_deref();
//! let providers = Providers::new(&config.sign_in, public_url, Arc::new(System), Arc::new(System))?;
//!
//! // GET /sign-in/oidc/example?next=/tools
//! let started = providers.start("example", "/tools").await?;
//! let set_cookie = started.pending.set_cookie(config.is_https());
//! // 303 to `started.location`, with `set_cookie`.
//!
//! // GET /sign-in/oidc/example/callback?code=...&state=...
//! let pending = Pending::from_request(request, config.is_https());
//! let finished = providers.finish("example", request.query_string(), pending).await?;
//! let clear_cookie = Pending::clear_cookie(config.is_https());
//! // Find the account of `finished.identity`, start its session, go to `finished.return_to`.
//! # Ok(())
//! # }
//! ```
//!
//! A person can be connected with an account that is there ([`Providers::start_connecting`]): the
//! attempt is bound to the account, and whoever comes back must be signed in to it.
//!
//! # What pages have to mind
//! - Start with a link, not a form: our `Content-Security-Policy` has `form-action 'self'`, which
//!   browsers apply to the redirect behind a form as well.
//! - A session cookie with `SameSite=Strict` that is set in the answer to the callback does not go
//!   along where that answer redirects to, since the provider's site began the journey. Answer with a
//!   page of ours that goes on by itself.
//! - Whoever holds a [`Pending`] can make this server ask the provider once an answer: count callbacks
//!   as guesses are counted.
//!
//! # What is checked
//! The flow is the authorisation code flow with PKCE (`S256`), `state` and `nonce` (RFC 9700, 2.1). An
//! ID token must have the issuer, this client alone as its audience (and as `azp`), the nonce, a time
//! that is now, and a signature by a key of the provider with an asymmetric algorithm; an `at_hash`
//! must be that of the access token, `iss` of the callback the issuer (RFC 9207), and the subject of
//! the user information that of the token.
//!
//! # What cannot happen
//! - A code, a state or a cookie of one browser is of no use in another ([`Pending`]).
//! - A provider cannot keep a request waiting or fill the memory ([`limits`]), send us on to another
//!   address (no redirects), or to this machine's own services (`https` only, but where the operator
//!   put the provider itself on loopback).
//! - Secrets, codes and tokens are in no log and no `Debug`.

mod address;
mod callback;
mod client_secret;
mod discovery;
mod error;
mod http;
mod identity;
pub mod limits;
mod pending;
mod pending_cookie;
mod provider;
mod providers;
mod settings;
mod verify;

pub use client_secret::{ClientSecretError, ClientSecretSource};
pub use error::{Check, Detail, Misconfiguration, Refusal, SignInError};
pub use http::TlsError;
pub use identity::Identity;
pub use pending::Pending;
pub use providers::{Finished, Providers, SetupError, Started, redirect_url};
pub(crate) use settings::Entry;
pub use settings::{Settings, SettingsError};
