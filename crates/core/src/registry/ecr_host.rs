//! Hosts of private Amazon ECR registries, parsed rather than matched.
//!
//! `ACCOUNT.dkr.ecr[-fips].REGION.SUFFIX` and, dual-stack, `ACCOUNT.dkr-ecr[-fips].REGION.SUFFIX`.
//! The suffix belongs to the partition that the region lies in, and to the family of the host, so
//! `123456789012.dkr.ecr.cn-north-1.amazonaws.com` is not a host of Amazon ECR.

use std::fmt;
use std::ops::Range;

use super::located::Located;
use super::partition::{PARTITIONS, Partition, is_all};
use crate::code::Code;
use crate::report::Issue;

/// Digits in an AWS account id (botocore ECR model: `RegistryId`).
pub const ACCOUNT_DIGITS: usize = 12;

/// Regions with a FIPS endpoint for pulling (botocore 1.43.11 `endpoints.json`).
const FIPS_REGIONS: &[&str] = &[
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "us-gov-east-1",
    "us-gov-west-1",
];

/// The host of a private Amazon ECR registry, taken apart.
///
/// ```
/// use wharfinger_core::registry::EcrHost;
/// let host = EcrHost::parse("312767926603.dkr.ecr.us-west-2.amazonaws.com").unwrap();
/// assert_eq!((host.account(), host.region()), ("312767926603", "us-west-2"));
/// assert_eq!(host.partition().id, "aws");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EcrHost<'a> {
    account: &'a str,
    region: &'a str,
    partition: &'static Partition,
    fips: bool,
    dual_stack: bool,
}

impl<'a> EcrHost<'a> {
    /// Parses a host in lower case, without a port. Does not allocate.
    #[must_use]
    pub fn parse(host: &'a str) -> Option<Self> {
        let (account, rest) = host.split_at_checked(ACCOUNT_DIGITS)?;
        if !is_account(account) {
            return None;
        }
        let rest = rest.strip_prefix(".dkr")?;
        let (dual_stack, rest) = match rest.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, rest.strip_prefix('.')?),
        };
        let rest = rest.strip_prefix("ecr")?;
        let (fips, rest) = match rest.strip_prefix(FIPS_MARK) {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let (region, suffix) = rest.strip_prefix('.')?.split_once('.')?;
        let partition = Partition::of_region(region)?;
        (suffix == partition.suffix_for(dual_stack)).then_some(Self {
            account,
            region,
            partition,
            fips,
            dual_stack,
        })
    }

    /// The account that owns the registry: its registry id.
    #[must_use]
    pub fn account(&self) -> &'a str {
        self.account
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> &'a str {
        self.region
    }

    /// The partition that the region lies in.
    #[must_use]
    pub fn partition(&self) -> &'static Partition {
        self.partition
    }

    /// Whether the host is a FIPS endpoint.
    #[must_use]
    pub fn is_fips(&self) -> bool {
        self.fips
    }

    /// Whether the host answers over IPv6 as well.
    #[must_use]
    pub fn is_dual_stack(&self) -> bool {
        self.dual_stack
    }

    /// Whether the region is one of those known when this was written.
    #[must_use]
    pub fn is_known_region(&self) -> bool {
        self.partition.regions.contains(&self.region)
    }

    /// Every host of the same registry: this one is among them.
    ///
    /// ```
    /// use wharfinger_core::registry::EcrHost;
    /// let fips = EcrHost::parse("312767926603.dkr.ecr-fips.us-west-2.amazonaws.com").unwrap();
    /// let dual_stack = "312767926603.dkr-ecr.us-west-2.on.aws";
    /// assert!(fips.hosts().contains(&dual_stack.to_owned()));
    /// ```
    #[must_use]
    pub fn hosts(&self) -> [String; 4] {
        let (account, region) = (self.account, self.region);
        [
            (false, ""),
            (true, ""),
            (false, FIPS_MARK),
            (true, FIPS_MARK),
        ]
        .map(|(dual_stack, fips)| {
            let joint = if dual_stack { '-' } else { '.' };
            let suffix = self.partition.suffix_for(dual_stack);
            format!("{account}.dkr{joint}ecr{fips}.{region}.{suffix}")
        })
    }

    /// What deserves a warning in a host that is right in shape.
    pub(super) fn warn(&self, host: Located<'_>, issues: &mut Vec<Issue>) {
        let start = host.text.find(self.region).unwrap_or_default();
        let end = start + self.region.len();
        if !self.is_known_region() {
            let mut issue = host
                .issue(
                    Code::RegistryEcrRegionUnknown,
                    start..end,
                    format!(
                        "`{}` has the shape of a region of `{}`, but is not a known one",
                        self.region, self.partition.id
                    ),
                )
                .help("check the region; a new one is fine");
            if let Some(region) = nearest_region(self.region) {
                issue = issue.fix(host.fix(format!("Use `{region}`"), start..end, region));
            }
            issues.push(issue);
        } else if self.fips && !FIPS_REGIONS.contains(&self.region) {
            // `-fips.` and the region are neighbours by construction.
            let fips = start.saturating_sub(FIPS_MARK.len() + 1);
            issues.push(
                host.issue(
                    Code::RegistryEcrFipsRegion,
                    fips..start.saturating_sub(1),
                    format!("Amazon ECR has no FIPS endpoint in `{}`", self.region),
                )
                .fix(host.fix(
                    "Use the ordinary endpoint",
                    fips..start.saturating_sub(1),
                    "",
                )),
            );
        }
    }
}

