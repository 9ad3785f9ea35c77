//! Signing in at an OpenID provider that this test plays, and that can be made to misbehave. What a
//! real provider does is in `tests/oidc_provider`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod callbacks;
mod connecting;
mod descriptions;
mod http;
mod keys;
mod people;
mod provider;
mod routes;
mod setup;
mod site;
mod tokens;
mod transport;
mod world;
