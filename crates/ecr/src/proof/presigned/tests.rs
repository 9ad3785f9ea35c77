//! What is a proof, and the many things that are none.

use super::*;

const NOW: Timestamp = Timestamp::from_micros(1_795_852_001_000_000);

/// What `aws eks get-token` of the AWS CLI 1.45.11 put into its token, with made-up keys, at
/// 2026-11-28T07:46:41Z.
const ADDRESS: &str = "https://sts.us-west-2.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261128%2Fus-west-2%2Fsts%2Faws4_request&X-Amz-Date=20261128T074641Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature=d7db54c7d864289b564487a90678c2024f0c72060613e98e4eb478cd1b9f48f6";

fn token(address: &str) -> String {
    format!("{TOKEN}{}", URL_SAFE_NO_PAD.encode(address))
}

fn read(address: &str) -> Result<Presigned, InvalidProof> {
    Presigned::read(&token(address), NOW)
}

#[test]
fn what_the_command_prints_is_read() {
    let printed = "k8s-aws-v1.aHR0cHM6Ly9zdHMudXMtd2VzdC0yLmFtYXpvbmF3cy5jb20vP0FjdGlvbj1HZXRDYWxsZXJJZGVudGl0eSZWZXJzaW9uPTIwMTEtMDYtMTUmWC1BbXotQWxnb3JpdGhtPUFXUzQtSE1BQy1TSEEyNTYmWC1BbXotQ3JlZGVudGlhbD1BS0lBSU9TRk9ETk43RVhBTVBMRSUyRjIwMjYxMTI4JTJGdXMtd2VzdC0yJTJGc3RzJTJGYXdzNF9yZXF1ZXN0JlgtQW16LURhdGU9MjAyNjExMjhUMDc0NjQxWiZYLUFtei1FeHBpcmVzPTYwJlgtQW16LVNpZ25lZEhlYWRlcnM9aG9zdCUzQngtazhzLWF3cy1pZCZYLUFtei1TaWduYXR1cmU9ZDdkYjU0YzdkODY0Mjg5YjU2NDQ4N2E5MDY3OGMyMDI0ZjBjNzIwNjA2MTNlOThlNGViNDc4Y2QxYjlmNDhmNg";
    assert_eq!(printed, token(ADDRESS));
    let presigned = Presigned::read(printed, NOW).unwrap();
    assert_eq!(presigned.host(), "sts.us-west-2.amazonaws.com");
    assert_eq!(presigned.partition(), "aws");
    // As a terminal shows it.
    let broken = format!(" {}\r\n{}\n", &printed[..80], &printed[80..]);
    assert_eq!(Presigned::read(&broken, NOW).unwrap(), presigned);
}

#[test]
fn the_address_is_the_same_built_anew() {
    let session = format!("{ADDRESS}&X-Amz-Security-Token=abc%2B%2F%3D");
    for address in [ADDRESS, &session] {
        let built = read(address).unwrap().path_and_query();
        let mut pairs: Vec<&str> = built.strip_prefix("/?").unwrap().split('&').collect();
        let (_, query) = address.split_once("/?").unwrap();
        let mut expected: Vec<&str> = query.split('&').collect();
        pairs.sort_unstable();
        expected.sort_unstable();
        assert_eq!(pairs, expected);
    }
}

#[test]
fn other_partitions_and_the_global_host() {
    for (host, region, partition) in [
        ("sts.amazonaws.com", "us-east-1", "aws"),
        ("sts.cn-north-1.amazonaws.com.cn", "cn-north-1", "aws-cn"),
        (
            "sts.us-gov-west-1.amazonaws.com",
            "us-gov-west-1",
            "aws-us-gov",
        ),
    ] {
        let address = ADDRESS
            .replace("%2Fus-west-2%2F", &format!("%2F{region}%2F"))
            .replace("sts.us-west-2.amazonaws.com", host);
        assert_eq!(read(&address).unwrap().partition(), partition);
    }
}

