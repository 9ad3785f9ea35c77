//! Whatever is said anew was so at some moment of the pass that says it, where of two looks in a row one is true.

use wharfinger_core::grants::Findings;
use wharfinger_core::policy::{Document, Installation};

use crate::book::{Database, Entry, Key, Row};

impl Database {
    /// To be asked before anything of it is written down.
    pub(crate) fn check_news(&self, entry: &Entry, findings: &Findings<Key>) {
        if !self.policies.scenario.is_read() {
            return;
        }
        let versions = self.policies.since(&entry.name, entry.leased_at);
        let was = |is: &dyn Fn(&str) -> bool| {
            let mut texts = versions.iter().map(|text| text.as_deref());
            texts.any(|text| is(text.unwrap_or_default()))
        };
        let check = |is_so: bool, wrong: &str| {
            if !is_so {
                self.note_wrong(format!(
                    "{wrong}, which never was: {findings:?} of {versions:?}"
                ));
            }
        };
        let rows = |keys: &[Key]| {
            keys.iter()
                .map(|key| &entry.grants[*key])
                .collect::<Vec<_>>()
        };
        let is_shown = |row: &&Row| row.was_seen && row.hold.is_none();
        for row in rows(&findings.present) {
            let is_there = |text: &str| text.contains(&row.principal);
            check(
                is_shown(&row) || was(&is_there),
                "somebody is told to be there",
            );
        }
        let present = rows(&findings.present);
        for row in rows(&findings.absent) {
            // The same principal may have another grant.
            let is_kept = present.iter().any(|other| other.principal == row.principal);
            let is_gone = |text: &str| !text.contains(&row.principal);
            check(is_kept || was(&is_gone), "somebody is told to be gone");
        }
        for row in rows(&findings.vanished) {
            let is_gone = |text: &str| !text.contains(&row.principal);
            check(
                row.hold.is_some() || was(&is_gone),
                "somebody is asked about",
            );
        }
        for name in &findings.unexpected {
            let is_there = |text: &str| text.contains(name);
            check(was(&is_there), "somebody is told to be added by hand");
        }
        if findings.foreign_changed {
            let is_it = |text: &str| foreign(text) == findings.foreign;
            check(was(&is_it), "statements of others are told to be changed");
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
