//! What the fuzz targets do with an input; `cargo test` does the same with every input that was
//! kept.

use wharfinger_core::reference::compat;
use wharfinger_core::registration::Draft;
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Field;

use crate::laws;

/// Does something with an input, and panics when a law is broken.
pub type Target = fn(&[u8]);

/// Every target with the name of its folder.
pub const TARGETS: &[(&str, Target)] = &[("reference", reference), ("draft", draft)];

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
