//! Registries that people ask for, and those that an administrator has added.

use std::collections::{BTreeMap, BTreeSet};

use wharfinger_core::account::AccountId;

use super::Model;
use super::state::State;
use crate::{
    Action, AddedRegistry, Answer, AnswerRegistryError, By, Failure, NewAddedRegistry,
    NewRegistryRequest, NoticeKind, Page, REGISTRY_REQUESTS_MAX, REGISTRY_REQUESTS_OPEN_MAX,
    REGISTRY_SUPPORTERS_MAX, REGISTRY_VOTES_MAX, Recipient, RegistryAnswer, RegistryRequest,
    RegistryRequestFilter, RegistryRequestId, RegistryRequestPage, RegistryRequests,
    RegistryVerdict, RequestRegistryError, Subject, Timestamp,
};

/// A request with who supports it, since when.
#[derive(Clone, Debug)]
pub(super) struct RegistryRow {
    request: RegistryRequest,
    votes: BTreeMap<AccountId, Timestamp>,
}

impl RegistryRow {
    fn told(&self) -> RegistryRequest {
        RegistryRequest {
            votes: u32::try_from(self.votes.len()).expect("it fits"),
            ..self.request.clone()
        }
    }

    fn is_open(&self) -> bool {
        self.request.answer.is_none()
    }
}

impl State {
    fn registry_row(&self, id: RegistryRequestId) -> Option<&RegistryRow> {
        let mut rows = self.registry_requests.iter();
        rows.find(|row| row.request.id == id)
    }

    fn registry_by_host(&self, host: &str) -> Option<&RegistryRow> {
        let mut rows = self.registry_requests.iter();
        rows.find(|row| row.request.host == host)
    }

    fn registry_row_mut(&mut self, id: RegistryRequestId) -> &mut RegistryRow {
        let mut rows = self.registry_requests.iter_mut();
        let row = rows.find(|row| row.request.id == id);
        row.expect("the request is there")
    }

    fn open_registries(&self) -> impl Iterator<Item = &RegistryRow> {
        self.registry_requests.iter().filter(|row| row.is_open())
    }

    fn request_registry(
        &mut self,
        new: NewRegistryRequest,
        by: &By,
    ) -> Result<RegistryRequest, RequestRegistryError> {
        let account = self.person(by)?;
        match self.registry_to_ask_for(&new.host, account)? {
            Some(found) if found.answer.is_none() => {
                return self.support_registry(found.id, true, by);
            }
            Some(found) => return Ok(found),
            None => {}
        }
        if self.registry_row(new.id).is_some() {
            return Err(RequestRegistryError::IdTaken);
        }
        let request = RegistryRequest {
            id: new.id,
            host: new.host,
            greeting: new.greeting,
            opened_by: account,
            opened_at: by.now,
            votes: 1,
            answer: None,
        };
        let row = RegistryRow {
            request: request.clone(),
            votes: BTreeMap::from([(account, by.now)]),
        };
        let subject = Subject::Account(account);
        self.audited(Action::RegistryRequested, subject, by, |state| {
            state.registry_requests.push(row);
        });
        Ok(request)
    }

    fn registry_to_ask_for(
        &self,
        host: &str,
        account: AccountId,
    ) -> Result<Option<RegistryRequest>, RequestRegistryError> {
        if let Some(found) = self.registry_by_host(host) {
            return Ok(Some(found.told()));
        }
        if self.open_registries().count() >= REGISTRY_REQUESTS_OPEN_MAX as usize {
            return Err(RequestRegistryError::Full);
        }
        let own = self.open_registries();
        let own = own.filter(|row| row.request.opened_by == account);
        if own.count() >= REGISTRY_REQUESTS_MAX as usize {
            return Err(RequestRegistryError::TooMany);
        }
        self.may_support(account)?;
        Ok(None)
    }