/// What was given for the host of a private Amazon ECR registry, and is none.
///
/// ```
/// use wharfinger_core::registry::NotEcrHost;
/// assert_eq!(
///     NotEcrHost("quay.io").to_string(),
///     "`quay.io` is not the host of a private registry on Amazon ECR, such as \
///      `123456789012.dkr.ecr.us-west-2.amazonaws.com`",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotEcrHost<'a>(pub &'a str);

impl fmt::Display for NotEcrHost<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not the host of a private registry on Amazon ECR, such as \
             `123456789012.dkr.ecr.us-west-2.amazonaws.com`",
            self.0
        )
    }
}

impl std::error::Error for NotEcrHost<'_> {}

/// What stands behind the service in the name of a FIPS endpoint.
const FIPS_MARK: &str = "-fips";

/// Whether `text` is an AWS account id.
#[must_use]
pub fn is_account(text: &str) -> bool {
    text.len() == ACCOUNT_DIGITS && is_all(text, |byte| byte.is_ascii_digit())
}

/// Where what is meant for `dkr.ecr` or `dkr-ecr` stands in a host that is meant for Amazon ECR:
/// the byte range of everything between the account and the region, without the dots.
fn service_range(host: &str) -> Option<(usize, usize)> {
    let (start, mut end) = service_before_region(host)
        .or_else(|| misspelt_service(host))
        .or_else(|| whole_service(host))
        .or_else(|| bare_service(host))?;
    if host
        .get(end..)
        .is_some_and(|rest| rest.starts_with(FIPS_MARK))
    {
        end += FIPS_MARK.len();
    }
    Some((start, end))
}

/// Whatever stands between an account and a region in a domain of AWS, where only Amazon ECR has
/// registries.
fn service_before_region(host: &str) -> Option<(usize, usize)> {
    let (account, rest) = host.split_once('.')?;
    let start = account.len() + 1;
    let mut end = start;
    for label in rest.split('.') {
        if end > start && Partition::of_region(label).is_some() {
            return (is_account(account) && is_below_aws(host)).then_some((start, end - 1));
        }
        end += label.len() + 1;
    }
    None
}

/// Slips in `dkr.ecr` that are still taken for it behind an account: `drk.ecr`, `dkr.ecrr`. A host
/// of another service of AWS has nothing that near.
const SERVICE_SLIPS_MAX: usize = 2;

/// Whole labels behind an account that read like `dkr.ecr` or `dkr-ecr`, without `-fips`.
fn misspelt_service(host: &str) -> Option<(usize, usize)> {
    let (account, rest) = host.split_once('.')?;
    let first = rest.find('.')?;
    let second = rest[first + 1..].find('.').map(|length| first + 1 + length);
    let is_near = |end: usize, meant: &str| {
        let labels = rest[..end].strip_suffix(FIPS_MARK).unwrap_or(&rest[..end]);
        super::lookalike::is_within(labels, meant, SERVICE_SLIPS_MAX).then_some(labels.len())
    };
    let length = second
        .and_then(|both| is_near(both, "dkr.ecr"))
        .or_else(|| is_near(first, "dkr-ecr"))
        .filter(|_| is_account(account))?;
    let start = account.len() + 1;
    Some((start, start + length))
}

