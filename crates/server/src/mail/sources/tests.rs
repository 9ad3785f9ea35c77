//! Every notice over a store in memory: what its letter says while it matters, and that there is none
//! once it does not.

use std::time::Duration;

use wharfinger_core::access::{GrantDays, Note, Reason};
use wharfinger_core::evidence::{Evidence, Unknown, Verdict};
use wharfinger_core::registration::{Draft, check};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Field;
use wharfinger_store::{
    AccessRequests as _, AccountChange, Accounts as _, Actor, By, Change, Email, Identity,
    Looks as _, Maintainers as _, Model, NewAccount, NewRequest, NewTool, Notices as _, OPERATOR,
    PasswordHash, Role, SecretHash, SignIn as _, ToolId, Tools as _, Uuid,
};

use super::*;
use crate::limits::LINK_LIFETIME;
use crate::mail::contents::HandTask;
use crate::mail::limits::VERIFY_LIFETIME;
use crate::mail::links::{LocalPath, SecretPath};
use crate::seams::System;
use crate::secret::{Kind, Secret};

const NOW: Timestamp = Timestamp::from_micros(1_795_435_200_000_000);
const TOOL: &str = "quay.io/acme/aligner";
const CONTACT: &str = "contact@example.org";

const GRACE: AccountId = AccountId::from_bytes([1; 16]);
const ADA: AccountId = AccountId::from_bytes([2; 16]);
const MARY: AccountId = AccountId::from_bytes([3; 16]);

/// A private tool that Grace and Mary maintain, and Ada, who wants to pull it.
struct World {
    model: Arc<Model>,
    sources: Sources,
    tool: ToolId,
}

fn by(account: AccountId) -> By {
    By {
        actor: Actor::Account(account),
        request_id: "test".to_owned(),
        now: NOW,
    }
}

fn reason() -> Reason {
    Reason::new("Project 17.").unwrap()
}

impl World {
    async fn new() -> Self {
        let model = Arc::new(Model::new());
        for (id, name) in [(GRACE, "grace"), (ADA, "ada"), (MARY, "mary")] {
            account(&model, id, name, Some(NOW)).await;
        }
        let draft = Draft::default()
            .with(Field::Image, TOOL)
            .with(Field::Visibility, "private")
            .with(Field::ContactEmail, CONTACT);
        let new = NewTool {
            id: ToolId::new(NOW, [7; 10]),
            registration: check(&Catalogue::built_in(), &draft).registration.unwrap(),
            idempotency: None,
        };
        let tool = model.register_tool(new, by(GRACE)).await.unwrap().tool.id;
        let world = Self {
            sources: Sources::new(model.clone(), Arc::new(System), Catalogue::built_in()),
            model,
            tool,
        };
        world.mails().await;
        world.add(MARY).await;
        world.mails().await;
        world
    }

    /// The mails that wait, which then count as sent.
    async fn mails(&self) -> Vec<Leased> {
        let leased = self
            .model
            .lease_mail(NOW, Timestamp::MAX, 100)
            .await
            .unwrap()
            .leased;
        for mail in &leased {
            self.model.mail_sent(mail.notice.id, NOW).await.unwrap();
        }
        leased
    }

    /// What their letters say now, with whom they go to.
    async fn write(&self, mails: &[Leased]) -> Vec<(String, Contents)> {
        let mut letters = Vec::new();
        for mail in mails {
            let contents = self.sources.contents(mail, NOW).await.unwrap();
            letters.extend(contents.map(|contents| (mail.address.clone(), contents)));
        }
        letters
    }

    async fn letters(&self) -> Vec<(String, Contents)> {
        let mails = self.mails().await;
        self.write(&mails).await
    }

    /// The one letter that waits.
    async fn letter(&self) -> (String, Contents) {
        let mut letters = self.letters().await;
        assert_eq!(letters.len(), 1, "{letters:?}");
        letters.remove(0)
    }

    async fn add(&self, account: AccountId) {
        let added = self.model.add_maintainer(self.tool, account, by(GRACE));
        added.await.unwrap();
    }

    async fn remove(&self, account: AccountId) {
        let removed = self.model.remove_maintainer(self.tool, account, by(GRACE));
        removed.await.unwrap();
    }

