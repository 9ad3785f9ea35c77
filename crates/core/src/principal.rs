//! Principals: who asks for access to a private image.
//!
//! A private Amazon ECR repository is opened to AWS accounts and IAM identities, other registries
//! to user names of their own.

use std::fmt;
use std::ops::Range;

use crate::code::Code;
use crate::mended::mended;
use crate::registration::Corrupt;
use crate::registry::{DOCKER_HUB_ID, EcrHost, Located, Partition, RegistryEntry, is_account};
use crate::report::{Field, Issue, keep_fixes_that_help, sort_issues};

/// Most bytes of an ARN (AWS IAM API Reference: `arnType`).
pub const ARN_BYTES_MAX: usize = 2048;

/// Most bytes of the name of an IAM user or role (AWS IAM User Guide, IAM and AWS STS quotas).
const IAM_NAME_BYTES_MAX: usize = 64;

/// Most bytes of the path in front of such a name (the same page).
const IAM_PATH_BYTES_MAX: usize = 512;

/// Most bytes of a user name on a registry without a rule of its own: what directories and
/// e-mail addresses used as names need.
const USER_NAME_BYTES_MAX: usize = 255;

/// Somebody who can be given access. Only [`check`] builds one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// An AWS account or IAM identity.
    Aws(AwsPrincipal),
    /// A user name on the registry.
    UserName(String),
}

