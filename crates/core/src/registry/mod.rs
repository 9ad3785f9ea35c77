//! The registry catalogue: one table, one row a provider.

/// The built-in providers and the registries an operator added.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {}

impl Catalogue {
    /// The catalogue without an operator's own registries.
    #[must_use]
    pub const fn built_in() -> Self {
        Self {}
    }
}