/// `dkr?ecr` anywhere, with any character between.
fn whole_service(host: &str) -> Option<(usize, usize)> {
    let mut found = host.match_indices("dkr").map(|(at, _)| at);
    let at = found.find(|&at| {
        host.get(at + 4..)
            .is_some_and(|rest| rest.starts_with("ecr"))
    })?;
    Some((at, at + "dkr.ecr".len()))
}

/// A bare `ecr` behind an account.
fn bare_service(host: &str) -> Option<(usize, usize)> {
    let (account, rest) = host.split_once('.')?;
    let is_numeric = is_all(account, |byte| byte.is_ascii_digit() || byte == b'-');
    let start = account.len() + 1;
    (is_numeric && rest.starts_with("ecr")).then_some((start, start + "ecr".len()))
}

/// Whether the lower-case host lies in a domain of AWS.
pub(super) fn is_below_aws(host: &str) -> bool {
    PARTITIONS
        .iter()
        .flat_map(|partition| [partition.suffix, partition.dual_stack_suffix])
        .any(|suffix| {
            host.strip_suffix(suffix)
                .is_some_and(|front| front.ends_with('.'))
        })
}

/// Says what is wrong with a lower-case host that is meant for Amazon ECR and is none.
///
/// Returns whether it was meant for Amazon ECR at all.
pub(super) fn explain(host: Located<'_>, issues: &mut Vec<Issue>) -> bool {
    let text = host.text;
    let Some((service_start, service_end)) = service_range(text) else {
        return false;
    };
    let before = issues.len();
    let account = text
        .get(..service_start.saturating_sub(1))
        .unwrap_or_default();
    let service = text.get(service_start..service_end).unwrap_or_default();
    explain_account(host, account, issues);

    // Whatever separates the region, a dot or a slip for one, is a single character.
    let separator = text.get(service_end..).and_then(|rest| rest.chars().next());
    let region_start = service_end + separator.map_or(0, char::len_utf8);
    let separators_fit = matches!(text.get(account.len()..service_start), Some("." | ""))
        && matches!(separator, None | Some('.'));
    let means_fips = service.contains("fip") || service.contains("fps");
    let fips = if means_fips { FIPS_MARK } else { "" };
    let plain = service.strip_suffix(fips).unwrap_or(service);
    let right = if plain.starts_with("dkr-") {
        "dkr-ecr"
    } else {
        "dkr.ecr"
    };
    if !separators_fit || plain != right {
        issues.push(
            host.issue(
                Code::RegistryEcrService,
                account.len()..region_start,
                format!("`.{right}{fips}.` is expected between the account and the region"),
            )
            .fix(host.fix(
                format!("Write `.{right}{fips}.`"),
                account.len()..region_start,
                format!(".{right}{fips}."),
            )),
        );
    }

    let rest = text.get(region_start..).unwrap_or_default();
    // A region never holds a dot, so the first one ends it, even in a host that lost some.
    let (region, suffix) = rest.split_once('.').unwrap_or((rest, ""));
    let right = match Partition::of_region(region) {
        Some(_) => Some(region),
        None => nearest_region(region),
    };
    if right != Some(region) {
        explain_region(host, region_start, rest, right, issues);
    }
    let suffix = text.len() - suffix.len()..text.len();
    if let Some(region) = right {
        explain_suffix(host, service_start, suffix, region, issues);
    }
    // Every way to fail `EcrHost::parse` is named above; should one be missed, say so in general
    // rather than accept the host.
    if issues.len() == before {
        issues.push(host.issue(
            Code::RegistryEcrService,
            0..text.len(),
            "not a host of Amazon ECR; the form is `ACCOUNT.dkr.ecr.REGION.amazonaws.com`",
        ));
    }
    true
}

