//! What the operator decides about mail.

use super::confidential::Confidential;
use super::sender::{NotASender, Sender};
use super::smtp_url::{NotAnSmtpUrl, SmtpServer};

/// Where mail is handed over, and whom it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSettings {
    /// The mail server.
    pub server: SmtpServer,
    /// The sender.
    pub from: Sender,
}

/// Why the settings of mail cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MailSettingsError {
    /// The address of the mail server.
    #[error("`--smtp-url` (`WHARFINGER_SMTP_URL`): {0}")]
    Server(NotAnSmtpUrl),
    /// The sender.
    #[error("`--mail-from` (`WHARFINGER_MAIL_FROM`): {0}")]
    From(NotASender),
    /// A server and no sender.
    #[error(
        "mail needs a sender; give `--mail-from` (`WHARFINGER_MAIL_FROM`), such as \
         `Wharfinger <no-reply@example.org>`"
    )]
    NoSender,
    /// A sender or a password, and no server.
    #[error(
        "there is a sender or a password for mail and no mail server; give `--smtp-url` \
         (`WHARFINGER_SMTP_URL`), such as `smtps://user@mail.example.org`, or leave out all three"
    )]
    NoServer,
}

impl MailSettings {
    /// Reads what was given; `None` where nothing was, and mail is off. What is empty was not given.
    ///
    /// ```
    /// use wharfinger_server::mail::MailSettings;
    /// let url = "smtps://wharf@mail.example.org".to_owned().into();
    /// let password = "correct horse".to_owned().into();
    /// let from = "Wharfinger <no-reply@example.org>";
    /// let settings = MailSettings::read(Some(url), Some(password), Some(from)).unwrap().unwrap();
    /// assert_eq!(settings.server.to_string(), "mail.example.org:465");
    /// assert_eq!(MailSettings::read(None, None, None), Ok(None));
    /// ```
    pub fn read(
        url: Option<Confidential>,
        password: Option<Confidential>,
        from: Option<&str>,
    ) -> Result<Option<Self>, MailSettingsError> {
        let url = url.filter(|url| !url.reveal().is_empty());
        let password = password.filter(|password| !password.reveal().is_empty());
        let from = from.filter(|from| !from.is_empty());
        match (url, from) {
            (Some(url), Some(from)) => Ok(Some(Self {
                server: SmtpServer::parse(url.reveal(), password)
                    .map_err(MailSettingsError::Server)?,
                from: Sender::parse(from).map_err(MailSettingsError::From)?,
            })),
            (Some(_), None) => Err(MailSettingsError::NoSender),
            (None, None) if password.is_none() => Ok(None),
            (None, _) => Err(MailSettingsError::NoServer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        url: &str,
        password: &str,
        from: &str,
    ) -> Result<Option<MailSettings>, MailSettingsError> {
        let secret = |text: &str| Some(Confidential::from(text.to_owned()));
        MailSettings::read(secret(url), secret(password), Some(from))
    }

    #[test]
    fn mail_is_whole_or_off() {
        let from = "no-reply@example.org";
        assert!(read("smtps://h", "", from).unwrap().is_some());
        assert!(read("smtps://a@h", "b", from).unwrap().is_some());
        assert_eq!(read("", "", ""), Ok(None));
        assert_eq!(read("smtps://h", "", ""), Err(MailSettingsError::NoSender));
        assert_eq!(read("", "", from), Err(MailSettingsError::NoServer));
        assert_eq!(read("", "b", ""), Err(MailSettingsError::NoServer));
    }

    #[test]
    fn a_refusal_names_what_to_change_and_no_secret() {
        let from = "no-reply@example.org";
        let error = read("smtp://ada:swordfish@h?tls=none", "", from).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`--smtp-url` (`WHARFINGER_SMTP_URL`): the password could travel unencrypted, which is \
             only good on loopback; write `smtps://` or `?tls=required`"
        );
        let error = read("smtps://h", "", "Wharfinger <no reply>").unwrap_err();
        assert!(error.to_string().starts_with("`--mail-from`"), "{error}");
        let error = read("smtps://swordfish", "swordfish", from).unwrap_err();
        assert!(!format!("{error:?}{error}").contains("swordfish"));
    }
}
