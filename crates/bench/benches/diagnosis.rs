//! A megabyte of log: masked and diagnosed, beside one look for a word in every line.

use regex::Regex;
use wharfinger_bench::{Subject, compare, print};
use wharfinger_core::diagnosis::{LOG_BYTES_MAX, Log, diagnose, examples};
use wharfinger_core::registry::Catalogue;

/// What pulls and workflows print while all goes well.
const QUIET: &str = "\
2a7e8e5f27b9: Pull complete
INFO [job align.cwl] /tmp/8s1y9k2c$ bwa mem -t 8 reference.fa reads_1.fq reads_2.fq > out.sam
[M::process] read 79206 sequences (8000006 bp)...
[9a/1f2c3d] Submitted process > ALIGN (sample_17)
time=\"2026-11-28T11:25:16Z\" level=info msg=\"container started\" id=4f4fb700ef54461cfa02571ae0db9a0d
  Normal  Pulled  73s  kubelet  Successfully pulled image in 242.857334ms (242.896119ms including waiting)
[2026-11-28T11:25:16+0000] [MainThread] [I] [toil.leader] Issued job 'CWLJob' with disk: 3.0 Gi, memory: 2.0 Gi
";

/// Logins that are for no registry, and one that is for another one than the image's: each failure that a login
/// would have prevented is held against all of them.
const LOGINS: &str = "INFO login of the user who runs this step, and of the next one, at https://tools.example.org\n";

/// The longest that masking and diagnosing a megabyte may take, in milliseconds.
const GOAL_MS: f64 = 20.0;

/// What a person would look for.
const WORDS: &str = "(?i)denied|unauthorized|no basic auth|not found|toomanyrequests|x509";

fn main() {
    let catalogue = Catalogue::built_in();
    let grep = Regex::new(WORDS).expect("a constant");
    let failures: String = examples().flat_map(|(_, line)| [line, "\n"]).collect();
    let first_failure =
        "Error response from daemon: Head \"https://quay.io/v2/team/tool/manifests/1\": denied\n";
    let elsewhere = format!(
        "docker login -u AWS --password-stdin 111122223333.dkr.ecr.eu-west-1.amazonaws.com\n\
         docker pull 111122223333.dkr.ecr.us-east-1.amazonaws.com/team/tool:1\n{failures}"
    );
    for (title, text) in [
        ("a log with nothing in it", filled(QUIET, "")),
        (
            "a log that ends with a failed pull",
            filled(QUIET, first_failure),
        ),
        ("a log of nothing but failures", filled(&failures, "")),
        (
            "a log of failures of which no two are alike",
            distinct(&failures),
        ),
        (
            "a log of logins and every failure",
            filled(LOGINS, &elsewhere),
        ),
    ] {
        let texts = [text];
        let measured = compare(
            1,
            vec![
                Subject::new("one pattern, line by line", &texts, |text| {
                    text.lines().filter(|line| grep.is_match(line)).count()
                }),
                Subject::new("mask and diagnose", &texts, |text| {
                    diagnose(&catalogue, &Log::new(text))
                }),
                Subject::new("mask alone", &texts, |text| Log::new(text)),
            ],
        );
        print(&format!("{title}, {} bytes", texts[0].len()), &measured);
        let took_ms = measured[1].median_ns / 1e6;
        let verdict = if took_ms <= GOAL_MS {
            "reached"
        } else {
            "MISSED"
        };
        println!("  {took_ms:.1} ms; goal {GOAL_MS:.0} ms: {verdict}\n");
    }
    for (title, line) in [
        (
            "hostile: every failure in one line",
            failures.replace('\n', " "),
        ),
        ("hostile: nothing but ends of lines", "\n".to_owned()),
        (
            "hostile: nothing but secrets",
            "docker login -u ada -p hunter22 quay.io\n".to_owned(),
        ),
    ] {
        let whole = filled(&line, "");
        let half = [&whole[..whole.floor_char_boundary(whole.len() / 2)]];
        let whole = [&*whole];
        let mask_and_diagnose = |text: &&str| diagnose(&catalogue, &Log::new(text));
        let measured = compare(
            1,
            vec![
                Subject::new("half of it", &half, mask_and_diagnose),
                Subject::new("all of it: no more than twice", &whole, mask_and_diagnose),
            ],
        );
        print(title, &measured);
        println!("  {:.1} ms\n", measured[1].median_ns / 1e6);
    }
}

/// As much as is read of a log.
fn filled(lines: &str, last: &str) -> String {
    let mut text = lines.repeat((LOG_BYTES_MAX - last.len()) / lines.len());
    text.push_str(last);
    text
}

/// As much as is read of a log, each line with a number that no other has.
fn distinct(lines: &str) -> String {
    let mut text = String::with_capacity(LOG_BYTES_MAX);
    for (number, line) in lines.lines().cycle().enumerate() {
        let line = format!("[{number}] {line}\n");
        if text.len() + line.len() > LOG_BYTES_MAX {
            break;
        }
        text.push_str(&line);
    }
    text
}