    /// Ada asks for access.
    async fn ask(&self) -> RequestId {
        let new = NewRequest {
            id: RequestId::new(NOW, [8; 10]),
            tool: self.tool,
            principal: "adalovelace".to_owned(),
            reason: reason(),
            idempotency: None,
        };
        let asked = self.model.request_access(new, by(ADA)).await.unwrap();
        asked.request.id
    }

    async fn change(&self, request: RequestId, change: Change, account: AccountId) {
        let changed = self
            .model
            .change_request(request, None, change, None, by(account));
        changed.await.unwrap();
    }

    /// Grace approves for so many days, and nobody has opened the registry yet.
    async fn approved(&self, days: u32) -> RequestId {
        let request = self.ask().await;
        self.mails().await;
        let change = Change::Approve {
            days: GrantDays::new(days).unwrap(),
            note: Some(Note::new("Welcome.").unwrap()),
        };
        self.change(request, change, GRACE).await;
        request
    }

    async fn active(&self, days: u32) -> RequestId {
        let request = self.approved(days).await;
        self.change(request, Change::DoneByHand, GRACE).await;
        self.mails().await;
        request
    }

    /// The server lapses and expires what is due so many days later.
    async fn pass(&self, days: u64) {
        let by = By {
            actor: Actor::System,
            request_id: "test".to_owned(),
            now: NOW.later(Duration::from_hours(24 * days)),
        };
        self.model.advance_requests(10, by).await.unwrap();
    }

    /// What waits once days have passed.
    async fn letters_after(&self, days: u64) -> Vec<(String, Contents)> {
        let mails = self.mails_after(days).await;
        self.write(&mails).await
    }

    async fn mails_after(&self, days: u64) -> Vec<Leased> {
        self.pass(days).await;
        let then = NOW.later(Duration::from_hours(24 * days));
        let mails = self.model.lease_mail(then, Timestamp::MAX, 100).await;
        mails.unwrap().leased
    }
}

async fn account(model: &Model, id: AccountId, name: &str, verified_at: Option<Timestamp>) {
    let new = NewAccount {
        id,
        name: name.parse().unwrap(),
        role: Role::Member,
        email: Some(Email {
            address: address(name),
            verified_at,
        }),
        password: None,
        identity: None,
    };
    model.create_account(new, by(id)).await.unwrap();
}

fn address(name: &str) -> String {
    format!("{name}@example.org")
}

fn request_link(id: RequestId) -> LocalPath {
    LocalPath::request(id)
}

/// The secret in a link, as whoever follows it brings it.
fn hash(link: &SecretPath) -> SecretHash {
    let site = crate::mail::PublicUrl::parse("https://tools.example.org").unwrap();
    let address = site.join(link.reveal());
    let (_, secret) = address.rsplit_once('/').unwrap();
    Secret::parse(Kind::Link, secret).unwrap().hash()
}

#[tokio::test]
async fn an_address_is_verified_by_each_of_its_letters() {
    let world = World::new().await;
    let id = AccountId::from_bytes([9; 16]);
    account(&world.model, id, "emmy", None).await;
    let mails = world.mails().await;
    // Two attempts, each with a link of its own.
    let letters = [world.write(&mails).await, world.write(&mails).await].concat();
    let mut links = Vec::new();
    for (to, contents) in letters {
        assert_eq!(to, address("emmy"));
        let Contents::VerifyAccount { link, until } = contents else {
            panic!("{contents:?}");
        };
        assert_eq!(until, NOW.later(VERIFY_LIFETIME));
        links.push(hash(&link));
    }
    assert_ne!(links[0], links[1]);
    let verified = world.model.verify_email_by_link(links[0], by(id)).await;
    assert_eq!(verified.unwrap().verified_email(), Some(&*address("emmy")));
    assert_eq!(world.write(&mails).await, []);
}

#[tokio::test]
async fn an_address_that_was_changed_is_not_written_to() {
    let world = World::new().await;
    let id = AccountId::from_bytes([9; 16]);
    account(&world.model, id, "emmy", None).await;
    let mails = world.mails().await;
    let email = Email {
        address: "other@example.org".to_owned(),
        verified_at: None,
    };
    let changed = world.model.set_email(id, Some(email), by(id)).await;
    changed.unwrap();
    assert_eq!(world.write(&mails).await, []);
    assert_eq!(world.letter().await.0, "other@example.org");
}

