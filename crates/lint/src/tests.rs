//! What the formats' own tests share, and what holds for every file.

use proptest::prelude::*;
use wharfinger_core::mended::Mended;
use wharfinger_core::reference::{ImageReference, Mode};
use wharfinger_core::registry::Catalogue;

use crate::place::Reading;
use crate::{Format, fix, places_of};

/// The images of a text in its order; a `?` stands in front of what has no value.
pub(crate) fn places(format: Format, text: &str) -> Vec<String> {
    let (_, places) = places_of(format, text).unwrap();
    places
        .found
        .iter()
        .map(|place| match &place.reading {
            Reading::Known(edits) => Mended::new(place.span.of(text), edits).text().to_owned(),
            Reading::Open(unknown) => format!("?{}", unknown.what),
        })
        .collect()
}

/// What images begin with, good and bad.
const BEGINNINGS: &[&str] = &[
    "",
    "docker://",
    "https://",
    "\u{200b}",
    "Registry/",
    "Team/",
    "Localhost/",
    "localhost:5000/",
    "Quay.io/",
    "quay.io:443/",
    "docker.io:443/",
    "index.docker.io/",
    "registry-1.docker.io/",
    "My_host.example/",
    "/",
];

/// What they go on with.
const PATHS: &[&str] = &[
    "nginx",
    "Team",
    "team/",
    "Tool/",
    "//",
    "x_y",
    "a\u{2013}b",
    "é",
];

/// What they end with.
const ENDS: &[&str] = &[
    "",
    ":1",
    ":A",
    ":",
    ",",
    ":not!",
    "@sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
];

fn image() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select;
    let path = proptest::collection::vec(piece(PATHS), 1..4);
    (piece(BEGINNINGS), path, piece(ENDS)).prop_map(|(beginning, path, end)| {
        let path = path.concat();
        format!("{beginning}{path}{end}")
    })
}

proptest! {
    #[test]
    fn what_docker_can_pull_stays_where_it_is(image in image()) {
        let catalogue = Catalogue::built_in();
        for (format, text) in [
            (Format::Dockerfile, format!("FROM {image}\n")),
            (Format::Dockerfile, format!("ARG BASE=\"{image}\"\nFROM $BASE\n")),
            (Format::Compose, format!("services: {{ web: {{ image: '{image}' }} }}\n")),
            (Format::Nextflow, format!("process p {{ container '{image}' }}\n")),
        ] {
            let fixed = fix(&catalogue, format, &text);
            for (before, after) in places(format, &text).iter().zip(places(format, &fixed.text)) {
                let Some(before) = ImageReference::parse(before, Mode::Compat) else {
                    continue;
                };
                let after = ImageReference::parse(&after, Mode::Compat);
                let place = |image: &ImageReference<'_>| {
                    let host = catalogue.identify(image.domain());
                    (host.host().to_owned(), image.path().into_owned(), image.tag().map(str::to_owned))
                };
                prop_assert_eq!(Some(place(&before)), after.as_ref().map(place), "{}", fixed.text);
            }
        }
    }
}
