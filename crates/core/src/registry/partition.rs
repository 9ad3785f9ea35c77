//! AWS partitions: which regions each has, and how its registry hosts end.

/// A closed part of AWS with its own accounts, regions and host names.
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    /// The name in ARNs, such as `aws-cn`.
    pub id: &'static str,
    /// What its region names begin with; `-WORD-NUMBER` follows.
    pub areas: &'static [&'static str],
    /// What ends its registry hosts.
    pub suffix: &'static str,
    /// What ends its dual-stack registry hosts.
    pub dual_stack_suffix: &'static str,
    /// The regions known when this was written; new ones appear.
    pub regions: &'static [&'static str],
}

/// Every partition (botocore 1.43.11 `partitions.json`).
///
/// The dual-stack suffixes of `aws-eusc` and the four `aws-iso` partitions are unverified: only
/// renovate lists them, AWS's own credential helper does not.
pub const PARTITIONS: &[Partition] = &[
    Partition {
        id: "aws",
        areas: &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
        suffix: "amazonaws.com",
        dual_stack_suffix: "on.aws",
        regions: &[
            "af-south-1",
            "ap-east-1",
            "ap-east-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "ca-central-1",
            "ca-west-1",
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "mx-central-1",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
        ],
    },
    Partition {
        id: "aws-us-gov",
        areas: &["us-gov"],
        suffix: "amazonaws.com",
        dual_stack_suffix: "on.aws",
        regions: &["us-gov-east-1", "us-gov-west-1"],
    },
    Partition {
        id: "aws-cn",
        areas: &["cn"],
        suffix: "amazonaws.com.cn",
        dual_stack_suffix: "on.amazonwebservices.com.cn",
        regions: &["cn-north-1", "cn-northwest-1"],
    },
    Partition {
        id: "aws-eusc",
        areas: &["eusc-de"],
        suffix: "amazonaws.eu",
        dual_stack_suffix: "on.amazonwebservices.eu",
        regions: &["eusc-de-east-1"],
    },
    Partition {
        id: "aws-iso",
        areas: &["us-iso"],
        suffix: "c2s.ic.gov",
        dual_stack_suffix: "on.aws.ic.gov",
        regions: &["us-iso-east-1", "us-iso-west-1"],
    },
    Partition {
        id: "aws-iso-b",
        areas: &["us-isob"],
        suffix: "sc2s.sgov.gov",
        dual_stack_suffix: "on.aws.scloud",
        regions: &["us-isob-east-1", "us-isob-west-1"],
    },
    Partition {
        id: "aws-iso-e",
        areas: &["eu-isoe"],
        suffix: "cloud.adc-e.uk",
        dual_stack_suffix: "on.cloud-aws.adc-e.uk",
        regions: &["eu-isoe-west-1"],
    },
    Partition {
        id: "aws-iso-f",
        areas: &["us-isof"],
        suffix: "csp.hci.ic.gov",
        dual_stack_suffix: "on.aws.hci.ic.gov",
        regions: &["us-isof-east-1", "us-isof-south-1"],
    },
];

impl Partition {
    /// The partition that `region` lies in, judged by the shape of its name.
    #[must_use]
    pub fn of_region(region: &str) -> Option<&'static Self> {
        PARTITIONS.iter().find(|partition| {
            partition.areas.iter().any(|area| {
                region
                    .strip_prefix(area)
                    .and_then(|rest| rest.strip_prefix('-'))
                    .and_then(|rest| rest.split_once('-'))
                    .is_some_and(|(word, number)| {
                        is_all(word, |byte| {
                            byte.is_ascii_lowercase() || byte.is_ascii_digit()
                        }) && is_all(number, |byte| byte.is_ascii_digit())
                    })
            })
        })
    }

    /// The partition with this id.
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        PARTITIONS.iter().find(|partition| partition.id == id)
    }

    /// What ends its registry hosts of one family.
    pub(super) const fn suffix_for(&self, dual_stack: bool) -> &'static str {
        if dual_stack {
            self.dual_stack_suffix
        } else {
            self.suffix
        }
    }
}

/// Whether `text` holds only wanted bytes, and any at all.
pub(super) fn is_all(text: &str, wanted: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(wanted)
}