#[tokio::test]
async fn a_contact_is_verified_by_its_letter() {
    let world = World::new().await;
    world
        .model
        .ask_contact(world.tool, by(GRACE))
        .await
        .unwrap();
    let mails = world.mails().await;
    let letters = world.write(&mails).await;
    let [(to, Contents::VerifyContact { tool, link, until })] = &letters[..] else {
        panic!("{letters:?}");
    };
    assert_eq!((to.as_str(), tool.as_str()), (CONTACT, TOOL));
    assert_eq!(*until, NOW.later(VERIFY_LIFETIME));
    let verified = world
        .model
        .verify_contact_by_link(hash(link), by(ADA))
        .await;
    assert_eq!(verified, Ok(world.tool));
    assert_eq!(world.write(&mails).await, []);
}

#[tokio::test]
async fn the_contact_of_an_archived_tool_is_left_alone() {
    let world = World::new().await;
    world
        .model
        .ask_contact(world.tool, by(GRACE))
        .await
        .unwrap();
    let archived = world.model.archive_tool(world.tool, None, by(GRACE)).await;
    archived.unwrap();
    assert_eq!(world.letters().await, []);
}

#[tokio::test]
async fn a_password_is_chosen_by_a_link() {
    let world = World::new().await;
    world.model.ask_password_reset(ADA, NOW).await.unwrap();
    let (to, contents) = world.letter().await;
    let Contents::SetPassword {
        is_first,
        link,
        until,
    } = contents
    else {
        panic!("{contents:?}");
    };
    assert_eq!((to, is_first), (address("ada"), true));
    assert_eq!(until, NOW.later(LINK_LIFETIME));
    let link = world.model.link(hash(&link), NOW).await.unwrap();
    assert_eq!(link.unwrap().expires_at, until);
}

#[tokio::test]
async fn maintainers_learn_that_they_are_or_are_not() {
    let world = World::new().await;
    world.remove(MARY).await;
    let removed = world.mails().await;
    let letters = world.write(&removed).await;
    let tool = world.model.tool(world.tool).await.unwrap().unwrap();
    let link = LocalPath::tool(tool.registration.tool_path());
    let expected = Contents::MaintainerRemoved {
        tool: TOOL.to_owned(),
        link: link.clone(),
    };
    assert_eq!(letters, [(address("mary"), expected)]);

    world.add(MARY).await;
    let added = world.mails().await;
    let expected = Contents::MaintainerAdded {
        tool: TOOL.to_owned(),
        by: "grace".to_owned(),
        link,
    };
    assert_eq!(world.write(&added).await, [(address("mary"), expected)]);
    // What was true before is not said any more.
    assert_eq!(world.write(&removed).await, []);
    world.remove(MARY).await;
    assert_eq!(world.write(&added).await, []);
}

#[tokio::test]
async fn maintainers_learn_of_their_image_while_it_is_so() {
    let world = World::new().await;
    let tool = world.model.tool(world.tool).await.unwrap().unwrap();
    let image = tool.registration.image();
    let said = async |verdict, seconds| {
        let at = NOW.later(Duration::from_secs(seconds));
        let evidence = Evidence {
            verdict,
            by_login: false,
            at,
            asked: String::new(),
            status: None,
            digest: None,
            detail: String::new(),
        };
        let by = By {
            actor: Actor::System,
            request_id: "images".to_owned(),
            now: NOW,
        };
        let kept = world
            .model
            .keep_evidence(world.tool, image.clone(), evidence, at, by);
        kept.await.unwrap();
    };
    said(Verdict::ExistsPrivate, 0).await;
    said(Verdict::Missing, 1).await;
    let gone = world.mails().await;
    assert!(!gone.is_empty());
    let letters = world.write(&gone).await;
    let expected = Contents::ImageChanged {
        tool: TOOL.to_owned(),
        drift: Drift::Gone,
        registry: "quay.io".to_owned(),
        link: LocalPath::tool(tool.registration.tool_path()),
    };
    assert!(
        letters.iter().all(|(_, contents)| *contents == expected),
        "{letters:?}"
    );
    assert_eq!(letters.len(), gone.len());
    // A registry that is down changes nothing; an image that is back does.
    said(Verdict::Unknown(Unknown::TimedOut), 2).await;
    assert_eq!(world.write(&gone).await.len(), gone.len());
    said(Verdict::ExistsPrivate, 3).await;
    assert_eq!(world.write(&gone).await, []);
}

