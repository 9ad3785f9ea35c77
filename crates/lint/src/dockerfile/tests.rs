use wharfinger_core::registry::Catalogue;

use crate::Format;
use crate::place::Reading;
use crate::tests::places;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(places(Format::Dockerfile, text), expected);
}

#[test]
fn stages_are_no_images() {
    check(
        "FROM rust:1.95 AS build\nRUN x\nFROM --platform=$BUILDPLATFORM Build as next\n\
         COPY --from=build /a /b\nCOPY --from=0 /a /b\nFROM scratch\nCOPY --from=NEXT a b\n",
        &["rust:1.95"],
    );
}

#[test]
fn stages_are_known_in_quotes_and_behind_variables() {
    check(
        "ARG V=prod\nARG STAGE=base-${V}\nFROM alpine AS base-prod\nFROM base-${V} AS next\n\
         FROM \"Base-$V\"\nFROM $STAGE\nFROM ${NONE:-next}\nFROM \"scratch\"\nFROM base-${V}d\n",
        &["alpine", "base-prodd"],
    );
    check(
        "FROM alpine AS build\nCOPY --from=\"build\" a b\nCOPY --from='BUILD' a b\n\
         RUN --mount=type=bind,from=\"build\",target=/x true\nRUN --mount=\"type=bind,from=build\" true\n\
         RUN '--mount=from=no/image'\nCOPY --from=bui\\\n# with\nld a b\n",
        &["alpine"],
    );
}

#[test]
fn flags_lose_their_quotes() {
    check(
        "FROM a\nCOPY --from=\"redis:7\" a b\nCOPY --from=re\"dis\":'7' a b\n\
         RUN --mount='type=bind,from=golang:1' go\nCOPY --from=re\\\n  # which\ndis:8 a b\n\
         COPY --from=\"open a b\"\nCOPY --from=\"\" a b\n",
        &["a", "redis:7", "redis:7", "golang:1", "redis:8"],
    );
    let text = "COPY --from=\"quay.io\"/Team/tool:1 /a /b\n";
    let fixed = crate::fix(&Catalogue::built_in(), Format::Dockerfile, text);
    assert_eq!(fixed.text, "COPY --from=\"quay.io\"/team/tool:1 /a /b\n");
}

#[test]
fn images_hide_in_flags() {
    check(
        "from nginx\ncopy --chown=1 --from=redis:7 /a /b\nADD --from=x/y a b\n\
         RUN --mount=type=bind,from=golang:1,target=/go --mount=type=cache,target=/c go build\n\
         ONBUILD COPY --from=busybox /a /b\nRUN cp --from=no/image x\nCOPY --from=${X} a b\n",
        &["nginx", "redis:7", "x/y", "golang:1", "busybox", "?`${X}`"],
    );
}

#[test]
fn arguments_in_front_of_stages_are_known() {
    check(
        "ARG TAG=3.20\nARG BASE=alpine:${TAG} OTHER\nFROM $BASE\nARG LATER=1\n\
         FROM debian:${LATER}\nFROM \"ubuntu:${TAG}\"\nFROM ${OTHER}\nFROM a:${X:-1}-b",
        &[
            "alpine:3.20",
            "?`LATER`",
            "ubuntu:3.20",
            "?`OTHER`",
            "a:1-b",
        ],
    );
}

#[test]
fn the_image_is_where_its_variable_has_its_value() {
    let text = "ARG BASE='Alpine'\nFROM ${BASE}\n";
    let places = crate::places_of(Format::Dockerfile, text).unwrap();
    assert_eq!(places.1.found[0].span.of(text), "Alpine");
    assert_eq!(places.1.found[0].reading, Reading::Known(Vec::new()));
}

#[test]
fn instructions_go_on() {
    check(
        "FROM \\\n  # which one\n\n  nginx:\\\n1.27 \\\r\n  AS web\r\nFROM web\r\n",
        &["nginx:1.27"],
    );
    check(
        "# escape=`\nFROM mcr.microsoft.com/windows/`\nnanoserver AS a\nRUN dir C:\\\nFROM b\n",
        &["mcr.microsoft.com/windows/nanoserver", "b"],
    );
}

#[test]
fn a_word_goes_on_behind_lines_without_words() {
    check(
        "FROM quay.io/\\\n# which one\n \t\n  # and why\nnginx:1.27\n",
        &["quay.io/nginx:1.27"],
    );
    // What `\` joins to the name of an argument is no part of its value. Found by the fuzzer.
    check(
        "ARG REGI\\\nSTRY=quay.io TAG=1.\\\n27\nFROM nginx:${TAG}\n",
        &["nginx:1.27"],
    );
}

#[test]
fn what_is_written_into_files_is_not_read() {
    check(
        "FROM a\nRUN <<-EOF cat > x\nFROM b\n\tEOF\nCOPY <<\"E1\" <<E2 /\nFROM c\nE1\nFROM d\nE2\n\
         RUN echo <<NONE\nFROM e\n",
        &["a", "e"],
    );
}

#[test]
fn directives_name_the_frontend() {
    check(
        "# syntax = docker/dockerfile:1\n# escape=\\\nFROM a\n# syntax=no\n",
        &["docker/dockerfile:1", "a"],
    );
    check(
        "# a comment\n# syntax=docker/dockerfile:1\nFROM a\n",
        &["a"],
    );
}

#[test]
fn half_an_instruction_names_nothing() {
    check("FROM\nFROM \nCOPY --from=\nFROM --platform=x\n\\", &[]);
}
