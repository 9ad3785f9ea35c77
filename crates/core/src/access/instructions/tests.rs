//! The instructions for each registry, as people read them.

use std::fmt::Write as _;

use super::*;
use crate::principal;
use crate::registration::{Draft, check};
use crate::registry::Catalogue;
use crate::report::Field;

const ECR: &str = "312767926603.dkr.ecr.us-west-2.amazonaws.com/team/md5sum:1.0";

fn tool(image: &str) -> Registration {
    let draft = Draft::default()
        .with(Field::Image, image)
        .with(Field::Visibility, "private")
        .with(Field::ContactEmail, "tools@example.org");
    let report = check(&Catalogue::built_in(), &draft);
    report
        .registration
        .unwrap_or_else(|| panic!("{:?}", report.issues))
}

fn principal_of(tool: &Registration, text: &str) -> Principal {
    let catalogue = Catalogue::built_in();
    let host = tool.tool_path().host();
    principal::check(catalogue.identify(host).entry(), host, text).unwrap()
}

/// The steps as a page shows them: numbered, the link behind `->`, what to copy behind `|`.
fn shown(steps: &[Step]) -> String {
    let mut shown = String::new();
    for (at, step) in steps.iter().enumerate() {
        writeln!(shown, "{}. {}", at + 1, step.text).unwrap();
        if let Some(link) = &step.link {
            writeln!(shown, "-> {link}").unwrap();
        }
        for line in step.copy.iter().flat_map(|copy| copy.lines()) {
            writeln!(shown, "| {line}").unwrap();
        }
    }
    shown
}

#[track_caller]
fn check_all(image: &str, principal: &str, expected: [&str; 3]) {
    let tool = tool(image);
    let principal = principal_of(&tool, principal);
    let found = [
        shown(&own_side(&tool, &principal)),
        shown(&by_hand(&tool, &principal, Action::Grant)),
        shown(&by_hand(&tool, &principal, Action::Remove)),
    ];
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected, "\n{found}");
    }
}

#[test]
fn amazon_ecr_across_accounts() {
    check_all(
        ECR,
        "111122223333",
        [
            r#"1. In the IAM console, open each IAM role or user of the account `111122223333` that pulls, choose Add permissions, Create inline policy, JSON, and paste this policy. Without it logging in fails, whatever the maintainer allows.
-> https://console.aws.amazon.com/iam/home
| {
|   "Version": "2012-10-17",
|   "Statement": [
|     {
|       "Effect": "Allow",
|       "Action": "ecr:GetAuthorizationToken",
|       "Resource": "*"
|     },
|     {
|       "Effect": "Allow",
|       "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
|       "Resource": "arn:aws:ecr:us-west-2:312767926603:repository/team/md5sum"
|     }
|   ]
| }
2. Make sure that the region `us-west-2` is enabled in the account `111122223333`; AWS refuses access for accounts where it is not.
"#,
            r#"1. Save the repository's policy. If the answer is `RepositoryPolicyNotFoundException`, there is none yet.
-> https://us-west-2.console.aws.amazon.com/ecr/repositories/private/312767926603/team/md5sum?region=us-west-2
| aws ecr get-repository-policy --region us-west-2 --registry-id 312767926603 --repository-name team/md5sum --query policyText --output text > policy.json
2. In `policy.json`, add this statement to the list `Statement`, and change nothing else. If there is no policy yet, put it between the brackets of `{"Version": "2012-10-17", "Statement": []}`.
| {
|   "Sid": "WharfingerByHand111122223333",
|   "Effect": "Allow",
|   "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
|   "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
| }
3. Write the policy back. This replaces the whole policy: begin again if somebody else has changed it meanwhile.
| aws ecr set-repository-policy --region us-west-2 --registry-id 312767926603 --repository-name team/md5sum --policy-text file://policy.json
"#,
            r"1. Save the repository's policy. If the answer is `RepositoryPolicyNotFoundException`, there is none, and nothing to remove.
-> https://us-west-2.console.aws.amazon.com/ecr/repositories/private/312767926603/team/md5sum?region=us-west-2
| aws ecr get-repository-policy --region us-west-2 --registry-id 312767926603 --repository-name team/md5sum --query policyText --output text > policy.json
2. In `policy.json`, delete the statement with the Sid `WharfingerByHand111122223333` whose principal is `arn:aws:iam::111122223333:root`, and change nothing else.
3. If another statement is left, write the policy back. This replaces the whole policy: begin again if somebody else has changed it meanwhile.
| aws ecr set-repository-policy --region us-west-2 --registry-id 312767926603 --repository-name team/md5sum --policy-text file://policy.json
4. If no statement is left, delete the policy instead.
| aws ecr delete-repository-policy --region us-west-2 --registry-id 312767926603 --repository-name team/md5sum
",
        ],
    );
}

