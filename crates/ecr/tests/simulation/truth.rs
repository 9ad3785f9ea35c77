//! Whatever is said anew was so at some moment of the pass that says it, where of two looks in a row one is true.

use wharfinger_core::grants::{Failed, Findings};
use wharfinger_core::policy::{Document, Installation};

use crate::book::{Database, Entry, Key, Row};

/// The policies that a repository has had since its lease was given out.
struct Truth<'d> {
    database: &'d Database,
    entry: &'d Entry,
    versions: Vec<Option<String>>,
}

impl Database {
    /// To be asked before anything of it is written down.
    pub(crate) fn check_findings(&self, entry: &Entry, findings: &Findings<Key>) {
        let Some(truth) = Truth::of(self, entry) else {
            return;
        };
        let present = truth.rows(&findings.present);
        for row in &present {
            let is_known = row.was_seen && row.hold.is_none();
            let was_there = truth.was(|text| text.contains(&row.principal));
            truth.check(is_known || was_there, "somebody is told to be there");
        }
        // The same principal may have another grant.
        let is_kept = |row: &Row| present.iter().any(|other| other.principal == row.principal);
        truth.check_gone(&findings.absent, is_kept);
        truth.check_gone(&findings.vanished, |row| row.hold.is_some());
        if findings.foreign_changed {
            let was_so = truth.was(|text| foreign(text) == findings.foreign);
            truth.check(was_so, "statements of others are told to be changed");
        }
    }

    /// The same of a pass that could not say more.
    pub(crate) fn check_failed(&self, entry: &Entry, failed: &Failed<Key>) {
        let Some(truth) = Truth::of(self, entry) else {
            return;
        };
        let has_another = |row: &Row| {
            let same = entry
                .grants
                .iter()
                .filter(|other| other.principal == row.principal);
            same.count() > 1
        };
        truth.check_gone(&failed.absent, has_another);
        truth.check_gone(&failed.vanished, |row| row.hold.is_some());
    }
}

impl<'d> Truth<'d> {
    fn of(database: &'d Database, entry: &'d Entry) -> Option<Self> {
        let policies = &database.policies;
        policies.scenario.is_read().then(|| Self {
            database,
            entry,
            versions: policies.since(&entry.name, entry.leased_at),
        })
    }

    fn rows(&self, keys: &[Key]) -> Vec<&'d Row> {
        keys.iter().map(|key| &self.entry.grants[*key]).collect()
    }

    fn was(&self, is: impl Fn(&str) -> bool) -> bool {
        let mut texts = self.versions.iter().map(|text| text.as_deref());
        texts.any(|text| is(text.unwrap_or_default()))
    }

    /// None of these was there all the time, but for those of whom that is no news or says nothing.
    fn check_gone(&self, keys: &[Key], is_left_out: impl Fn(&Row) -> bool) {
        for row in self.rows(keys) {
            let was_gone = self.was(|text| !text.contains(&row.principal));
            self.check(is_left_out(row) || was_gone, "somebody is told to be gone");
        }
    }

    fn check(&self, is_so: bool, told: &str) {
        if !is_so {
            let Self {
                entry, versions, ..
            } = self;
            let wrong = format!("{told}, which never was: {entry:?} of {versions:?}");
            self.database.note_wrong(wrong);
        }
    }
}

fn foreign(text: &str) -> String {
    let installation = Installation::new("0a1b2c3d").unwrap();
    let document = match text {
        "" => Document::none(&installation),
        text => Document::read(text, &installation).unwrap(),
    };
    document.foreign_canonical()
}
