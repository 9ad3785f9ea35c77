//! Every letter, to the letter.

use wharfinger_store::Timestamp;

use super::Words;
use crate::mail::links::{LocalPath, PublicUrl};
use crate::mail::notice::{Commands, HandTask, Notice};

/// 2026-11-23T12:00:00Z.
const NOON: Timestamp = Timestamp::from_micros(1_795_435_200_000_000);

const ARN: &str = "arn:aws:iam::123456789012:role/pipeline";

fn tool() -> String {
    "quay.io/acme/aligner".to_owned()
}

fn path(text: &str) -> LocalPath {
    LocalPath::parse(text).unwrap()
}

/// The subject, an empty line, and the text.
#[track_caller]
fn check(notice: &Notice, expected: &str) {
    let site = PublicUrl::parse("https://tools.example.org").unwrap();
    let words = Words::of(notice, &site);
    assert_eq!(format!("{}\n\n{}", words.subject(), words.text()), expected);
    // What an outbox keeps of it says the same.
    assert_eq!(&Notice::from_stored(&notice.to_stored()).unwrap(), notice);
}

#[test]
fn verify_contact() {
    let notice = Notice::VerifyContact {
        tool: tool(),
        link: path("/verify/contact?token=abc").into(),
        until: NOON,
    };
    check(
        &notice,
        "Confirm the contact address of quay.io/acme/aligner\n\n\
         You get this mail because somebody named this address as the contact of\n\
         the tool quay.io/acme/aligner at tools.example.org. The address is not\n\
         shown to anybody; users ask for access without it.\n\n\
         If you do not know the tool, do nothing: the address is not used unless\n\
         you confirm it.\n\n\
         To confirm it, open this link before 2026-11-23 12:00 UTC:\n\n\
         https://tools.example.org/verify/contact?token=abc\n",
    );
}

#[test]
fn verify_account() {
    let notice = Notice::VerifyAccount {
        link: path("/verify/account?token=abc").into(),
        until: NOON,
    };
    check(
        &notice,
        "Confirm your e-mail address\n\n\
         You get this mail because somebody, probably you, named this address as\n\
         that of their account at tools.example.org.\n\n\
         If it was not you, do nothing: the address is not used unless you\n\
         confirm it.\n\n\
         To confirm it, open this link before 2026-11-23 12:00 UTC:\n\n\
         https://tools.example.org/verify/account?token=abc\n",
    );
}

#[test]
fn set_a_first_password() {
    let notice = Notice::SetPassword {
        is_first: true,
        link: path("/password?token=abc").into(),
        until: NOON,
    };
    check(
        &notice,
        "Choose your password\n\n\
         You get this mail because an account at tools.example.org was made for\n\
         this address.\n\n\
         If you did not expect it, do nothing: nobody can sign in without a\n\
         password.\n\n\
         To choose the password, open this link before 2026-11-23 12:00 UTC.\n\
         Whoever has the link can do so; do not pass it on.\n\n\
         https://tools.example.org/password?token=abc\n",
    );
}

#[test]
fn set_a_new_password() {
    let notice = Notice::SetPassword {
        is_first: false,
        link: path("/password?token=abc").into(),
        until: NOON,
    };
    check(
        &notice,
        "Choose a new password\n\n\
         You get this mail because somebody, probably you, asked for a new\n\
         password of the account at tools.example.org that has this address.\n\n\
         If it was not you, do nothing: the password stays as it is.\n\n\
         To choose the password, open this link before 2026-11-23 12:00 UTC.\n\
         Whoever has the link can do so; do not pass it on.\n\n\
         https://tools.example.org/password?token=abc\n",
    );
}

