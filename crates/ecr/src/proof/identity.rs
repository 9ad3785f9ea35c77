//! Who signed.

use wharfinger_core::principal::{AwsPrincipal, AwsPrincipalKind};

use super::Unproven;
use crate::arn::{Arn, is_plain};

/// An AWS identity, by the word of STS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The 12-digit account.
    pub account: String,
    /// As STS names it: a user, a root, or a session of a role
    /// (`arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`).
    pub arn: String,
    /// The id that is never used again: `AIDA...` of a user, `AROA...:SESSION` of a role's session
    /// (IAM User Guide, Unique identifiers).
    pub user_id: String,
}

/// What an identity proves of a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proves {
    /// It is the principal: the user, the role, or somebody in the account.
    Itself,
    /// It is somebody else in the principal's account.
    ItsAccount,
    /// Nothing.
    Nothing,
}

impl Identity {
    /// Reads the answer of STS for a partition.
    pub(super) fn read(answer: &str, partition: &str) -> Result<Self, Unproven> {
        let part = |name: &str| element(answer, name).map(str::to_owned);
        let all = part("Account").zip(part("Arn")).zip(part("UserId"));
        let ((account, arn), user_id) = all.ok_or(Unproven::Unreadable)?;
        let is_consistent = Arn::global(&arn).is_some_and(|parts| {
            parts.account == account
                && parts.partition == partition
                && ["iam", "sts"].contains(&parts.service)
                && is_plain(parts.resource)
        });
        let is_id = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@_:-".contains(&byte);
        if is_consistent && !user_id.is_empty() && user_id.bytes().all(is_id) {
            return Ok(Self {
                account,
                arn,
                user_id,
            });
        }
        Err(Unproven::Unreadable)
    }

    /// The ARN that a policy names: of a role in place of its session. STS does not tell the path of
    /// a role, so where the role has one, this is not its ARN; [`Identity::proves`] knows.
    ///
    /// ```
    /// # use wharfinger_ecr::proof::Identity;
    /// let identity = Identity {
    ///     account: "111122223333".to_owned(),
    ///     arn: "arn:aws:sts::111122223333:assumed-role/puller/laptop".to_owned(),
    ///     user_id: "AROAIOSFODNN7EXAMPLE:laptop".to_owned(),
    /// };
    /// assert_eq!(identity.principal(), "arn:aws:iam::111122223333:role/puller");
    /// ```
    #[must_use]
    pub fn principal(&self) -> String {
        match (Arn::global(&self.arn), self.role()) {
            (Some(arn), Some(role)) => {
                format!("arn:{}:iam::{}:role/{role}", arn.partition, arn.account)
            }
            _ => self.arn.clone(),
        }
    }

    /// What it proves of a principal. The names of roles are unique in an account whatever their
    /// paths are (IAM User Guide, IAM identifiers), so the name decides.
    #[must_use]
    pub fn proves(&self, principal: &AwsPrincipal) -> Proves {
        let named = Arn::global(principal.arn());
        let own = Arn::global(&self.arn);
        let (Some(named), Some(own)) = (named, own) else {
            return Proves::Nothing;
        };
        if (named.partition, named.account) != (own.partition, own.account) {
            return Proves::Nothing;
        }
        let is_it = match principal.kind() {
            AwsPrincipalKind::Account => true,
            AwsPrincipalKind::User => principal.arn() == self.arn,
            AwsPrincipalKind::Role => named.role().is_some() && named.role() == self.role(),
        };
        if is_it {
            Proves::Itself
        } else {
            Proves::ItsAccount
        }
    }

    /// The name of the role whose session it is.
    fn role(&self) -> Option<&str> {
        let arn = Arn::global(&self.arn)?;
        let session = arn.resource.strip_prefix("assumed-role/")?;
        let (role, _) = session.split_once('/')?;
        (arn.service == "sts").then_some(role)
    }
}