#[tokio::test]
async fn a_request_goes_to_whoever_maintains_the_tool_until_it_is_answered() {
    let world = World::new().await;
    let request = world.ask().await;
    let mails = world.mails().await;
    let expected = Contents::AccessRequested {
        tool: TOOL.to_owned(),
        requester: "ada".to_owned(),
        principal: "adalovelace".to_owned(),
        reason: "Project 17.".to_owned(),
        answer_by: NOW.days_later(30),
        link: request_link(request),
    };
    let both = ["grace", "mary"].map(|name| (address(name), expected.clone()));
    assert_eq!(world.write(&mails).await, both);
    world.remove(MARY).await;
    assert_eq!(world.write(&mails).await, both[..1]);
    world
        .change(request, Change::Deny { note: None }, GRACE)
        .await;
    assert_eq!(world.write(&mails).await, []);
}

#[tokio::test]
async fn a_request_that_lapses_is_told_to_both_sides() {
    let world = World::new().await;
    let request = world.ask().await;
    world.mails().await;
    let tool = world.model.tool(world.tool).await.unwrap().unwrap();
    let unanswered = Contents::Unanswered {
        tool: TOOL.to_owned(),
        requester: "ada".to_owned(),
        link: request_link(request),
    };
    let lapsed = Contents::RequestLapsed {
        tool: TOOL.to_owned(),
        link: LocalPath::ask(tool.registration.tool_path()),
    };
    let mut letters = world.letters_after(31).await;
    letters.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(
        letters,
        [
            (address("ada"), lapsed),
            (address("grace"), unanswered.clone()),
            (address("mary"), unanswered),
        ]
    );
}

#[tokio::test]
async fn a_request_that_is_taken_back_is_told_to_maintainers() {
    let world = World::new().await;
    let request = world.ask().await;
    world.mails().await;
    world.change(request, Change::Withdraw, ADA).await;
    let expected = Contents::RequestWithdrawn {
        tool: TOOL.to_owned(),
        requester: "ada".to_owned(),
        link: request_link(request),
    };
    let both = ["grace", "mary"].map(|name| (address(name), expected.clone()));
    assert_eq!(world.letters().await, both);
}

#[tokio::test]
async fn a_denial_has_the_maintainers_words() {
    let world = World::new().await;
    let request = world.ask().await;
    world.mails().await;
    let note = Some(Note::new("Ask as your institute.").unwrap());
    world.change(request, Change::Deny { note }, MARY).await;
    let expected = Contents::RequestDenied {
        tool: TOOL.to_owned(),
        note: Some("Ask as your institute.".to_owned()),
        link: request_link(request),
    };
    assert_eq!(world.letter().await, (address("ada"), expected));
}

#[tokio::test]
async fn an_approval_is_told_and_another_maintainer_is_asked_to_carry_it_out() {
    let world = World::new().await;
    let request = world.approved(365).await;
    let mails = world.mails().await;
    let approved = Contents::RequestApproved {
        tool: TOOL.to_owned(),
        note: Some("Welcome.".to_owned()),
        until: NOW.days_later(365),
        link: request_link(request),
    };
    let needs_hand = Contents::NeedsHand {
        tool: TOOL.to_owned(),
        task: HandTask::Grant,
        principal: "adalovelace".to_owned(),
        link: request_link(request),
    };
    let approved = (address("ada"), approved);
    assert_eq!(
        world.write(&mails).await,
        [approved.clone(), (address("mary"), needs_hand)]
    );
    world.change(request, Change::DoneByHand, GRACE).await;
    // It is done; the maintainer's words still count.
    assert_eq!(world.write(&mails).await, [approved]);
}