/// Replace the first by the second, and it is refused for the third.
const HOSTILE: [(&str, &str, &str); 50] = [
    // Elsewhere.
    ("https://", "http://", "no address"),
    ("https://", "HTTPS://", "no address"),
    ("https://", "file://", "no address"),
    ("https://", "https:/", "no address"),
    ("https://", "https://evil.example/?https://", "no host"),
    ("https://sts", "https://me@sts", "no host"),
    ("https://sts", "https://me:secret@sts", "no host"),
    ("amazonaws.com/", "amazonaws.com:443/", "no host"),
    ("amazonaws.com/", "amazonaws.com:22/", "no host"),
    ("amazonaws.com/", "amazonaws.com@evil.example/", "no host"),
    ("amazonaws.com/", "amazonaws.com.evil.example/", "no host"),
    ("amazonaws.com/", "amazonaws.com./", "no host"),
    ("amazonaws.com/", "amazonaws.com\\@evil.example/", "no host"),
    ("amazonaws.com/", "amazonaws.com#/", "no host"),
    ("amazonaws.com/", "amazonaws.com/evil/../", "no host"),
    ("amazonaws.com/", "amazonaws.com//", "no host"),
    ("amazonaws.com/?", "amazonaws.com?", "no address"),
    ("sts.us-west-2.amazonaws.com", "169.254.169.254", "no host"),
    ("sts.us-west-2.amazonaws.com", "localhost", "no host"),
    (
        "sts.us-west-2.amazonaws.com",
        "[::ffff:169.254.169.254]",
        "no host",
    ),
    (
        "sts.us-west-2.amazonaws.com",
        "evil.s3.us-west-2.amazonaws.com",
        "no host",
    ),
    (
        "sts.us-west-2.amazonaws.com",
        "sts.us-west-2.amazonaws.com.cn",
        "no host",
    ),
    (
        "sts.us-west-2.amazonaws.com",
        "sts.us-west-2%2eamazonaws.com",
        "no host",
    ),
    (
        "sts.us-west-2.amazonaws.com",
        "sts.us-west-2.amazonaws.com\r\nhost: evil",
        "no host",
    ),
    // Something else.
    ("GetCallerIdentity", "AssumeRole", "`Action`"),
    ("GetCallerIdentity", "GetSessionToken", "`Action`"),
    ("GetCallerIdentity", "getcalleridentity", "`Action`"),
    ("2011-06-15", "2011-06-16", "`Version`"),
    (
        "&X-Amz-Date",
        "&Action=GetCallerIdentity&X-Amz-Date",
        "with `Action`",
    ),
    ("&X-Amz-Date", "&RoleArn=arn&X-Amz-Date", "with `RoleArn`"),
    (
        "&X-Amz-Date",
        "&action=AssumeRole&X-Amz-Date",
        "with `action`",
    ),
    (
        "&X-Amz-Date",
        "&A%63tion=AssumeRole&X-Amz-Date",
        "with `Action`",
    ),
    ("&X-Amz-Date", "&&X-Amz-Date", "cannot be read"),
    ("&X-Amz-Date", "&x&X-Amz-Date", "cannot be read"),
    ("&X-Amz-Date", "&x=%0d%0a&X-Amz-Date", "cannot be read"),
    ("&X-Amz-Date", "&x=%zz&X-Amz-Date", "cannot be read"),
    ("&X-Amz-Date", "&x=é&X-Amz-Date", "cannot be read"),
    ("&X-Amz-Date", ";X-Amz-Date", "cannot be read"),
    // Signed otherwise.
    ("HMAC-SHA256", "HMAC-SHA1", "`X-Amz-Algorithm`"),
    ("host%3Bx-k8s-aws-id", "host", "`X-Amz-SignedHeaders`"),
    (
        "host%3Bx-k8s-aws-id",
        "host%3Bx-amz-date%3Bx-k8s-aws-id",
        "`X-Amz-SignedHeaders`",
    ),
    ("%2Fsts%2F", "%2Fiam%2F", "`X-Amz-Credential`"),
    ("%2Fus-west-2%2F", "%2Fus-east-1%2F", "`X-Amz-Credential`"),
    ("%2F20261128%2F", "%2F20261127%2F", "`X-Amz-Credential`"),
    ("AKIAIOSFODNN7EXAMPLE", "AKIA", "`X-Amz-Credential`"),
    (
        "X-Amz-Expires=60",
        "X-Amz-Expires=604801",
        "`X-Amz-Expires`",
    ),
    ("d7db54c7", "D7DB54C7", "`X-Amz-Signature`"),
    ("20261128T074641Z", "20261340T074641Z", "`X-Amz-Date`"),
    ("20261128T074641Z", "2026-11-28T07:46Z", "cannot be read"),
    ("&X-Amz-Expires=60", "", "lacks `X-Amz-Expires`"),
];

#[test]
fn nothing_hostile_is_a_proof() {
    for (right, wrong, words) in HOSTILE {
        let address = ADDRESS.replacen(right, wrong, 1);
        assert_ne!(address, ADDRESS, "{right} is nowhere in it");
        let refused = read(&address).expect_err(&address).to_string();
        assert!(refused.contains(words), "{address}: {refused}");
    }
}

#[test]
fn what_is_no_token_is_none() {
    let whole = token(ADDRESS);
    let long = "a".repeat(TEXT_BYTES_MAX + 1);
    for (text, words) in [
        ("", "paste what"),
        (" \n\t", "paste what"),
        (ADDRESS, "begins with `k8s-aws-v1.`"),
        (long.as_str(), "at most 16384"),
        ("k8s-aws-v1.", "no address"),
        ("k8s-aws-v2.aHR0cHM6Ly8", "begins with"),
        ("k8s-aws-v1.a+/=", "not whole"),
        ("k8s-aws-v1._w", "not whole"),
        (&token(&ADDRESS[..ADDRESS.len() - 4]), "`X-Amz-Signature`"),
        (&format!("{whole}=="), "not whole"),
    ] {
        let refused = Presigned::read(text, NOW).unwrap_err().to_string();
        assert!(refused.contains(words), "{text}: {refused}");
    }
    // A session token that no header could carry.
    for token in ["", "a%20b", "a%0Ab", "%22"] {
        let address = format!("{ADDRESS}&X-Amz-Security-Token={token}");
        read(&address).expect_err(&address);
    }
}

/// It works for as long as STS takes it, and hardly before its time.
#[test]
fn a_proof_is_recent() {
    let at = |seconds: i64| Timestamp::from_micros(NOW.as_micros() + seconds * 1_000_000);
    for (seconds, is_good) in [
        (0, true),
        (900, true),
        (901, false),
        (-300, true),
        (-301, false),
    ] {
        let read = Presigned::read(&token(ADDRESS), at(seconds));
        assert_eq!(read.is_ok(), is_good, "{seconds}: {read:?}");
    }
    let old = Presigned::read(&token(ADDRESS), at(86_400)).unwrap_err();
    assert_eq!(old, InvalidProof::TooOld { seconds: 86_400 });
    let ahead = Presigned::read(&token(ADDRESS), at(-3_600)).unwrap_err();
    assert_eq!(ahead, InvalidProof::Ahead { seconds: 3_600 });
}

#[test]
fn no_signature_is_shown() {
    let shown = format!("{:?}", read(ADDRESS).unwrap());
    assert!(
        !shown.contains("d7db54c7") && shown.contains("sts.us-west-2"),
        "{shown}"
    );
}
