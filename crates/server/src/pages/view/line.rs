//! Controls of one line, in forms that the server alone checks.

use crate::problem::Unfit;

/// A control with its label, what was typed into it, and why that does not fit.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    /// Literals in it stand in backticks; may be empty.
    pub(crate) hint: &'static str,
    pub(crate) kind: Kind,
    pub(crate) value: String,
    pub(crate) unfit: Option<String>,
}

/// Why a form was not carried out.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// In words, without a full stop.
    Said(String),
    /// Fields of it do not fit.
    Unfit(Vec<Unfit>),
}

/// What is typed into a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The name of an account.
    AccountName,
    /// Somebody's e-mail address; may be left out.
    Email,
    /// A password to set.
    NewPassword,
    /// The password that is set.
    CurrentPassword,
    /// The name of somebody else's account, which no browser should fill in.
    Another,
    /// Something to look for; may be left out.
    Filter,
    /// A code that a machine shows.
    Code,
    /// Any text.
    Text,
    /// A number.
    Number,
}

impl Line {
    pub(crate) fn new(
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        kind: Kind,
    ) -> Self {
        Self {
            name,
            label,
            hint,
            kind,
            value: String::new(),
            unfit: None,
        }
    }

    /// With a text in it. Passwords are never sent back.
    #[must_use]
    pub(crate) fn filled(mut self, text: &str) -> Self {
        if !self.is_password() {
            text.clone_into(&mut self.value);
        }
        self
    }

    /// With what does not fit, where that is this field.
    #[must_use]
    pub(crate) fn marked(mut self, unfit: &[Unfit]) -> Self {
        let about_this = unfit.iter().find(|unfit| unfit.field == self.name);
        self.unfit = about_this.map(|unfit| unfit.reason.clone());
        self
    }

    pub(crate) fn is_password(&self) -> bool {
        matches!(self.kind, Kind::NewPassword | Kind::CurrentPassword)
    }

    pub(crate) fn is_optional(&self) -> bool {
        matches!(self.kind, Kind::Email | Kind::Filter)
    }

    /// Whether it is typed letter by letter, so that no browser should correct it.
    pub(crate) fn is_mono(&self) -> bool {
        matches!(
            self.kind,
            Kind::AccountName | Kind::Another | Kind::Filter | Kind::Email | Kind::Code
        ) || self.is_password()
    }

    pub(crate) fn inputmode(&self) -> &'static str {
        match self.kind {
            Kind::Email => "email",
            Kind::Number => "numeric",
            _ => "text",
        }
    }

    /// What a browser may fill in (HTML, 4.10.18.7).
    pub(crate) fn autocomplete(&self) -> &'static str {
        match self.kind {
            Kind::AccountName => "username",
            Kind::Email => "email",
            Kind::NewPassword => "new-password",
            Kind::CurrentPassword => "current-password",
            Kind::Another | Kind::Filter | Kind::Code | Kind::Text | Kind::Number => "off",
        }
    }

    /// The ids of what says more about it.
    pub(crate) fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("hint-{}", self.name));
        let unfit = self.unfit.as_ref().map(|_| format!("unfit-{}", self.name));
        let ids: Vec<String> = hint.into_iter().chain(unfit).collect();
        ids.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_sent_back() {
        let line = |kind| Line::new("x", "", "", kind).filled("typed").value;
        assert_eq!(line(Kind::Email), "typed");
        assert_eq!(line(Kind::NewPassword), "");
        assert_eq!(line(Kind::CurrentPassword), "");
    }

    #[test]
    fn a_line_is_described_by_what_is_there() {
        let unfit = [Unfit::new("email", "no address")];
        let line = |hint| Line::new("email", "", hint, Kind::Email);
        assert_eq!(line("").described_by(), "");
        assert_eq!(line("why").described_by(), "hint-email");
        assert_eq!(
            line("why").marked(&unfit).described_by(),
            "hint-email unfit-email"
        );
        assert_eq!(line("").marked(&unfit).described_by(), "unfit-email");
    }
}
