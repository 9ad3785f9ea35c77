//! The registry catalogue as Markdown.

use std::fmt::Write as _;

use wharfinger_core::registry::{AMAZON_ECR_ID, Catalogue, PARTITIONS, RegistryEntry};

use crate::generate::code_span;

/// Every registry with its hosts, its paths, its login and its pages.
pub(crate) fn registries() -> String {
    let catalogue = Catalogue::built_in();
    let mut text = String::from(
        "# Registries\n\n\
         <!-- Written by `cargo xtask generate` from `crates/core/src/registry/providers.rs`. -->\n\n\
         What is known of each registry. The id names it in drafts and in the API, and is never \
         renamed; a host that is not here is `custom`, and its registry is called unknown. \
         An operator adds registries of their own in the configuration, or where people ask for them.\n\
         `wharfinger registries` prints the short form. In hosts, `*` stands for letters, digits and \
         hyphens of one label.\n\n\
         | id | name | hosts | repositories are written | images can be | public images without login |\n\
         |---|---|---|---|---|---|\n",
    );
    for entry in catalogue.entries() {
        row(&mut text, entry);
    }
    text.push_str("\n## Logging in, pages and sources\n");
    for entry in catalogue.entries() {
        section(&mut text, entry);
    }
    partitions(&mut text);
    text
}

fn row(text: &mut String, entry: RegistryEntry<'_>) {
    let hosts: Vec<String> = if entry.id() == AMAZON_ECR_ID {
        vec!["`ACCOUNT.dkr.ecr.REGION.amazonaws.com` and its kin, see below".to_owned()]
    } else {
        entry.hosts().map(|host| code_span(&host)).collect()
    };
    let anonymous = match (entry.visibility().as_str(), entry.anonymous_pull()) {
        ("private", _) => "has none",
        (_, true) => "yes",
        (_, false) => "no",
    };
    let visibility = match entry.visibility().as_str() {
        "mixed" => "public or private",
        only => only,
    };
    writeln!(
        text,
        "| `{}` | {} | {} | {} | {visibility} | {anonymous} |",
        entry.id(),
        entry.name(),
        hosts.join("<br>"),
        code_span(entry.layout()),
    )
    .expect("writing to a string does not fail");
}

fn section(text: &mut String, entry: RegistryEntry<'_>) {
    let host = entry.host_example();
    let repository = example_repository(entry.layout());
    let login = entry.login(host, &repository);
    let lines = [
        ("Login", login.map(|login| code_span(&login))),
        ("Login note", entry.login_note().map(str::to_owned)),
        (
            "Page of an image",
            entry.page(host, &repository).map(|page| code_span(&page)),
        ),
        ("Source", entry.source().map(str::to_owned)),
    ];
    write!(text, "\n### {} (`{}`)\n\n", entry.name(), entry.id())
        .expect("writing to a string does not fail");
    for (what, value) in lines {
        let Some(value) = value else { continue };
        writeln!(text, "- {what}: {value}").expect("writing to a string does not fail");
    }
}

/// The layout without what may be left out, and without the brackets where nothing else is left.
fn example_repository(layout: &str) -> String {
    let mut example = layout.to_owned();
    while let (Some(open), Some(close)) = (example.find('['), example.find(']')) {
        // An optional part in front is the usual case, one behind it is not.
        let kept = if open == 0 {
            example[1..close].to_owned()
        } else {
            String::new()
        };
        example.replace_range(open..=close, &kept);
    }
    example
}

/// How hosts of Amazon ECR end, by partition.
fn partitions(text: &mut String) {
    text.push_str(
        "\n## Hosts of Amazon ECR\n\n\
         `ACCOUNT.dkr.ecr.REGION.SUFFIX`, with `-fips` behind `ecr` for FIPS endpoints, and \
         `ACCOUNT.dkr-ecr.REGION.SUFFIX` for dual-stack ones. The account has 12 digits; the \
         suffix belongs to the partition that the region lies in. A region that is not listed but \
         fits its partition's shape is taken with a warning, because new ones appear.\n\n\
         | partition | suffix | dual-stack suffix | regions |\n\
         |---|---|---|---|\n",
    );
    for partition in PARTITIONS {
        writeln!(
            text,
            "| `{}` | `{}` | `{}` | {} |",
            partition.id,
            partition.suffix,
            partition.dual_stack_suffix,
            partition.regions.join(", "),
        )
        .expect("writing to a string does not fail");
    }
}
