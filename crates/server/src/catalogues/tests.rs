use std::sync::Arc;

use actix_web::rt::time::sleep;
use wharfinger_core::registry::{Catalogue, OperatorRegistry, RegistryVisibility, Segments};
use wharfinger_store::{
    Actor, By, Greeting, Model, NewAddedRegistry, NewRegistryRequest, OPERATOR, RegistryRequestId,
    RegistryRequests as _, RegistryVerdict, Timestamp, Uuid,
};

use super::{Catalogues, RELOAD_EVERY};

const HOST: &str = "registry.example.org";

fn registry(id: &str, host: &str) -> OperatorRegistry {
    OperatorRegistry {
        id: id.to_owned(),
        name: id.to_owned(),
        host: host.to_owned(),
        segments: Segments::default(),
        visibility: RegistryVisibility::Mixed,
        anonymous_pull: true,
        login: None,
    }
}

fn configured(registries: Vec<OperatorRegistry>) -> Catalogues {
    Catalogue::with_operators(registries).unwrap().into()
}

fn by() -> By {
    By {
        actor: Actor::Account(OPERATOR),
        request_id: "test".to_owned(),
        now: Timestamp::MIN,
    }
}

/// Adds a registry, as an answer to a request for its host.
async fn add(store: &Model, number: u128, registry: &OperatorRegistry) {
    let id = RegistryRequestId::from_uuid(Uuid::from_u128(number));
    let new = NewRegistryRequest {
        id,
        host: format!("{number}.example.org"),
        greeting: Greeting {
            kind: "open".to_owned(),
            detail: None,
            software: None,
        },
    };
    store.request_registry(new, by()).await.unwrap();
    let added = NewAddedRegistry {
        id: registry.id.clone(),
        definition: serde_json::to_string(registry).unwrap(),
    };
    let verdict = RegistryVerdict::Accept(Some(added));
    let answer = store.answer_registry(id, verdict, "asked for".to_owned(), by());
    answer.await.unwrap();
}

fn id_of(catalogues: &Catalogues, host: &str) -> String {
    catalogues.now().identify(host).id().to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_second_server_learns_of_it_in_time_and_of_its_end_too() {
    let store = Arc::new(Model::new());
    let second = configured(Vec::new());
    let (reloading, over) = (second.clone(), store.clone());
    tokio::spawn(async move { reloading.reload_for_ever(&*over).await });
    let a_while = RELOAD_EVERY + RELOAD_EVERY / 10;
    sleep(a_while).await;
    assert_eq!(id_of(&second, HOST), "custom");

    add(&store, 1, &registry("ours", HOST)).await;
    sleep(a_while).await;
    assert_eq!(id_of(&second, HOST), "ours");

    store
        .remove_registry("ours".to_owned(), by())
        .await
        .unwrap();
    sleep(a_while).await;
    assert_eq!(id_of(&second, HOST), "custom");
}

#[tokio::test]
async fn a_server_that_starts_anew_knows_it() {
    let store = Model::new();
    add(&store, 1, &registry("ours", HOST)).await;
    let anew = configured(Vec::new());
    anew.reload(&store).await.unwrap();
    assert_eq!(id_of(&anew, HOST), "ours");
}

#[tokio::test]
async fn what_the_configuration_has_by_now_wins() {
    let store = Model::new();
    add(&store, 1, &registry("added", HOST)).await;
    add(&store, 2, &registry("other", "other.example.org")).await;
    for (of_operator, reason) in [
        (registry("configured", HOST), "belongs to `configured`"),
        (registry("added", "another.example.org"), "is taken"),
    ] {
        let catalogues = configured(vec![of_operator.clone()]);
        catalogues.reload(&store).await.unwrap();
        let current = catalogues.current();
        let left_out = &current.left_out["added"];
        assert!(left_out.contains(reason), "{left_out}");
        assert_eq!(current.added_as("added").unwrap().by, OPERATOR);
        assert_eq!(id_of(&catalogues, &of_operator.host), of_operator.id);
        assert_eq!(id_of(&catalogues, "other.example.org"), "other");
        // It cannot be added once more either.
        assert!(catalogues.with(registry("added", HOST)).is_err());
    }
}

#[tokio::test]
async fn what_nobody_can_read_is_left_out() {
    let store = Model::new();
    add(&store, 1, &registry("Not kebab case", HOST)).await;
    let catalogues = configured(Vec::new());
    catalogues.reload(&store).await.unwrap();
    assert_eq!(catalogues.current().left_out.len(), 1);
    assert_eq!(id_of(&catalogues, HOST), "custom");
}