impl Principal {
    /// The spelling to store and compare: for AWS always the ARN.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Aws(principal) => principal.arn(),
            Self::UserName(name) => name,
        }
    }

    /// Reads a stored principal of an image on `host` back, as [`Principal::as_str`] spelt it.
    ///
    /// The shape is parsed again, the rules of the registry are not: somebody who was let in under
    /// yesterday's rules stays readable.
    ///
    /// # Errors
    /// [`Corrupt`] when it can be nobody's.
    ///
    /// ```
    /// use wharfinger_core::principal::Principal;
    /// let ada = Principal::restore("quay.io", "ada").unwrap();
    /// assert_eq!(ada.as_str(), "ada");
    /// assert!(Principal::restore("quay.io", " ada").is_err());
    /// ```
    pub fn restore(host: &str, stored: &str) -> Result<Self, Corrupt> {
        match check_untried(None, host, stored) {
            (issues, Some(principal)) if issues.is_empty() && principal.as_str() == stored => {
                Ok(principal)
            }
            _ => Err(Corrupt::new("principal", stored)),
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an AWS principal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AwsPrincipalKind {
    /// A whole account; its administrators decide who inside it.
    Account,
    /// An IAM user.
    User,
    /// An IAM role.
    Role,
}

/// An AWS account or IAM identity, in the repository's own partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsPrincipal {
    arn: String,
    account: Range<usize>,
    kind: AwsPrincipalKind,
}

impl AwsPrincipal {
    /// The ARN; of an account the one of its root, which Amazon ECR reads the bare id as.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The 12-digit account it lives in.
    #[must_use]
    pub fn account(&self) -> &str {
        self.arn.get(self.account.clone()).unwrap_or_default()
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> AwsPrincipalKind {
        self.kind
    }

    fn new(partition: &Partition, account: &str, resource: &str, kind: AwsPrincipalKind) -> Self {
        let start = "arn:".len() + partition.id.len() + ":iam::".len();
        Self {
            arn: format!("arn:{}:iam::{account}:{resource}", partition.id),
            account: start..start + account.len(),
            kind,
        }
    }
}

/// Parses whom to give access to an image on `host`, which belongs to `entry` (`None` when it is
/// unknown).
///
/// # Errors
/// Everything that is wrong with it, in report order, with spans in [`Field::Principal`].
///
/// ```
/// use wharfinger_core::{principal, registry::Catalogue};
/// let catalogue = Catalogue::built_in();
/// let host = "312767926603.dkr.ecr.us-west-2.amazonaws.com";
/// let entry = catalogue.identify(host).entry();
/// let ada = principal::check(entry, host, "111122223333").unwrap();
/// assert_eq!(ada.as_str(), "arn:aws:iam::111122223333:root");
/// ```
pub fn check(
    entry: Option<RegistryEntry<'_>>,
    host: &str,
    text: &str,
) -> Result<Principal, Vec<Issue>> {
    let (mut issues, principal) = check_untried(entry, host, text);
    if let Some(principal) = principal.filter(|_| issues.is_empty()) {
        return Ok(principal);
    }
    let errors = issues.len();
    keep_fixes_that_help(&mut issues, errors, |fix| {
        check_untried(entry, host, &mended(text, &fix.edits))
            .0
            .len()
    });
    Err(issues)
}

/// All checks, with fixes that nobody has tried yet. Every issue is an error.
fn check_untried(
    entry: Option<RegistryEntry<'_>>,
    host: &str,
    text: &str,
) -> (Vec<Issue>, Option<Principal>) {
    let all = Located::whole(Field::Principal, text);
    let mut issues = Vec::new();
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`'));
    if trimmed.is_empty() {
        let message = "say who needs access";
        issues.push(all.issue(Code::PrincipalEmpty, 0..text.len(), message));
        return (issues, None);
    }
    let start = text.find(trimmed).unwrap_or_default();
    if trimmed.len() < text.len() {
        let end = start + trimmed.len();
        let range = if start > 0 { 0..start } else { end..text.len() };
        issues.push(
            all.issue(
                Code::PrincipalAround,
                range,
                "only the name itself belongs here",
            )
            .fix(all.fix(format!("Keep `{trimmed}`"), 0..text.len(), trimmed)),
        );
    }
    let name = Located::new(Field::Principal, start, trimmed);
    let principal = match EcrHost::parse(host) {
        Some(ecr) => check_aws(ecr.partition(), name, &mut issues).map(Principal::Aws),
        None => check_user_name(entry, name, &mut issues),
    };
    sort_issues(&mut issues);
    (issues, principal)
}

fn check_aws(
    partition: &Partition,
    name: Located<'_>,
    issues: &mut Vec<Issue>,
) -> Option<AwsPrincipal> {
    let text = name.text;
    let all = 0..text.len();
    let kind = AwsPrincipalKind::Account;
    if is_account(text) {
        return Some(AwsPrincipal::new(partition, text, "root", kind));
    }
    if text.starts_with("arn:") {
        return check_arn(partition, name, issues);
    }
    if text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b' '))
    {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let count = digits.len();
        let mut issue = name.issue(
            Code::PrincipalAccount,
            all.clone(),
            format!("an AWS account id is 12 digits in a row, this has {count}"),
        );
        if is_account(&digits) {
            issue = name
                .issue(
                    Code::PrincipalAccount,
                    all.clone(),
                    "an AWS account id is written without separators",
                )
                .fix(name.fix(format!("Write `{digits}`"), all, digits));
        }
        issues.push(issue);
        return None;
    }
    if text.contains('*') {
        issues.push(wildcard(name));
        return None;
    }
    if let Some(what) = unique_id(text) {
        issues.push(
            name.issue(
                Code::PrincipalUniqueId,
                all,
                format!("`{}...` is {what}", text.get(..4).unwrap_or_default()),
            )
            .help("give the 12-digit account id, or the ARN of the role or user"),
        );
        return None;
    }
    issues.push(
        name.issue(
            Code::PrincipalNotAws,
            all,
            "Amazon ECR gives access to AWS accounts, roles and users",
        )
        .help(
            "give a 12-digit account id or an ARN such as `arn:aws:iam::123456789012:role/puller`",
        ),
    );
    None
}

fn wildcard(name: Located<'_>) -> Issue {
    let at = name.text.find('*').unwrap_or_default();
    name.issue(
        Code::PrincipalWildcard,
        at..at + 1,
        "`*` would give access to strangers",
    )
    .help("name each account, role or user")
}

/// What an identifier that only AWS gives out stands for (IAM User Guide, IAM identifiers,
/// "Understanding unique ID prefixes").
fn unique_id(text: &str) -> Option<&'static str> {
    let alphanumeric = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    if text.len() < 16 || !text.bytes().all(alphanumeric) {
        return None;
    }
    Some(match text.get(..4)? {
        "AROA" => "the unique id of a role; AWS shows it after the role was deleted",
        "AIDA" => "the unique id of a user; AWS shows it after the user was deleted",
        "AKIA" | "ASIA" => "an access key, not a name",
        "AGPA" => "the unique id of a group; groups cannot be given access",
        "AIPA" => "the unique id of an instance profile",
        _ => return None,
    })
}

fn check_arn(
    partition: &Partition,
    name: Located<'_>,
    issues: &mut Vec<Issue>,
) -> Option<AwsPrincipal> {
    let text = name.text;
    let before = issues.len();
    if text.len() > ARN_BYTES_MAX {
        let range = name.behind(ARN_BYTES_MAX);
        let message = format!("an ARN has at most {ARN_BYTES_MAX} bytes");
        issues.push(name.issue(Code::PrincipalArn, range, message));
        return None;
    }
    let Some([area, service, region, account, resource]) = arn_parts(text) else {
        issues.push(
            name.issue(
                Code::PrincipalArn,
                0..text.len(),
                "the ARN has fewer than six parts",
            )
            .help("write it as `arn:aws:iam::123456789012:role/puller`"),
        );
        return None;
    };
    if !matches!(service.0, "iam" | "sts") {
        let message = format!(
            "`{}` has no identities that could be given access",
            service.0
        );
        issues.push(
            name.issue(Code::PrincipalArn, service.1, message)
                .help("give the ARN of an IAM role or user"),
        );
        return None;
    }
    if area.0 != partition.id {
        issues.push(another_partition(partition, name, area));
    }
    if !is_account(account.0) {
        issues.push(name.issue(
            Code::PrincipalAccount,
            account.1.clone(),
            format!("`{}` is not a 12-digit AWS account id", account.0),
        ));
    }
    if !region.0.is_empty() {
        issues.push(
            name.issue(
                Code::PrincipalArn,
                region.1.clone(),
                "an IAM ARN has no region",
            )
            .fix(name.fix("Remove the region", region.1, "")),
        );
    }
    if service.0 == "sts" {
        issues.push(assumed_role(name, partition, account.0, &resource));
        return None;
    }
    let place = Located::new(name.field, name.offset + resource.1.start, resource.0);
    let kind = check_resource(place, issues)?;
    (issues.len() == before).then(|| AwsPrincipal::new(partition, account.0, resource.0, kind))
}

/// The parts of an ARN behind `arn:`, each with its place.
fn arn_parts(text: &str) -> Option<[(&str, Range<usize>); 5]> {
    let mut at = 0;
    let mut parts = text.splitn(6, ':').map(|part| {
        let start = at;
        at += part.len() + 1;
        (part, start..start + part.len())
    });
    let mut next = || parts.next();
    next()?;
    Some([next()?, next()?, next()?, next()?, next()?])
}

fn another_partition(
    partition: &Partition,
    name: Located<'_>,
    (area, range): (&str, Range<usize>),
) -> Issue {
    let issue = name.issue(
        Code::PrincipalPartition,
        range.clone(),
        format!(
            "the repository is in the partition `{}`, this is in `{area}`; access cannot cross",
            partition.id
        ),
    );
    // A real partition has accounts of its own, so another name there is another account.
    if Partition::by_id(area).is_some() {
        return issue;
    }
    issue.fix(name.fix(format!("Write `{}`", partition.id), range, partition.id))
}

/// A session of a role: it ends, the role stays.
fn assumed_role(
    name: Located<'_>,
    partition: &Partition,
    account: &str,
    (resource, range): &(&str, Range<usize>),
) -> Issue {
    let issue = name
        .issue(
            Code::PrincipalAssumedRole,
            range.clone(),
            "this is a session, which ends; give access to its role",
        )
        .help("copy the role's ARN from the IAM console");
    let role = resource
        .strip_prefix("assumed-role/")
        .and_then(|rest| rest.split('/').next())
        .filter(|role| is_iam_name(role));
    match role {
        // Roles of the IAM Identity Center live under a path that the session does not tell.
        Some(role) if !role.starts_with("AWSReservedSSO_") && is_account(account) => {
            let arn = format!("arn:{}:iam::{account}:role/{role}", partition.id);
            issue.fix(name.fix(format!("Use `{arn}`"), 0..name.text.len(), arn))
        }
        _ => issue,
    }
}

/// `root`, `user/...` or `role/...`.
fn check_resource(resource: Located<'_>, issues: &mut Vec<Issue>) -> Option<AwsPrincipalKind> {
    let text = resource.text;
    if text == "root" {
        return Some(AwsPrincipalKind::Account);
    }
    if text.contains('*') {
        issues.push(wildcard(resource));
        return None;
    }
    let (word, rest) = text.split_once('/').unwrap_or((text, ""));
    let kind = match word {
        "user" => AwsPrincipalKind::User,
        "role" => AwsPrincipalKind::Role,
        _ => {
            let message = match word {
                "group" => "groups cannot be given access; give it to the account or to a role",
                "instance-profile" => "give access to the role in the instance profile",
                _ => "only `root`, `user/NAME` and `role/NAME` can be given access",
            };
            issues.push(resource.issue(Code::PrincipalKind, 0..word.len(), message));
            return None;
        }
    };
    let (path, name) = rest.rsplit_once('/').unwrap_or(("", rest));
    let start = text.len() - name.len();
    if !is_iam_name(name) {
        issues.push(resource.issue(
            Code::PrincipalName,
            start..text.len(),
            format!(
                "the name of a {word} is 1 to {IAM_NAME_BYTES_MAX} letters, digits and `_+=,.@-`"
            ),
        ));
    }
    // The path is stored with a slash on both sides.
    if path.len() + 2 > IAM_PATH_BYTES_MAX || !path.bytes().all(|byte| byte.is_ascii_graphic()) {
        issues.push(resource.issue(
            Code::PrincipalName,
            word.len() + 1..start.saturating_sub(1),
            format!(
                "the path of a {word} is at most {IAM_PATH_BYTES_MAX} visible ASCII characters"
            ),
        ));
    }
    Some(kind)
}

/// `[\w+=,.@-]{1,64}` (IAM API Reference: `userNameType`, `roleNameType`).
fn is_iam_name(name: &str) -> bool {
    (1..=IAM_NAME_BYTES_MAX).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

/// Whether two spellings of a user name that differ in capitals alone mean one account on the registry with
/// this id. [`check`] then spells a name in small letters; what was stored before it did may not be.
///
/// ```
/// use wharfinger_core::principal::ignores_case;
/// assert!(ignores_case("ghcr"));
/// assert!(!ignores_case("custom"));
/// ```
#[must_use]
pub fn ignores_case(registry: &str) -> bool {
    user_name_rule(registry).capitals == Capitals::Ignored
}

/// What a registry calls a user name.
struct UserNameRule {
    min: usize,
    max: usize,
    /// Characters besides letters and digits.
    marks: &'static str,
    capitals: Capitals,
    /// Whether marks stand only alone and between letters and digits.
    inner: bool,
    /// What a name cannot begin with; nothing where it is empty.
    not_first: &'static str,
    /// What a name cannot end with.
    not_last: &'static [&'static str],
    help: &'static str,
}

/// What a registry makes of capitals in user names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Capitals {
    /// They may mean somebody else than small letters do.
    Told,
    /// No name has any.
    Refused,
    /// They mean the same as small letters, so that a name is kept in small ones.
    Ignored,
}

const ANY_USER_NAME: UserNameRule = UserNameRule {
    min: 1,
    max: USER_NAME_BYTES_MAX,
    marks: "!#$%&'*+-./:=?@\\^_{|}~",
    capitals: Capitals::Told,
    inner: false,
    not_first: "",
    not_last: &[],
    help: "write the name that you log in to the registry with",
};

fn user_name_rule(registry: &str) -> UserNameRule {
    match registry {
        DOCKER_HUB_ID | "docker-hardened-images" => UserNameRule {
            min: 4,
            max: 30,
            marks: "",
            capitals: Capitals::Refused,
            help: "a Docker ID is 4 to 30 lowercase letters and digits",
            ..ANY_USER_NAME
        },
        // `+` joins a namespace and its robot account (quay/quay ffba0c7, util/names.py).
        "quay" => UserNameRule {
            min: 2,
            marks: "._-+",
            capitals: Capitals::Refused,
            inner: true,
            help: "a Quay.io name is lowercase letters and digits with single `.`, `_` or `-` inside",
            ..ANY_USER_NAME
        },
        // What GitLab says where it refuses a name; its documentation says more of new ones ("Reserved
        // project and group names"), which names from before need not keep. Names are looked up and must
        // be unique without regard to case (gitlab-org/gitlab, app/models/concerns/case_sensitivity.rb).
        "gitlab" => UserNameRule {
            min: 2,
            marks: "._-",
            capitals: Capitals::Ignored,
            not_first: "-",
            not_last: &[".", ".git", ".atom"],
            help: "a GitLab user name is letters, digits, `_`, `-` and `.`",
            ..ANY_USER_NAME
        },
        // `_` joins the short code of an enterprise that manages its accounts. `github.com/Ada` and
        // `github.com/ada` are one account.
        "ghcr" => UserNameRule {
            max: 39,
            capitals: Capitals::Ignored,
            marks: "-_",
            inner: true,
            help: "a GitHub user name is at most 39 letters and digits with single hyphens inside",
            ..ANY_USER_NAME
        },
        // On the enterprise platform the division comes first.
        "seven-bridges" => UserNameRule {
            marks: "._-/",
            help: "write your platform user name, or `DIVISION/USERNAME`",
            ..ANY_USER_NAME
        },
        _ => ANY_USER_NAME,
    }
}

fn check_user_name(
    entry: Option<RegistryEntry<'_>>,
    name: Located<'_>,
    issues: &mut Vec<Issue>,
) -> Option<Principal> {
    let text = name.text;
    let before = issues.len();
    let rule = user_name_rule(entry.map_or("", RegistryEntry::id));
    // `@ada` and a link to a profile are how people write about each other.
    let bare = match text.split_once("://") {
        Some((_, page)) => page.trim_end_matches('/').rsplit('/').next(),
        None => text.strip_prefix('@'),
    };
    if let Some(bare) = bare.filter(|bare| !bare.is_empty()) {
        issues.push(
            name.issue(
                Code::PrincipalUserName,
                0..text.len() - bare.len(),
                "only the user name belongs here",
            )
            .fix(name.fix(format!("Keep `{bare}`"), 0..text.len(), bare)),
        );
        return None;
    }
    if !(rule.min..=rule.max).contains(&text.len()) {
        let message = format!(
            "a user name has {} to {} characters, this has {}",
            rule.min,
            rule.max,
            text.len()
        );
        issues.push(
            name.issue(Code::PrincipalUserName, 0..text.len(), message)
                .help(rule.help),
        );
        // One message for a pasted page, not one for each of its characters.
        if text.len() > rule.max {
            return None;
        }
    }
    if rule.capitals == Capitals::Refused && text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let lower = text.to_ascii_lowercase();
        issues.push(
            name.issue(
                Code::PrincipalUserName,
                0..text.len(),
                "user names are in lower case here",
            )
            .fix(name.fix(format!("Write `{lower}`"), 0..text.len(), lower)),
        );
    }
    check_user_name_characters(&rule, name, issues);
    check_user_name_ends(&rule, name, issues);
    (issues.len() == before).then(|| {
        Principal::UserName(match rule.capitals {
            Capitals::Ignored => text.to_ascii_lowercase(),
            Capitals::Told | Capitals::Refused => text.to_owned(),
        })
    })
}

