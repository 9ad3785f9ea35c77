//! From a request to an answer, through the faults.

use std::time::{Duration, SystemTime};

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header::{DATE, Date, TryIntoHeaderValue};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, rt};

use super::answer::{self, Answer};
use super::ecr::Call;
use super::incoming::Incoming;
use super::shared::Shared;
use super::{cloudtrail, ecr, signature, sts};
use crate::faults::{Fault, Landing};
use crate::operation::{Operation, Service};
use crate::refusal::Refusal;

/// Answers a request, or does not.
pub(super) async fn exchange(
    shared: Data<Shared>,
    request: HttpRequest,
    body: Bytes,
) -> HttpResponse {
    let incoming = Incoming::new(&request, &body);
    let service = incoming.service();
    let request_id = shared.world().request_id();
    let mut response = match answered(&shared, incoming).await {
        Some(Ok(answer)) => answer::success(&answer, &request_id),
        Some(Err(refusal)) => answer::refusal(&refusal, service, &request_id),
        None => return dropped(),
    };
    // The SDKs set their clocks by it: what they sign next is of this time.
    let date = Date(SystemTime::from(shared.now()).into());
    if let Ok(value) = date.try_into_value() {
        response.headers_mut().insert(DATE, value);
    }
    response
}

/// What is answered in the end; `None` where the connection is to be dropped.
async fn answered(shared: &Shared, incoming: Incoming) -> Option<Result<Answer, Refusal>> {
    let operation = match incoming.operation() {
        Ok(operation) => operation,
        Err(refusal) => return Some(Err(refusal)),
    };
    shared.count(operation);
    let fault = shared.faults().next(operation);
    let answer = land(shared, incoming, operation, fault);
    let Some(fault) = fault else {
        return answer;
    };
    rt::time::sleep(fault.wait()).await;
    match fault.refusal() {
        Some(refusal) => Some(Err(refusal)),
        None => answer.filter(|_| fault.is_answered()),
    }
}

/// Lets the world hear of a request, when the fault lets it; what came of it if that is at once.
fn land(
    shared: &Shared,
    incoming: Incoming,
    operation: Operation,
    fault: Option<Fault>,
) -> Option<Result<Answer, Refusal>> {
    match fault.map_or(Landing::Now, Fault::landing) {
        Landing::Never => None,
        Landing::Now => {
            let writes_ago = fault.map_or(0, Fault::writes_ago);
            Some(perform(shared, &incoming, operation, writes_ago))
        }
        Landing::After(later) => {
            // Apart from the connection, which the client may have given up long before.
            rt::spawn(land_late(shared.clone(), incoming, operation, later));
            None
        }
    }
}

async fn land_late(shared: Shared, incoming: Incoming, operation: Operation, later: Duration) {
    // The signature was looked at when the request came, as AWS does; its time does not run out on the way.
    let authenticated = signature::authenticate(&shared.world(), shared.now(), &incoming);
    rt::time::sleep(later).await;
    if let Ok((caller, region)) = authenticated {
        let call = Call {
            now: shared.now(),
            caller: &caller,
            region: &region,
            writes_ago: 0,
        };
        // Nobody waits for the answer any more.
        drop(dispatch(&shared, &incoming, operation, &call));
    }
}

fn perform(
    shared: &Shared,
    incoming: &Incoming,
    operation: Operation,
    writes_ago: usize,
) -> Result<Answer, Refusal> {
    let now = shared.now();
    let (caller, region) = signature::authenticate(&shared.world(), now, incoming)?;
    let call = Call {
        now,
        caller: &caller,
        region: &region,
        writes_ago,
    };
    dispatch(shared, incoming, operation, &call)
}

fn dispatch(
    shared: &Shared,
    incoming: &Incoming,
    operation: Operation,
    call: &Call<'_>,
) -> Result<Answer, Refusal> {
    let world = &mut shared.world();
    match operation.service() {
        Service::Sts => sts::call(world, operation, call, &incoming.parameters()),
        Service::Ecr => ecr::call(world, operation, call, &incoming.body),
        Service::CloudTrail => cloudtrail::call(world, call, &incoming.body),
    }
}

/// An answer that ends the connection before its first byte.
fn dropped() -> HttpResponse {
    HttpResponse::Ok().body(Dropped)
}

/// A body that fails at once. Its head is in a buffer by then, which goes with the connection.
struct Dropped;

/// The connection was to end here.
#[derive(Debug, thiserror::Error)]
#[error("the connection is dropped, as the fault says")]
struct Ended;

impl MessageBody for Dropped {
    type Error = Ended;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Bytes, Self::Error>>> {
        std::task::Poll::Ready(Some(Err(Ended)))
    }
}
