//! Everything that can be read of a store must be what the model says.

use std::fmt::Debug;

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::RepositoryId;

use super::draw::{
    CONNECTIONS, NAMES, PATHS, PEOPLE, REGISTRIES, REPOSITORIES, REQUESTS, SECRETS, SUBJECTS,
    TOOLS, identity, registry_request_id,
};
use crate::tests::contract::ecr::registry;
use crate::tests::{at, connection_id, id, repository_id, request_id, secret, wait};
use crate::{
    Account, AuditEntry, AuditFilter, Credential, Cursor, Failure, Model, Notice, PAGE_TOOLS_MAX,
    Page, RegistryRequestFilter, RepositoryFilter, RequestFilter, Snapshot, Store,
    StoredRepository, StoredRequest, Tool, ToolFilter,
};

/// How the lists of a store are read.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) tools: Vec<ToolFilter>,
    pub(super) requests: Vec<RequestFilter>,
    /// How many things on a page.
    pub(super) limit: u32,
}

impl Reading {
    /// Compares everything, as it counts at that time.
    pub(super) fn assert_same(&self, model: &Model, store: &dyn Store, seconds: i64) {
        same(model, store, |store| wait(store.counts()));
        tools(model, store);
        accounts(model, store);
        signed_in(model, store, seconds);
        connections(model, store);
        pullable(model, store, seconds);
        for number in 0..REQUESTS {
            same(model, store, |store| {
                wait(store.access_request(request_id(number)))
            });
            same(model, store, |store| {
                wait(store.renewals_of(request_id(number)))
            });
        }
        repositories(model, store);
        registries(model, store);
        self.lists(model, store);
        audit(model, store);
    }

    /// The model is read in long pages, so that the pages of the store are compared too.
    fn lists(&self, model: &Model, store: &dyn Store) {
        let limit = |is_model| if is_model { PAGE_TOOLS_MAX } else { self.limit };
        for filter in &self.tools {
            let listed = |store, is_model| all_tools(store, filter, limit(is_model));
            assert_eq!(listed(store, false), listed(model, true), "{filter:?}");
        }
        for filter in &self.requests {
            let listed = |store, is_model| all_requests(store, filter, limit(is_model));
            assert_eq!(listed(store, false), listed(model, true), "{filter:?}");
        }
        for filter in repository_filters() {
            let listed = |store, is_model| all_repositories(store, filter, limit(is_model));
            assert_eq!(listed(store, false), listed(model, true), "{filter:?}");
        }
        for id in REPOSITORIES.map(repository_id) {
            let listed = |store, is_model| all_snapshots(store, id, limit(is_model));
            assert_eq!(listed(store, false), listed(model, true), "{id:?}");
            same(model, store, |store| wait(store.mends(id)));
        }
        let listed = |store, is_model| all_unmaintained(store, limit(is_model));
        assert_eq!(listed(store, false), listed(model, true));
        let listed = |store, is_model| all_accounts(store, limit(is_model));
        assert_eq!(listed(store, false), listed(model, true));
        let listed = |store, is_model| all_given_up(store, limit(is_model));
        assert_eq!(listed(store, false), listed(model, true));
        for account in PEOPLE {
            let listed = |store, is_model| all_notices(store, account, limit(is_model));
            assert_eq!(listed(store, false), listed(model, true), "{account:?}");
            same(model, store, |store| {
                wait(store.unread(account, self.limit))
            });
        }
        for (tool, actor) in [
            (Some(id(0)), None),
            (None, Some(PEOPLE[0])),
            (Some(id(0)), Some(PEOPLE[1])),
        ] {
            let filter = AuditFilter { tool, actor };
            let listed = |store, is_model| all_entries(store, filter, limit(is_model));
            assert_eq!(listed(store, false), listed(model, true), "{filter:?}");
        }
    }
}

#[track_caller]
fn same<T: PartialEq + Debug>(model: &Model, store: &dyn Store, read: impl Fn(&dyn Store) -> T) {
    assert_eq!(read(store), read(model));
}

