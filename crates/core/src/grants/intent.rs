//! What is about to be written.

use std::collections::BTreeMap;

use crate::policy::{Installation, Mend, Month};

use super::pass::read;

/// Who has access, and until the end of which month.
type Ends = BTreeMap<String, Option<Month>>;

/// What is about to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// The policy that it was made from; `None` where there is none.
    pub before: Option<String>,
    /// The whole text; `None` deletes the policy.
    pub text: Option<String>,
    /// Our part of it: [`Managed::canonical`](crate::policy::Managed::canonical).
    pub managed: String,
    /// What it puts right in everybody else's part without anybody having asked.
    pub heals: Option<Mend>,
}

impl Intent {
    /// What it changes, for people: whom it lets in and whom it does not let in any more. Without a full
    /// stop.
    ///
    /// ```
    /// use wharfinger_core::{grants::Intent, policy::Installation};
    /// let ours = r#"{"Statement":{"Sid":"Wharfinger10a1b2c3dx202703","Principal":{"AWS":"111122223333"}}}"#;
    /// let intent = Intent {
    ///     before: Some(ours.to_owned()),
    ///     text: None,
    ///     managed: String::new(),
    ///     heals: None,
    /// };
    /// let installation = Installation::new("0a1b2c3d").unwrap();
    /// assert_eq!(intent.in_words(&installation), "it would take out 111122223333");
    /// ```
    #[must_use]
    pub fn in_words(&self, installation: &Installation) -> String {
        let (before, of_others_before) = parts(self.before.as_deref(), installation);
        let (after, of_others_after) = parts(self.text.as_deref(), installation);
        let came = after.keys().filter(|name| !before.contains_key(*name));
        let went = before.keys().filter(|name| !after.contains_key(*name));
        let moved = after.iter().filter_map(|(name, end)| {
            let other = before.get(name)?;
            (other != end).then_some(name)
        });
        let parts = [
            part("let in", came),
            part("take out", went),
            part("change the end of", moved),
        ];
        let mut parts: Vec<_> = parts.into_iter().flatten().collect();
        if of_others_before != of_others_after {
            parts.push("put statements of others right".to_owned());
        }
        if parts.is_empty() {
            return "it would write statements anew that give nobody other access".to_owned();
        }
        ["it would ", &parts.join(", and ")].concat()
    }
}

/// Whom our statements name, each with the end of their access, where the statement is as we write it; and what
/// those of others say.
fn parts(text: Option<&str>, installation: &Installation) -> (Ends, String) {
    let Ok(document) = read(text, installation) else {
        return <_>::default();
    };
    let managed = document.managed();
    let of = |name: &str| (name.to_owned(), managed.until(name));
    let ends = managed.principals().map(of).collect();
    (ends, document.foreign_canonical())
}

fn part<'n>(verb: &str, names: impl Iterator<Item = &'n String>) -> Option<String> {
    let names: Vec<_> = names.map(String::as_str).collect();
    (!names.is_empty()).then(|| [verb, " ", &names.join(", ")].concat())
}