fn check_user_name_ends(rule: &UserNameRule, name: Located<'_>, issues: &mut Vec<Issue>) {
    let text = name.text;
    let first = rule.not_first;
    let is_first = !first.is_empty() && text.starts_with(first);
    let last = rule.not_last.iter().find(|last| text.ends_with(*last));
    let first = is_first.then_some((first, 0, "begin"));
    let last = last.map(|last| (*last, text.len() - last.len(), "end"));
    for (mark, at, place) in first.into_iter().chain(last) {
        let message = format!("a user name cannot {place} with `{mark}`");
        let range = at..at + mark.len();
        let issue = name.issue(Code::PrincipalUserName, range, message);
        issues.push(issue.help(rule.help));
    }
}

fn check_user_name_characters(rule: &UserNameRule, name: Located<'_>, issues: &mut Vec<Issue>) {
    let text = name.text;
    let mut after_mark = true;
    for (at, c) in text.char_indices() {
        let is_mark = rule.marks.contains(c);
        let range = at..at + c.len_utf8();
        let last = range.end == text.len();
        if !c.is_ascii_alphanumeric() && !is_mark {
            let shown = if c == ' ' {
                // Between backticks it would look like nothing.
                "a space".to_owned()
            } else if c.is_control() {
                format!("U+{:04X}", u32::from(c))
            } else {
                format!("`{c}`")
            };
            let message = format!("{shown} cannot stand in a user name");
            issues.push(
                name.issue(Code::PrincipalUserName, range, message)
                    .help(rule.help),
            );
        } else if is_mark && rule.inner && (after_mark || last) {
            let message = format!("`{c}` stands between letters or digits");
            issues.push(
                name.issue(Code::PrincipalUserName, range, message)
                    .help(rule.help),
            );
        }
        after_mark = is_mark;
    }
}