fn tools(model: &Model, store: &dyn Store) {
    for id in (0..TOOLS).map(id) {
        same(model, store, |store| wait(store.tool(id)));
        same(model, store, |store| wait(store.maintainers(id)));
        same(model, store, |store| wait(store.contact_verified_at(id)));
    }
    let without = |path: &str| path.replace("/_/", "/").replace("/library/", "/");
    let all: Vec<_> = (0..TOOLS).map(id).collect();
    same(model, store, |store| {
        let mut looked = wait(store.evidence_of(&all)).unwrap();
        looked.found.sort_unstable_by_key(|looked| looked.tool);
        (looked.found, looked.damaged)
    });
    same(model, store, |store| wait(store.first_look_due()));
    for path in PATHS {
        for path in [path, &without(path)] {
            same(model, store, |store| {
                (path.to_owned(), wait(store.find_tool(path)))
            });
        }
    }
}

fn accounts(model: &Model, store: &dyn Store) {
    for id in PEOPLE {
        same(model, store, |store| wait(store.account(id)));
    }
    for name in NAMES {
        let name = name.parse().unwrap();
        same(model, store, |store| wait(store.find_account(&name)));
        // Whose text is kept out of logs, so that it is not what is shown where they differ.
        same(model, store, |store| {
            let found = wait(store.find_with_password(&name)).unwrap();
            found.map(|(account, hash)| (account, hash.map(|hash| hash.0)))
        });
    }
    for subject in SUBJECTS {
        same(model, store, |store| {
            wait(store.account_of_identity(&identity(subject)))
        });
    }
    same(model, store, |store| wait(store.has_administrator()));
}

fn signed_in(model: &Model, store: &dyn Store, seconds: i64) {
    let now = at(seconds);
    for account in PEOPLE {
        same(model, store, |store| wait(store.sessions(account, now)));
        same(model, store, |store| wait(store.tokens(account)));
    }
    for hash in (0..SECRETS).map(secret) {
        for credential in [Credential::Session(hash), Credential::Token(hash)] {
            same(model, store, |store| {
                wait(store.authenticate(credential, now))
            });
        }
        same(model, store, |store| wait(store.link(hash, now)));
        same(model, store, |store| wait(store.device(hash, now)));
    }
}

fn connections(model: &Model, store: &dyn Store) {
    for number in 0..CONNECTIONS {
        same(model, store, |store| {
            wait(store.connection(connection_id(number)))
        });
    }
    for account in PEOPLE {
        same(model, store, |store| wait(store.connections_of(account)));
        same(model, store, |store| wait(store.proofs_of(account)));
    }
    same(model, store, |store| {
        let mut shown = wait(store.proofs_of_all(&PEOPLE)).unwrap();
        shown
            .found
            .sort_unstable_by(|a, b| (a.0, &a.1.arn).cmp(&(b.0, &b.1.arn)));
        (shown.found, shown.damaged)
    });
    for tool in (0..TOOLS).map(id) {
        same(model, store, |store| wait(store.automation(tool)));
    }
    let all: Vec<_> = (0..TOOLS).map(id).collect();
    same(model, store, |store| wait(store.verified_of(&all)));
}

fn registries(model: &Model, store: &dyn Store) {
    let all: Vec<_> = (0..REGISTRIES).map(registry_request_id).collect();
    for id in &all {
        same(model, store, |store| wait(store.registry_request(*id)));
    }
    for account in PEOPLE {
        same(model, store, |store| {
            wait(store.supported_registries(account, &all))
        });
    }
    for is_open in [None, Some(true), Some(false)] {
        let filter = RegistryRequestFilter { is_open };
        let page = Page::first(PAGE_TOOLS_MAX);
        same(model, store, |store| {
            wait(store.registry_requests(filter, page))
        });
    }
    same(model, store, |store| wait(store.added_registries()));
}

fn pullable(model: &Model, store: &dyn Store, seconds: i64) {
    for account in PEOPLE {
        same(model, store, |store| {
            wait(store.pullable(account, registry(), at(seconds)))
        });
    }
}