#[tokio::test]
async fn access_that_is_active_comes_with_its_commands_while_it_is() {
    let world = World::new().await;
    let request = world.approved(365).await;
    world.mails().await;
    world.change(request, Change::DoneByHand, GRACE).await;
    let mails = world.mails().await;
    let letters = world.write(&mails).await;
    let [
        (
            to,
            Contents::AccessActive {
                commands, until, ..
            },
        ),
    ] = &letters[..]
    else {
        panic!("{letters:?}");
    };
    assert_eq!((to, *until), (&address("ada"), NOW.days_later(365)));
    assert_eq!(commands.pull, "docker pull quay.io/acme/aligner");
    assert!(commands.login.is_some());
    world
        .change(request, Change::Revoke { reason: reason() }, GRACE)
        .await;
    assert_eq!(world.write(&mails).await, []);
}

#[tokio::test]
async fn a_renewal_is_asked_for_and_answered() {
    let world = World::new().await;
    let request = world.active(20).await;
    world
        .change(request, Change::AskRenewal { reason: reason() }, ADA)
        .await;
    let asked = world.mails().await;
    let expected = Contents::RenewalAsked {
        tool: TOOL.to_owned(),
        requester: "ada".to_owned(),
        principal: "adalovelace".to_owned(),
        reason: "Project 17.".to_owned(),
        until: NOW.days_later(20),
        link: request_link(request),
    };
    let both = ["grace", "mary"].map(|name| (address(name), expected.clone()));
    assert_eq!(world.write(&asked).await, both);

    world.change(request, Change::DeclineRenewal, MARY).await;
    assert_eq!(world.write(&asked).await, []);
    let declined = world.mails().await;
    let expected = Contents::RenewalDeclined {
        tool: TOOL.to_owned(),
        until: NOW.days_later(20),
        link: request_link(request),
    };
    assert_eq!(world.write(&declined).await, [(address("ada"), expected)]);

    world
        .change(request, Change::AskRenewal { reason: reason() }, ADA)
        .await;
    assert_eq!(world.write(&declined).await, []);
    world.mails().await;
    let days = GrantDays::new(400).unwrap();
    world.change(request, Change::Renew { days }, GRACE).await;
    let expected = Contents::AccessRenewed {
        tool: TOOL.to_owned(),
        until: NOW.days_later(400),
        link: request_link(request),
    };
    assert_eq!(world.letter().await, (address("ada"), expected));
}

#[tokio::test]
async fn an_end_that_comes_is_told_while_it_comes() {
    let world = World::new().await;
    let request = world.active(20).await;
    let reminder = world.mails_after(10).await;
    assert_eq!(reminder.len(), 1, "{reminder:?}");
    let expected = |is_asked| Contents::AccessEndsSoon {
        tool: TOOL.to_owned(),
        until: NOW.days_later(20),
        is_asked,
        link: LocalPath::more_time(request),
    };
    let to_ada = |contents| [(address("ada"), contents)];
    assert_eq!(world.write(&reminder).await, to_ada(expected(false)));

    world
        .change(request, Change::AskRenewal { reason: reason() }, ADA)
        .await;
    assert_eq!(world.write(&reminder).await, to_ada(expected(true)));
    let days = GrantDays::new(400).unwrap();
    world.change(request, Change::Renew { days }, GRACE).await;
    assert_eq!(world.write(&reminder).await, [], "it comes no more");
}

#[tokio::test]
async fn access_that_is_revoked_is_told_with_the_reason() {
    let world = World::new().await;
    let request = world.active(365).await;
    world
        .change(request, Change::Revoke { reason: reason() }, GRACE)
        .await;
    let revoked = Contents::AccessRevoked {
        tool: TOOL.to_owned(),
        reason: "Project 17.".to_owned(),
        link: request_link(request),
    };
    let needs_hand = Contents::NeedsHand {
        tool: TOOL.to_owned(),
        task: HandTask::Remove,
        principal: "adalovelace".to_owned(),
        link: request_link(request),
    };
    assert_eq!(
        world.letters().await,
        [(address("ada"), revoked), (address("mary"), needs_hand)]
    );
}

