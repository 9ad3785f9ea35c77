//! Who the server is on AWS, as it can be typed.

use clap::{Args, ValueEnum};
use wharfinger_core::policy::PullActions;
use wharfinger_server::config::public_url as origin;
use wharfinger_server::grants::Settings;

/// For access to Amazon ECR that the server gives by itself. It is who AWS's own programs would be
/// here: by `AWS_ACCESS_KEY_ID`, a profile, the role of the machine, container or pod.
#[derive(Debug, Args)]
#[command(next_help_heading = "Amazon ECR")]
pub(crate) struct Aws {
    /// The role or user that this server is on AWS; without it maintainers give access by hand
    ///
    /// The role that the owner of a repository makes trusts this one and no other. Never delete it: one of
    /// the same name is somebody else to AWS.
    #[arg(
        long = "aws-principal",
        value_name = "ARN",
        env = "WHARFINGER_AWS_PRINCIPAL"
    )]
    principal: Option<String>,

    /// The region whose STS gives out sessions; the main one of the principal's partition when left out
    // Many machines have the variable for other reasons: it asks for nothing by itself.
    #[arg(long = "aws-region", value_name = "REGION", env = "AWS_REGION")]
    region: Option<String>,

    /// Where the services of AWS are instead: a simulator, which pages say then
    #[arg(
        long = "aws-endpoint",
        value_name = "URL",
        env = "WHARFINGER_AWS_ENDPOINT",
        value_parser = origin,
        requires = "principal"
    )]
    endpoint: Option<String>,

    /// Where Amazon S3 has the template of the role, for links that open the AWS console with everything
    /// filled in
    ///
    /// `wharfinger grants template` prints it. CloudFormation takes templates from Amazon S3 alone.
    #[arg(
        long = "aws-template-url",
        value_name = "URL",
        env = "WHARFINGER_AWS_TEMPLATE_URL",
        value_parser = https,
        requires = "principal"
    )]
    template_url: Option<String>,

    /// What a grant allows: `two` for what a pull takes, `three` for what other programs grant by custom
    #[arg(
        long = "pull-actions",
        value_name = "HOW-MANY",
        env = "WHARFINGER_PULL_ACTIONS",
        default_value = "two"
    )]
    pull_actions: PullActionsName,

    /// What becomes of policies on Amazon ECR: `report-only` changes none, but for the trial of a connection's
    /// check, and says what would be changed; left out, a backup that was restored is `report-only` and everything else `write`
    ///
    /// A backup does not know what was decided since. Look through `wharfinger grants status`, decide again,
    /// and start once with `write`, which says that the database is to be believed from then on. A backup of
    /// PostgreSQL cannot be told from its original: start with `report-only` yourself.
    #[arg(long = "grants", value_name = "HOW", env = "WHARFINGER_GRANTS")]
    grants: Option<GrantsName>,
}

impl Aws {
    /// What becomes of policies, where somebody says so.
    pub(crate) fn grants(&self) -> Option<GrantsName> {
        self.grants
    }

    /// What they say together; `None` where the server is nobody on AWS.
    pub(crate) fn settings(self) -> anyhow::Result<Option<Settings>> {
        let Some(principal) = &self.principal else {
            return Ok(None);
        };
        let mut settings = Settings::new(principal)?;
        if let Some(region) = &self.region {
            settings = settings.in_region(region)?;
        }
        settings.endpoint = self.endpoint;
        settings.template_url = self.template_url;
        settings.pull_actions = self.pull_actions.into();
        Ok(Some(settings))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PullActionsName {
    /// `ecr:BatchGetImage` and `ecr:GetDownloadUrlForLayer`
    Two,
    /// `ecr:BatchCheckLayerAvailability` as well
    Three,
}

impl From<PullActionsName> for PullActions {
    fn from(name: PullActionsName) -> Self {
        match name {
            PullActionsName::Two => Self::Two,
            PullActionsName::Three => Self::Three,
        }
    }
}

/// What becomes of policies on Amazon ECR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GrantsName {
    /// They are kept as was decided
    Write,
    /// They are read, and it is told what would be changed
    ReportOnly,
}

fn https(text: &str) -> Result<String, &'static str> {
    let is_one = text.starts_with("https://") && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_one
        .then(|| text.to_owned())
        .ok_or("expected an address such as `https://BUCKET.s3.amazonaws.com/role.yaml`")
}
