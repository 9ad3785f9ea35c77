//! What holds for every text, however it is put together.

use proptest::prelude::*;
use wharfinger_core::registry::Catalogue;
use wharfinger_lint::Format;
use wharfinger_tests::lint::broken;

/// Pieces of files of every format: keys, quotes, variables, good images and bad ones.
const PIECES: &[&str] = &[
    "FROM ",
    "ARG TAG=",
    "ARG BASE=",
    "ARG x=quay.io/\n",
    "COPY --from=",
    " AS build\n",
    "\\\n",
    "# syntax=",
    "<<EOF\n",
    "services:\n",
    "  web:\n",
    "    image: ",
    "apiVersion: v1\nkind: Pod\n",
    "apiVersion: x/v1\nkind: Post\n",
    "containers:\n",
    "- image: ",
    "cwlVersion: v1.2\n",
    "dockerPull: ",
    "jobs:\n  a:\n    container: ",
    "&a ",
    "*a",
    "task t {\n",
    "runtime {\n",
    "docker: ",
    "String x = ",
    " + ",
    "container ",
    "container: ",
    "params.x = ",
    "process p {\n",
    "}\n",
    "{",
    "\"",
    "'",
    "\"\"\"",
    "\n",
    " ",
    "\r\n",
    "[",
    "]",
    ", ",
    ": ",
    " ? ",
    " : ",
    "docker://",
    "${TAG}",
    "${TAG:-1.2}",
    "${R:-Quay.io}/",
    "$$",
    "~{x}",
    "$x",
    "/",
    "Team/",
    "{{ x }}",
    "${{ x }}",
    "${{ x || '",
    "' }}",
    "$(x)",
    "\\",
    "#",
    "é",
    "\u{feff}",
    "nginx",
    "nginx:1.27",
    "Nginx",
    "ghcr.io/Team/tool:1",
    "index.docker.io/x/y",
    "https://quay.io/x/y",
    "quay.io:443/x//y",
    "gchr.io/x/y:1",
    "a–b:1",
    "quay.io/x/y@sha256:ABC",
    "x/y,",
    "latest",
];

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(PIECES), 0..40)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_breaks_a_law(text in text()) {
        let catalogue = Catalogue::built_in();
        for format in Format::ALL {
            let broken = broken(&catalogue, *format, &text);
            prop_assert!(broken.is_empty(), "{}: {}", format, broken.join("; "));
        }
    }
}
