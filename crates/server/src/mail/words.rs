//! What a letter says. Short and plain: what happened, why the reader is told, the next step last.

mod access;
mod account;
mod maintainer;
mod registry;
mod request;
mod security;
#[cfg(test)]
mod tests;

use wharfinger_store::Timestamp;

use super::contents::Contents;
use super::limits::SUBJECT_CHARS_MAX;
use super::links::PublicUrl;
use super::text::{one_line, push_quoted, push_wrapped, shortened};

/// Subject and text of a letter, in plain Unicode with `\n` at the ends of lines.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    subject: String,
    text: String,
}

impl Words {
    /// The words for these contents.
    pub(crate) fn of(contents: &Contents, site: &PublicUrl) -> Self {
        match contents {
            Contents::VerifyContact { tool, link, until } => {
                account::verify_contact(site, tool, link, *until)
            }
            Contents::VerifyAccount { link, until } => account::verify_account(site, link, *until),
            Contents::SetPassword {
                is_first,
                link,
                until,
            } => account::set_password(site, *is_first, link, *until),
            Contents::AccountChanged {
                account,
                change,
                link,
            } => security::account_changed(site, account, *change, link),
            Contents::AccessRequested {
                tool,
                requester,
                principal,
                reason,
                answer_by,
                link,
            } => maintainer::access_requested(
                tool,
                requester,
                principal,
                reason,
                *answer_by,
                &site.join(link),
            ),
            Contents::NeedsHand {
                tool,
                task,
                principal,
                link,
            } => maintainer::needs_hand(tool, *task, principal, &site.join(link)),
            Contents::AccessHeld {
                tool,
                principal,
                cause,
                link,
            } => maintainer::held(tool, principal, *cause, &site.join(link)),
            Contents::RenewalAsked {
                tool,
                requester,
                principal,
                reason,
                until,
                link,
            } => maintainer::renewal_asked(
                tool,
                requester,
                principal,
                reason,
                *until,
                &site.join(link),
            ),
            Contents::RegistryAnswered {
                host,
                is_accepted,
                reason,
                link,
            } => registry::answered(host, *is_accepted, reason, &site.join(link)),
            Contents::MaintainerAdded { tool, by, link } => {
                maintainer::added(tool, by, &site.join(link))
            }
            Contents::ImageChanged {
                tool,
                drift,
                registry,
                link,
            } => maintainer::image_changed(tool, *drift, registry, &site.join(link)),
            Contents::MaintainerRemoved { tool, link } => {
                maintainer::removed(tool, &site.join(link))
            }
            Contents::Unanswered {
                tool,
                requester,
                link,
            } => maintainer::unanswered(tool, requester, &site.join(link)),
            Contents::RequestWithdrawn {
                tool,
                requester,
                link,
            } => maintainer::withdrawn(tool, requester, &site.join(link)),
            Contents::AccessGivenBack {
                tool,
                requester,
                reason,
                by_hand,
                link,
            } => maintainer::given_back(
                tool,
                requester,
                reason,
                by_hand.as_deref(),
                &site.join(link),
            ),
            Contents::RequestApproved {
                tool,
                note,
                until,
                link,
            } => request::approved(tool, note.as_deref(), *until, &site.join(link)),
            Contents::RequestDenied { tool, note, link } => {
                request::denied(tool, note.as_deref(), &site.join(link))
            }
            Contents::RequestLapsed { tool, link } => request::lapsed(tool, &site.join(link)),
            Contents::AccessActive {
                tool,
                commands,
                until,
                link,
            } => access::active(tool, commands, *until, &site.join(link)),
            Contents::AccessRevoked { tool, reason, link } => {
                access::revoked(tool, reason, &site.join(link))
            }
            Contents::AccessEndsSoon {
                tool,
                until,
                is_asked,
                link,
            } => access::ends_soon(tool, *until, *is_asked, &site.join(link)),
            Contents::AccessEnded { tool, link } => access::ended(tool, &site.join(link)),
            Contents::AccessRenewed { tool, until, link } => {
                access::renewed(tool, *until, &site.join(link))
            }
            Contents::RenewalDeclined { tool, until, link } => {
                access::renewal_declined(tool, *until, &site.join(link))
            }
        }
    }

    pub(crate) fn subject(&self) -> &str {
        &self.subject
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// A letter about `subject`, and nothing said yet.
    fn about(subject: &str) -> Self {
        Self {
            subject: shortened(subject, SUBJECT_CHARS_MAX),
            text: String::new(),
        }
    }

    /// A paragraph.
    fn say(mut self, paragraph: &str) -> Self {
        self.start_paragraph();
        push_wrapped(&mut self.text, "", paragraph);
        self
    }

    /// What somebody else wrote.
    fn quote(mut self, text: &str) -> Self {
        self.start_paragraph();
        push_quoted(&mut self.text, text);
        self
    }

    /// What is copied or followed as it is: a link, a command, an account. A line of its own, never
    /// broken.
    fn exactly(mut self, line: &str) -> Self {
        self.start_paragraph();
        self.text.push_str(&one_line(line));
        self.text.push('\n');
        self
    }

    fn start_paragraph(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }
}

/// `2026-11-23`, in UTC: the order of the parts is read alike everywhere.
fn day(time: Timestamp) -> String {
    let mut text = time.to_string();
    text.truncate("2026-11-23".len());
    text
}

/// `2026-11-23 12:00 UTC`.
fn minute(time: Timestamp) -> String {
    let mut text = time.to_string().replacen('T', " ", 1);
    text.truncate("2026-11-23 12:00".len());
    text.push_str(" UTC");
    text
}
