//! What a request must say: who needs access, and what for.

use crate::code::Code;
use crate::principal::{self, AwsPrincipal, Principal};
use crate::prose;
use crate::registration::{Draft, Fault};
use crate::registry::{EcrHost, RegistryEntry};
use crate::report::{Field, Fix, Issue, Span, sort_issues};

use super::{REASON_CHARS_MAX, Reason};

const REASON: prose::Rule = prose::Rule {
    field: Field::Reason,
    noun: "the reason",
    chars_max: REASON_CHARS_MAX,
    too_long: Code::AccessTextTooLong,
    character: Code::AccessControlCharacter,
};

/// A form that asks for access as it was filled in: nothing trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessDraft(pub(crate) Draft);

impl AccessDraft {
    /// A form that says who needs access, and what for.
    ///
    /// ```
    /// use wharfinger_core::{access::AccessDraft, report::Field};
    /// let draft = AccessDraft::new("ada", "Project 17.");
    /// assert_eq!(draft.get(Field::Principal), Some("ada"));
    /// ```
    #[must_use]
    pub fn new(principal: impl Into<String>, reason: impl Into<String>) -> Self {
        let draft = Draft::default();
        Self(
            draft
                .with(Field::Principal, principal)
                .with(Field::Reason, reason),
        )
    }

    /// The draft that the controls of a posted form make; see [`Draft::from_form`].
    #[must_use]
    pub fn from_form<T: AsRef<str>>(pairs: impl IntoIterator<Item = (T, T)>) -> Self {
        Self(Draft::from_form_with(pairs, Field::is_of_access))
    }

    /// The text of a field, if it was given.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.0.get(field)
    }

    /// Applies a fix. Edits whose span does not fit the field are left out.
    pub fn apply(&mut self, fix: &Fix) {
        self.0.apply(fix);
    }
}

/// What [`check()`] found: issues, and what is asked for when none of them is an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// In stable order; see [`crate::report::sort_issues`].
    pub issues: Vec<Issue>,
    /// Present exactly when no issue is an error.
    pub access: Option<NewAccess>,
}

impl Report {
    /// Whether the request may be made.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.access.is_some()
    }
}

/// Access to ask for. Only [`check()`] builds one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewAccess {
    /// Who needs access.
    pub principal: Principal,
    /// What for.
    pub reason: Reason,
}

/// Checks a request for access to an image on `host`, which belongs to `entry` (`None` when it is
/// unknown).
///
/// All issues are found at once, in stable order; every fix leads to fewer errors.
///
/// ```
/// use wharfinger_core::access::{AccessDraft, check};
/// use wharfinger_core::registry::Catalogue;
///
/// let catalogue = Catalogue::built_in();
/// let draft = AccessDraft::new("@ada", " ");
/// let report = check(catalogue.by_id("quay"), "quay.io", &draft);
/// let codes: Vec<_> = report.issues.iter().map(|issue| issue.code.as_str()).collect();
/// assert_eq!(codes, ["principal.user_name", "access.reason_missing"]);
///
/// let draft = AccessDraft::new("ada", "Variant calling for project 17.");
/// let access = check(catalogue.by_id("quay"), "quay.io", &draft).access.unwrap();
/// assert_eq!(access.principal.as_str(), "ada");
/// ```
#[must_use]
pub fn check(entry: Option<RegistryEntry<'_>>, host: &str, draft: &AccessDraft) -> Report {
    let AccessDraft(draft) = draft;
    let fault = |fault: &Fault| fault.issue(Code::AccessUnknownField, Code::AccessWrongType);
    let mut issues: Vec<Issue> = draft.faults.iter().map(fault).collect();
    let principal = if draft.is_faulty(Field::Principal) {
        None
    } else {
        let text = draft.get(Field::Principal).unwrap_or_default();
        principal::check(entry, host, text)
            .map_err(|found| issues.extend(found))
            .ok()
    };
    let reason = reason(draft, &mut issues);
    let is_valid = issues.is_empty();
    if let Some(Principal::Aws(principal)) = &principal
        && is_owners(principal, host)
    {
        let text = draft.get(Field::Principal).unwrap_or_default();
        issues.push(owners(principal, text));
    }
    sort_issues(&mut issues);
    let access = principal
        .zip(reason)
        .filter(|_| is_valid)
        .map(|(principal, reason)| NewAccess { principal, reason });
    Report { issues, access }
}

/// Whether a principal lives in the account that owns the repositories on `host`.
fn is_owners(principal: &AwsPrincipal, host: &str) -> bool {
    EcrHost::parse(host).is_some_and(|host| host.account() == principal.account())
}

/// Said where nothing has to be granted. It may be meant: whoever asks need not administer the account.
fn owners(principal: &AwsPrincipal, text: &str) -> Issue {
    Issue::new(
        Code::PrincipalOwnerAccount,
        Field::Principal,
        Span::whole(text),
        format!(
            "the account {} owns the repository, so its own users and roles need no grant",
            principal.account()
        ),
    )
    .help("let them in by IAM in that account")
}

fn reason(draft: &Draft, issues: &mut Vec<Issue>) -> Option<Reason> {
    if draft.is_faulty(Field::Reason) {
        return None;
    }
    let text = draft.get(Field::Reason).unwrap_or_default();
    // Were what cannot be seen a text, removing it would leave none.
    if prose::is_blank(text) {
        issues.push(
            Issue::new(
                Code::AccessReasonMissing,
                Field::Reason,
                Span::whole(text),
                "no reason is given",
            )
            .help("say in a sentence what you need the image for"),
        );
        return None;
    }
    let before = issues.len();
    prose::check(text, &REASON, issues);
    (issues.len() == before).then(|| Reason::of_checked(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A form takes what [`Reason::new`] takes, and makes the same of it.
    #[test]
    fn the_form_and_the_type_agree() {
        let longest = "x".repeat(REASON_CHARS_MAX);
        for text in [
            "Project 17.",
            " first\r\nsecond\r",
            "\u{1b}[31mred",
            "\u{202e}",
            "a\u{feff}b",
            " \n",
            "",
            &longest,
            &(longest.clone() + "x"),
        ] {
            let access = check(None, "x.example", &AccessDraft::new("ada", text)).access;
            assert_eq!(
                access.map(|access| access.reason),
                Reason::new(text).ok(),
                "{text:?}"
            );
        }
    }
}
