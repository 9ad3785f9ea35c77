//! How an entry of the audit log is spelled, the same in the API and in an export.

use serde::Serialize;
use wharfinger_store::{Actor, AuditEntry, Subject};

/// An entry of the audit log in JSON, with everything that its hash covers.
///
/// ```
/// # use wharfinger_server::EntryJson;
/// # use wharfinger_store::{Action, Actor, AuditEntry, AuditHash, Subject, Timestamp, ToolId};
/// # let tool = ToolId::new(Timestamp::from_micros(0), [7; 10]);
/// let entry = AuditEntry {
///     number: 1,
///     at: Timestamp::from_micros(1_700_000_000_000_000),
///     actor: Actor::System,
///     request_id: "time".to_owned(),
///     action: Action::ToolArchived,
///     subject: Subject::Tool(tool),
///     tool: Some(tool),
///     until: None,
///     before: None,
///     after: AuditHash([0xab; 32]),
///     hash: AuditHash([0xcd; 32]),
/// };
/// let json = serde_json::to_value(EntryJson::from(&entry)).unwrap();
/// assert_eq!(json["actor"], "system");
/// assert_eq!(json["subject"]["kind"], "tool");
/// ```
#[derive(Clone, Debug, Serialize)]
pub struct EntryJson<'a> {
    number: u64,
    at: String,
    actor: String,
    request_id: &'a str,
    action: &'static str,
    subject: SubjectJson,
    tool: Option<String>,
    until: Option<String>,
    before: Option<String>,
    after: String,
    hash: String,
}

#[derive(Clone, Debug, Serialize)]
struct SubjectJson {
    kind: &'static str,
    id: String,
}

impl<'a> From<&'a AuditEntry> for EntryJson<'a> {
    fn from(entry: &'a AuditEntry) -> Self {
        Self {
            number: entry.number,
            at: entry.at.to_string(),
            actor: match entry.actor {
                Actor::Account(id) => id.to_string(),
                Actor::System => "system".to_owned(),
            },
            request_id: &entry.request_id,
            action: entry.action.as_str(),
            subject: SubjectJson::from(entry.subject),
            tool: entry.tool.map(|tool| tool.to_string()),
            until: entry.until.map(|until| until.to_string()),
            before: entry.before.map(|hash| hash.to_string()),
            after: entry.after.to_string(),
            hash: entry.hash.to_string(),
        }
    }
}

impl From<Subject> for SubjectJson {
    fn from(subject: Subject) -> Self {
        let (kind, id) = match subject {
            Subject::Tool(id) => ("tool", id.to_string()),
            Subject::Account(id) => ("account", id.to_string()),
            Subject::Token(id) => ("token", id.0.to_string()),
            Subject::Session(id) => ("session", id.to_string()),
            Subject::Request(id) => ("request", id.to_string()),
            Subject::Connection(id) => ("connection", id.to_string()),
            Subject::Automation(tool) => ("automation", tool.to_string()),
        };
        Self { kind, id }
    }
}
