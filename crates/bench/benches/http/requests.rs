//! What the clients ask.

use wharfinger_core::registry::Catalogue;
use wharfinger_tests::drafts;

use crate::servers::TOKEN;

/// Requests that a client prepares for a scenario that does not change anything; then it begins
/// again.
const REQUESTS: usize = 200;

/// Registrations a client prepares for each round; more than it gets through.
const REGISTRATIONS: usize = 3_000;

/// Tools that are read: enough that no list of pages holds them by accident.
pub(crate) const TOOLS_READ: usize = 1_280;

/// Who asks: a header, or none.
pub(crate) type Credential<'a> = &'a str;

/// Nobody in particular.
pub(crate) const ANYBODY: Credential<'_> = "";

/// The hello route.
pub(crate) fn hello() -> Vec<Vec<u8>> {
    vec![request("GET", "/hello", ANYBODY, "")]
}

/// Tools with all that people write about one, each under a name of its own, by the operator.
pub(crate) fn registrations(word: &str, client: usize, round: usize) -> Vec<Vec<u8>> {
    let authorization = format!("authorization: Bearer {TOKEN}\r\n");
    (0..REGISTRATIONS)
        .map(|number| {
            let draft = format!(
                "{{\"image\":\"quay.io/{word}/tool-{round}-{client}-{number}:1.17\",\"visibility\":\"private\",\
                 \"contact_email\":\"tools@example.org\",\"description\":\"Sorts alignments\",\
                 \"source_url\":\"https://github.com/samtools/samtools\"}}"
            );
            request("POST", "/api/v1/tools", &authorization, &draft)
        })
        .collect()
}

/// Tools that are there from the start, in an order without locality.
pub(crate) fn reads(client: usize, credential: Credential<'_>) -> Vec<Vec<u8>> {
    (0..REQUESTS)
        .map(|number| {
            let name = tool_read((client * REQUESTS + number * 7) % TOOLS_READ);
            let path = format!("/api/v1/tools/quay.io/biocontainers/{name}");
            request("GET", &path, credential, "")
        })
        .collect()
}

/// The name of one of the tools that are read.
pub(crate) fn tool_read(number: usize) -> String {
    format!("tool-{number}")
}

/// Drafts for every registry.
pub(crate) fn checks(client: usize) -> Vec<Vec<u8>> {
    let seed = u64::try_from(client).expect("there are a few clients");
    let mut drafts = drafts::good_drafts(&Catalogue::built_in(), seed, REQUESTS.div_ceil(30));
    drafts.truncate(REQUESTS);
    drafts
        .iter()
        .map(|draft| request("POST", "/api/v1/check", ANYBODY, draft))
        .collect()
}

/// Answers to these access requests: every other one is approved, the rest are denied.
pub(crate) fn decisions(ids: &[String], credential: Credential<'_>) -> Vec<Vec<u8>> {
    let headers = format!("{credential}if-match: *\r\n");
    let answers = [
        "{\"action\":\"approve\",\"days\":90,\"note\":\"Welcome.\"}",
        "{\"action\":\"deny\",\"note\":\"Ask the consortium first.\"}",
    ];
    ids.iter()
        .zip(answers.iter().cycle())
        .map(|(id, answer)| {
            let path = format!("/api/v1/access-requests/{id}");
            request("PATCH", &path, &headers, answer)
        })
        .collect()
}

fn request(method: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{headers}content-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}
