//! Accounts: made, changed and ended, in the pages and over the API.

mod account;
mod administration;
mod confirming;
mod forms;
mod links;
mod making;
mod program;
mod secrets;
mod tokens;
