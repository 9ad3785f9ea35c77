//! The audit log, in either database.

use crate::sql::{audit, verify};
use crate::{
    Answer, Audit, AuditEntry, AuditFilter, AuditLine, AuditPage, AuditVerdict, Failure, Found,
    Page, Postgres, RequestId, Sqlite,
};

macro_rules! implement {
    ($database:ty) => {
        impl Audit for $database {
            fn audit_entries(
                &self,
                filter: AuditFilter,
                page: Page,
            ) -> Answer<'_, Result<AuditPage, Failure>> {
                self.read(async move |sql| audit::entries(sql, filter, page).await)
            }

            fn audit_after(
                &self,
                number: u64,
                limit: u32,
            ) -> Answer<'_, Result<Vec<AuditLine>, Failure>> {
                self.read(async move |sql| audit::after(sql, number, limit).await)
            }

            fn renewals_of(
                &self,
                request: RequestId,
            ) -> Answer<'_, Result<Found<AuditEntry>, Failure>> {
                self.read(async move |sql| audit::renewals(sql, &request).await)
            }

            fn verify_audit(&self) -> Answer<'_, Result<AuditVerdict, Failure>> {
                self.read_everything(async move |sql| verify::verify(sql).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);
