//! The audit log in SQLite.

use super::Sqlite;
use crate::sql::{audit, ready, verify};
use crate::{Answer, Audit, AuditEntry, AuditFilter, AuditPage, AuditVerdict, Failure, Page};

impl Audit for Sqlite {
    fn audit_entries(
        &self,
        filter: AuditFilter,
        page: Page,
    ) -> Answer<'_, Result<AuditPage, Failure>> {
        self.read(move |sql| ready(audit::entries(sql, filter, page)))
    }

    fn audit_after(&self, number: u64, limit: u32) -> Answer<'_, Result<Vec<AuditEntry>, Failure>> {
        self.read(move |sql| ready(audit::after(sql, number, limit)))
    }

    fn verify_audit(&self) -> Answer<'_, Result<AuditVerdict, Failure>> {
        self.read_at_once(|sql| ready(verify::verify(sql)))
    }
}
