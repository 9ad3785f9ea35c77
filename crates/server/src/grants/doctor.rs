//! Asking AWS whether a role is as it should be.

use wharfinger_core::grants::Target;
use wharfinger_ecr::doctor::Report;

use super::Grants;
use crate::problem::Problem;

impl Grants {
    /// Examines a role on a repository that nobody else writes to. It goes on though whoever asked has
    /// gone away, because what it tries must be taken back.
    pub(crate) async fn examine(&self, target: Target) -> Result<Report, Problem> {
        let amazon = self.amazon.clone();
        let examination = tokio::spawn(async move { amazon.examine(&target).await });
        let report = examination.await;
        report.map_err(|error| Problem::Internal(format!("an examination: {error}")))
    }
}
