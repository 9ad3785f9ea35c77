//! What people write about accounts, read field by field.

use wharfinger_core::account::{AccountName, NAME_CHARS_MAX};
use wharfinger_core::contact;
use wharfinger_core::line::is_line;
use wharfinger_core::report::Field;
use wharfinger_store::{Email, Role};

use crate::limits::{TOKEN_DAYS_DEFAULT, TOKEN_DAYS_MAX, TOKEN_NAME_CHARS_MAX};
use crate::passwords::Password;
use crate::problem::{Problem, Unfit};

/// The name of an account.
pub(crate) const NAME: &str = "name";
/// Where mail reaches somebody.
pub(crate) const EMAIL: &str = "email";
/// The password that an account is to have.
pub(crate) const PASSWORD: &str = "password";
/// The password that an account has, in the form that sets another. Each form on a page has a field of
/// its own, by whose name a refusal leads to it.
pub(crate) const OLD_PASSWORD: &str = "old_password";
/// The same in the form that changes the address.
pub(crate) const EMAIL_PASSWORD: &str = "password_for_email";
/// The same in the form that connects a provider.
pub(crate) const PROVIDER_PASSWORD: &str = "password_for_provider";
/// What an API token may be used for.
pub(crate) const SCOPES: &str = "scopes";
/// How many days an API token works.
pub(crate) const DAYS: &str = "expires_in_days";

/// What somebody may do beyond their own affairs.
pub(crate) const ROLE: &str = "role";

/// Gathers what does not fit, so that everything is said at once.
#[derive(Debug, Default)]
pub(crate) struct Reading(Vec<Unfit>);

impl Reading {
    /// What was read, or nothing when it does not fit.
    pub(crate) fn keep<T>(&mut self, read: Result<T, Unfit>) -> Option<T> {
        read.map_err(|unfit| self.0.push(unfit)).ok()
    }

    /// Keeps what does not fit of what was compared; a problem that is about no field is one at once.
    pub(crate) fn gather(&mut self, compared: Result<(), Problem>) -> Result<(), Problem> {
        match compared {
            Err(Problem::InvalidFields(unfit)) => {
                self.0.extend(unfit);
                Ok(())
            }
            fits_or_other => fits_or_other,
        }
    }

    /// What was read, when everything fits.
    pub(crate) fn finish<T>(self, read: Option<T>) -> Result<T, Problem> {
        match (read, self.refusal()) {
            (Some(read), None) => Ok(read),
            (_, refusal) => Err(refusal.expect("what could not be read does not fit")),
        }
    }

    /// The refusal of what does not fit; `None` when all does.
    pub(crate) fn refusal(self) -> Option<Problem> {
        (!self.0.is_empty()).then_some(Problem::InvalidFields(self.0))
    }
}

/// Reads the name of an account to make.
pub(crate) fn name(text: &str) -> Result<AccountName, Unfit> {
    let name = text.trim().parse();
    name.map_err(|error| Unfit::new(NAME, error))
}

/// Reads an e-mail address; none is one too.
pub(crate) fn email(text: &str) -> Result<Option<Email>, Unfit> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match contact::check(text, Field::ContactEmail) {
        Ok(address) => Ok(Some(Email {
            address: address.to_string(),
            verified_at: None,
        })),
        Err(issues) => {
            let first = issues.first();
            let reason = first.map_or("this is no address", |issue| issue.message.as_ref());
            Err(Unfit::new(EMAIL, reason))
        }
    }
}

/// Reads the password that an account with this name is to have.
pub(crate) fn password(text: &str, name: &AccountName) -> Result<Password, Unfit> {
    Password::new(text, name).map_err(|weak| Unfit::new(PASSWORD, weak))
}

/// Reads a role by its name.
pub(crate) fn role(text: &str) -> Result<Role, Problem> {
    Role::from_name(text).ok_or_else(|| {
        let reason = "a role is `member` or `administrator`";
        Problem::InvalidFields(vec![Unfit::new(ROLE, reason)])
    })
}

/// Reads what an API token is called.
pub(crate) fn token_name(text: &str) -> Result<String, Unfit> {
    let name = text.trim();
    if name.is_empty() {
        let reason = "a name is needed; say what will use the token, such as `nightly import`";
        return Err(Unfit::new(NAME, reason));
    }
    if name.chars().count() > TOKEN_NAME_CHARS_MAX {
        let reason =
            format!("the name has more than {TOKEN_NAME_CHARS_MAX} characters; shorten it");
        return Err(Unfit::new(NAME, reason));
    }
    if !is_line(name) {
        return Err(Unfit::new(
            NAME,
            "the name is one line of text; remove line ends and what cannot be seen",
        ));
    }
    Ok(name.to_owned())
}

/// Reads how many days an API token works; it need not be said.
pub(crate) fn token_days(days: Option<u32>) -> Result<u32, Unfit> {
    let days = days.unwrap_or(TOKEN_DAYS_DEFAULT);
    if (1..=TOKEN_DAYS_MAX).contains(&days) {
        Ok(days)
    } else {
        let reason = format!("a token works for 1 to {TOKEN_DAYS_MAX} days");
        Err(Unfit::new(DAYS, reason))
    }
}

/// A name that somebody typed, no longer than a name can be.
pub(crate) fn shown(name: &str) -> String {
    name.chars().take(NAME_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_or_none() {
        assert_eq!(email(" ").unwrap(), None);
        assert_eq!(
            email(" ada@example.org ").unwrap().unwrap().address,
            "ada@example.org"
        );
        assert_eq!(email("ada").unwrap_err().field, EMAIL);
    }

    #[test]
    fn a_token_has_a_name_of_one_line() {
        assert_eq!(
            token_name(" nightly import "),
            Ok("nightly import".to_owned())
        );
        for text in [
            "",
            " ",
            "a\nb",
            "a\u{1b}[31m",
            "\u{202e}ela\u{2066} laptop",
            &"x".repeat(TOKEN_NAME_CHARS_MAX + 1),
        ] {
            assert_eq!(token_name(text).unwrap_err().field, NAME, "{text:?}");
        }
    }

    #[test]
    fn a_token_works_for_a_year_at_most() {
        assert_eq!(token_days(None), Ok(TOKEN_DAYS_DEFAULT));
        assert_eq!(token_days(Some(TOKEN_DAYS_MAX)), Ok(TOKEN_DAYS_MAX));
        for days in [0, TOKEN_DAYS_MAX + 1] {
            assert_eq!(token_days(Some(days)).unwrap_err().field, DAYS);
        }
    }

    #[test]
    fn everything_that_does_not_fit_is_said_at_once() {
        let mut reading = Reading::default();
        assert_eq!(reading.keep(name("Ada")), None);
        assert_eq!(reading.keep(token_days(Some(7))), Some(7));
        assert_eq!(reading.keep(email("ada")), None);
        let Some(Problem::InvalidFields(unfit)) = reading.refusal() else {
            panic!("two fields do not fit");
        };
        assert_eq!(
            unfit.iter().map(|unfit| unfit.field).collect::<Vec<_>>(),
            [NAME, EMAIL]
        );
    }
}
