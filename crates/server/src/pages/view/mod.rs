//! What templates are filled with. Knows the rules' types; neither HTTP nor the store.

pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod ask;
pub(crate) mod audit;
pub(crate) mod browser_name;
pub(crate) mod control;
pub(crate) mod demo;
pub(crate) mod edit;
pub(crate) mod findings;
pub(crate) mod frame;
pub(crate) mod home;
pub(crate) mod inbox;
pub(crate) mod line;
pub(crate) mod links;
pub(crate) mod maintainers;
pub(crate) mod new_account;
pub(crate) mod plain;
pub(crate) mod prose;
pub(crate) mod register;
pub(crate) mod request;
pub(crate) mod requests;
pub(crate) mod review;
pub(crate) mod tool;
pub(crate) mod unmaintained;
