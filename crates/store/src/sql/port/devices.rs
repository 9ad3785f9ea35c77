//! Machines that ask to be logged in, in either database.

use crate::sql::devices;
use crate::{
    Answer, BeginDeviceError, By, DecideDeviceError, Device, DeviceToken, Devices, Failure,
    NewDevice, Polled, Postgres, RedeemDeviceError, SecretHash, Sqlite, Timestamp,
};

macro_rules! implement {
    ($database:ty) => {
        impl Devices for $database {
            fn begin_device(&self, new: NewDevice) -> Answer<'_, Result<(), BeginDeviceError>> {
                self.write(async move |sql| devices::begin(sql, &new).await)
            }

            fn device(
                &self,
                user_code: SecretHash,
                now: Timestamp,
            ) -> Answer<'_, Result<Option<Device>, Failure>> {
                self.read(async move |sql| devices::open(sql, &user_code, now).await)
            }

            fn decide_device(
                &self,
                user_code: SecretHash,
                is_approved: bool,
                by: By,
            ) -> Answer<'_, Result<Device, DecideDeviceError>> {
                self.write(async move |sql| {
                    devices::decide(sql, &user_code, is_approved, &by).await
                })
            }

            fn redeem_device(
                &self,
                code: SecretHash,
                token: DeviceToken,
                by: By,
            ) -> Answer<'_, Result<Polled, RedeemDeviceError>> {
                self.write(async move |sql| devices::redeem(sql, &code, &token, &by).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);
