//! What the fuzz targets do with an input; `cargo test` does the same with every input that was
//! kept.

use wharfinger_core::diagnosis::{DIAGNOSES_MAX, Log, diagnose};
use wharfinger_core::policy::{Document, Edit, Installation, PullActions, Wanted};
use wharfinger_core::reference::compat;
use wharfinger_core::registration::Draft;
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Field;
use wharfinger_core::timestamp::Timestamp;
use wharfinger_core::wire;
use wharfinger_lint::Format;
use wharfinger_registry::distribution::{
    DESCRIPTORS_MAX, Digest, MANIFEST_TYPES, Manifest, PARTS_MAX, challenges, next_link,
};
use wharfinger_registry::guard::{self, Guard};

use crate::laws;

/// Does something with an input, and panics when a law is broken.
pub type Target = fn(&[u8]);

/// Every target with the name of its folder.
pub const TARGETS: &[(&str, Target)] = &[
    ("reference", reference),
    ("draft", draft),
    ("policy", policy),
    ("diagnosis", diagnosis),
    ("lint", lint),
    ("challenge", challenge),
    ("manifest", manifest),
];

/// Reads `bytes` as an image reference, alone and as the whole of a draft.
pub fn reference(bytes: &[u8]) {
    // What is no text has a verdict as well.
    let verdict = compat::verdict(bytes);
    let Ok(text) = str::from_utf8(bytes) else {
        assert!(verdict.is_err(), "docker takes ASCII alone");
        return;
    };
    let catalogue = Catalogue::built_in();
    let mut broken = laws::broken_by_reference(&catalogue, text);
    let draft = Draft::default().with(Field::Image, text);
    broken.extend(laws::broken(&catalogue, &draft));
    assert!(broken.is_empty(), "{text:?}\n  {}", broken.join("\n  "));
}

/// Reads `bytes` as the JSON of a draft; what is no draft is no finding.
pub fn draft(bytes: &[u8]) {
    let Ok(draft) = serde_json::from_slice::<Draft>(bytes) else {
        return;
    };
    let broken = laws::broken(&Catalogue::built_in(), &draft);
    assert!(broken.is_empty(), "{draft:?}\n  {}", broken.join("\n  "));
}

/// Reads `bytes` as a repository's policy and edits it; what is no policy is no finding, unless
/// another reader finds JSON in it.
pub fn policy(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let installation = Installation::new("0a1b2c3d").expect("eight letters and digits");
    let document = match Document::read(text, &installation) {
        Ok(document) => document,
        Err(error) => {
            let is_policy = serde_json::from_str::<serde_json::Value>(text)
                .is_ok_and(|value| value["Statement"].is_object());
            // Where a member stands twice, the other reader takes the last.
            let is_twice = text.matches("Statement").count() > 1 || text.contains("\\u");
            assert!(!is_policy || is_twice, "{error}\n{text}");
            return;
        }
    };
    let foreign: Vec<&str> = document.foreign().collect();
    let mut wanted = Wanted::new(PullActions::Two);
    for principal in [Some("arn:aws:iam::111122223333:root"), None] {
        match principal {
            Some(principal) => wanted.insert(principal, Timestamp::MIN.days_later(365)),
            None => wanted = Wanted::new(PullActions::Three),
        }
        match document.edit(&wanted) {
            Ok(Edit::Set(next)) => {
                let after = Document::read(&next, &installation).expect("what was written is read");
                assert_eq!(after.foreign().collect::<Vec<_>>(), foreign, "{text}");
                assert_eq!(
                    after.foreign_canonical(),
                    document.foreign_canonical(),
                    "{text}"
                );
                assert_eq!(after.edit(&wanted), Ok(Edit::Nothing), "{text}");
            }
            Ok(Edit::Nothing) => assert!(document.is(&wanted), "{text}"),
            Ok(Edit::Delete) => assert!(foreign.is_empty() && wanted.is_empty(), "{text}"),
            Err(no_room) => assert!(text.len() > 5_000, "{no_room}\n{text}"),
        }
    }
}

/// Reads `bytes` as the output of a program: masked once is masked for good, and what is found lies
/// in the text.
pub fn diagnosis(bytes: &[u8]) {
    let log = Log::from_bytes(bytes);
    let text = log.text();
    assert_eq!(Log::new(text).text(), text, "masking again masks more");
    let catalogue = Catalogue::built_in();
    let found = diagnose(&catalogue, &log);
    assert!(found.len() <= DIAGNOSES_MAX, "{text:?}");
    for diagnosis in &found {
        let image = diagnosis.image.as_ref().map(|image| image.span);
        for span in diagnosis.evidence.iter().copied().chain(image) {
            assert!(
                text.get(span.start..span.end).is_some(),
                "{span:?} in {text:?}"
            );
        }
        assert!(!diagnosis.evidence.is_empty(), "{text:?}");
    }
    serde_json::to_string(&wire::diagnoses(&log, &found)).expect("it is spelled as JSON");
    assert_eq!(diagnose(&catalogue, &log), found, "{text:?}");
}

/// Reads `bytes` as a file of every format.
pub fn lint(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let catalogue = Catalogue::built_in();
    for format in Format::ALL {
        let broken = crate::lint::broken(&catalogue, *format, text);
        assert!(
            broken.is_empty(),
            "{format} {text:?}\n  {}",
            broken.join("\n  ")
        );
    }
}

/// Reads `bytes` as what registries put into the fields of an answer: ways in, the next page, an
/// address.
pub fn challenge(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let read = challenges(text);
    assert!(read.len() <= PARTS_MAX, "{text:?}");
    for challenge in &read {
        assert!(!challenge.scheme.is_empty(), "{text:?}");
        assert_eq!(challenge.scheme, challenge.scheme.to_ascii_lowercase());
        if let Some(realm) = challenge.get("realm") {
            target(realm);
        }
    }
    if let Ok(Some(next)) = next_link(text) {
        assert!(text.contains(&["<", next, ">"].concat()), "{text:?}");
        target(next);
    }
    target(text);
}

/// What is admitted is encrypted, has a host that is written as it is read, and stays what it is.
fn target(text: &str) {
    let Ok(target) = guard::Target::parse(text) else {
        return;
    };
    let host = target.host();
    assert!(!host.is_empty(), "{text:?}");
    let is_written = text.to_ascii_lowercase().contains(&host);
    assert!(
        is_written || host.starts_with('['),
        "{text:?} is read as {host}"
    );
    if Guard::default().admit(&target, None).is_ok() {
        assert!(target.is_secure(), "{text:?}");
        let again = guard::Target::parse(&target.to_string()).map(|again| again.origin());
        assert_eq!(again, Ok(target.origin()), "{text:?}");
    }
}

/// Reads `bytes` as a manifest of each type; whoever reads it as one reads it as no other.
pub fn manifest(bytes: &[u8]) {
    let mut kinds = [0, 0];
    for media_type in MANIFEST_TYPES.split(", ") {
        match Manifest::read(bytes, media_type) {
            Ok(Manifest::Image { config, layers }) => {
                kinds[0] += 1;
                assert!(layers.len() <= DESCRIPTORS_MAX);
                assert!(Digest::parse(config.digest.as_str()).is_some());
            }
            Ok(Manifest::Index(entries)) => {
                kinds[1] += 1;
                assert!(entries.len() <= DESCRIPTORS_MAX);
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    assert!(
        kinds[0] == 0 || kinds[1] == 0,
        "an image and an index at once"
    );
}
