-- Who can sign in. Ids are referred to, so a row is never deleted.
CREATE TABLE account (
    -- The order of lists, and the place of a page's end.
    position          BIGINT NOT NULL PRIMARY KEY,
    id                BYTEA  NOT NULL UNIQUE CHECK (length(id) = 16),
    name              TEXT   COLLATE "C" NOT NULL UNIQUE,
    role              TEXT   COLLATE "C" NOT NULL CHECK (role IN ('member', 'administrator')),
    email             TEXT   COLLATE "C",
    email_verified_at BIGINT CHECK (email_verified_at IS NULL OR email IS NOT NULL),
    -- The hash of the password, in PHC string format.
    password          TEXT   COLLATE "C",
    issuer            TEXT   COLLATE "C" CHECK ((issuer IS NULL) = (subject IS NULL)),
    subject           TEXT   COLLATE "C",
    revision          BIGINT NOT NULL CHECK (revision >= 1),
    created_at        BIGINT NOT NULL,
    disabled_at       BIGINT,
    UNIQUE (issuer, subject)
);
CREATE INDEX account_administrator ON account (role) WHERE disabled_at IS NULL;

-- The operator's own account (src/by.rs), which the command line acts as.
INSERT INTO account (position, id, name, role, revision, created_at)
VALUES (1, decode(repeat('00', 16), 'hex'), 'operator', 'administrator', 1, 0);

