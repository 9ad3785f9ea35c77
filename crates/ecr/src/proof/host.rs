//! The hosts of STS.

use wharfinger_core::registry::Partition;

/// A host of STS, as it is in DNS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Host<'a> {
    /// The region that a signature for it is scoped to.
    pub(super) region: &'a str,
    /// The partition that it speaks for.
    pub(super) partition: &'static Partition,
}

/// The host of old that serves all of the partition `aws` (AWS General Reference, AWS Security Token
/// Service endpoints).
const GLOBAL: &str = "sts.amazonaws.com";

/// The region that signatures for the global host are scoped to.
const GLOBAL_REGION: &str = "us-east-1";

impl<'a> Host<'a> {
    /// Reads a host; `None` where it is none of STS: global, or of a region of any partition. Neither
    /// other letters nor a port, a dot at the end or the endpoints for FIPS and IPv6, which the
    /// command does not use.
    ///
    /// Every name that is accepted is in a domain of AWS with nothing but `sts` and a region in front of
    /// it, so it leads to AWS or nowhere.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        if text == GLOBAL {
            let partition = Partition::by_id("aws")?;
            return Some(Self {
                region: GLOBAL_REGION,
                partition,
            });
        }
        let (region, suffix) = text.strip_prefix("sts.")?.split_once('.')?;
        let partition = Partition::of_region(region)?;
        (suffix == partition.suffix).then_some(Self { region, partition })
    }
}

#[cfg(test)]
mod tests {
    use wharfinger_core::registry::PARTITIONS;

    use super::*;

    #[test]
    fn every_region_has_its_host() {
        for partition in PARTITIONS {
            for region in partition.regions {
                let host = format!("sts.{region}.{}", partition.suffix);
                let found = Host::read(&host).unwrap();
                assert_eq!((found.region, found.partition), (*region, partition));
            }
        }
        assert_eq!(Host::read(GLOBAL).unwrap().region, "us-east-1");
    }

    #[test]
    fn nothing_else_is_one() {
        for host in [
            "",
            "localhost",
            "127.0.0.1",
            "169.254.169.254",
            "[::1]",
            "sts",
            "sts.",
            "sts.amazonaws.com.",
            "sts.amazonaws.com:443",
            "STS.amazonaws.com",
            "sts.amazonaws.com.cn",
            "sts.amazonaws.com.evil.example",
            "evil.example",
            "sts.us-west-2.evil.example",
            "sts.us-west-2.amazonaws.com.cn",
            "sts.cn-north-1.amazonaws.com",
            "sts.us-west-2.s3.amazonaws.com",
            "sts.us-west-2.amazonaws.com.",
            "s3.us-west-2.amazonaws.com",
            "iam.amazonaws.com",
            "sts-fips.us-west-2.amazonaws.com",
            "sts.us-west-2.api.aws",
            "sts.us-west-2@evil.example",
            "sts.évil-west-2.amazonaws.com",
            "sts.us-west-2\u{3002}amazonaws.com",
        ] {
            assert_eq!(Host::read(host), None, "{host}");
        }
    }
}
