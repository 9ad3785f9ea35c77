//! The role as a CloudFormation template.

use super::Connection;
use super::documents::{EVENTS_ACTION, REGISTRY_ACTIONS, REPOSITORY_ACTIONS, TOKEN_ACTION};

/// What differs between a template for one owner and the one for all: each a scalar of YAML.
struct Values {
    role_name: String,
    principal: String,
    external_id: String,
    /// What stands behind `Resource:`.
    repositories: String,
}

impl Connection {
    /// A template for exactly this role, to be saved and deployed:
    /// `aws cloudformation deploy --capabilities CAPABILITY_NAMED_IAM ...`. Deployed again with more
    /// repositories, it changes the role in place.
    #[must_use]
    pub fn cloudformation(&self) -> String {
        let quoted = |text: &str| format!("\"{text}\"");
        let arns = self
            .arns()
            .map(|arn| format!("\n                  - \"{arn}\""));
        let values = Values {
            role_name: quoted(&self.external_id.role_name()),
            principal: quoted(&self.principal),
            external_id: quoted(self.external_id.as_str()),
            repositories: arns.collect(),
        };
        let mut text = [HEAD, &role(&values, &self.repository_actions())].concat();
        if self.looks_up_events {
            text += &on_everything("WhoChangedPolicies", &[EVENTS_ACTION]);
        }
        if self.hands_out_passwords {
            text += &on_everything("PullPasswords", &[TOKEN_ACTION]);
        }
        text + OUTPUTS
    }
}

/// The same template for all owners, with parameters: what an operator publishes on Amazon S3 for
/// [`Connection::quick_create`]. It has no permission to look up events, nor to hand out passwords.
#[must_use]
pub fn published_template() -> String {
    let values = Values {
        role_name: "!Ref RoleName".to_owned(),
        principal: "!Ref PrincipalArn".to_owned(),
        external_id: "!Ref ExternalId".to_owned(),
        repositories: " !Ref RepositoryArns".to_owned(),
    };
    [
        HEAD,
        PARAMETERS,
        &role(&values, &REPOSITORY_ACTIONS),
        OUTPUTS,
    ]
    .concat()
}

fn role(values: &Values, actions: &[&str]) -> String {
    let Values {
        role_name,
        principal,
        external_id,
        repositories,
    } = values;
    let actions = listed(actions);
    format!(
        r#"Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: {role_name}
      Description: "Lets Wharfinger keep the pull access to the repositories that are listed here"
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: AssumeWithExternalId
            Effect: Allow
            Principal:
              AWS: {principal}
            Action: sts:AssumeRole
            Condition:
              StringEquals:
                sts:ExternalId: {external_id}
          - Sid: Attribution
            Effect: Allow
            Principal:
              AWS: {principal}
            Action: sts:SetSourceIdentity
      Policies:
        - PolicyName: wharfinger
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Sid: Repositories
                Effect: Allow
                Action:{actions}
                Resource:{repositories}
{registry}"#,
        registry = on_everything("RegistryPolicy", &REGISTRY_ACTIONS)
    )
}

/// A statement about what has no resource.
fn on_everything(sid: &str, actions: &[&str]) -> String {
    let actions = listed(actions);
    format!(
        r#"              - Sid: {sid}
                Effect: Allow
                Action:{actions}
                Resource: "*"
"#
    )
}

/// What stands behind `Action:`.
fn listed(actions: &[&str]) -> String {
    let lines = actions
        .iter()
        .map(|action| format!("\n                  - {action}"));
    lines.collect()
}

const HEAD: &str = r#"AWSTemplateFormatVersion: "2010-09-09"
Description: "A role by which Wharfinger grants and ends pull access to repositories on Amazon ECR"
"#;

const PARAMETERS: &str = r#"Parameters:
  PrincipalArn:
    Type: String
    Description: "Who Wharfinger is"
    AllowedPattern: "arn:[a-z-]+:iam::[0-9]{12}:(role|user)/[A-Za-z0-9+=,.@_/-]+"
  ExternalId:
    Type: String
    Description: "What Wharfinger says when it assumes the role"
    AllowedPattern: "wharfinger-[0-9a-f]{32}"
  RoleName:
    Type: String
    AllowedPattern: "wharfinger-ecr-[0-9a-f]{32}"
  RepositoryArns:
    Type: CommaDelimitedList
    Description: "The repositories, and no others"
"#;

const OUTPUTS: &str = "Outputs:
  RoleArn:
    Value: !GetAtt Role.Arn
";
