//! Amazon ECR: an identity policy on the puller's side, a statement of the repository's policy on
//! the maintainer's.

use crate::principal::{AwsPrincipal, AwsPrincipalKind};
use crate::pull::template;
use crate::registry::EcrHost;

use super::{Action, Step};

/// What it takes to pull from a repository: the two actions of AWS's own examples (Amazon ECR User
/// Guide, Private repository policy examples). Checking which layers exist is a step of pushing.
const PULL_ACTIONS: &str = r#"["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]"#;

/// What begins the Sid of a statement that a maintainer adds by hand; the account follows. Letters
/// and digits only, as everywhere in IAM.
const SID_PREFIX: &str = "WharfingerByHand";

pub(super) fn own_side(host: EcrHost<'_>, repository: &str, principal: &AwsPrincipal) -> Vec<Step> {
    let account = principal.account();
    let is_across = account != host.account();
    let place = match principal.kind() {
        AwsPrincipalKind::Account => {
            format!("each IAM role or user of the account `{account}` that pulls")
        }
        AwsPrincipalKind::User => format!("the IAM user `{}`", principal.arn()),
        AwsPrincipalKind::Role => format!("the IAM role `{}`", principal.arn()),
    };
    let attach = Step::new(format!(
        "In the IAM console, open {place}, choose Add permissions, Create inline policy, JSON, and \
         paste this policy. Without it logging in fails, whatever the maintainer allows."
    ))
    .copy(identity_policy(host, repository, is_across));
    let attach = match console(host.partition().id) {
        Some(console) => attach.link(format!("https://{console}/iam/home")),
        None => attach,
    };
    let mut steps = vec![attach];
    if is_across {
        steps.push(Step::new(format!(
            "Make sure that the region `{}` is enabled in the account `{account}`; AWS refuses \
             access for accounts where it is not.",
            host.region()
        )));
    }
    steps
}

pub(super) fn by_hand(
    host: EcrHost<'_>,
    repository: &str,
    principal: &AwsPrincipal,
    action: Action,
) -> Vec<Step> {
    let sid = [SID_PREFIX, principal.account()].concat();
    let (none, write) = match action {
        Action::Grant => ("there is none yet", "Write the policy back"),
        Action::Remove => (
            "there is none, and nothing to remove",
            "If another statement is left, write the policy back",
        ),
    };
    let read = Step::new(format!(
        "Save the repository's policy. If the answer is `RepositoryPolicyNotFoundException`, {none}."
    ))
    .copy(format!(
        "{} --query policyText --output text > policy.json",
        command("get-repository-policy", host, repository)
    ));
    let read = match repository_page(host, repository) {
        Some(page) => read.link(page),
        None => read,
    };
    let edit = match action {
        Action::Grant => Step::new(
            "In `policy.json`, add this statement to the list `Statement`, and change nothing else. \
             If there is no policy yet, put it between the brackets of \
             `{\"Version\": \"2012-10-17\", \"Statement\": []}`.",
        )
        .copy(statement(&sid, principal)),
        Action::Remove => Step::new(format!(
            "In `policy.json`, delete the statement with the Sid `{sid}` whose principal is `{}`, \
             and change nothing else.",
            principal.arn()
        )),
    };
    let write = Step::new(format!(
        "{write}. This replaces the whole policy: begin again if somebody else has changed it \
         meanwhile."
    ))
    .copy(format!(
        "{} --policy-text file://policy.json",
        command("set-repository-policy", host, repository)
    ));
    let mut steps = vec![read, edit, write];
    if action == Action::Remove {
        steps.push(
            Step::new("If no statement is left, delete the policy instead.").copy(command(
                "delete-repository-policy",
                host,
                repository,
            )),
        );
    }
    steps
}

/// The policy that the puller's identity needs: logging in, and across accounts pulling too.
fn identity_policy(host: EcrHost<'_>, repository: &str, is_across: bool) -> String {
    let login = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ecr:GetAuthorizationToken",
      "Resource": "*"
    }"#;
    if !is_across {
        return [login, "\n  ]\n}"].concat();
    }
    format!(
        r#"{login},
    {{
      "Effect": "Allow",
      "Action": {PULL_ACTIONS},
      "Resource": "arn:{}:ecr:{}:{}:repository/{repository}"
    }}
  ]
}}"#,
        host.partition().id,
        host.region(),
        host.account()
    )
}

/// The statement of the repository's policy that lets the principal pull. It has no `Resource`: the
/// policy belongs to the repository, and Amazon ECR refuses one that says so again.
fn statement(sid: &str, principal: &AwsPrincipal) -> String {
    format!(
        r#"{{
  "Sid": "{sid}",
  "Effect": "Allow",
  "Principal": {{"AWS": "{}"}},
  "Action": {PULL_ACTIONS}
}}"#,
        escaped(principal.arn())
    )
}

/// A text inside the quotes of a JSON string. The path of an IAM identity is visible ASCII, so these
/// two characters are all that need it (RFC 8259 section 7).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn command(name: &str, host: EcrHost<'_>, repository: &str) -> String {
    let mut command = format!(
        "aws ecr {name} --region {} --registry-id {} --repository-name ",
        host.region(),
        host.account()
    );
    template::push_word(&mut command, repository);
    command
}

/// Where people sign in to a partition; the closed ones have no address that is known outside.
fn console(partition: &str) -> Option<&'static str> {
    Some(match partition {
        "aws" => "console.aws.amazon.com",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        "aws-cn" => "console.amazonaws.cn",
        _ => return None,
    })
}

/// The repository in the console, of which only the commercial partition's address is known.
fn repository_page(host: EcrHost<'_>, repository: &str) -> Option<String> {
    let (region, account) = (host.region(), host.account());
    (host.partition().id == "aws").then(|| {
        format!(
            "https://{region}.console.aws.amazon.com/ecr/repositories/private/{account}/\
             {repository}?region={region}"
        )
    })
}
