//! A machine begins to ask.

use actix_web::HttpRequest;
use wharfinger_store::{BeginDeviceError, Device, NewDevice};

use super::user_code::UserCode;
use crate::limits::{DEVICE_LIFETIME, USER_CODES_DRAWN_MAX};
use crate::origin;
use crate::problem::Problem;
use crate::secret::{Kind, Secret};
use crate::sessions;
use crate::state::State;

/// What a machine asks with from then on.
#[derive(Debug)]
pub(crate) struct Begun {
    /// By which it asks whether it was let in.
    pub(crate) device_code: Secret,
    /// Which it shows.
    pub(crate) user_code: UserCode,
}

/// Gives codes to the machine of that name.
pub(crate) async fn begin(
    state: &State,
    request: &HttpRequest,
    name: String,
) -> Result<Begun, Problem> {
    let now = state.clock.now();
    let address = origin::client_address(request, &state.config);
    state.devices.take(address, now)?;
    let device = Device {
        name,
        program: sessions::label(request),
        address: address.to_canonical().to_string(),
        asked_at: now,
        expires_at: now.later(DEVICE_LIFETIME),
    };
    for _ in 0..USER_CODES_DRAWN_MAX {
        let begun = Begun {
            device_code: Secret::generate(Kind::DeviceCode, &*state.entropy),
            user_code: UserCode::generate(&*state.entropy),
        };
        let new = NewDevice {
            code: begun.device_code.hash(),
            user_code: begun.user_code.hash(),
            device: device.clone(),
        };
        match state.store.begin_device(new).await {
            Ok(()) => return Ok(begun),
            Err(BeginDeviceError::CodeTaken) => {}
            Err(BeginDeviceError::Failure(failure)) => return Err(failure.into()),
        }
    }
    Err(Problem::Internal(
        "no code was drawn that is not in use".to_owned(),
    ))
}
