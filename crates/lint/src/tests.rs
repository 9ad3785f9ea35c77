//! What the formats' own tests share, and what holds for every file.

use wharfinger_core::mended::Mended;

use crate::place::Reading;
use crate::{Format, places_of};

/// The images of a text in its order; a `?` stands in front of what has no value.
pub(crate) fn places(format: Format, text: &str) -> Vec<String> {
    let (_, places) = places_of(format, text).unwrap();
    places
        .iter()
        .map(|place| match &place.reading {
            Reading::Known(edits) => Mended::new(place.span.of(text), edits).text().to_owned(),
            Reading::Open(unknown) => format!("?{}", unknown.what),
        })
        .collect()
}
