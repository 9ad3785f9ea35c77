//! What the log says of calls to AWS: each with AWS's own id, by which its support finds the call again.

use aws_sdk_ecr::config::http::HttpResponse;
use aws_sdk_ecr::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ecr::operation::RequestId;

use super::failure::{Call, failure};

/// Tells of a call that was answered, or was not: what was written and what failed as the log is by
/// default, everything else to who asks for more.
pub(crate) fn tell<T, E>(call: Call<'_>, answer: &Result<T, SdkError<E, HttpResponse>>)
where
    E: ProvideErrorMetadata,
    Result<T, SdkError<E, HttpResponse>>: RequestId,
{
    let Call {
        action,
        resource,
        is_write,
    } = call;
    let request_id = answer.request_id();
    match answer {
        Err(error) if !is_absence(error) => {
            let kind = failure(error, call).kind();
            tracing::warn!(action, resource, request_id, kind, "A call to AWS failed");
        }
        _ if is_write => tracing::info!(action, resource, request_id, "AWS has written a policy"),
        _ => tracing::debug!(action, resource, request_id, "called AWS"),
    }
}

/// Whether an error only says that there is no policy or no image: that is an answer like any other. That
/// there is no repository is none.
fn is_absence(error: &impl ProvideErrorMetadata) -> bool {
    let code = error.code().unwrap_or_default();
    code.ends_with("NotFoundException") && code != "RepositoryNotFoundException"
}
