//! The servers that are asked, each on a thread of its own until the process ends.

use std::io;
use std::sync::{Arc, mpsc};
use std::thread;

use actix_web::rt::System;
use actix_web::{App, HttpResponse, HttpServer, web};
use wharfinger_server::Server;
use wharfinger_server::config::Config;
use wharfinger_server::operator_token::OperatorToken;
use wharfinger_server::seams;
use wharfinger_store::Store;

/// Worker threads of every server.
pub(crate) const WORKERS: usize = 2;

/// The operator's token.
pub(crate) const TOKEN: &str = "a-token-of-the-benchmarks-that-is-long-enough";

/// A server with one route, which is what any server costs at least; its address.
pub(crate) fn serve_hello() -> String {
    serve(|| async {
        let server = HttpServer::new(|| {
            App::new().route(
                "/hello",
                web::get().to(async || {
                    HttpResponse::Ok()
                        .content_type("application/json")
                        .body("{\"hello\":\"world\"}")
                }),
            )
        })
        .workers(WORKERS)
        // A signal ends the whole benchmark. A server that took it for its own would stop alone, and the
        // next round would find nobody there.
        .disable_signals()
        .bind("127.0.0.1:0")
        .expect("the system chooses a port");
        let address = server.addrs()[0].to_string();
        (address, server.run())
    })
}

/// The server as it ships; its address.
pub(crate) fn serve_wharfinger(store: Arc<dyn Store>) -> String {
    let config = Config {
        listen: "127.0.0.1:0".to_owned(),
        writes_per_minute: 0,
        checks_per_minute: 0,
        workers: Some(WORKERS),
        operator_token: Some(OperatorToken::parse(TOKEN).expect("the token is well formed")),
        ..Config::default()
    };
    serve(|| async {
        let (clock, entropy) = (Arc::new(seams::System), Arc::new(seams::System));
        let started = Server::start_with(config, store, clock, entropy).await;
        let server = started.expect("the server starts");
        let address = server.addresses()[0].to_string();
        (address, server.run())
    })
}

fn serve<S, R>(start: impl FnOnce() -> S + Send + 'static) -> String
where
    S: Future<Output = (String, R)>,
    R: Future<Output = io::Result<()>>,
{
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        System::new().block_on(async {
            let (address, running) = start().await;
            sender
                .send(address)
                .expect("somebody waits for the address");
            running.await.expect("the server runs");
        });
    });
    receiver.recv().expect("the server tells its address")
}
