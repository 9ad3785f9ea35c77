//! Providers that are slow, endless, gone, or point elsewhere.

use std::rc::Rc;
use std::sync::Arc;

use tokio::sync::Notify;
use wharfinger_server::oidc::{Misconfiguration, SignInError};

use crate::http::{Answer, listen};
use crate::provider::{DESCRIPTION, KEYS, TOKEN, USER_INFO};
use crate::world::{World, providers};

/// Signs in where one of the provider's answers is this one.
async fn sign_in_with(path: &'static str, answer: Answer) -> SignInError {
    let world = World::new();
    world.provider.state().claims = serde_json::json!({});
    world.provider.state().answers.insert(path, answer);
    world.sign_in().await.unwrap_err()
}

const PATHS: [&str; 4] = [DESCRIPTION, KEYS, TOKEN, USER_INFO];

#[actix_web::test]
async fn a_provider_that_never_answers_is_given_up() {
    for path in PATHS {
        let came = Arc::new(Notify::new());
        let answer = Answer::Never(came.clone());
        // From when the request has come, time jumps on whenever nothing else is left to do: to the
        // limit, since the answer never comes.
        let time = actix_web::rt::spawn(async move {
            came.notified().await;
            tokio::time::pause();
        });
        let error = sign_in_with(path, answer).await;
        assert!(matches!(error, SignInError::Unreachable(_)), "{error:?}");
        time.await.unwrap();
        tokio::time::resume();
    }
}

#[actix_web::test]
async fn a_provider_that_never_ends_is_cut_off() {
    for path in PATHS {
        let error = sign_in_with(path, Answer::Endless).await;
        let is_expected = matches!(
            error,
            SignInError::Misconfigured(Misconfiguration::AnswerTooLong, _)
        );
        assert!(is_expected, "{error:?}");
    }
}

#[actix_web::test]
async fn a_provider_that_is_broken_is_said_to_be_so() {
    for path in PATHS {
        let error = sign_in_with(path, Answer::Json(502, "<html>".to_owned())).await;
        assert!(matches!(error, SignInError::Unreachable(_)), "{error:?}");
    }
}

#[actix_web::test]
async fn a_provider_that_points_elsewhere_is_not_followed() {
    for path in PATHS {
        let (elsewhere, origin) = listen();
        elsewhere.set_nonblocking(true).unwrap();
        sign_in_with(path, Answer::Redirect(origin)).await;
        let nobody = elsewhere.accept().unwrap_err();
        assert_eq!(nobody.kind(), std::io::ErrorKind::WouldBlock);
    }
}

#[actix_web::test]
async fn a_provider_that_is_gone_is_unreachable() {
    let world = World::new();
    let (listener, origin) = listen();
    drop(listener);
    let providers = providers(&origin, world.clock.clone());
    let error = providers.start("example", "/").await.unwrap_err();
    assert!(matches!(error, SignInError::Unreachable(_)), "{error:?}");
    assert!(error.detail().unwrap().contains("refused"), "{error:?}");
}

#[actix_web::test]
async fn those_who_come_together_cause_one_request() {
    let world = Rc::new(World::new());
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let world = world.clone();
            actix_web::rt::spawn(async move { world.start().await.is_ok() })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap());
    }
    assert_eq!(world.provider.count(DESCRIPTION), 1);
}
