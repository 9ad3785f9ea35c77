//! Who maintains a tool, and what only they see.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_store::{MAINTAINERS_MAX, Role};

use super::{CONTACT, ECR_TOOL, TOOL, World, maintainer};

fn names(list: &Value) -> Vec<&str> {
    let maintainers = list["maintainers"].as_array().unwrap();
    maintainers
        .iter()
        .map(|maintainer| maintainer["account"].as_str().unwrap())
        .collect()
}

#[actix_web::test]
async fn everybody_sees_who_maintains_a_tool() {
    let world = World::new().await;
    let list = world.api.get(&format!("/api/v1/maintainers/{TOOL}")).await;
    assert_eq!(list.status, 200);
    assert_eq!(names(&list.json()), ["grace", "hedy"]);
    assert!(!list.text().contains(CONTACT));
    let docker_form = "/api/v1/maintainers/312767926603.dkr.ecr.us-west-2.amazonaws.com%2Fmd5sum";
    assert_eq!(
        names(&world.api.get(docker_form).await.json()),
        ["grace", "hedy"]
    );
    world
        .api
        .get("/api/v1/maintainers/quay.io/no/tool")
        .await
        .refused(404, "no-such-tool");
    let answer = world
        .api
        .send(TestRequest::post().uri(&format!("/api/v1/maintainers/{TOOL}")))
        .await;
    answer.refused(405, "method-not-allowed");
    assert_eq!(answer.header("allow"), Some("GET, HEAD, PUT, DELETE"));
}

#[actix_web::test]
async fn maintainers_add_and_remove_each_other_and_one_stays() {
    let world = World::new().await;
    world.api.account("iris", Role::Member).await;
    let added = world.put("hedy", &maintainer(TOOL, "iris")).await;
    assert_eq!(names(&added.json()), ["grace", "hedy", "iris"]);
    let again = world.put("hedy", &maintainer(TOOL, "iris")).await;
    assert_eq!(names(&again.json()), ["grace", "hedy", "iris"]);
    let removed = world.delete("iris", &maintainer(TOOL, "grace")).await;
    assert_eq!(names(&removed.json()), ["hedy", "iris"]);
    let removed = world.delete("iris", &maintainer(TOOL, "iris")).await;
    assert_eq!(names(&removed.json()), ["hedy"]);
    let last = world.delete("hedy", &maintainer(TOOL, "hedy")).await;
    last.refused(409, "last-maintainer");
    // An administrator is no way around it, and can hand the tool to others.
    let last = world.delete("ada", &maintainer(TOOL, "hedy")).await;
    last.refused(409, "last-maintainer");
    let added = world.put("ada", &maintainer(TOOL, "iris")).await;
    assert_eq!(names(&added.json()), ["hedy", "iris"]);
}

#[actix_web::test]
async fn strangers_change_no_maintainers() {
    let world = World::new().await;
    world.api.account("otto", Role::Member).await;
    let add = world.put("otto", &maintainer(TOOL, "otto")).await;
    add.refused(403, "forbidden");
    let remove = world.delete("otto", &maintainer(TOOL, "grace")).await;
    remove.refused(403, "forbidden");
}

#[actix_web::test]
async fn only_accounts_that_can_act_are_added() {
    let world = World::new().await;
    for name in ["nobody", "Not%20A%20Name"] {
        let answer = world.put("grace", &maintainer(TOOL, name)).await;
        answer.refused(404, "no-such-account");
    }
    world.api.account("iris", Role::Member).await;
    world.api.disable("iris").await;
    let answer = world.put("grace", &maintainer(TOOL, "iris")).await;
    answer.refused(404, "no-such-account");
    let answer = world.delete("grace", &maintainer(TOOL, "iris")).await;
    answer.refused(404, "no-such-maintainer");
    let unnamed = format!("/api/v1/maintainers/{TOOL}");
    world.put("grace", &unnamed).await.refused(400, "bad-query");
}

#[actix_web::test]
async fn a_tool_has_so_many_maintainers() {
    let world = World::new().await;
    // `grace` and `hedy` are there already.
    for number in 2..MAINTAINERS_MAX {
        let name = format!("helper-{number}");
        world.api.account(&name, Role::Member).await;
        let added = world.put("grace", &maintainer(TOOL, &name)).await;
        assert_eq!(added.status, 200, "{}", added.text());
    }
    world.api.account("otto", Role::Member).await;
    let one_more = world.put("grace", &maintainer(TOOL, "otto")).await;
    one_more.refused(409, "too-many-maintainers");
    let there = world.put("grace", &maintainer(TOOL, "hedy")).await;
    assert_eq!(there.status, 200, "who is there already stays");
}

#[actix_web::test]
async fn the_contact_is_shown_to_maintainers_and_administrators_only() {
    let world = World::new().await;
    let tool = format!("/api/v1/tools/{ECR_TOOL}");
    for path in [&*tool, "/api/v1/tools"] {
        for name in ["grace", "hedy", "ada"] {
            let answer = world.get(name, path).await;
            assert!(answer.text().contains(CONTACT), "{path} as {name}");
            assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
        }
        let answer = world.get("otto", path).await;
        assert!(!answer.text().contains(CONTACT), "{path} as a stranger");
        let answer = world.api.get(path).await;
        assert!(!answer.text().contains(CONTACT), "{path} as anybody");
        assert!(answer.text().contains("\"access\":\"request\""));
    }
    // Nor does anything about requests show it to the requester.
    let id = world.requested().await;
    let seen = world.get("sam", &super::address(&id)).await;
    assert!(!seen.text().contains(CONTACT));
    let inbox = world.get("sam", "/api/v1/inbox").await;
    assert!(!inbox.text().contains(CONTACT));
    let public = world.api.registered("nginx").await;
    assert_eq!(public.json()["access"], json!("open"));
}