#[test]
fn access_requested() {
    let notice = Notice::AccessRequested {
        tool: tool(),
        requester: "Ada Lovelace".to_owned(),
        principal: ARN.to_owned(),
        reason: "We align the reads of our\nsecond cohort.\n\nIt runs weekly.".to_owned(),
        answer_by: NOON,
        link: path("/access/7"),
    };
    check(
        &notice,
        "Ada Lovelace asks for access to quay.io/acme/aligner\n\n\
         Ada Lovelace asks for access to quay.io/acme/aligner, for:\n\n\
         arn:aws:iam::123456789012:role/pipeline\n\n\
         The reason, in their words:\n\n\
         > We align the reads of our\n\
         > second cohort.\n\
         >\n\
         > It runs weekly.\n\n\
         You get this mail because you maintain the tool. Without an answer\n\
         before 2026-11-23, the request lapses.\n\n\
         To approve or deny the request:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn needs_hand_to_grant() {
    let notice = Notice::NeedsHand {
        tool: tool(),
        task: HandTask::Grant,
        principal: "adalovelace".to_owned(),
        link: path("/access/7"),
    };
    check(
        &notice,
        "Give access to quay.io/acme/aligner by hand\n\n\
         Access to quay.io/acme/aligner was approved, and its registry must be\n\
         told by hand to let in:\n\n\
         adalovelace\n\n\
         You get this mail because you maintain the tool.\n\n\
         For the steps, and to say that it is done:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn needs_hand_to_remove() {
    let notice = Notice::NeedsHand {
        tool: tool(),
        task: HandTask::Remove,
        principal: "adalovelace".to_owned(),
        link: path("/access/7"),
    };
    check(
        &notice,
        "Take away access to quay.io/acme/aligner by hand\n\n\
         An access to quay.io/acme/aligner is over, and its registry must be told\n\
         by hand to let in no longer:\n\n\
         adalovelace\n\n\
         You get this mail because you maintain the tool.\n\n\
         For the steps, and to say that it is done:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn renewal_asked() {
    let notice = Notice::RenewalAsked {
        tool: tool(),
        requester: "Ada Lovelace".to_owned(),
        principal: ARN.to_owned(),
        reason: "The cohort grew.".to_owned(),
        until: NOON,
        link: path("/access/7"),
    };
    check(
        &notice,
        "Ada Lovelace asks for longer access to quay.io/acme/aligner\n\n\
         Ada Lovelace asks for longer access to quay.io/acme/aligner, for:\n\n\
         arn:aws:iam::123456789012:role/pipeline\n\n\
         The reason, in their words:\n\n\
         > The cohort grew.\n\n\
         You get this mail because you maintain the tool. Without an answer, the\n\
         access ends on 2026-11-23.\n\n\
         To renew the access, or decline:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn request_approved() {
    let notice = Notice::RequestApproved {
        tool: tool(),
        note: Some("Welcome.".to_owned()),
        until: NOON,
        link: path("/access/7"),
    };
    check(
        &notice,
        "Access to quay.io/acme/aligner approved\n\n\
         A maintainer of quay.io/acme/aligner approved your request, until\n\
         2026-11-23. The access is being set up; another mail comes with the\n\
         commands as soon as they work.\n\n\
         The maintainer's words:\n\n\
         > Welcome.\n\n\
         You get this mail because you asked for access.\n\n\
         To follow it:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn request_approved_without_a_note() {
    let notice = Notice::RequestApproved {
        tool: tool(),
        note: None,
        until: NOON,
        link: path("/access/7"),
    };
    check(
        &notice,
        "Access to quay.io/acme/aligner approved\n\n\
         A maintainer of quay.io/acme/aligner approved your request, until\n\
         2026-11-23. The access is being set up; another mail comes with the\n\
         commands as soon as they work.\n\n\
         You get this mail because you asked for access.\n\n\
         To follow it:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn request_denied() {
    let notice = Notice::RequestDenied {
        tool: tool(),
        note: Some("Please ask with the account of your institute.".to_owned()),
        link: path("/access/7"),
    };
    check(
        &notice,
        "Access to quay.io/acme/aligner denied\n\n\
         A maintainer of quay.io/acme/aligner denied your request.\n\n\
         The maintainer's words:\n\n\
         > Please ask with the account of your institute.\n\n\
         You get this mail because you asked for access.\n\n\
         To see the request, or to ask again:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn request_lapsed() {
    let notice = Notice::RequestLapsed {
        tool: tool(),
        link: path("/tools/quay.io/acme/aligner"),
    };
    check(
        &notice,
        "Request for access to quay.io/acme/aligner lapsed\n\n\
         No maintainer of quay.io/acme/aligner answered your request in time, so\n\
         it has lapsed.\n\n\
         You get this mail because you asked for access.\n\n\
         To ask again:\n\n\
         https://tools.example.org/tools/quay.io/acme/aligner\n",
    );
}

#[test]
fn access_active() {
    let notice = Notice::AccessActive {
        tool: "312767926603.dkr.ecr.us-west-2.amazonaws.com/_/md5sum".to_owned(),
        commands: Commands {
            login: Some(
                "aws ecr get-login-password --region us-west-2 | docker login --username AWS \
                 --password-stdin 312767926603.dkr.ecr.us-west-2.amazonaws.com"
                    .to_owned(),
            ),
            login_note: Some("The login lasts 12 hours.".to_owned()),
            pull: "docker pull 312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum:1.0".to_owned(),
        },
        until: NOON,
        link: path("/access/7"),
    };
    check(
        &notice,
        "Access to 312767926603.dkr.ecr.us-west-2.amazonaws.com/_/md5sum is active\n\n\
         Your access to 312767926603.dkr.ecr.us-west-2.amazonaws.com/_/md5sum is\n\
         active, until 2026-11-23. You get this mail because the access is yours.\n\n\
         Log in:\n\n\
         aws ecr get-login-password --region us-west-2 | docker login --username AWS --password-stdin 312767926603.dkr.ecr.us-west-2.amazonaws.com\n\n\
         The login lasts 12 hours.\n\n\
         Pull the image:\n\n\
         docker pull 312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum:1.0\n\n\
         These commands, and the state of the access:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn access_active_without_a_login() {
    let notice = Notice::AccessActive {
        tool: tool(),
        commands: Commands {
            login: None,
            login_note: None,
            pull: "docker pull quay.io/acme/aligner:1.0".to_owned(),
        },
        until: NOON,
        link: path("/access/7"),
    };
    check(
        &notice,
        "Access to quay.io/acme/aligner is active\n\n\
         Your access to quay.io/acme/aligner is active, until 2026-11-23. You get\n\
         this mail because the access is yours.\n\n\
         Pull the image:\n\n\
         docker pull quay.io/acme/aligner:1.0\n\n\
         These commands, and the state of the access:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn access_ends_soon() {
    let notice = Notice::AccessEndsSoon {
        tool: tool(),
        until: NOON,
        link: path("/access/7"),
    };
    check(
        &notice,
        "Access to quay.io/acme/aligner ends on 2026-11-23\n\n\
         Your access to quay.io/acme/aligner ends on 2026-11-23. You get this\n\
         mail because the access is yours.\n\n\
         If you still need it, ask for a renewal before that day:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn access_revoked() {
    let notice = Notice::AccessRevoked {
        tool: tool(),
        reason: "The project is over.".to_owned(),
        link: path("/access/7"),
    };
    check(
        &notice,
        "Access to quay.io/acme/aligner revoked\n\n\
         A maintainer of quay.io/acme/aligner revoked your access.\n\n\
         The reason, in their words:\n\n\
         > The project is over.\n\n\
         You get this mail because the access was yours.\n\n\
         To see the details:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn access_ended() {
    let notice = Notice::AccessEnded {
        tool: tool(),
        link: path("/access/7"),
    };
    check(
        &notice,
        "Access to quay.io/acme/aligner has ended\n\n\
         The time of your access to quay.io/acme/aligner is over, and it has\n\
         ended. You get this mail because the access was yours.\n\n\
         If you still need it, ask again:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn access_renewed() {
    let notice = Notice::AccessRenewed {
        tool: tool(),
        until: NOON,
        link: path("/access/7"),
    };
    check(
        &notice,
        "Access to quay.io/acme/aligner renewed\n\n\
         A maintainer of quay.io/acme/aligner renewed your access; it lasts until\n\
         2026-11-23. You get this mail because the access is yours.\n\n\
         There is nothing to do. The state of the access:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn renewal_declined() {
    let notice = Notice::RenewalDeclined {
        tool: tool(),
        until: NOON,
        link: path("/access/7"),
    };
    check(
        &notice,
        "Renewal of access to quay.io/acme/aligner declined\n\n\
         A maintainer of quay.io/acme/aligner declined to renew your access; it\n\
         ends on 2026-11-23. You get this mail because the access is yours.\n\n\
         To see the details:\n\n\
         https://tools.example.org/access/7\n",
    );
}

#[test]
fn maintainer_added() {
    let notice = Notice::MaintainerAdded {
        tool: tool(),
        by: "Grace Hopper".to_owned(),
        link: path("/tools/quay.io/acme/aligner"),
    };
    check(
        &notice,
        "You maintain quay.io/acme/aligner\n\n\
         Grace Hopper made you a maintainer of quay.io/acme/aligner. You can now\n\
         change the tool, and you decide who gets access; that is why you get\n\
         this mail.\n\n\
         To see the tool, or to leave again:\n\n\
         https://tools.example.org/tools/quay.io/acme/aligner\n",
    );
}

#[test]
fn maintainer_removed() {
    let notice = Notice::MaintainerRemoved {
        tool: tool(),
        by: "Grace Hopper".to_owned(),
        link: path("/tools/quay.io/acme/aligner"),
    };
    check(
        &notice,
        "You no longer maintain quay.io/acme/aligner\n\n\
         Grace Hopper removed you as a maintainer of quay.io/acme/aligner. You\n\
         can no longer change the tool or decide about access; you get this mail\n\
         because until now you could.\n\n\
         If that is a mistake, ask another maintainer. The tool:\n\n\
         https://tools.example.org/tools/quay.io/acme/aligner\n",
    );
}
