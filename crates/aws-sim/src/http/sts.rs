//! STS: forms in, XML out.

use super::answer::{Answer, element};
use super::ecr::Call;
use crate::moment;
use crate::operation::Operation;
use crate::refusal::Refusal;
use crate::world::{AssumeRole, World};

/// The version of the API that is spoken (its model, `apiVersion`).
const VERSION: &str = "2011-06-15";

/// Makes a call.
pub(super) fn call(
    world: &mut World,
    operation: Operation,
    call: &Call<'_>,
    parameters: &[(String, String)],
) -> Result<Answer, Refusal> {
    let parameter = |name: &str| {
        let pair = parameters.iter().find(|(found, _)| found == name);
        pair.map(|(_, value)| value.clone())
    };
    if parameter("Version").is_some_and(|version| version != VERSION) {
        return Err(Refusal::UnknownOperation(operation.to_string()));
    }
    let (now, caller, region) = (call.now, call.caller, call.region);
    if operation == Operation::GetCallerIdentity {
        world.caller_identity(now, caller, region)?;
        let inside = [
            element("Arn", caller.arn()),
            element("UserId", &caller.user_id()),
            element("Account", caller.account().as_str()),
        ];
        return Ok(Answer::Xml("GetCallerIdentity", inside.concat()));
    }
    if operation != Operation::AssumeRole {
        return Err(Refusal::UnknownOperation(operation.to_string()));
    }
    let needed = |name: &str| {
        parameter(name).ok_or_else(|| {
            Refusal::InvalidParameter(format!(
                "1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member \
                 must not be null"
            ))
        })
    };
    let duration = parameter("DurationSeconds").map(|seconds| {
        let wrong = || Refusal::InvalidParameter(format!("'{seconds}' is no number of seconds"));
        seconds.parse().map_err(|_| wrong())
    });
    let asked = AssumeRole {
        external_id: parameter("ExternalId"),
        source_identity: parameter("SourceIdentity"),
        policy: parameter("Policy"),
        duration_seconds: duration.transpose()?,
        ..AssumeRole::new(&needed("RoleArn")?, &needed("RoleSessionName")?)
    };
    let assumed = world.assume_role(now, caller, region, &asked)?;
    let keys = &assumed.credentials;
    let ends = keys.expires_at.map(moment::iso_8601).unwrap_or_default();
    let credentials = [
        element("AccessKeyId", &keys.access_key_id),
        element("SecretAccessKey", &keys.secret_access_key),
        element(
            "SessionToken",
            keys.session_token.as_deref().unwrap_or_default(),
        ),
        element("Expiration", &ends),
    ];
    let user = [
        element("AssumedRoleId", &assumed.id),
        element("Arn", &assumed.arn),
    ];
    let mut inside = format!(
        "<AssumedRoleUser>{}</AssumedRoleUser><Credentials>{}</Credentials>",
        user.concat(),
        credentials.concat()
    );
    if let Some(source) = &assumed.source_identity {
        inside.push_str(&element("SourceIdentity", source));
    }
    Ok(Answer::Xml("AssumeRole", inside))
}
