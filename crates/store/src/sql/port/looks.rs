//! Looks at the images of tools, in either database.

use wharfinger_core::evidence::Evidence;

use crate::sql::looks;
use crate::{
    Answer, By, Failure, Found, Keeping, LeasedLooks, Looked, Looks, Postgres, Sqlite, Timestamp,
    ToolId,
};

macro_rules! implement {
    ($database:ty) => {
        impl Looks for $database {
            fn keep_evidence(
                &self,
                tool: ToolId,
                image: String,
                evidence: Evidence,
                next: Timestamp,
                by: By,
            ) -> Answer<'_, Result<Keeping, Failure>> {
                self.write(async move |sql| {
                    looks::keep(sql, &tool, &image, &evidence, next, &by).await
                })
            }

            fn lease_looks(
                &self,
                now: Timestamp,
                until: Timestamp,
                limit: u32,
            ) -> Answer<'_, Result<LeasedLooks, Failure>> {
                Box::pin(async move {
                    let due = self.read(async move |sql| looks::is_anything_due(sql, now).await);
                    if !due.await? {
                        return Ok(LeasedLooks::default());
                    }
                    self.write(async move |sql| looks::lease(sql, now, until, limit).await)
                        .await
                })
            }

            fn evidence_of<'a>(
                &'a self,
                tools: &'a [ToolId],
            ) -> Answer<'a, Result<Found<Looked>, Failure>> {
                let tools = tools.to_vec();
                self.read(async move |sql| looks::of_tools(sql, &tools).await)
            }

            fn first_look_due(&self) -> Answer<'_, Result<Option<Timestamp>, Failure>> {
                self.read(async move |sql| looks::first_due(sql).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);