    fn may_support(&self, account: AccountId) -> Result<(), RequestRegistryError> {
        let supported = self.open_registries();
        let supported = supported.filter(|row| row.votes.contains_key(&account));
        if supported.count() >= REGISTRY_VOTES_MAX as usize {
            return Err(RequestRegistryError::TooManyVotes);
        }
        Ok(())
    }

    fn support_registry(
        &mut self,
        id: RegistryRequestId,
        supports: bool,
        by: &By,
    ) -> Result<RegistryRequest, RequestRegistryError> {
        let account = self.person(by)?;
        let row = self.registry_row(id);
        let row = row.ok_or(RequestRegistryError::NotFound)?;
        if !row.is_open() {
            return Err(RequestRegistryError::Answered);
        }
        if row.votes.contains_key(&account) == supports {
            return Ok(row.told());
        }
        if supports {
            if row.votes.len() >= REGISTRY_SUPPORTERS_MAX as usize {
                return Err(RequestRegistryError::Enough);
            }
            self.may_support(account)?;
        }
        let action = if supports {
            Action::RegistrySupported
        } else {
            Action::RegistrySupportEnded
        };
        let subject = Subject::Account(account);
        Ok(self.audited(action, subject, by, |state| {
            let row = state.registry_row_mut(id);
            if supports {
                row.votes.insert(account, by.now);
            } else {
                row.votes.remove(&account);
            }
            row.told()
        }))
    }

    /// What is answered is written down about whoever asked first.
    fn answer_registry(
        &mut self,
        id: RegistryRequestId,
        verdict: RegistryVerdict,
        reason: String,
        by: &By,
    ) -> Result<RegistryRequest, AnswerRegistryError> {
        let account = self.registry_administrator(by)?;
        let asked = self.registry_row(id);
        let asked = asked.ok_or(AnswerRegistryError::NotFound)?;
        let subject = Subject::Account(asked.request.opened_by);
        let is_accepted = matches!(verdict, RegistryVerdict::Accept(_));
        if let RegistryVerdict::Accept(Some(new)) = verdict {
            self.add_registry(new, account, by)?;
        }
        let action = if is_accepted {
            Action::RegistryAccepted
        } else {
            Action::RegistryDeclined
        };
        let answer = RegistryAnswer {
            is_accepted,
            reason,
            by: account,
            at: by.now,
        };
        let row = self.audited(action, subject, by, |state| {
            let row = state.registry_row_mut(id);
            row.request.answer = Some(answer);
            row.clone()
        });
        let answered = row.told();
        let told = row.votes.into_keys();
        for reader in told.filter(|reader| *reader != account) {
            let kind = NoticeKind::RegistryAnswered(id);
            self.notify(Recipient::Account(reader), kind, by.now);
        }
        Ok(answered)
    }

    fn registry_administrator(&self, by: &By) -> Result<AccountId, AnswerRegistryError> {
        let account = self.person(by)?;
        if self.is_administrator(by) {
            Ok(account)
        } else {
            Err(AnswerRegistryError::NotAdministrator)
        }
    }

    fn add_registry(
        &mut self,
        new: NewAddedRegistry,
        account: AccountId,
        by: &By,
    ) -> Result<(), AnswerRegistryError> {
        if self.added_registries.iter().any(|added| added.id == new.id) {
            return Err(AnswerRegistryError::IdTaken);
        }
        let added = AddedRegistry {
            id: new.id,
            definition: new.definition,
            by: account,
            at: by.now,
        };
        let subject = Subject::Account(account);
        self.audited(Action::RegistryAdded, subject, by, |state| {
            state.added_registries.push(added);
        });
        Ok(())
    }

    /// What is taken out is written down about whoever added it.
    fn remove_registry(&mut self, id: &str, by: &By) -> Result<bool, AnswerRegistryError> {
        self.registry_administrator(by)?;
        let mut added = self.added_registries.iter();
        let Some(at) = added.position(|added| added.id == id) else {
            return Ok(false);
        };
        let subject = Subject::Account(self.added_registries[at].by);
        self.audited(Action::RegistryRemoved, subject, by, |state| {
            state.added_registries.remove(at);
        });
        Ok(true)
    }

