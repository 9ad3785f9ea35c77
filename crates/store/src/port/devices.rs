//! Logging machines in.

use super::{Answer, Failure};
use crate::{By, Device, DeviceToken, NewDevice, Polled, SecretHash, Timestamp};

/// The device flow (RFC 8628): a machine asks, somebody decides, the machine gets a token.
///
/// What the codes are, the caller knows; the store keeps hashes, and sees to it that each is decided on
/// once and in time, and leads to one token at most.
pub trait Devices {
    /// Remembers a machine that asks, and clears away a few whose codes have expired long ago. Where
    /// [`DEVICES_MAX`](crate::DEVICES_MAX) wait already, one of the network that has most is forgotten.
    fn begin_device(&self, new: NewDevice) -> Answer<'_, Result<(), BeginDeviceError>>;

    /// The machine with that user code, where somebody could decide about it now.
    fn device(
        &self,
        user_code: SecretHash,
        now: Timestamp,
    ) -> Answer<'_, Result<Option<Device>, Failure>>;

    /// Lets a machine in, or refuses it, for good. Whoever acts decides for their own account: that is
    /// whose the token will be.
    fn decide_device(
        &self,
        user_code: SecretHash,
        is_approved: bool,
        by: By,
    ) -> Answer<'_, Result<Device, DecideDeviceError>>;

    /// Answers a machine that asks whether it was let in; where it was, makes the token, which uses the
    /// codes up. They open nothing any more where the account was disabled or had all of its tokens
    /// revoked since. The account that let it in acts, whoever `by` names.
    fn redeem_device(
        &self,
        code: SecretHash,
        token: DeviceToken,
        by: By,
    ) -> Answer<'_, Result<Polled, RedeemDeviceError>>;
}

/// Why a machine cannot begin to ask.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BeginDeviceError {
    /// A code is that of another machine, or was a moment ago; draw others.
    #[error("the code is in use")]
    CodeTaken,
    /// No answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why nothing was decided about a machine.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecideDeviceError {
    /// No machine has the code: it was decided on, has expired, or was never given out.
    #[error("no machine waits with this code")]
    NoSuchDevice,
    /// Who acts has no account, or it is disabled; or it is the built-in one of the operator
    /// ([`OPERATOR`](crate::OPERATOR)), which has no browser to type a code in.
    #[error("the account cannot let machines in")]
    NotActive,
    /// The account has [`TOKENS_MAX`](crate::TOKENS_MAX) API tokens already.
    #[error(
        "an account has at most {} API tokens; revoke one first",
        crate::TOKENS_MAX
    )]
    TooManyTokens,
    /// No answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a machine is not logged in, and will not be with this code.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedeemDeviceError {
    /// No machine has the code: it has its token, or the code was never given out.
    #[error("no machine waits with this code")]
    NoSuchDevice,
    /// Somebody has refused it.
    #[error("the machine was refused")]
    Denied,
    /// Nobody has let it in in time.
    #[error("nobody has let the machine in in time")]
    Expired,
    /// The account that let it in has got [`TOKENS_MAX`](crate::TOKENS_MAX) API tokens meanwhile.
    #[error(
        "an account has at most {} API tokens; revoke one first",
        crate::TOKENS_MAX
    )]
    TooManyTokens,
    /// The account that let it in was disabled meanwhile.
    #[error("the account that let the machine in is disabled")]
    NotActive,
    /// No answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}