#[test]
fn quay() {
    check_all(
        "quay.io/team/tool",
        "ada",
        [
            r"1. In Quay.io, open the account settings of `ada` and generate an encrypted password. It is the password when you log in.
",
            r"1. In Quay.io, open the repository `quay.io/team/tool` and its Settings.
-> https://quay.io/repository/team/tool
2. Under User and Robot Permissions, add this name with the permission Read.
| ada
",
            r"1. In Quay.io, open the repository `quay.io/team/tool` and its Settings.
-> https://quay.io/repository/team/tool
2. Under User and Robot Permissions, delete this name. Look for it in the teams that are listed there too.
| ada
",
        ],
    );
}

#[test]
fn docker_hub() {
    check_all(
        "docker.io/team/tool",
        "adalovelace",
        [
            r"1. Sign in to Docker Hub as `adalovelace`. If you are invited to an organization, accept the invitation.
-> https://hub.docker.com
2. Create a personal access token with the permission Read-only. It is the password when you log in; one for public repositories only is not enough.
-> https://app.docker.com/settings/personal-access-tokens
",
            r"1. On Docker Hub, open the repository `docker.io/team/tool`.
-> https://hub.docker.com/r/team/tool
2. In a repository of an organization, open Permissions and give Read-only to a team that this Docker ID belongs to. In one of your own, add it under Collaborators; mind that collaborators can push too.
| adalovelace
",
            r"1. On Docker Hub, open the repository `docker.io/team/tool`.
-> https://hub.docker.com/r/team/tool
2. In a repository of an organization, take this Docker ID out of every team that Permissions lists. In one of your own, remove it under Collaborators.
| adalovelace
",
        ],
    );
}

#[test]
fn gitlab() {
    check_all(
        "registry.gitlab.com/team/tool",
        "ada",
        [
            r"1. Sign in to GitLab as `ada`. If you are invited to the project, accept the invitation.
-> https://gitlab.com
2. Create a personal access token with the scope `read_registry`. It is the password when you log in.
-> https://gitlab.com/-/user_settings/personal_access_tokens
",
            r"1. In GitLab, open the members of the project that has the image `registry.gitlab.com/team/tool`: Manage, Members.
-> https://gitlab.com/team/tool/-/project_members
2. Choose Invite members and add this user name with the role Reporter. Guests cannot pull from a private project.
| ada
",
            r"1. In GitLab, open the members of the project that has the image `registry.gitlab.com/team/tool`: Manage, Members.
-> https://gitlab.com/team/tool/-/project_members
2. Remove this user name from the project. Look for it in the members of the group too.
| ada
",
        ],
    );
}

#[test]
fn ghcr() {
    check_all(
        "ghcr.io/team/tool",
        "ada",
        [
            r"1. Accept the invitation that GitHub sends to `ada`, if one comes.
-> https://github.com/notifications
2. Create a personal access token (classic) with the scope `read:packages`. It is the password when you log in; fine-grained tokens do not work.
-> https://github.com/settings/tokens/new?scopes=read:packages
",
            r"1. On GitHub, open the package `ghcr.io/team/tool`, Package settings, Manage access.
-> https://ghcr.io/team/tool
2. Choose Invite teams or people and add this user name with the role Read.
| ada
",
            r"1. On GitHub, open the package `ghcr.io/team/tool`, Package settings, Manage access.
-> https://ghcr.io/team/tool
2. Remove this user name. If access is inherited from a repository, remove it there too.
| ada
",
        ],
    );
}

#[test]
fn seven_bridges() {
    check_all(
        "images.sbgenomics.com/team/tool",
        "division/ada",
        [
            r"1. On the platform of `images.sbgenomics.com`, sign in as `division/ada`, open Developer and copy your authentication token. It is the password when you log in.
",
            r"1. On the platform, open Developer, Docker registry, and the members of the repository `images.sbgenomics.com/team/tool`.
2. Add this user name with the permission to read.
| division/ada
",
            r"1. On the platform, open Developer, Docker registry, and the members of the repository `images.sbgenomics.com/team/tool`.
2. Remove this user name.
| division/ada
",
        ],
    );
}