#[tokio::test]
async fn access_that_is_given_back_is_to_be_removed_by_hand_until_it_is() {
    let world = World::new().await;
    let request = world.active(365).await;
    world
        .change(request, Change::GiveBack { reason: reason() }, ADA)
        .await;
    let mails = world.mails().await;
    let contents = |by_hand: Option<&str>| Contents::AccessGivenBack {
        tool: TOOL.to_owned(),
        requester: "ada".to_owned(),
        reason: "Project 17.".to_owned(),
        by_hand: by_hand.map(str::to_owned),
        link: request_link(request),
    };
    let both = |by_hand| ["grace", "mary"].map(|name| (address(name), contents(by_hand)));
    assert_eq!(world.write(&mails).await, both(Some("adalovelace")));
    world.change(request, Change::DoneByHand, GRACE).await;
    assert_eq!(world.write(&mails).await, both(None));
}

#[tokio::test]
async fn access_whose_time_is_over_has_ended() {
    let world = World::new().await;
    let request = world.active(365).await;
    let tool = world.model.tool(world.tool).await.unwrap().unwrap();
    let letters = world.letters_after(366).await;
    let ended = Contents::AccessEnded {
        tool: TOOL.to_owned(),
        link: LocalPath::ask(tool.registration.tool_path()),
    };
    assert_eq!(letters.len(), 3);
    assert_eq!(letters[0], (address("ada"), ended));
    for ((to, contents), name) in letters[1..].iter().zip(["grace", "mary"]) {
        assert_eq!(*to, address(name));
        let Contents::NeedsHand { task, link, .. } = contents else {
            panic!("{contents:?}");
        };
        assert_eq!((*task, link), (HandTask::Remove, &request_link(request)));
    }
}

#[tokio::test]
async fn the_address_before_is_told_that_there_is_another() {
    let world = World::new().await;
    let email = Email {
        address: "new@example.org".to_owned(),
        verified_at: None,
    };
    let changed = world.model.set_email(MARY, Some(email), by(MARY)).await;
    changed.unwrap();
    let letters = world.letters().await;
    let (to, contents) = &letters[0];
    assert_eq!(*to, address("mary"));
    let expected = Contents::AccountChanged {
        account: "mary".to_owned(),
        change: AccountChanged::Address,
        link: LocalPath::account(),
    };
    assert_eq!(*contents, expected);
    // Beside it, the new one is asked whether it is right.
    assert_eq!((letters.len(), &*letters[1].0), (2, "new@example.org"));
}

#[tokio::test]
async fn whoever_can_get_in_is_told_of_every_other_way() {
    let world = World::new().await;
    let identity = Identity {
        issuer: "https://id.example.org".to_owned(),
        subject: "1".to_owned(),
    };
    let hash = PasswordHash("$argon2id$".to_owned());
    let model = &world.model;
    model.link_identity(MARY, identity, by(MARY)).await.unwrap();
    model
        .set_password(MARY, hash, None, by(MARY))
        .await
        .unwrap();
    model.unlink_identity(MARY, by(MARY)).await.unwrap();
    let changes = world.letters().await.into_iter().map(|(to, contents)| {
        assert_eq!(to, address("mary"));
        match contents {
            Contents::AccountChanged { change, .. } => change,
            other => panic!("{other:?}"),
        }
    });
    let expected = [
        AccountChanged::Connected,
        AccountChanged::Password,
        AccountChanged::Disconnected,
    ];
    assert_eq!(changes.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn nobody_is_written_to_whose_account_is_disabled() {
    let world = World::new().await;
    world.ask().await;
    let mails = world.mails().await;
    let disable = AccountChange {
        disabled: Some(true),
        ..AccountChange::default()
    };
    let model = &world.model;
    let disabled = model.change_account(MARY, None, disable, by(OPERATOR));
    disabled.await.unwrap();
    let letters = world.write(&mails).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].0, address("grace"));
}

#[tokio::test]
async fn a_request_that_is_gone_is_no_letter() {
    let world = World::new().await;
    world.ask().await;
    let mut mails = world.mails().await;
    mails[0].notice.kind = NoticeKind::Requested(RequestId::from_uuid(Uuid::nil()));
    assert_eq!(world.write(&mails[..1]).await, []);
}