fn explain_account(host: Located<'_>, account: &str, issues: &mut Vec<Issue>) {
    if is_account(account) {
        return;
    }
    let digits: String = account.chars().filter(char::is_ascii_digit).collect();
    let message = if account.is_empty() {
        format!("the {ACCOUNT_DIGITS}-digit id of the AWS account is missing")
    } else if account.len() == digits.len() {
        format!(
            "an AWS account id has {ACCOUNT_DIGITS} digits, this one has {}",
            digits.len()
        )
    } else {
        format!("an AWS account id is {ACCOUNT_DIGITS} digits, not `{account}`")
    };
    let mut issue = host
        .issue(Code::RegistryEcrAccount, 0..account.len(), message)
        .help("copy the registry URI from the Amazon ECR console");
    // Only hyphens may go: dropping letters would guess an account.
    if is_account(&digits) && account.len() - digits.len() == account.matches('-').count() {
        issue = issue.fix(host.fix(
            "Write the account without hyphens",
            0..account.len(),
            digits,
        ));
    }
    issues.push(issue);
}

/// `rest` is the region and all behind it; `right` the region that was probably meant.
fn explain_region(
    host: Located<'_>,
    start: usize,
    rest: &str,
    right: Option<&str>,
    issues: &mut Vec<Issue>,
) {
    // `dkr.ecr.amazonaws.com`: what stands there is the suffix already.
    let is_suffix =
        |partition: &Partition| rest == partition.suffix || rest == partition.dual_stack_suffix;
    let region = rest.split('.').next().unwrap_or_default();
    let is_missing = region.is_empty() || PARTITIONS.iter().any(is_suffix);
    let (end, message) = if is_missing {
        (start, "the region is missing".to_owned())
    } else {
        (
            start + region.len(),
            format!("`{region}` is not the name of an AWS region"),
        )
    };
    let mut issue = host
        .issue(Code::RegistryEcrRegion, start..end, message)
        .help("write the region as in `us-east-1`");
    if let Some(right) = right.filter(|_| !is_missing) {
        issue = issue.fix(host.fix(format!("Use `{right}`"), start..end, right));
    }
    issues.push(issue);
}

/// `region` has the shape of one, or is what was probably meant.
fn explain_suffix(
    host: Located<'_>,
    service_start: usize,
    range: Range<usize>,
    region: &str,
    issues: &mut Vec<Issue>,
) {
    let Some(partition) = Partition::of_region(region) else {
        return;
    };
    let found = host.text.get(range.clone()).unwrap_or_default();
    let dual_stack = host
        .text
        .get(service_start..)
        .is_some_and(|rest| rest.starts_with("dkr-"));
    let expected = partition.suffix_for(dual_stack);
    if found == expected {
        return;
    }
    let dot = if found.is_empty() && !host.text.ends_with('.') {
        "."
    } else {
        ""
    };
    let mut issue = host
        .issue(
            Code::RegistryEcrSuffix,
            range.clone(),
            format!("hosts in `{region}` end in `.{expected}`"),
        )
        .fix(host.fix(
            format!("End it in `.{expected}`"),
            range,
            [dot, expected].concat(),
        ));
    if found == partition.suffix_for(!dual_stack) {
        let right = if dual_stack { "dkr.ecr" } else { "dkr-ecr" };
        let service = service_start..service_start + right.len();
        issue = issue.fix(host.fix(format!("Write `{right}` before the region"), service, right));
    }
    issues.push(issue);
}

/// The one known region that `region` was meant to be: the same letters and digits with other
/// separators, an availability zone, or two slips away with the same number.
fn nearest_region(region: &str) -> Option<&'static str> {
    // No two regions differ in less than their number, so a zone's letter is all that may go.
    let alphanumeric = |text: &'static str| text.bytes().filter(u8::is_ascii_alphanumeric);
    let mut known = PARTITIONS
        .iter()
        .flat_map(|partition| partition.regions)
        .copied();
    let zone = region
        .strip_suffix(|last: char| last.is_ascii_lowercase())
        .unwrap_or(region);
    let squeezed = |known: &'static str, text: &str| {
        alphanumeric(known).eq(text.bytes().filter(u8::is_ascii_alphanumeric))
    };
    known
        .clone()
        .find(|known| squeezed(known, region) || squeezed(known, zone))
        .or_else(|| {
            known.find(|known| {
                known.as_bytes().last() == region.as_bytes().last()
                    && super::lookalike::is_within(known, region, 2)
            })
        })
}
