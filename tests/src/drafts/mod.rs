//! Drafts as people and programs send them: good, nearly good, and hostile.
//!
//! A draft is JSON text from the start, because some of what is sent is no draft at all: numbers
//! where text belongs, fields that do not exist.

mod good;
mod mistakes;
mod shapes;
mod words;

use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Field;

use crate::data;
use crate::random::Random;

/// Most bytes of a draft's JSON: what `POST /api/v1/check` reads, so that every face sees the
/// same drafts.
pub const DRAFT_BYTES_MAX: usize = 60 * 1024;

/// The fields of a draft.
pub const FIELDS: &[Field] = &[
    Field::Image,
    Field::Registry,
    Field::RegistryPath,
    Field::Namespace,
    Field::Name,
    Field::Tag,
    Field::Digest,
    Field::ToolName,
    Field::Visibility,
    Field::ContactEmail,
    Field::Description,
    Field::SourceUrl,
];

/// The first `count` drafts of the sequence that belongs to `seed`, each as JSON text in one line.
///
/// ```
/// use wharfinger_tests::drafts::drafts;
/// assert_eq!(drafts(7, 100), drafts(7, 100));
/// ```
#[must_use]
pub fn drafts(seed: u64, count: usize) -> Vec<String> {
    drafts_for(&Catalogue::built_in(), seed, count)
}

/// The same for a catalogue with an operator's registries.
#[must_use]
pub fn drafts_for(catalogue: &Catalogue, seed: u64, count: usize) -> Vec<String> {
    let mut author = Author {
        random: Random::new(seed),
        catalogue,
        references: data::references(),
    };
    (0..count).map(|_| author.draft()).collect()
}

/// Drafts without a mistake, `count` for each registry of the catalogue, in turn.
#[must_use]
pub fn good_drafts(catalogue: &Catalogue, seed: u64, count: usize) -> Vec<String> {
    let mut random = Random::new(seed);
    (0..count)
        .flat_map(|_| catalogue.entries())
        .map(|entry| good::draft(&mut random, entry).to_json())
        .collect()
}

/// Writes one draft after the other.
struct Author<'a> {
    random: Random,
    catalogue: &'a Catalogue,
    references: Vec<String>,
}

impl Author<'_> {
    fn draft(&mut self) -> String {
        let json = match self.random.below(20) {
            0..4 => self.good().to_json(),
            4..12 => self.mistaken(),
            12..16 => self.with_reference(),
            16..18 => self.reference_in_parts(),
            18 => shapes::noise(&mut self.random).to_json(),
            _ => {
                let form = self.good();
                shapes::misshapen(&mut self.random, &form)
            }
        };
        if json.len() > DRAFT_BYTES_MAX {
            // Mistakes on top of long texts can outgrow what a server reads.
            return self.draft();
        }
        json
    }

    fn good(&mut self) -> Form {
        let entries: Vec<_> = self.catalogue.entries().collect();
        let entry = *self.random.pick(&entries);
        good::draft(&mut self.random, entry)
    }

    fn mistaken(&mut self) -> String {
        let mut form = self.good();
        for _ in 0..=self.random.below(3) {
            mistakes::make(&mut self.random, &mut form);
        }
        form.to_json()
    }

    /// A row of the references, in one line, with the rest of a form around it.
    fn with_reference(&mut self) -> String {
        let reference = self.random.pick(&self.references).clone();
        let mut form = Form::default();
        form.set(Field::Image, reference);
        good::about(&mut self.random, &mut form);
        if self.random.one_in(4) {
            mistakes::make(&mut self.random, &mut form);
        }
        form.to_json()
    }

    /// A row of the references, cut at its separators and put into the fields of the parts.
    fn reference_in_parts(&mut self) -> String {
        let reference = self.random.pick(&self.references).clone();
        let (named, digest) = reference.split_once('@').unwrap_or((&reference, ""));
        let (path, tag) = named.rsplit_once(':').unwrap_or((named, ""));
        let mut segments = path.splitn(3, '/');
        let mut form = Form::default();
        if self.random.one_in(2) {
            form.set(Field::Registry, *self.random.pick(words::REGISTRY_IDS));
        }
        for field in [Field::RegistryPath, Field::Namespace, Field::Name] {
            if let Some(segment) = segments.next() {
                form.set(field, segment);
            }
        }
        for (field, text) in [(Field::Tag, tag), (Field::Digest, digest)] {
            if !text.is_empty() || self.random.one_in(8) {
                form.set(field, text);
            }
        }
        good::about(&mut self.random, &mut form);
        form.to_json()
    }
}

/// A draft that is being written: names and texts in the order they will be sent.
#[derive(Clone, Debug, Default)]
struct Form {
    texts: Vec<(Field, String)>,
}

impl Form {
    fn get(&self, field: Field) -> Option<&str> {
        let found = self.texts.iter().find(|(known, _)| *known == field);
        found.map(|(_, text)| text.as_str())
    }

    fn set(&mut self, field: Field, text: impl Into<String>) {
        let text = text.into();
        match self.texts.iter_mut().find(|(known, _)| *known == field) {
            Some((_, old)) => *old = text,
            None => self.texts.push((field, text)),
        }
    }

    fn remove(&mut self, field: Field) {
        self.texts.retain(|(known, _)| *known != field);
    }

    fn to_json(&self) -> String {
        let members = self.texts.iter();
        shapes::object(members.map(|(field, text)| (field.as_str().to_owned(), shapes::text(text))))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use wharfinger_core::registration::{Draft, check};
    use wharfinger_core::registry::Catalogue;

    use super::{DRAFT_BYTES_MAX, data, drafts, good_drafts};

    /// Enough to see every kind many times.
    const COUNT: usize = 5_000;

    #[test]
    fn every_draft_is_one_object_in_one_line_and_not_too_long() {
        for draft in drafts(1, COUNT) {
            assert!(
                !draft.contains('\n') && draft.len() <= DRAFT_BYTES_MAX,
                "{draft}"
            );
            serde_json::from_str::<Draft>(&draft).expect(&draft);
        }
    }

    #[test]
    fn good_drafts_of_every_registry_are_registered() {
        let catalogue = data::with_operators();
        let mut seen = BTreeMap::new();
        for json in good_drafts(&catalogue, 2, 60) {
            let draft: Draft = serde_json::from_str(&json).unwrap();
            let report = check(&catalogue, &draft);
            let Some(registration) = report.registration else {
                panic!("{json}\n{:#?}", report.issues);
            };
            *seen.entry(registration.registry().to_owned()).or_insert(0) += 1;
        }
        for entry in catalogue.entries() {
            assert_eq!(seen.get(entry.id()), Some(&60), "{}", entry.id());
        }
    }

    #[test]
    fn the_sequence_is_mixed() {
        let catalogue = Catalogue::built_in();
        let mut codes = BTreeMap::new();
        let mut valid = 0;
        for json in drafts(3, COUNT) {
            let draft: Draft = serde_json::from_str(&json).unwrap();
            let report = check(&catalogue, &draft);
            valid += usize::from(report.is_valid());
            for issue in report.issues {
                *codes.entry(issue.code).or_insert(0) += 1;
            }
        }
        // A quarter good, a quarter and more bad, and most rules met.
        assert!((COUNT / 4..COUNT * 3 / 4).contains(&valid), "{valid}");
        assert!(codes.len() > 60, "{codes:#?}");
    }
}
