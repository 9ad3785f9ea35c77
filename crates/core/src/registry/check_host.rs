//! What is wrong with a registry host, and whose it is.
//!
//! The grammar of hosts is not checked here; [`crate::reference`] does that.

use super::{Catalogue, Identified, Located, RegistryEntry};
use super::{EcrHost, aliases, ecr_host, host_pattern, identify_built_in, lookalike, lower_case};
use crate::code::Code;
use crate::report::{Field, Issue};

impl Catalogue {
    /// Says what is wrong with a registry host, and whose it is.
    ///
    /// Capitals are taken for small letters here; [`crate::reference`] complains.
    ///
    /// An unknown host gets exactly one of: a reason why it cannot be a registry, the catalogue
    /// host it imitates, or the warning that it is unknown.
    pub fn check_host<'a>(&'a self, host: Located<'a>, issues: &mut Vec<Issue>) -> Identified<'a> {
        let found = self.identify(host.text);
        let (name, port) = host_pattern::split_port(host.text);
        let lower = lower_case(name);
        let name = host.with(&lower);

        let is_own = found.is_operators() || identify_built_in(&lower).is_some();
        let alias = (!is_own).then(|| aliases::find(&lower)).flatten();
        // A host of AWS imitates nobody. `imagess.sbgenomics.com` is a slip, whatever is said of
        // other hosts below the domain. A port changes nothing about whom a host imitates.
        if found.entry().is_none()
            && alias.is_none_or(|alias| alias.host.starts_with('*'))
            && !ecr_host::is_below_aws(&lower)
            && lookalike::check(name, issues)
        {
            return found;
        }
        if let Some(alias) = alias {
            let mut issue = host.issue(
                alias.code,
                name.whole_range(),
                format!("`{lower}` {}", alias.what),
            );
            if let Some(instead) = alias.instead {
                issue = issue.help(format!("images are pulled from `{instead}`"));
                if alias.same_paths || host.field == Field::RegistryPath {
                    issue = issue.fix(host.fix(
                        format!("Use `{instead}`"),
                        host.whole_range(),
                        instead,
                    ));
                }
            }
            issues.push(issue);
            return found;
        }
        let Some(entry) = found.entry() else {
            if !ecr_host::explain(name, issues) {
                let issue = host
                    .issue(
                        Code::RegistryUnknown,
                        host.whole_range(),
                        format!("`{}` is not in the catalogue of registries", host.text),
                    )
                    .help(hint(&lower, port));
                issues.push(issue);
            }
            return found;
        };
        let port = port.filter(|port| !entry.is_operators() || *port == "443");
        if let Some(port) = port {
            let range = lower.len()..host.text.len();
            let issue = if port.trim_start_matches('0') == "443" {
                host.issue(
                    Code::RegistryDefaultPort,
                    range.clone(),
                    "port 443 is understood, so it is left out",
                )
            } else {
                host.issue(
                    Code::RegistryPort,
                    range.clone(),
                    format!("{} only listens on the default port", entry.name()),
                )
            };
            issues.push(issue.fix(host.fix("Leave out the port", range, "")));
        }
        if entry.is_operators() {
            return found;
        }
        match EcrHost::parse(&lower) {
            Some(ecr) => ecr.warn(name, issues),
            None => check_host_of(entry, name, issues),
        }
        found
    }
}

impl Identified<'_> {
    fn is_operators(&self) -> bool {
        self.entry.is_some_and(RegistryEntry::is_operators)
    }
}

/// Rules for the free part of a provider's hosts, and for hosts on their way out.
fn check_host_of(entry: RegistryEntry<'_>, host: Located<'_>, issues: &mut Vec<Issue>) {
    match entry.id() {
        // MicrosoftDocs: 5 to 50 letters and digits; a hyphen only in front of the hash that
        // a domain name label scope adds.
        "azure" => {
            let label = host.text.split('.').next().unwrap_or_default();
            let name = label.split('-').next().unwrap_or_default();
            if label.matches('-').count() > 1 || !(5..=50).contains(&name.len()) {
                issues.push(host.issue(
                    Code::RegistryHostName,
                    0..label.len(),
                    format!("`{label}` cannot be an Azure registry; its name is 5 to 50 letters and digits"),
                ));
            }
        }
        "gcr" => issues.push(
            host.issue(
                Code::RegistryLegacyHost,
                host.whole_range(),
                "Container Registry was shut down in March 2025; Artifact Registry answers under this name",
            ),
        ),
        _ => {}
    }
}

/// Whether an address with these first numbers is one of a private network (RFC 1918).
fn is_private(first: &str, second: &str) -> bool {
    match first {
        "10" => true,
        "192" => second == "168",
        // Numbers of two digits are in order as texts.
        _ => second.len() == 2 && ("16"..="31").contains(&second),
    }
}

/// What an unknown host may be, judged by names that administrators like to give.
fn hint(host: &str, port: Option<&str>) -> &'static str {
    let mut labels = host.split('.');
    let mut label = || labels.next().unwrap_or_default();
    let (first, second) = (label(), label());
    match first {
        "harbor" => "it may be a Harbor registry, where images are `PROJECT/REPOSITORY`",
        "nexus" => {
            "it may be a Nexus registry, which has a port or a host of its own for each repository"
        }
        "gitea" | "forgejo" | "git" => {
            "it may be a Gitea or Forgejo registry, where images are `OWNER/IMAGE`"
        }
        "gitlab" => "it may be a GitLab registry, where images are `GROUP/PROJECT`",
        "artifactory" => "it may be a JFrog registry, where images begin with the repository key",
        "localhost" | "127" | "[::1]" => "only this computer reaches it",
        "10" | "192" | "172" if host_pattern::is_address(host) && is_private(first, second) => {
            "only computers in the same network reach it"
        }
        _ if port == Some("5050") => {
            "it may be a GitLab registry, where images are `GROUP/PROJECT`"
        }
        _ => "check the spelling; only the general rules apply to it",
    }
}
