//! What ECR takes as a repository policy, and what it makes of it.

use super::*;

const INVALID: &str = "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'";

fn statement(statement: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#)
}

#[test]
fn refuses_what_is_no_repository_policy() {
    let good = r#""Effect":"Allow","Principal":"*","Action":"ecr:BatchGetImage""#;
    let cases = [
        String::new(),
        "{}".to_owned(),
        "[]".to_owned(),
        "{".to_owned(),
        r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned(),
        r#"{"Version":"1999-01-01","Statement":[{"Effect":"Allow","Principal":"*","Action":"ecr:*"}]}"#.to_owned(),
        r#"{"Version":"2012-10-17","Rules":[],"Statement":[{"Effect":"Allow","Principal":"*","Action":"ecr:*"}]}"#.to_owned(),
        statement(&format!(r#"{{{good},"Resource":"*"}}"#)),
        statement(&format!(r#"{{{good},"NotResource":"*"}}"#)),
        statement(&format!(r#"{{{good},"Comment":"x"}}"#)),
        statement(&format!(r#"{{{good},"NotAction":"ecr:PutImage"}}"#)),
        statement(&format!(r#"{{{good},"Condition":{{"Before":{{"aws:CurrentTime":"2027-01-01"}}}}}}"#)),
        statement(&format!(r#"{{{good},"Sid":"emoji 🎉"}}"#)),
        statement(r#"{"Effect":"allow","Principal":"*","Action":"ecr:BatchGetImage"}"#),
        statement(r#"{"Effect":"Allow","Action":"ecr:BatchGetImage"}"#),
        statement(r#"{"Effect":"Allow","Principal":"*"}"#),
        statement(r#"{"Effect":"Allow","Principal":"*","Action":[]}"#),
        statement(r#"{"Effect":"Allow","Principal":{},"Action":"ecr:BatchGetImage"}"#),
        statement(r#"{"Effect":"Allow","Principal":{"AWS":[]},"Action":"ecr:BatchGetImage"}"#),
        statement(r#"{"Effect":"Allow","Principal":"111122223333","Action":"ecr:BatchGetImage"}"#),
        statement(r#"{"Effect":"Allow","NotPrincipal":"*","Action":"ecr:BatchGetImage"}"#),
        statement(r#"{"Effect":"Allow","Principal":"*","Action":"ecr:Frobnicate"}"#),
        statement(r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject"}"#),
        statement(r#"{"Effect":"Allow","Principal":"*","Action":"ecr:GetAuthorizationToken"}"#),
    ];
    for text in cases {
        let refusal = Stage::new().set(&text).unwrap_err();
        assert_eq!(refusal.to_string(), INVALID, "{text}");
        assert_eq!(
            refusal.code(crate::Service::Ecr),
            "InvalidParameterException"
        );
    }
}

#[test]
fn takes_what_is_one() {
    for text in [
        r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"ecr:*"}}"#,
        r#"{"Version":"2008-10-17","Id":"x","Statement":[{"Sid":"ECR Repository Policy","Effect":"Allow","Principal":{"AWS":"*","Service":["lambda.amazonaws.com"]},"Action":["ecr:Get*","ECR:batchgetimage"]}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Principal":"*","Action":"ecr:PutImage"},{"Sid":"A","Effect":"Deny","NotPrincipal":{"AWS":"444455556666"},"Action":"ecr:PutImage","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}]}"#,
    ] {
        Stage::new().set(text).unwrap();
    }
}

#[test]
fn counts_characters_sent_and_stored() {
    let padded = |length: usize| {
        let text = pull(&[GUEST]);
        let sid = "x".repeat(length - text.len() + "Pull".len());
        text.replace("Pull", &sid)
    };
    // Stored, the bare id is 18 characters longer and the list of one lacks its two brackets.
    Stage::new().set(&padded(10_240 - 16)).unwrap();
    for (text, why) in [
        (padded(10_240 - 15), "stored"),
        (padded(10_241), "sent"),
        ("x".repeat(200_000), "sent"),
    ] {
        let message = Stage::new().set(&text).unwrap_err().to_string();
        assert!(message.contains("10240"), "{why}: {message}");
    }
    let spaced = format!("{}{}", pull(&[GUEST]), " ".repeat(10_240));
    assert!(
        Stage::new()
            .set(&spaced)
            .unwrap_err()
            .to_string()
            .contains("10240")
    );
}

#[test]
fn gives_back_another_text_that_means_the_same() {
    let mut stage = Stage::new();
    let role = stage.role(GUEST, "ci/puller", ANYTHING);
    let principals = ["444455556666", "777788889999", &role];
    stage.set(&pull(&principals)).unwrap();
    let texts: std::collections::BTreeSet<String> = (0..20).map(|_| stage.get()).collect();
    assert!(texts.len() > 1, "lists come back in one order only");
    for text in texts {
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let statement = &value["Statement"][0];
        let names = statement["Principal"]["AWS"].as_array().unwrap();
        let mut names: Vec<&str> = names.iter().map(|name| name.as_str().unwrap()).collect();
        names.sort_unstable();
        let expected = [
            "arn:aws:iam::444455556666:role/ci/puller",
            "arn:aws:iam::444455556666:root",
            "arn:aws:iam::777788889999:root",
        ];
        assert_eq!(names, expected);
        assert_eq!(statement["Action"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn lays_it_out_as_the_service_does() {
    let mut stage = Stage::new();
    let text = r#"{"Statement":[{"Action":["ecr:PutImage"],"Principal":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}},"Effect":"Allow","Sid":"A"}],"Version":"2008-10-17"}"#;
    let stored = stage.set(text).unwrap();
    let expected = r#"{
  "Version" : "2008-10-17",
  "Statement" : [ {
    "Sid" : "A",
    "Effect" : "Allow",
    "Principal" : "*",
    "Action" : "ecr:PutImage",
    "Condition" : {
      "Bool" : {
        "aws:SecureTransport" : "true"
      }
    }
  } ]
}"#;
    assert_eq!(stored, expected);
    assert_eq!(stage.get(), expected);
}

#[test]
fn what_is_read_can_be_written() {
    let mut stage = Stage::new();
    stage.set(&pull(&["444455556666", "777788889999"])).unwrap();
    for _ in 0..5 {
        let text = stage.get();
        stage.set(&text).unwrap();
    }
    assert!(stage.lets_in(GUEST) && stage.lets_in(BROKER) && !stage.lets_in(OWNER));
}

#[test]
fn a_policy_cannot_shut_its_writer_out_unless_forced() {
    let mut stage = Stage::new();
    let root = stage.root(OWNER);
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"ecr:SetRepositoryPolicy"}}"#;
    let message = stage.set(text).unwrap_err().to_string();
    assert!(
        message.contains("will not allow you to update"),
        "{message}"
    );
    stage
        .world
        .set_repository_policy(NOW, &root, &stage.repository, text, true)
        .unwrap();
    assert!(is_denied(&stage.set(&pull(&[GUEST]))));
}

#[test]
fn a_policy_that_is_not_there_is_not_found() {
    let mut stage = Stage::new();
    let root = stage.root(OWNER);
    let repository = stage.repository.clone();
    let not_found = Refusal::RepositoryPolicyNotFound(repository.clone());
    let world = &mut stage.world;
    assert_eq!(
        world.get_repository_policy(NOW, &root, &repository),
        Err(not_found.clone())
    );
    assert_eq!(
        world.delete_repository_policy(NOW, &root, &repository),
        Err(not_found.clone())
    );
    world
        .set_repository_policy(NOW, &root, &repository, &pull(&[GUEST]), false)
        .unwrap();
    let deleted = world
        .delete_repository_policy(NOW, &root, &repository)
        .unwrap();
    assert!(deleted.contains(GUEST));
    assert_eq!(
        world.get_repository_policy(NOW, &root, &repository),
        Err(not_found)
    );
}

#[test]
fn a_late_read_sees_what_was() {
    let mut stage = Stage::new();
    let root = stage.root(OWNER);
    let repository = stage.repository.clone();
    stage.set(&pull(&[GUEST])).unwrap();
    stage.set(&pull(&[BROKER])).unwrap();
    let mut read = |writes| {
        stage
            .world
            .get_repository_policy_before(NOW, &root, &repository, writes)
    };
    assert!(read(0).unwrap().contains(BROKER));
    assert!(read(1).unwrap().contains(GUEST));
    for before in [2, 3, usize::MAX] {
        assert!(matches!(
            read(before),
            Err(Refusal::RepositoryPolicyNotFound(_))
        ));
    }
}
