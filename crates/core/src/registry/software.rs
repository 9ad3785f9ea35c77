//! Which program a registry runs, guessed from outside.

/// By what a program gives itself away.
struct Signs {
    name: &'static str,
    /// What people call the host that it runs on, as the first label.
    labels: &'static [&'static str],
    /// What the hosts end with on which its maker runs it.
    ends: &'static [&'static str],
    /// What the realm of its challenges ends with.
    realm_end: &'static str,
    /// Which service they name, where that is the same everywhere.
    service: Option<&'static str>,
}

/// The programs that people run registries with. Challenges are those of their sources or manuals: Harbor
/// `src/server/middleware/v2auth`; GitLab "Container registry administration", `auth.token.realm`; Gitea
/// `routers/api/packages/container/auth.go`; Nexus and Artifactory name themselves in the realm; Quay
/// `endpoints/v2`.
const PROGRAMS: &[Signs] = &[
    Signs {
        name: "Harbor",
        labels: &["harbor"],
        ends: &[],
        realm_end: "/service/token",
        service: Some("harbor-registry"),
    },
    Signs {
        name: "GitLab",
        labels: &["gitlab"],
        ends: &[],
        realm_end: "/jwt/auth",
        service: Some("container_registry"),
    },
    Signs {
        name: "Forgejo or Gitea",
        labels: &["forgejo", "gitea"],
        ends: &[],
        realm_end: "/v2/token",
        service: Some("container_registry"),
    },
    Signs {
        name: "Sonatype Nexus",
        labels: &["nexus"],
        ends: &[],
        realm_end: "Sonatype Nexus Repository Manager",
        service: None,
    },
    Signs {
        name: "JFrog Artifactory",
        labels: &["artifactory"],
        ends: &[".jfrog.io"],
        realm_end: "Artifactory Realm",
        service: None,
    },
    Signs {
        name: "Quay",
        labels: &["quay"],
        ends: &[],
        realm_end: "/v2/auth",
        service: None,
    },
];

/// What the program is called that a registry seems to run: by how it asks who is there, and otherwise by its
/// host. A guess, on which nothing depends.
///
/// ```
/// use wharfinger_core::registry::guess_software;
///
/// let realm = "https://registry.example.org/service/token";
/// let guessed = guess_software("registry.example.org", Some((realm, Some("harbor-registry"))));
/// assert_eq!(guessed, Some("Harbor"));
/// assert_eq!(guess_software("gitlab.example.org:5050", None), Some("GitLab"));
/// assert_eq!(guess_software("registry.example.org", None), None);
/// ```
#[must_use]
pub fn guess_software(host: &str, challenge: Option<(&str, Option<&str>)>) -> Option<&'static str> {
    let asks = |program: &&Signs| {
        challenge.is_some_and(|(realm, service)| {
            realm.ends_with(program.realm_end)
                && (program.service.is_none() || program.service == service)
        })
    };
    let is_called = |program: &&Signs| {
        let host = host.split(':').next().unwrap_or(host);
        let label = host.split('.').next().unwrap_or(host);
        program.labels.contains(&label) || program.ends.iter().any(|end| host.ends_with(end))
    };
    let by_challenge = PROGRAMS.iter().find(asks);
    let program = by_challenge.or_else(|| PROGRAMS.iter().find(is_called))?;
    Some(program.name)
}

#[cfg(test)]
mod tests {
    use super::guess_software;

    #[track_caller]
    fn check(host: &str, challenge: Option<(&str, Option<&str>)>, expected: Option<&str>) {
        assert_eq!(
            guess_software(host, challenge),
            expected,
            "{host} {challenge:?}"
        );
    }

    #[test]
    fn a_program_is_known_by_how_it_asks() {
        let service = Some("container_registry");
        for (realm, service, expected) in [
            ("https://a.example/jwt/auth", service, Some("GitLab")),
            (
                "https://a.example/v2/token",
                service,
                Some("Forgejo or Gitea"),
            ),
            ("https://a.example/v2/token", None, None),
            ("https://a.example/v2/auth", Some("a.example"), Some("Quay")),
            (
                "Sonatype Nexus Repository Manager",
                None,
                Some("Sonatype Nexus"),
            ),
            ("Artifactory Realm", None, Some("JFrog Artifactory")),
            ("Registry Realm", None, None),
        ] {
            check("registry.example.org", Some((realm, service)), expected);
        }
    }

    #[test]
    fn otherwise_by_what_people_call_its_host() {
        check("harbor.example.org", None, Some("Harbor"));
        check("gitlab.example.org:5050", None, Some("GitLab"));
        check("team.jfrog.io", None, Some("JFrog Artifactory"));
        check("my-harbor.example.org", None, None);
        check("example.org", None, None);
    }

    #[test]
    fn how_it_asks_counts_more_than_its_name() {
        let challenge = ("https://a.example/jwt/auth", Some("container_registry"));
        check("harbor.example.org", Some(challenge), Some("GitLab"));
        // What nobody knows leaves the name to go by.
        check("harbor.example.org", Some(("x", None)), Some("Harbor"));
    }
}
