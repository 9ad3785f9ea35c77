//! Files of tools, in either database.

use wharfinger_core::descriptor::{DescriptorText, DescriptorType};

use crate::sql::descriptors;
use crate::{
    Answer, By, DescribeError, Described, Descriptor, DescriptorKey, DescriptorName, Descriptors,
    Failure, Found, Page, Postgres, Revision, Sqlite, Tool, ToolId, ToolPage,
};

macro_rules! implement {
    ($database:ty) => {
        impl Descriptors for $database {
            fn write_descriptor(
                &self,
                tool: ToolId,
                expected: Revision,
                key: DescriptorKey,
                text: DescriptorText,
                by: By,
            ) -> Answer<'_, Result<Tool, DescribeError>> {
                self.write(async move |sql| {
                    descriptors::write(sql, &tool, expected, &key, &text, &by).await
                })
            }

            fn remove_descriptor(
                &self,
                tool: ToolId,
                expected: Revision,
                key: DescriptorKey,
                by: By,
            ) -> Answer<'_, Result<Tool, DescribeError>> {
                self.write(async move |sql| {
                    descriptors::remove(sql, &tool, expected, &key, &by).await
                })
            }

            fn descriptors(&self, tool: ToolId) -> Answer<'_, Result<Vec<Descriptor>, Failure>> {
                self.read(async move |sql| descriptors::of(sql, &tool).await)
            }

            fn descriptor_names(
                &self,
                tool: ToolId,
            ) -> Answer<'_, Result<Vec<DescriptorName>, Failure>> {
                self.read(async move |sql| descriptors::names(sql, &tool).await)
            }

            fn descriptor(
                &self,
                tool: ToolId,
                key: DescriptorKey,
            ) -> Answer<'_, Result<Option<Descriptor>, Failure>> {
                self.read(async move |sql| descriptors::one(sql, &tool, &key).await)
            }

            fn described_of<'a>(
                &'a self,
                tools: &'a [ToolId],
            ) -> Answer<'a, Result<Found<Described>, Failure>> {
                let tools = tools.to_vec();
                self.read(async move |sql| descriptors::described_of(sql, &tools).await)
            }

            fn described_tools(
                &self,
                kind: DescriptorType,
                page: Page,
            ) -> Answer<'_, Result<ToolPage, Failure>> {
                self.read(async move |sql| descriptors::described_tools(sql, kind, page).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);
