//! The scanner beside its peers, on references that people pull.

use std::cell::RefCell;

use container_image_dist_ref::ImgRef;
use oci_spec::distribution::Reference;
use regex::Regex;
use wharfinger_bench::{Measured, Subject, compare, print};
use wharfinger_core::reference::{ImageReference, Mode};

/// Real references: official images, BioContainers, the large registries. 30 bytes on average.
const TYPICAL: &[&str] = &[
    "nginx:1.27",
    "ubuntu:24.04",
    "biocontainers/blast:2.2.31",
    "quay.io/biocontainers/samtools:1.17--h00cdaf9_0",
    "ghcr.io/nextflow-io/training:latest",
    "registry.gitlab.com/gitlab-org/gitlab-runner:v17",
    "public.ecr.aws/nginx/nginx:1.27",
    "broadinstitute/gatk:4.5.0.0",
    "docker.io/library/alpine:3.20",
    "mcr.microsoft.com/dotnet/sdk:8.0",
];

/// The same kind with a digest: 103 bytes on average.
const WITH_DIGEST: &[&str] = &[
    "alpine@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "quay.io/biocontainers/samtools@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "ghcr.io/nextflow-io/training:latest@sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum@sha256:fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
    "public.ecr.aws/nginx/nginx:1.27@sha256:baa5a0964d3320fbc0c6a922140453c8513ea24ab8fd0577034804a967248096",
];

/// `anchored(capture(name), optional(capture(tag)), optional(capture(digest)))` of
/// distribution/reference, as its own sources compile it.
const GRAMMAR: &str = r"^((?:(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[(?:[a-fA-F0-9:]+)\])(?::[0-9]+)?/)?[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*)*)(?::([0-9A-Za-z_][0-9A-Za-z_.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*[:][[:xdigit:]]{32,}))?$";

/// What the scanner should take on a quiet core.
const TYPICAL_GOAL_NS: f64 = 30.0;
const WITH_DIGEST_GOAL_NS: f64 = 60.0;

fn main() {
    measure("typical references", TYPICAL, TYPICAL_GOAL_NS);
    measure("references with a digest", WITH_DIGEST, WITH_DIGEST_GOAL_NS);
}

fn measure(title: &str, references: &[&str], goal_ns: f64) {
    let count = u32::try_from(references.len()).expect("there are a few");
    let bytes: usize = references.iter().map(|reference| reference.len()).sum();
    for reference in references {
        let accepted = ImageReference::parse(reference, Mode::Strict).is_some()
            && ImgRef::new(reference).is_ok()
            && Reference::try_from(*reference).is_ok();
        assert!(
            accepted,
            "`{reference}` is refused, and refusing is not measured"
        );
    }
    let grammar = Regex::new(GRAMMAR).expect("the grammar is a regular expression");
    let locations = RefCell::new(grammar.capture_locations());
    let measured = compare(
        count,
        vec![
            Subject::new("wharfinger-core, strict", references, |text| {
                ImageReference::parse(text, Mode::Strict)
            }),
            Subject::new("wharfinger-core, compat", references, |text| {
                ImageReference::parse(text, Mode::Compat)
            }),
            Subject::new("container_image_dist_ref 0.3", references, |text| {
                ImgRef::new(text).is_ok()
            }),
            Subject::new("regex 1.13, is_match", references, |text| {
                grammar.is_match(text)
            }),
            Subject::new("regex 1.13, captures_read", references, |text| {
                grammar
                    .captures_read(&mut locations.borrow_mut(), text)
                    .is_some()
            }),
            Subject::new("oci-spec 0.10", references, |text| {
                Reference::try_from(*text)
            }),
        ],
    );
    #[expect(clippy::cast_precision_loss, reason = "a few hundred bytes")]
    let mean = bytes as f64 / f64::from(count);
    print(&format!("{title}, {mean:.0} bytes on average"), &measured);
    let allocations = allocation_counter::measure(|| {
        for reference in references {
            let _ = ImageReference::parse(reference, Mode::Strict);
        }
    });
    verdict(&measured[0], goal_ns, allocations.count_total);
}

fn verdict(ours: &Measured<'_>, goal_ns: f64, allocations: u64) {
    let reached = if ours.least_ns <= goal_ns {
        "reached"
    } else {
        "MISSED"
    };
    println!(
        "  goal {goal_ns:.0} ns: {reached} with {:.1} ns; {allocations} allocations\n",
        ours.least_ns
    );
}