/// The text inside the only element of a name. The answer has no attributes, and in these elements
/// nothing that XML would have to escape.
pub(super) fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, after) = rest.split_once(&format!("</{name}>"))?;
    let is_only = !after.contains(&format!("<{name}>"));
    (is_only && !text.contains(['<', '&'])).then_some(text)
}

#[cfg(test)]
mod tests {
    use wharfinger_core::principal::{Principal, check};
    use wharfinger_core::registry::Catalogue;

    use super::*;

    fn identity(arn: &str) -> Identity {
        let answer = format!(
            "<R><Arn>{arn}</Arn><UserId>AROAIOSFODNN7EXAMPLE:me</UserId><Account>111122223333</Account></R>"
        );
        Identity::read(&answer, "aws").unwrap()
    }

    fn principal(text: &str) -> AwsPrincipal {
        let host = "312767926603.dkr.ecr.us-west-2.amazonaws.com";
        let catalogue = Catalogue::built_in();
        let entry = catalogue.identify(host).entry();
        let Principal::Aws(principal) = check(entry, host, text).unwrap() else {
            panic!("on Amazon ECR every principal is one of AWS");
        };
        principal
    }

    #[test]
    fn who_proves_what() {
        let (user, session) = (
            "arn:aws:iam::111122223333:user/ada",
            "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Puller_0123456789abcdef/ada@example.org",
        );
        let sso = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Puller_0123456789abcdef";
        for (own, named, expected) in [
            (user, "111122223333", Proves::Itself),
            (user, user, Proves::Itself),
            (
                user,
                "arn:aws:iam::111122223333:user/bob",
                Proves::ItsAccount,
            ),
            (
                user,
                "arn:aws:iam::111122223333:role/ada",
                Proves::ItsAccount,
            ),
            (user, "444455556666", Proves::Nothing),
            (user, "arn:aws:iam::444455556666:user/ada", Proves::Nothing),
            (session, "111122223333", Proves::Itself),
            (session, sso, Proves::Itself),
            (
                session,
                "arn:aws:iam::111122223333:role/puller",
                Proves::ItsAccount,
            ),
            (
                "arn:aws:iam::111122223333:root",
                "111122223333",
                Proves::Itself,
            ),
            ("arn:aws:iam::111122223333:root", user, Proves::ItsAccount),
            (
                "arn:aws:sts::111122223333:federated-user/ada",
                user,
                Proves::ItsAccount,
            ),
        ] {
            assert_eq!(
                identity(own).proves(&principal(named)),
                expected,
                "{own} {named}"
            );
        }
    }

    #[test]
    fn a_session_is_named_by_its_role() {
        for (arn, principal) in [
            (
                "arn:aws:sts::111122223333:assumed-role/puller/laptop",
                "arn:aws:iam::111122223333:role/puller",
            ),
            (
                "arn:aws:iam::111122223333:user/a/b",
                "arn:aws:iam::111122223333:user/a/b",
            ),
            (
                "arn:aws:iam::111122223333:root",
                "arn:aws:iam::111122223333:root",
            ),
        ] {
            assert_eq!(identity(arn).principal(), principal);
        }
    }

    #[test]
    fn an_answer_that_contradicts_itself_is_none() {
        let right = "<Arn>arn:aws:iam::111122223333:user/ada</Arn><UserId>AIDAX</UserId><Account>111122223333</Account>";
        assert!(Identity::read(right, "aws").is_ok());
        for (from, to) in [
            ("<Account>111122223333", "<Account>444455556666"),
            ("arn:aws:", "arn:aws-cn:"),
            (":iam:", ":s3:"),
            ("user/ada", "user/*"),
            ("user/ada", "user/<b>ada</b>"),
            ("user/ada", "user/a&amp;a"),
            ("AIDAX", ""),
            ("AIDAX", "AIDA X"),
            ("<UserId>AIDAX</UserId>", ""),
            ("</Account>", "</Account><Account>111122223333</Account>"),
        ] {
            let wrong = right.replace(from, to);
            assert_ne!(wrong, right);
            assert!(Identity::read(&wrong, "aws").is_err(), "{wrong}");
        }
    }
}