-- Signed-in browsers.
CREATE TABLE session (
    hash       BYTEA  NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    account    BYTEA  NOT NULL REFERENCES account (id),
    label      TEXT   COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    idle_until BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
-- An account's sessions, last used first.
CREATE INDEX session_account ON session (account, seen_at, hash);
-- To clear away the oldest first.
CREATE INDEX session_idle_until ON session (idle_until);

-- What programs sign in with. Revoked ones stay, because the audit log speaks of them.
CREATE TABLE api_token (
    position   BIGINT NOT NULL PRIMARY KEY,
    id         BYTEA  NOT NULL UNIQUE CHECK (length(id) = 16),
    hash       BYTEA  NOT NULL UNIQUE CHECK (length(hash) = 32),
    account    BYTEA  NOT NULL REFERENCES account (id),
    name       TEXT   COLLATE "C" NOT NULL,
    hint       TEXT   COLLATE "C" NOT NULL,
    scopes     BIGINT NOT NULL CHECK (scopes BETWEEN 0 AND 15),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_token_account ON api_token (account, position) WHERE revoked_at IS NULL;

-- Links that work once.
CREATE TABLE link (
    hash       BYTEA  NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    purpose    TEXT   COLLATE "C" NOT NULL CHECK (purpose IN
        ('first_administrator', 'set_password', 'verify_email', 'verify_contact')),
    account    BYTEA  REFERENCES account (id)
        CHECK ((account IS NOT NULL) = (purpose IN ('set_password', 'verify_email'))),
    tool       BYTEA  REFERENCES tool (id)
        CHECK ((tool IS NOT NULL) = (purpose = 'verify_contact')),
    address    TEXT   COLLATE "C"
        CHECK ((address IS NOT NULL) = (purpose IN ('verify_email', 'verify_contact'))),
    expires_at BIGINT NOT NULL
);
-- To clear away the oldest first.
CREATE INDEX link_expires_at ON link (expires_at);
-- To use up every link of an account that sets its password.
CREATE INDEX link_account ON link (account, purpose) WHERE account IS NOT NULL;

-- Since when the contact that the tool has now is verified.
ALTER TABLE tool ADD COLUMN contact_verified_at BIGINT;

-- Who answers for a tool, the first one first.
CREATE TABLE maintainer (
    tool     BIGINT NOT NULL REFERENCES tool (position),
    place    BIGINT NOT NULL,
    account  BYTEA  NOT NULL REFERENCES account (id),
    since    BIGINT NOT NULL,
    added_by BYTEA  NOT NULL REFERENCES account (id),
    PRIMARY KEY (tool, place)
);
-- An account's tools, in the order of lists.
CREATE UNIQUE INDEX maintainer_account ON maintainer (account, tool);

-- What was registered before there were accounts, the operator's token has registered.
INSERT INTO maintainer (tool, place, account, since, added_by)
SELECT position, 1, decode(repeat('00', 16), 'hex'), created_at, decode(repeat('00', 16), 'hex') FROM tool;

-- Access requests and what came of them. Which columns a status needs, core::access says.
CREATE TABLE access_request (
    position         BIGINT NOT NULL PRIMARY KEY,
    id               BYTEA  NOT NULL UNIQUE CHECK (length(id) = 16),
    tool             BYTEA  NOT NULL REFERENCES tool (id),
    principal        TEXT   COLLATE "C" NOT NULL,
    reason           TEXT   COLLATE "C" NOT NULL,
    requester        BYTEA  NOT NULL REFERENCES account (id),
    status           TEXT   COLLATE "C" NOT NULL,
    answer_by        BIGINT,
    decided_by       BYTEA  REFERENCES account (id),
    decided_at       BIGINT,
    note             TEXT   COLLATE "C",
    carried_out      TEXT   COLLATE "C",
    expires_at       BIGINT,
    active_since     BIGINT,
    renewal_asked_at BIGINT,
    renewal_reason   TEXT   COLLATE "C",
    remind_at        BIGINT,
    revoked_by       BYTEA  REFERENCES account (id),
    revoked_at       BIGINT,
    revoked_reason   TEXT   COLLATE "C",
    closed_at        BIGINT,
    revision         BIGINT NOT NULL CHECK (revision >= 1),
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    -- Three columns that follow from those above, for the indexes; compared when a row is read. Due is
    -- what time brings next: that the request lapses, the access ends, or its holder is reminded.
    live             BIGINT NOT NULL CHECK (live IN (0, 1)),
    due_at           BIGINT,
    waiting          TEXT   COLLATE "C" CHECK (waiting IN ('answer', 'hand'))
);
-- One live request for each tool and principal.
CREATE UNIQUE INDEX access_request_live ON access_request (tool, principal) WHERE live = 1;
-- Each list in its order, since `position` ends every index.
CREATE INDEX access_request_tool ON access_request (tool, position);
CREATE INDEX access_request_requester ON access_request (requester, position);
CREATE INDEX access_request_status ON access_request (status, position);
CREATE INDEX access_request_waiting ON access_request (waiting, position) WHERE waiting IS NOT NULL;
-- What time brings, the longest overdue first.
CREATE INDEX access_request_due ON access_request (due_at, id) WHERE due_at IS NOT NULL;

-- The requests for an account's tools, and what each waits for. It follows from `maintainer` and
-- `access_request`, and is written down so that a page is read in order, however many tools and
-- requests there are.
CREATE TABLE maintained_request (
    account BYTEA  NOT NULL REFERENCES account (id),
    request BIGINT NOT NULL REFERENCES access_request (position),
    waiting TEXT   COLLATE "C" CHECK (waiting IN ('answer', 'hand')),
    PRIMARY KEY (account, request)
);
CREATE INDEX maintained_request_waiting ON maintained_request (account, waiting, request)
    WHERE waiting IS NOT NULL;

-- What people are told, in order.
CREATE TABLE notice (
    id         BIGINT NOT NULL PRIMARY KEY,
    account    BYTEA  REFERENCES account (id) CHECK ((account IS NULL) = (address IS NOT NULL)),
    address    TEXT   COLLATE "C",
    kind       TEXT   COLLATE "C" NOT NULL,
    -- The id of the account, the tool or the request that it is about.
    subject    BYTEA  NOT NULL CHECK (length(subject) = 16),
    created_at BIGINT NOT NULL,
    read_at    BIGINT,
    mail       TEXT   COLLATE "C" NOT NULL CHECK (mail IN ('due', 'sent', 'failed', 'none')),
    mail_at    BIGINT CHECK ((mail_at IS NULL) = (mail = 'none')),
    attempts   BIGINT NOT NULL CHECK (attempts >= 0)
);
CREATE INDEX notice_account ON notice (account, id) WHERE account IS NOT NULL;
CREATE INDEX notice_unread ON notice (account, id) WHERE account IS NOT NULL AND read_at IS NULL;
CREATE INDEX notice_due ON notice (mail_at, id) WHERE mail = 'due';
-- To find one that waits to be sent before another of its kind is made.
CREATE INDEX notice_waiting ON notice (subject, kind, address) WHERE mail = 'due';

-- Every change, chained (src/audit/digest.rs). Nothing refers to what it speaks of, so that no
-- damage elsewhere reaches it.
CREATE TABLE audit (
    number       BIGINT NOT NULL PRIMARY KEY,
    at           BIGINT NOT NULL,
    -- Absent where the server itself acted.
    actor        BYTEA  CHECK (length(actor) = 16),
    request_id   TEXT   COLLATE "C" NOT NULL,
    action       TEXT   COLLATE "C" NOT NULL,
    subject_kind TEXT   COLLATE "C" NOT NULL CHECK (subject_kind IN ('tool', 'account', 'token', 'request')),
    subject      BYTEA  NOT NULL CHECK (length(subject) = 16),
    tool         BYTEA  CHECK (length(tool) = 16),
    digest_before BYTEA   CHECK (length(digest_before) = 32),
    digest_after BYTEA  NOT NULL CHECK (length(digest_after) = 32),
    hash         BYTEA  NOT NULL CHECK (length(hash) = 32)
);
CREATE INDEX audit_tool ON audit (tool, number) WHERE tool IS NOT NULL;
CREATE INDEX audit_actor ON audit (actor, number) WHERE actor IS NOT NULL;

-- The last entry, so that it is missed where the end of the log is cut off.
CREATE TABLE audit_head (
    one    BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    number BIGINT NOT NULL,
    hash   BYTEA  NOT NULL CHECK (length(hash) = 32)
);
INSERT INTO audit_head (one, number, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));

-- Keys for whatever a client may repeat. What was asked with the operator's token stays known.
ALTER TABLE idempotency RENAME TO registration_key;
ALTER INDEX idempotency_pkey RENAME TO registration_key_pkey;
DROP INDEX idempotency_used_at;
CREATE TABLE idempotency (
    account     BYTEA  NOT NULL REFERENCES account (id),
    key         TEXT   COLLATE "C" NOT NULL,
    fingerprint BYTEA  NOT NULL CHECK (length(fingerprint) = 32),
    -- What was done, and to what.
    operation   TEXT   COLLATE "C" NOT NULL,
    subject     BYTEA  NOT NULL CHECK (length(subject) = 16),
    used_at     BIGINT NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX idempotency_used_at ON idempotency (used_at);
INSERT INTO idempotency (account, key, fingerprint, operation, subject, used_at)
SELECT decode(repeat('00', 16), 'hex'), key, fingerprint, 'register_tool', tool.id, used_at
FROM registration_key JOIN tool ON tool.position = registration_key.tool
WHERE principal = 'operator';
DROP TABLE registration_key;

-- The operator has an account, whose API tokens are kept like everybody's.
DROP TABLE operator_token;