#[test]
fn other_registries() {
    check_all(
        "harbor.example.org/team/tool",
        "ada",
        [
            r"1. Make sure that you can log in to `harbor.example.org` as `ada`. If you are invited to the repository, accept the invitation.
",
            r"1. Sign in to the registry as somebody who manages the repository `harbor.example.org/team/tool`, and open who may use it.
2. Give this name the permission to pull, and no other.
| ada
",
            r"1. Sign in to the registry as somebody who manages the repository `harbor.example.org/team/tool`, and open who may use it.
2. Take the permission to pull from this name, and from every group that gives it.
| ada
",
        ],
    );
}

#[test]
fn inside_one_account_logging_in_is_all_that_is_missing() {
    let tool = tool(ECR);
    let role = principal_of(&tool, "arn:aws:iam::312767926603:role/ci/puller");
    let expected = r#"1. In the IAM console, open the IAM role `arn:aws:iam::312767926603:role/ci/puller`, choose Add permissions, Create inline policy, JSON, and paste this policy. Without it logging in fails, whatever the maintainer allows.
-> https://console.aws.amazon.com/iam/home
| {
|   "Version": "2012-10-17",
|   "Statement": [
|     {
|       "Effect": "Allow",
|       "Action": "ecr:GetAuthorizationToken",
|       "Resource": "*"
|     }
|   ]
| }
"#;
    assert_eq!(shown(&own_side(&tool, &role)), expected);
}

/// Each partition has its own ARNs and consoles, and those that nobody outside knows have no link.
#[test]
fn partitions_keep_to_themselves() {
    for (host, id, console) in [
        (
            "312767926603.dkr.ecr.cn-north-1.amazonaws.com.cn",
            "aws-cn",
            Some("https://console.amazonaws.cn/iam/home"),
        ),
        (
            "312767926603.dkr.ecr.us-gov-west-1.amazonaws.com",
            "aws-us-gov",
            Some("https://console.amazonaws-us-gov.com/iam/home"),
        ),
        (
            "312767926603.dkr.ecr.us-iso-east-1.c2s.ic.gov",
            "aws-iso",
            None,
        ),
    ] {
        let tool = tool(&format!("{host}/md5sum"));
        let user = principal_of(&tool, &format!("arn:{id}:iam::111122223333:user/ada"));
        let steps = own_side(&tool, &user);
        let policy = steps[0].copy.as_ref().unwrap();
        assert!(policy.contains(&format!("\"arn:{id}:ecr:")), "{policy}");
        assert_eq!(steps[0].link.as_deref(), console);
        assert_eq!(by_hand(&tool, &user, Action::Grant)[0].link, None);
    }
}

/// What is to be pasted as JSON is JSON, whatever characters IAM allows in a path.
#[test]
fn policies_are_json() {
    let tool = tool(ECR);
    let arn = r#"arn:aws:iam::111122223333:role/a"b\c/puller"#;
    let role = principal_of(&tool, arn);
    let parse = |steps: Vec<Step>, at: usize| -> serde_json::Value {
        serde_json::from_str(steps[at].copy.as_ref().unwrap()).unwrap()
    };
    let statement = parse(by_hand(&tool, &role, Action::Grant), 1);
    assert_eq!(statement["Principal"]["AWS"], arn);
    let policy = parse(own_side(&tool, &role), 0);
    assert_eq!(policy["Statement"].as_array().unwrap().len(), 2);
}

#[test]
fn a_project_below_groups_is_not_guessed() {
    let tool = tool("registry.gitlab.com/group/subgroup/project");
    let ada = principal_of(&tool, "ada");
    assert_eq!(by_hand(&tool, &ada, Action::Grant)[0].link, None);
}

#[test]
fn robots_of_quay_have_tokens() {
    let tool = tool("quay.io/team/tool");
    let robot = principal_of(&tool, "lab+ci");
    assert_eq!(
        shown(&own_side(&tool, &robot)),
        "1. In Quay.io, open the robot account `lab+ci` and copy its token. It is the password when \
         you log in.\n"
    );
}
