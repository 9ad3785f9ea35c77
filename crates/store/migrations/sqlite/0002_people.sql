-- Who can sign in. Ids are referred to, so a row is never deleted.
CREATE TABLE account (
    -- The order of lists, and the place of a page's end.
    position          INTEGER PRIMARY KEY,
    id                BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    name              TEXT    NOT NULL UNIQUE,
    role              TEXT    NOT NULL CHECK (role IN ('member', 'administrator')),
    email             TEXT,
    email_verified_at INTEGER CHECK (email_verified_at IS NULL OR email IS NOT NULL),
    -- The hash of the password, in PHC string format.
    password          TEXT,
    issuer            TEXT    CHECK ((issuer IS NULL) = (subject IS NULL)),
    subject           TEXT,
    revision          INTEGER NOT NULL CHECK (revision >= 1),
    created_at        INTEGER NOT NULL,
    disabled_at       INTEGER,
    UNIQUE (issuer, subject)
) STRICT;
CREATE INDEX account_administrator ON account (role) WHERE disabled_at IS NULL;

-- The operator's own account (src/by.rs), which the command line acts as.
INSERT INTO account (position, id, name, role, revision, created_at)
VALUES (1, zeroblob(16), 'operator', 'administrator', 1, 0);

-- Signed-in browsers.
CREATE TABLE session (
    hash       BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    account    BLOB    NOT NULL REFERENCES account (id),
    label      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    idle_until INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- An account's sessions, last used first.
CREATE INDEX session_account ON session (account, seen_at);
-- To clear away the oldest first.
CREATE INDEX session_idle_until ON session (idle_until);

-- What programs sign in with. Revoked ones stay, because the audit log speaks of them.
CREATE TABLE api_token (
    position   INTEGER PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    hash       BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    account    BLOB    NOT NULL REFERENCES account (id),
    name       TEXT    NOT NULL,
    hint       TEXT    NOT NULL,
    scopes     INTEGER NOT NULL CHECK (scopes BETWEEN 0 AND 15),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX api_token_account ON api_token (account) WHERE revoked_at IS NULL;

-- Links that work once.
CREATE TABLE link (
    hash       BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    purpose    TEXT    NOT NULL CHECK (purpose IN
        ('first_administrator', 'set_password', 'verify_email', 'verify_contact')),
    account    BLOB    REFERENCES account (id)
        CHECK ((account IS NOT NULL) = (purpose IN ('set_password', 'verify_email'))),
    tool       BLOB    REFERENCES tool (id)
        CHECK ((tool IS NOT NULL) = (purpose = 'verify_contact')),
    address    TEXT
        CHECK ((address IS NOT NULL) = (purpose IN ('verify_email', 'verify_contact'))),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- To clear away the oldest first.
CREATE INDEX link_expires_at ON link (expires_at);
-- To use up every link of an account that sets its password.
CREATE INDEX link_account ON link (account, purpose) WHERE account IS NOT NULL;

-- Since when the contact that the tool has now is verified.
ALTER TABLE tool ADD COLUMN contact_verified_at INTEGER;

-- Who answers for a tool, the first one first.
CREATE TABLE maintainer (
    tool     INTEGER NOT NULL REFERENCES tool (position),
    place    INTEGER NOT NULL,
    account  BLOB    NOT NULL REFERENCES account (id),
    since    INTEGER NOT NULL,
    added_by BLOB    NOT NULL REFERENCES account (id),
    PRIMARY KEY (tool, place)
) STRICT, WITHOUT ROWID;
-- An account's tools, in the order of lists.
CREATE UNIQUE INDEX maintainer_account ON maintainer (account, tool);

-- What was registered before there were accounts, the operator's token has registered.
INSERT INTO maintainer (tool, place, account, since, added_by)
SELECT position, 1, zeroblob(16), created_at, zeroblob(16) FROM tool;

-- Access requests and what came of them. Which columns a status needs, core::access says.
CREATE TABLE access_request (
    position         INTEGER PRIMARY KEY,
    id               BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    tool             BLOB    NOT NULL REFERENCES tool (id),
    principal        TEXT    NOT NULL,
    reason           TEXT    NOT NULL,
    requester        BLOB    NOT NULL REFERENCES account (id),
    status           TEXT    NOT NULL,
    answer_by        INTEGER,
    decided_by       BLOB    REFERENCES account (id),
    decided_at       INTEGER,
    note             TEXT,
    carried_out      TEXT,
    expires_at       INTEGER,
    active_since     INTEGER,
    renewal_asked_at INTEGER,
    renewal_reason   TEXT,
    remind_at        INTEGER,
    revoked_by       BLOB    REFERENCES account (id),
    revoked_at       INTEGER,
    revoked_reason   TEXT,
    closed_at        INTEGER,
    revision         INTEGER NOT NULL CHECK (revision >= 1),
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    -- Three columns that follow from those above, for the indexes; compared when a row is read. Due is
    -- what time brings next: that the request lapses, the access ends, or its holder is reminded.
    live             INTEGER NOT NULL CHECK (live IN (0, 1)),
    due_at           INTEGER,
    waiting          TEXT    CHECK (waiting IN ('answer', 'hand'))
) STRICT;
-- One live request for each tool and principal.
CREATE UNIQUE INDEX access_request_live ON access_request (tool, principal) WHERE live = 1;
-- Each list in its order, since `position` ends every index.
CREATE INDEX access_request_tool ON access_request (tool);
CREATE INDEX access_request_requester ON access_request (requester);
CREATE INDEX access_request_status ON access_request (status);
CREATE INDEX access_request_waiting ON access_request (waiting) WHERE waiting IS NOT NULL;
-- What time brings, the longest overdue first.
CREATE INDEX access_request_due ON access_request (due_at, id) WHERE due_at IS NOT NULL;

-- The requests for an account's tools, and what each waits for. It follows from `maintainer` and
-- `access_request`, and is written down so that a page is read in order, however many tools and
-- requests there are.
CREATE TABLE maintained_request (
    account BLOB    NOT NULL REFERENCES account (id),
    request INTEGER NOT NULL REFERENCES access_request (position),
    waiting TEXT    CHECK (waiting IN ('answer', 'hand')),
    PRIMARY KEY (account, request)
) STRICT, WITHOUT ROWID;
CREATE INDEX maintained_request_waiting ON maintained_request (account, waiting)
    WHERE waiting IS NOT NULL;

-- What people are told, in order.
CREATE TABLE notice (
    id         INTEGER PRIMARY KEY,
    account    BLOB    REFERENCES account (id) CHECK ((account IS NULL) = (address IS NOT NULL)),
    address    TEXT,
    kind       TEXT    NOT NULL,
    -- The id of the account, the tool or the request that it is about.
    subject    BLOB    NOT NULL CHECK (length(subject) = 16),
    created_at INTEGER NOT NULL,
    read_at    INTEGER,
    mail       TEXT    NOT NULL CHECK (mail IN ('due', 'sent', 'failed', 'none')),
    mail_at    INTEGER CHECK ((mail_at IS NULL) = (mail = 'none')),
    attempts   INTEGER NOT NULL CHECK (attempts >= 0)
) STRICT;
CREATE INDEX notice_account ON notice (account) WHERE account IS NOT NULL;
CREATE INDEX notice_unread ON notice (account) WHERE account IS NOT NULL AND read_at IS NULL;
CREATE INDEX notice_due ON notice (mail_at) WHERE mail = 'due';
-- To find one that waits to be sent before another of its kind is made.
CREATE INDEX notice_waiting ON notice (subject, kind, address) WHERE mail = 'due';

-- Every change, chained (src/audit/digest.rs). Nothing refers to what it speaks of, so that no
-- damage elsewhere reaches it.
CREATE TABLE audit (
    number       INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    -- Absent where the server itself acted.
    actor        BLOB    CHECK (length(actor) = 16),
    request_id   TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    subject_kind TEXT    NOT NULL CHECK (subject_kind IN ('tool', 'account', 'token', 'request')),
    subject      BLOB    NOT NULL CHECK (length(subject) = 16),
    tool         BLOB    CHECK (length(tool) = 16),
    digest_before BLOB   CHECK (length(digest_before) = 32),
    digest_after BLOB    NOT NULL CHECK (length(digest_after) = 32),
    hash         BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_tool ON audit (tool) WHERE tool IS NOT NULL;
CREATE INDEX audit_actor ON audit (actor) WHERE actor IS NOT NULL;

-- The last entry, so that it is missed where the end of the log is cut off.
CREATE TABLE audit_head (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    hash   BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO audit_head (one, number, hash) VALUES (1, 0, zeroblob(32));

-- Keys for whatever a client may repeat. What was asked with the operator's token stays known.
ALTER TABLE idempotency RENAME TO registration_key;
DROP INDEX idempotency_used_at;
CREATE TABLE idempotency (
    account     BLOB    NOT NULL REFERENCES account (id),
    key         TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 32),
    -- What was done, and to what.
    operation   TEXT    NOT NULL,
    subject     BLOB    NOT NULL CHECK (length(subject) = 16),
    used_at     INTEGER NOT NULL,
    PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_used_at ON idempotency (used_at);
INSERT INTO idempotency (account, key, fingerprint, operation, subject, used_at)
SELECT zeroblob(16), key, fingerprint, 'register_tool', tool.id, used_at
FROM registration_key JOIN tool ON tool.position = registration_key.tool
WHERE principal = 'operator';
DROP TABLE registration_key;

-- The operator has an account, whose API tokens are kept like everybody's.
DROP TABLE operator_token;
