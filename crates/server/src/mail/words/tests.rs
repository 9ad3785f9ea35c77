//! Every letter, to the letter.

use wharfinger_core::evidence::Drift;
use wharfinger_core::pull::PullInstructions;
use wharfinger_core::registration::{Draft, check as check_draft};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Field;
use wharfinger_core::tool_path::ToolPath;
use wharfinger_store::{RegistryRequestId, RequestId, Timestamp, Uuid};

use super::Words;
use crate::mail::contents::{AccountChanged, Contents, HandTask, HoldCause};
use crate::mail::links::{LocalPath, PublicUrl, SecretPath};
use crate::seams::Entropy;
use crate::secret::{Kind, Secret};

/// 2026-11-23T12:00:00Z.
const NOON: Timestamp = Timestamp::from_micros(1_795_435_200_000_000);

const ARN: &str = "arn:aws:iam::123456789012:role/pipeline";

fn tool() -> String {
    "quay.io/acme/aligner".to_owned()
}

fn tool_path() -> ToolPath {
    let draft = Draft::default().with(Field::Image, tool());
    let report = check_draft(&Catalogue::built_in(), &draft);
    report.registration.unwrap().tool_path().clone()
}

fn request() -> LocalPath {
    LocalPath::request(RequestId::from_uuid(Uuid::from_u128(7)))
}

/// Always the same secret.
struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

fn secret() -> Secret {
    Secret::generate(Kind::Link, &Zeros)
}

/// The subject, an empty line, and the text.
#[track_caller]
fn check(contents: &Contents, expected: &str) {
    let site = PublicUrl::parse("https://tools.example.org").unwrap();
    let words = Words::of(contents, &site);
    assert_eq!(format!("{}\n\n{}", words.subject(), words.text()), expected);
}

#[test]
fn verify_contact() {
    let contents = Contents::VerifyContact {
        tool: tool(),
        link: SecretPath::verify(&secret()),
        until: NOON,
    };
    check(
        &contents,
        "Confirm the contact address of quay.io/acme/aligner\n\n\
         You get this mail because somebody named this address as the contact of\n\
         the tool quay.io/acme/aligner at tools.example.org. The address is not\n\
         shown to anybody; users ask for access without it.\n\n\
         If you do not know the tool, do nothing: the address is not used unless\n\
         you confirm it.\n\n\
         To confirm it, open this link before 2026-11-23 12:00 UTC:\n\n\
         https://tools.example.org/verify/whf_lnk_000000000000000000000000000000006oYZ6e\n",
    );
}

#[test]
fn verify_account() {
    let contents = Contents::VerifyAccount {
        link: SecretPath::verify(&secret()),
        until: NOON,
    };
    check(
        &contents,
        "Confirm your e-mail address\n\n\
         You get this mail because somebody, probably you, named this address as\n\
         that of their account at tools.example.org.\n\n\
         If it was not you, do nothing: the address is not used unless you\n\
         confirm it.\n\n\
         To confirm it, open this link before 2026-11-23 12:00 UTC:\n\n\
         https://tools.example.org/verify/whf_lnk_000000000000000000000000000000006oYZ6e\n",
    );
}

#[test]
fn set_a_first_password() {
    let contents = Contents::SetPassword {
        is_first: true,
        link: SecretPath::password(&secret()),
        until: NOON,
    };
    check(
        &contents,
        "Choose your password\n\n\
         You get this mail because somebody, probably you, asked for a password\n\
         of the account at tools.example.org that has this address. It has none\n\
         yet.\n\n\
         If it was not you, do nothing: the account stays without a password.\n\n\
         To choose the password, open this link before 2026-11-23 12:00 UTC.\n\
         Whoever has the link can do so; do not pass it on.\n\n\
         https://tools.example.org/password/whf_lnk_000000000000000000000000000000006oYZ6e\n",
    );
}

#[test]
fn set_a_new_password() {
    let contents = Contents::SetPassword {
        is_first: false,
        link: SecretPath::password(&secret()),
        until: NOON,
    };
    check(
        &contents,
        "Choose a new password\n\n\
         You get this mail because somebody, probably you, asked for a new\n\
         password of the account at tools.example.org that has this address.\n\n\
         If it was not you, do nothing: the password stays as it is.\n\n\
         To choose the password, open this link before 2026-11-23 12:00 UTC.\n\
         Whoever has the link can do so; do not pass it on.\n\n\
         https://tools.example.org/password/whf_lnk_000000000000000000000000000000006oYZ6e\n",
    );
}

