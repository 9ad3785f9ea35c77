//! Registries that people ask for, and those that an administrator has added.

use wharfinger_core::account::AccountId;

use crate::Timestamp;
use crate::id::identity;

/// Requests of an account that wait for an answer. Who asks for more at once asks for a list, which is better
/// sent to the administrator.
pub const REGISTRY_REQUESTS_MAX: u32 = 10;

/// Requests that an account may support while they wait: as many as a person reads, and a bound for the rows.
pub const REGISTRY_VOTES_MAX: u32 = 100;

/// Requests of everybody that wait: four pages of the list. Whoever has so many to answer answers some before
/// there are more.
pub const REGISTRY_REQUESTS_OPEN_MAX: u32 = 200;

/// Accounts that support one request. More say nothing new to whoever answers, and each is told in the
/// transaction of the answer.
pub const REGISTRY_SUPPORTERS_MAX: u32 = 250;

identity! {
    /// The identity of a registry that somebody asks for.
    RegistryRequestId
}

/// A registry to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRegistryRequest {
    /// A fresh identity.
    pub id: RegistryRequestId,
    /// Its host, in lower case, with a port where there is one.
    pub host: String,
    /// What was found out about it.
    pub greeting: Greeting,
}

/// What a host answered when it was asked for `/v2/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    /// What kind of answer that was, in a word: the caller knows which there are.
    pub kind: String,
    /// What it says beyond that.
    pub detail: Option<String>,
    /// Which program the host seems to run.
    pub software: Option<String>,
}

/// A registry that somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryRequest {
    /// Its identity.
    pub id: RegistryRequestId,
    /// Its host, which no other request has.
    pub host: String,
    /// What it answered when it was asked for first.
    pub greeting: Greeting,
    /// Who asked first.
    pub opened_by: AccountId,
    /// When.
    pub opened_at: Timestamp,
    /// How many accounts ask for it.
    pub votes: u32,
    /// What an administrator said last; absent while it waits.
    pub answer: Option<RegistryAnswer>,
}

/// What an administrator said to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryAnswer {
    /// Whether the registry is supported now.
    pub is_accepted: bool,
    /// Why, for those who asked.
    pub reason: String,
    /// Who said it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// What to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryVerdict {
    /// The registry is supported: by this definition from now on, or by other means where there is none.
    Accept(Option<NewAddedRegistry>),
    /// It is not going to be.
    Decline,
}

/// A registry to add to the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAddedRegistry {
    /// Its id in the catalogue.
    pub id: String,
    /// What the catalogue is to know of it, as its caller spells that.
    pub definition: String,
}

/// A registry that an administrator has added to the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedRegistry {
    /// Its id in the catalogue.
    pub id: String,
    /// What the catalogue knows of it.
    pub definition: String,
    /// Who added it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// Which requests to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RegistryRequestFilter {
    /// Only those that wait for an answer, or only those that have one.
    pub is_open: Option<bool>,
}

/// A page of requests, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryRequestPage {
    /// The requests.
    pub requests: Vec<RegistryRequest>,
    /// Where the next page starts; absent on the last one.
    pub next: Option<crate::Cursor>,
}
