//! Machines that ask to be logged in.

use wharfinger_core::account::AccountId;

use super::Model;
use super::state::State;
use crate::device::{Decision, StoredDevice, in_the_way};
use crate::{
    Action, Actor, Answer, BeginDeviceError, By, CreateTokenError, DEVICES_MAX, DecideDeviceError,
    Device, DeviceToken, Devices, Failure, NewApiToken, NewDevice, OPERATOR, Polled,
    RedeemDeviceError, SecretHash, Subject, TOKENS_MAX, Timestamp,
};

impl State {
    fn begin_device(&mut self, new: NewDevice) -> Result<(), BeginDeviceError> {
        let now = new.device.asked_at;
        let is_same =
            |other: &StoredDevice| other.code == new.code || other.user_code == new.user_code;
        if self.devices.iter().any(is_same) {
            return Err(BeginDeviceError::CodeTaken);
        }
        self.devices.push(StoredDevice::new(new));
        self.make_room_for_devices(now);
        // In memory they are few, so that all go at once.
        self.devices.retain(|device| !device.is_forgotten(now));
        Ok(())
    }

    fn make_room_for_devices(&mut self, now: Timestamp) {
        let waiting = self.devices.iter().filter(|device| device.is_open(now));
        let mut waiting: Vec<_> = waiting.collect();
        if waiting.len() <= DEVICES_MAX {
            return;
        }
        waiting.sort_by_key(|one| (one.device.expires_at, one.code));
        let waiting = waiting.iter();
        let waiting: Vec<_> = waiting
            .map(|one| (one.code, one.device.address.clone()))
            .collect();
        let gone = in_the_way(&waiting);
        self.devices.retain(|device| Some(device.code) != gone);
    }

    fn open_device(&mut self, user_code: SecretHash, now: Timestamp) -> Option<&mut StoredDevice> {
        let mut devices = self.devices.iter_mut();
        devices.find(|device| device.user_code == user_code && device.is_open(now))
    }

    fn decide_device(
        &mut self,
        user_code: SecretHash,
        is_approved: bool,
        by: &By,
    ) -> Result<Device, DecideDeviceError> {
        let account = by.actor.account().ok_or(DecideDeviceError::NotActive)?;
        if account == OPERATOR || self.active(account).is_none() {
            return Err(DecideDeviceError::NotActive);
        }
        let has_room = self.tokens(account).len() < TOKENS_MAX;
        let stored = self
            .open_device(user_code, by.now)
            .ok_or(DecideDeviceError::NoSuchDevice)?;
        if is_approved && !has_room {
            return Err(DecideDeviceError::TooManyTokens);
        }
        stored.decision = Some(Decision {
            account,
            is_approved,
        });
        let device = stored.device.clone();
        let (action, until) = if is_approved {
            (Action::DeviceApproved, Some(device.expires_at))
        } else {
            (Action::DeviceDenied, None)
        };
        self.audited_until(action, Subject::Account(account), until, by, |_| ());
        Ok(device)
    }

    /// Shuts out the machines that an account has let in and that have not fetched their tokens.
    pub(super) fn shut_devices_out(&mut self, account: AccountId, now: Timestamp) {
        let let_in = Some(Decision {
            account,
            is_approved: true,
        });
        self.devices
            .retain(|device| device.decision != let_in || device.device.expires_at <= now);
    }

    fn redeem_device(
        &mut self,
        code: SecretHash,
        token: DeviceToken,
        by: By,
    ) -> Result<Polled, RedeemDeviceError> {
        let mut devices = self.devices.iter_mut();
        let stored = devices.find(|one| one.code == code && !one.is_forgotten(by.now));
        let stored = stored.ok_or(RedeemDeviceError::NoSuchDevice)?;
        if by.now >= stored.device.expires_at {
            return Err(RedeemDeviceError::Expired);
        }
        let Some(decision) = stored.decision else {
            let (pace, answer) = stored.pace.asked(by.now);
            stored.pace = pace;
            return Ok(answer);
        };
        if !decision.is_approved {
            return Err(RedeemDeviceError::Denied);
        }
        let new = NewApiToken {
            id: token.id,
            account: decision.account,
            hash: token.hash,
            name: stored.device.name.clone(),
            hint: token.hint,
            scopes: token.scopes,
            expires_at: token.expires_at,
        };
        self.devices.retain(|device| device.code != code);
        let actor = Actor::Account(decision.account);
        let made = self.create_token(new, &By { actor, ..by });
        made.map(Polled::Token).map_err(|error| match error {
            CreateTokenError::TooMany => RedeemDeviceError::TooManyTokens,
            CreateTokenError::NotActive | CreateTokenError::NotOwner => {
                RedeemDeviceError::NotActive
            }
            CreateTokenError::Failure(failure) => failure.into(),
        })
    }
}

impl Devices for Model {
    fn begin_device(&self, new: NewDevice) -> Answer<'_, Result<(), BeginDeviceError>> {
        self.write(move |state| state.begin_device(new))
    }

    fn device(
        &self,
        user_code: SecretHash,
        now: Timestamp,
    ) -> Answer<'_, Result<Option<Device>, Failure>> {
        self.read(move |state| {
            let mut devices = state.devices.iter();
            let open = devices.find(|one| one.user_code == user_code && one.is_open(now));
            open.map(|stored| stored.device.clone())
        })
    }

    fn decide_device(
        &self,
        user_code: SecretHash,
        is_approved: bool,
        by: By,
    ) -> Answer<'_, Result<Device, DecideDeviceError>> {
        self.write(move |state| state.decide_device(user_code, is_approved, &by))
    }

    fn redeem_device(
        &self,
        code: SecretHash,
        token: DeviceToken,
        by: By,
    ) -> Answer<'_, Result<Polled, RedeemDeviceError>> {
        self.write(move |state| state.redeem_device(code, token, by))
    }
}