    /// The requests that an account made; the oldest first.
    pub(super) fn registries_asked_for_by(&self, account: AccountId) -> Vec<RegistryRequest> {
        let rows = self.registry_requests.iter();
        let asked_for = rows.filter(|row| row.request.opened_by == account);
        asked_for.map(RegistryRow::told).collect()
    }

    /// The requests that an account supports since when, in the order in which they were made.
    pub(super) fn registries_supported_by(
        &self,
        account: AccountId,
    ) -> Vec<(RegistryRequestId, Timestamp)> {
        let rows = self.registry_requests.iter();
        let votes = rows.filter_map(|row| Some((row.request.id, *row.votes.get(&account)?)));
        votes.collect()
    }

    /// The registries that an account has added, the oldest first.
    pub(super) fn registries_added_by(&self, account: AccountId) -> Vec<AddedRegistry> {
        let added = self.added_registries.iter();
        added.filter(|added| added.by == account).cloned().collect()
    }

    fn registry_requests(&self, filter: RegistryRequestFilter, page: Page) -> RegistryRequestPage {
        let passes = |row: &RegistryRow| {
            filter
                .is_open
                .is_none_or(|is_open| is_open == row.is_open())
        };
        let (rows, next) = self.registry_requests.page(page, passes);
        RegistryRequestPage {
            requests: rows.into_iter().map(RegistryRow::told).collect(),
            next,
        }
    }
}

impl RegistryRequests for Model {
    fn registry_to_ask_for(
        &self,
        host: String,
        account: AccountId,
    ) -> Answer<'_, Result<Option<RegistryRequest>, RequestRegistryError>> {
        let found = self.read(move |state| state.registry_to_ask_for(&host, account));
        Box::pin(async move { found.await? })
    }

    fn request_registry(
        &self,
        new: NewRegistryRequest,
        by: By,
    ) -> Answer<'_, Result<RegistryRequest, RequestRegistryError>> {
        self.write(move |state| state.request_registry(new, &by))
    }

    fn support_registry(
        &self,
        id: RegistryRequestId,
        supports: bool,
        by: By,
    ) -> Answer<'_, Result<RegistryRequest, RequestRegistryError>> {
        self.write(move |state| state.support_registry(id, supports, &by))
    }

    fn answer_registry(
        &self,
        id: RegistryRequestId,
        verdict: RegistryVerdict,
        reason: String,
        by: By,
    ) -> Answer<'_, Result<RegistryRequest, AnswerRegistryError>> {
        self.write(move |state| state.answer_registry(id, verdict, reason, &by))
    }

    fn remove_registry(&self, id: String, by: By) -> Answer<'_, Result<bool, AnswerRegistryError>> {
        self.write(move |state| state.remove_registry(&id, &by))
    }

    fn registry_request(
        &self,
        id: RegistryRequestId,
    ) -> Answer<'_, Result<Option<RegistryRequest>, Failure>> {
        self.read(move |state| state.registry_row(id).map(RegistryRow::told))
    }

    fn registry_requests(
        &self,
        filter: RegistryRequestFilter,
        page: Page,
    ) -> Answer<'_, Result<RegistryRequestPage, Failure>> {
        self.read(move |state| state.registry_requests(filter, page))
    }

    fn supported_registries<'a>(
        &'a self,
        account: AccountId,
        requests: &'a [RegistryRequestId],
    ) -> Answer<'a, Result<Vec<RegistryRequestId>, Failure>> {
        self.read(move |state| {
            let supports = |id: &RegistryRequestId| {
                let row = state.registry_row(*id);
                row.is_some_and(|row| row.votes.contains_key(&account))
            };
            let asked: BTreeSet<_> = requests.iter().copied().collect();
            asked.into_iter().filter(supports).collect()
        })
    }

    fn added_registries(&self) -> Answer<'_, Result<Vec<AddedRegistry>, Failure>> {
        self.read(|state| state.added_registries.clone())
    }
}
