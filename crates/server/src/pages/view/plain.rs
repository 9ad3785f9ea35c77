//! Pages without a form of their own: the rules, the registries, refusals; and the sign-in.

use askama::Template;
use wharfinger_core::code::{Code, Entry};
use wharfinger_core::diagnosis::Cause;
use wharfinger_core::report::Severity;

use super::frame::Frame;

/// A refusal.
#[derive(Debug, Template)]
#[template(path = "error.html")]
pub(crate) struct Refusal<'a> {
    pub(crate) frame: Frame,
    pub(crate) status: u16,
    pub(crate) title: &'a str,
    pub(crate) detail: Option<String>,
    pub(crate) remedy: &'a str,
    pub(crate) request_id: &'a str,
}

/// The sign-in.
#[derive(Debug, Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignIn {
    pub(crate) frame: Frame,
    pub(crate) refusal: Option<String>,
    /// The name that was typed.
    pub(crate) name: String,
    /// Where to go afterwards.
    pub(crate) next: String,
    pub(crate) providers: Vec<ProviderChoice>,
    /// Whether people make accounts for themselves.
    pub(crate) can_sign_up: bool,
}

/// A provider to sign in with.
#[derive(Clone, Debug)]
pub(crate) struct ProviderChoice {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) issuer: String,
}

/// A step of signing in with a provider that needs a page of ours.
#[derive(Debug, Template)]
#[template(path = "provider.html")]
pub(crate) struct ProviderStep {
    pub(crate) frame: Frame,
    pub(crate) title: &'static str,
    /// What has happened, in sentences.
    pub(crate) text: String,
    /// Where it goes on.
    pub(crate) next: String,
    /// What the link there says.
    pub(crate) label: &'static str,
    /// Whether it goes on by itself.
    pub(crate) by_itself: bool,
}

/// The catalogue of registries.
#[derive(Debug, Template)]
#[template(path = "registries.html")]
pub(crate) struct Registries {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    pub(crate) rows: Vec<RegistryRow>,
    /// What was added and is left out; empty for whoever cannot take it out.
    pub(crate) left_out: Vec<LeftOut>,
}

/// A registry that was added and is not in the catalogue.
#[derive(Debug)]
pub(crate) struct LeftOut {
    pub(crate) id: String,
    /// Why, without a full stop.
    pub(crate) reason: String,
    pub(crate) removal: String,
}

/// One registry.
#[derive(Debug)]
pub(crate) struct RegistryRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) is_operators: bool,
    pub(crate) host: String,
    pub(crate) layout: &'static str,
    pub(crate) has_several_hosts: bool,
    pub(crate) visibility: &'static str,
    pub(crate) login: Option<String>,
    /// Where the visitor takes it out, if it was added and they may.
    pub(crate) removal: Option<String>,
}

/// Every rule.
#[derive(Debug, Template)]
#[template(path = "codes.html")]
pub(crate) struct Codes {
    pub(crate) frame: Frame,
}

/// One rule, or one cause of failed pulls.
#[derive(Debug, Template)]
#[template(path = "code.html")]
pub(crate) struct CodePage {
    pub(crate) frame: Frame,
    name: &'static str,
    entry: Entry,
    weight: &'static str,
    /// What the example is of it.
    example: &'static str,
    /// What to do about it.
    advice: Option<&'static str>,
}

/// Codes of one area: the name of each, and its rule.
type Area = (&'static str, Vec<(&'static str, &'static str)>);

impl Codes {
    /// The codes by area, in catalogue order; the causes of failed pulls behind them.
    #[expect(clippy::unused_self, reason = "templates call it as a method")]
    fn areas(&self) -> Vec<Area> {
        let mut areas: Vec<Area> = Vec::new();
        for code in Code::ALL.iter().copied() {
            let (area, row) = (code.area(), (code.as_str(), code.entry().summary));
            match areas.iter_mut().find(|(name, _)| *name == area) {
                Some((_, codes)) => codes.push(row),
                None => areas.push((area, vec![row])),
            }
        }
        let causes = Cause::ALL
            .iter()
            .map(|cause| (cause.as_str(), cause.entry().summary));
        areas.push(("pull", causes.collect()));
        areas
    }
}

impl CodePage {
    /// The page of a rule.
    pub(crate) fn of_code(frame: Frame, code: Code) -> Self {
        Self {
            frame,
            name: code.as_str(),
            entry: code.entry(),
            weight: match code.severity() {
                Severity::Error => "Error: a draft that breaks the rule is refused",
                Severity::Warning => "Warning: taken, and probably not what was meant",
                Severity::Info => "Worth knowing",
            },
            example: "Breaks it",
            advice: None,
        }
    }

    /// The page of a cause of failed pulls.
    pub(crate) fn of_cause(frame: Frame, cause: Cause) -> Self {
        Self {
            frame,
            name: cause.as_str(),
            entry: cause.entry(),
            weight: "None: it is found in the output of a pull that failed",
            example: "Shows it",
            advice: Some(cause.advice()),
        }
    }
}