fn changed(change: AccountChanged) -> Contents {
    Contents::AccountChanged {
        account: "ada".to_owned(),
        change,
        link: LocalPath::account(),
    }
}

#[test]
fn the_password_was_changed() {
    check(
        &changed(AccountChanged::Password),
        "Your password was changed\n\n\
         You get this mail because the account ada at tools.example.org is or was\n\
         reached at this address: the password was set or changed. Its other\n\
         browsers were signed out. API tokens still work: revoke them all on the\n\
         page of the account if a program may have leaked one.\n\n\
         If it was you, there is nothing to do.\n\n\
         If it was not you, set another password at once and look at the ways to\n\
         sign in. If you cannot get in any more, ask an administrator of the site\n\
         to disable the account:\n\n\
         https://tools.example.org/account\n",
    );
}

#[test]
fn something_else_about_getting_in_was_changed() {
    let site = PublicUrl::parse("https://tools.example.org").unwrap();
    for (change, subject, said) in [
        (
            AccountChanged::Address,
            "Your e-mail address was changed",
            "the e-mail address was changed or removed",
        ),
        (
            AccountChanged::Connected,
            "Another way to sign in was added",
            "it was connected with a sign-in provider",
        ),
        (
            AccountChanged::Disconnected,
            "A way to sign in was removed",
            "it was disconnected from its sign-in provider",
        ),
    ] {
        let words = Words::of(&changed(change), &site);
        assert_eq!(words.subject(), subject);
        let text = words.text().replace('\n', " ");
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn access_requested() {
    let contents = Contents::AccessRequested {
        tool: tool(),
        requester: "Ada Lovelace".to_owned(),
        principal: ARN.to_owned(),
        reason: "We align the reads of our\nsecond cohort.\n\nIt runs weekly.".to_owned(),
        answer_by: NOON,
        link: request(),
    };
    check(
        &contents,
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
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn needs_hand_to_grant() {
    let contents = Contents::NeedsHand {
        tool: tool(),
        task: HandTask::Grant,
        principal: "adalovelace".to_owned(),
        link: request(),
    };
    check(
        &contents,
        "Give access to quay.io/acme/aligner by hand\n\n\
         Access to quay.io/acme/aligner was approved, and its registry must be\n\
         told by hand to let in:\n\n\
         adalovelace\n\n\
         You get this mail because you maintain the tool.\n\n\
         For the steps, and to say that it is done:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn needs_hand_to_remove() {
    let contents = Contents::NeedsHand {
        tool: tool(),
        task: HandTask::Remove,
        principal: "adalovelace".to_owned(),
        link: request(),
    };
    check(
        &contents,
        "Take away access to quay.io/acme/aligner by hand\n\n\
         An access to quay.io/acme/aligner is over, and its registry must be told\n\
         by hand to let in no longer:\n\n\
         adalovelace\n\n\
         You get this mail because you maintain the tool.\n\n\
         For the steps, and to say that it is done:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn held() {
    let letter = |cause, why: &str| {
        let contents = Contents::AccessHeld {
            tool: tool(),
            principal: ARN.to_owned(),
            cause,
            link: request(),
        };
        check(
            &contents,
            &format!(
                "An access to quay.io/acme/aligner is not in effect\n\n\
                 The policy of the repository of quay.io/acme/aligner on Amazon ECR does\n\
                 not let in:\n\n\
                 {ARN}\n\n\
                 {why}\n\n\
                 You get this mail because you maintain the tool.\n\n\
                 To look at the access:\n\n\
                 https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n"
            ),
        );
    };
    letter(
        HoldCause::Refused,
        "AWS does not know this principal. It was mistyped, or is deleted. Where\n\
         it exists by now, re-apply the policy; otherwise revoke the access.",
    );
    letter(
        HoldCause::Vanished,
        "It was there, and somebody has taken it out. Where that was a mistake,\n\
         re-apply the policy; otherwise revoke the access.",
    );
    letter(
        HoldCause::NoRoom,
        "The policy is full. Revoke access that nobody needs any more, or shorten\n\
         other statements; this access follows by itself.",
    );
}

#[test]
fn renewal_asked() {
    let contents = Contents::RenewalAsked {
        tool: tool(),
        requester: "Ada Lovelace".to_owned(),
        principal: ARN.to_owned(),
        reason: "The cohort grew.".to_owned(),
        until: NOON,
        link: request(),
    };
    check(
        &contents,
        "Ada Lovelace asks for longer access to quay.io/acme/aligner\n\n\
         Ada Lovelace asks for longer access to quay.io/acme/aligner, for:\n\n\
         arn:aws:iam::123456789012:role/pipeline\n\n\
         The reason, in their words:\n\n\
         > The cohort grew.\n\n\
         You get this mail because you maintain the tool. Without an answer, the\n\
         access ends on 2026-11-23.\n\n\
         To renew the access, or decline:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn request_approved() {
    let contents = Contents::RequestApproved {
        tool: tool(),
        note: Some("Welcome.".to_owned()),
        until: NOON,
        link: request(),
    };
    check(
        &contents,
        "Access to quay.io/acme/aligner approved\n\n\
         A maintainer of quay.io/acme/aligner approved your request, until\n\
         2026-11-23. The access is being set up; another mail comes with the\n\
         commands as soon as they work.\n\n\
         The maintainer's words:\n\n\
         > Welcome.\n\n\
         You get this mail because you asked for access.\n\n\
         To follow it:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn request_approved_without_a_note() {
    let contents = Contents::RequestApproved {
        tool: tool(),
        note: None,
        until: NOON,
        link: request(),
    };
    check(
        &contents,
        "Access to quay.io/acme/aligner approved\n\n\
         A maintainer of quay.io/acme/aligner approved your request, until\n\
         2026-11-23. The access is being set up; another mail comes with the\n\
         commands as soon as they work.\n\n\
         You get this mail because you asked for access.\n\n\
         To follow it:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn request_denied() {
    let contents = Contents::RequestDenied {
        tool: tool(),
        note: Some("Please ask with the account of your institute.".to_owned()),
        link: request(),
    };
    check(
        &contents,
        "Access to quay.io/acme/aligner denied\n\n\
         A maintainer of quay.io/acme/aligner denied your request.\n\n\
         The maintainer's words:\n\n\
         > Please ask with the account of your institute.\n\n\
         You get this mail because you asked for access.\n\n\
         To see the request, or to ask again:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn request_lapsed() {
    let contents = Contents::RequestLapsed {
        tool: tool(),
        link: LocalPath::ask(&tool_path()),
    };
    check(
        &contents,
        "Request for access to quay.io/acme/aligner lapsed\n\n\
         No maintainer of quay.io/acme/aligner answered your request in time, so\n\
         it has lapsed.\n\n\
         You get this mail because you asked for access.\n\n\
         To ask again:\n\n\
         https://tools.example.org/request/quay.io/acme/aligner\n",
    );
}

#[test]
fn access_active() {
    let contents = Contents::AccessActive {
        tool: "312767926603.dkr.ecr.us-west-2.amazonaws.com/_/md5sum".to_owned(),
        commands: PullInstructions {
            login: Some(
                "aws ecr get-login-password --region us-west-2 | docker login --username AWS \
                 --password-stdin 312767926603.dkr.ecr.us-west-2.amazonaws.com"
                    .to_owned(),
            ),
            login_note: Some("The login lasts 12 hours."),
            pull: "docker pull 312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum:1.0".to_owned(),
        },
        until: NOON,
        link: request(),
    };
    check(
        &contents,
        "Access to 312767926603.dkr.ecr.us-west-2.amazonaws.com/_/md5sum is active\n\n\
         Your access to 312767926603.dkr.ecr.us-west-2.amazonaws.com/_/md5sum is\n\
         active, until 2026-11-23. You get this mail because the access is yours.\n\n\
         Log in:\n\n\
         aws ecr get-login-password --region us-west-2 | docker login --username AWS --password-stdin 312767926603.dkr.ecr.us-west-2.amazonaws.com\n\n\
         The login lasts 12 hours.\n\n\
         Pull the image:\n\n\
         docker pull 312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum:1.0\n\n\
         These commands, and the state of the access:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn access_active_without_a_login() {
    let contents = Contents::AccessActive {
        tool: tool(),
        commands: PullInstructions {
            login: None,
            login_note: None,
            pull: "docker pull quay.io/acme/aligner:1.0".to_owned(),
        },
        until: NOON,
        link: request(),
    };
    check(
        &contents,
        "Access to quay.io/acme/aligner is active\n\n\
         Your access to quay.io/acme/aligner is active, until 2026-11-23. You get\n\
         this mail because the access is yours.\n\n\
         Pull the image:\n\n\
         docker pull quay.io/acme/aligner:1.0\n\n\
         These commands, and the state of the access:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn access_revoked() {
    let contents = Contents::AccessRevoked {
        tool: tool(),
        reason: "The project is over.".to_owned(),
        link: request(),
    };
    check(
        &contents,
        "Access to quay.io/acme/aligner revoked\n\n\
         A maintainer of quay.io/acme/aligner revoked your access.\n\n\
         The reason, in their words:\n\n\
         > The project is over.\n\n\
         You get this mail because the access was yours.\n\n\
         To see the details:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn access_ended() {
    let contents = Contents::AccessEnded {
        tool: tool(),
        link: LocalPath::ask(&tool_path()),
    };
    check(
        &contents,
        "Access to quay.io/acme/aligner has ended\n\n\
         The time of your access to quay.io/acme/aligner is over, and it has\n\
         ended. You get this mail because the access was yours.\n\n\
         If you still need it, ask again:\n\n\
         https://tools.example.org/request/quay.io/acme/aligner\n",
    );
}

#[test]
fn access_ends_soon() {
    let contents = |is_asked| Contents::AccessEndsSoon {
        tool: tool(),
        until: NOON,
        is_asked,
        link: LocalPath::more_time(RequestId::from_uuid(Uuid::from_u128(7))),
    };
    check(
        &contents(false),
        "Access to quay.io/acme/aligner ends on 2026-11-23\n\n\
         Your access to quay.io/acme/aligner ends on 2026-11-23. You get this\n\
         mail because the access is yours.\n\n\
         If you need it for longer, ask for more time before it ends; a\n\
         maintainer answers.\n\n\
         To ask for more time:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007#more-time\n",
    );
    check(
        &contents(true),
        "Access to quay.io/acme/aligner ends on 2026-11-23\n\n\
         Your access to quay.io/acme/aligner ends on 2026-11-23. You get this\n\
         mail because the access is yours.\n\n\
         You have asked for more time, and no maintainer has answered yet.\n\n\
         To see where it stands:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007#more-time\n",
    );
}

#[test]
fn access_renewed() {
    let contents = Contents::AccessRenewed {
        tool: tool(),
        until: NOON,
        link: request(),
    };
    check(
        &contents,
        "Access to quay.io/acme/aligner renewed\n\n\
         A maintainer of quay.io/acme/aligner renewed your access; it lasts until\n\
         2026-11-23. You get this mail because the access is yours.\n\n\
         There is nothing to do. The state of the access:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn renewal_declined() {
    let contents = Contents::RenewalDeclined {
        tool: tool(),
        until: NOON,
        link: request(),
    };
    check(
        &contents,
        "Renewal of access to quay.io/acme/aligner declined\n\n\
         A maintainer of quay.io/acme/aligner declined to renew your access; it\n\
         ends on 2026-11-23. You get this mail because the access is yours.\n\n\
         To see the details:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

fn registry_answered(is_accepted: bool) -> Contents {
    Contents::RegistryAnswered {
        host: "registry.example.org".to_owned(),
        is_accepted,
        reason: "Everybody asked for it.".to_owned(),
        link: LocalPath::registry_request(RegistryRequestId::from_uuid(Uuid::from_u128(7))),
    }
}

#[test]
fn registry_accepted() {
    check(
        &registry_answered(true),
        "The registry registry.example.org is supported now\n\n\
         You asked for the registry registry.example.org. It is supported now:\n\
         register tools on it.\n\n\
         The administrator's words:\n\n\
         > Everybody asked for it.\n\n\
         You get this mail because you support the request.\n\n\
         To see the request:\n\n\
         https://tools.example.org/registries/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn registry_declined() {
    check(
        &registry_answered(false),
        "The registry registry.example.org is not going to be supported\n\n\
         You asked for the registry registry.example.org. It is not going to be\n\
         supported. Tools on it can be registered all the same; only the general\n\
         rules apply to them.\n\n\
         The administrator's words:\n\n\
         > Everybody asked for it.\n\n\
         You get this mail because you support the request.\n\n\
         To see the request:\n\n\
         https://tools.example.org/registries/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn maintainer_added() {
    let contents = Contents::MaintainerAdded {
        tool: tool(),
        by: "Grace Hopper".to_owned(),
        link: LocalPath::tool(&tool_path()),
    };
    check(
        &contents,
        "You maintain quay.io/acme/aligner\n\n\
         Grace Hopper made you a maintainer of quay.io/acme/aligner. You can now\n\
         change the tool, and you decide who gets access; that is why you get\n\
         this mail.\n\n\
         To see the tool, or to leave again:\n\n\
         https://tools.example.org/tools/quay.io/acme/aligner\n",
    );
}

fn image_changed(drift: Drift) -> Contents {
    Contents::ImageChanged {
        tool: tool(),
        drift,
        registry: "quay.io".to_owned(),
        link: LocalPath::tool(&tool_path()),
    }
}

#[test]
fn image_gone() {
    check(
        &image_changed(Drift::Gone),
        "The image of quay.io/acme/aligner is gone\n\n\
         quay.io says that the image of quay.io/acme/aligner is not there any\n\
         more.\n\n\
         You get this mail because you maintain the tool. Push it again, or\n\
         change the tool to an image that is there; a tool that is over can be\n\
         archived.\n\n\
         To see the tool:\n\n\
         https://tools.example.org/tools/quay.io/acme/aligner\n",
    );
}

#[test]
fn image_made_public() {
    check(
        &image_changed(Drift::MadePublic),
        "Everybody can pull the image of quay.io/acme/aligner\n\n\
         quay.io lets everybody pull the image of quay.io/acme/aligner now, which\n\
         it did not before.\n\n\
         You get this mail because you maintain the tool. If that is not meant,\n\
         make the repository private on its registry; if it is, make the tool\n\
         public.\n\n\
         To see the tool:\n\n\
         https://tools.example.org/tools/quay.io/acme/aligner\n",
    );
}

#[test]
fn image_made_private() {
    check(
        &image_changed(Drift::MadePrivate),
        "The image of quay.io/acme/aligner can only be pulled after logging in\n\n\
         quay.io lets nobody pull the image of quay.io/acme/aligner any more who\n\
         is not logged in.\n\n\
         You get this mail because you maintain the tool. If that is not meant,\n\
         make the repository public on its registry; if it is, make the tool\n\
         private, so that people know whom to ask.\n\n\
         To see the tool:\n\n\
         https://tools.example.org/tools/quay.io/acme/aligner\n",
    );
}

#[test]
fn maintainer_removed() {
    let contents = Contents::MaintainerRemoved {
        tool: tool(),
        link: LocalPath::tool(&tool_path()),
    };
    check(
        &contents,
        "You no longer maintain quay.io/acme/aligner\n\n\
         Another maintainer or an administrator removed you as a maintainer of\n\
         quay.io/acme/aligner. You can no longer change the tool or decide about\n\
         access; you get this mail because until now you could.\n\n\
         If that is a mistake, ask another maintainer. The tool:\n\n\
         https://tools.example.org/tools/quay.io/acme/aligner\n",
    );
}

#[test]
fn unanswered() {
    let contents = Contents::Unanswered {
        tool: tool(),
        requester: "ada".to_owned(),
        link: request(),
    };
    check(
        &contents,
        "A request for access to quay.io/acme/aligner lapsed\n\n\
         No maintainer of quay.io/acme/aligner answered the request of ada for\n\
         access in time, so it has lapsed. ada can ask again.\n\n\
         You get this mail because you maintain the tool.\n\n\
         To see the request:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn request_withdrawn() {
    let contents = Contents::RequestWithdrawn {
        tool: tool(),
        requester: "ada".to_owned(),
        link: request(),
    };
    check(
        &contents,
        "ada no longer asks for access to quay.io/acme/aligner\n\n\
         ada took back the request for access to quay.io/acme/aligner. There is\n\
         nothing to do. You get this mail because you maintain the tool.\n\n\
         To see the request:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

fn given_back(by_hand: Option<&str>) -> Contents {
    Contents::AccessGivenBack {
        tool: tool(),
        requester: "ada".to_owned(),
        reason: "The cohort is done.".to_owned(),
        by_hand: by_hand.map(str::to_owned),
        link: request(),
    }
}

#[test]
fn access_given_back() {
    check(
        &given_back(None),
        "ada gave back access to quay.io/acme/aligner\n\n\
         ada no longer needs access to quay.io/acme/aligner, and gave it back.\n\n\
         The reason, in their words:\n\n\
         > The cohort is done.\n\n\
         You get this mail because you maintain the tool.\n\n\
         There is nothing to do. The access:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}

#[test]
fn access_given_back_that_is_removed_by_hand() {
    check(
        &given_back(Some("adalovelace")),
        "ada gave back access to quay.io/acme/aligner\n\n\
         ada no longer needs access to quay.io/acme/aligner, and gave it back.\n\n\
         The reason, in their words:\n\n\
         > The cohort is done.\n\n\
         The registry of the tool must be told by hand to let in no longer:\n\n\
         adalovelace\n\n\
         You get this mail because you maintain the tool.\n\n\
         For the steps, and to say that it is done:\n\n\
         https://tools.example.org/requests/00000000-0000-0000-0000-000000000007\n",
    );
}