fn repositories(model: &Model, store: &dyn Store) {
    for id in REPOSITORIES.map(repository_id) {
        same(model, store, |store| wait(store.repository(id)));
        same(model, store, |store| wait(store.repository_grants(id)));
    }
    for number in 0..REQUESTS {
        same(model, store, |store| {
            wait(store.repository_grant(request_id(number)))
        });
    }
    let requests: Vec<_> = (0..REQUESTS).map(request_id).collect();
    same(model, store, |store| {
        let mut found = wait(store.grants_of_requests(&requests))?;
        found.found.sort_unstable_by_key(|grant| grant.request);
        Ok::<_, Failure>(found)
    });
    same(model, store, |store| wait(store.backlog()));
}

fn repository_filters() -> [RepositoryFilter; 3] {
    let of_connection = RepositoryFilter {
        connection: Some(connection_id(0)),
        ..RepositoryFilter::default()
    };
    let ailing = RepositoryFilter {
        is_ailing: true,
        ..RepositoryFilter::default()
    };
    [RepositoryFilter::default(), of_connection, ailing]
}

fn audit(model: &Model, store: &dyn Store) {
    same(model, store, |store| wait(store.audit_after(0, u32::MAX)));
    same(model, store, |store| wait(store.audit_after(7, 3)));
    same(model, store, |store| wait(store.verify_audit()));
}

/// Every row of a list, page by page.
fn walk<T>(limit: u32, read: impl Fn(Page) -> (Vec<T>, Option<Cursor>)) -> Vec<T> {
    let mut all = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let (rows, next) = read(Page::new(after, limit));
        assert!(rows.len() <= limit as usize);
        all.extend(rows);
        let Some(next) = next else { return all };
        assert!(
            after.is_none_or(|after| next.0 < after.0),
            "the walk does not end"
        );
        after = Some(next);
    }
}

pub(super) fn all_tools(store: &dyn Store, filter: &ToolFilter, limit: u32) -> Vec<Tool> {
    walk(limit, |page| {
        let page = wait(store.list_tools(filter, page)).unwrap();
        (page.tools, page.next)
    })
}

pub(super) fn all_requests(
    store: &dyn Store,
    filter: &RequestFilter,
    limit: u32,
) -> Vec<StoredRequest> {
    walk(limit, |page| {
        let page = wait(store.list_requests(filter, page)).unwrap();
        (page.requests, page.next)
    })
}

pub(super) fn all_accounts(store: &dyn Store, limit: u32) -> Vec<Account> {
    walk(limit, |page| {
        let page = wait(store.list_accounts(page)).unwrap();
        (page.accounts, page.next)
    })
}

fn all_repositories(
    store: &dyn Store,
    filter: RepositoryFilter,
    limit: u32,
) -> Vec<StoredRepository> {
    walk(limit, |page| {
        let page = wait(store.list_repositories(filter, page)).unwrap();
        (page.repositories, page.next)
    })
}

fn all_snapshots(store: &dyn Store, id: RepositoryId, limit: u32) -> Vec<Snapshot> {
    walk(limit, |page| {
        let page = wait(store.snapshots(id, page)).unwrap();
        (page.snapshots, page.next)
    })
}

fn all_unmaintained(store: &dyn Store, limit: u32) -> Vec<Tool> {
    walk(limit, |page| {
        let page = wait(store.unmaintained_tools(page)).unwrap();
        (page.tools, page.next)
    })
}

fn all_notices(store: &dyn Store, account: AccountId, limit: u32) -> Vec<Notice> {
    walk(limit, |page| {
        let page = wait(store.inbox(account, page)).unwrap();
        (page.notices, page.next)
    })
}

fn all_given_up(store: &dyn Store, limit: u32) -> Vec<Notice> {
    walk(limit, |page| {
        let page = wait(store.given_up_mail(page)).unwrap();
        (page.notices, page.next)
    })
}

fn all_entries(store: &dyn Store, filter: AuditFilter, limit: u32) -> Vec<AuditEntry> {
    walk(limit, |page| {
        let page = wait(store.audit_entries(filter, page)).unwrap();
        (page.entries, page.next)
    })
}
