-- AWS accounts whose owners let us act in them.
CREATE TABLE connection (
    -- The order of lists.
    position        INTEGER PRIMARY KEY,
    id              BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    owner           BLOB    NOT NULL REFERENCES account (id),
    partition       TEXT    NOT NULL,
    aws_account     TEXT    NOT NULL CHECK (length(aws_account) = 12),
    role_arn        TEXT    NOT NULL,
    external_id     TEXT    NOT NULL UNIQUE,
    proven_at       INTEGER,
    checked_at      INTEGER,
    is_right        INTEGER CHECK (is_right IN (0, 1)),
    report          TEXT,
    disconnected_at INTEGER,
    revision        INTEGER NOT NULL CHECK (revision >= 1),
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    CHECK ((checked_at IS NULL) = (is_right IS NULL)),
    CHECK ((checked_at IS NULL) = (report IS NULL))
) STRICT;
-- One for each account and AWS account.
CREATE UNIQUE INDEX connection_live ON connection (owner, partition, aws_account)
    WHERE disconnected_at IS NULL;
CREATE INDEX connection_owner ON connection (owner) WHERE disconnected_at IS NULL;

-- Private repositories whose policies are kept as their grants say.
CREATE TABLE repository (
    position           INTEGER PRIMARY KEY,
    id                 BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    connection         BLOB    NOT NULL REFERENCES connection (id),
    partition          TEXT    NOT NULL,
    aws_account        TEXT    NOT NULL,
    region             TEXT    NOT NULL,
    name               TEXT    NOT NULL,
    -- Rises with every change of what is wanted; which of them was seen to be carried out.
    generation         INTEGER NOT NULL CHECK (generation >= 0),
    observed           INTEGER NOT NULL CHECK (observed BETWEEN 0 AND generation),
    -- Whether the policy is to be as the grants say, whoever changed it.
    reapply            INTEGER NOT NULL CHECK (reapply IN (0, 1)),
    -- Whether somebody's access is to end: that comes first.
    ends_access        INTEGER NOT NULL CHECK (ends_access IN (0, 1)),
    -- When it is to be looked at; absent where there is nothing to look for.
    due_at             INTEGER,
    -- Nobody looks before, because something failed.
    not_before         INTEGER,
    -- Who works on it: the number of the lease, until when, and what was wanted when it began.
    fence              INTEGER NOT NULL CHECK (fence >= 0),
    leased_until       INTEGER,
    leased_generation  INTEGER NOT NULL,
    -- How often in a row it failed, and how often it was looked at since the last write.
    failures           INTEGER NOT NULL CHECK (failures >= 0),
    looks              INTEGER NOT NULL CHECK (looks >= 0),
    -- What was read back last: our part and everybody else's, in canonical spelling.
    verified_at        INTEGER,
    verified_managed   TEXT,
    verified_foreign   TEXT,
    foreign_changed_at INTEGER,
    -- When we last wrote, or meant to.
    wrote_at           INTEGER,
    -- Why nothing can be said.
    trouble_since      INTEGER,
    trouble            TEXT,
    trouble_message    TEXT,
    -- Principals, one a line.
    unexpected         TEXT    NOT NULL,
    stale              TEXT    NOT NULL,
    created_at         INTEGER NOT NULL,
    CHECK ((verified_at IS NULL) = (verified_managed IS NULL)),
    CHECK ((verified_at IS NULL) = (verified_foreign IS NULL)),
    CHECK ((trouble_since IS NULL) = (trouble IS NULL)),
    UNIQUE (partition, aws_account, region, name)
) STRICT;
CREATE INDEX repository_connection ON repository (connection);
-- What is due, where access ends first.
CREATE INDEX repository_due ON repository (ends_access, due_at, id) WHERE due_at IS NOT NULL;
-- What was not seen to be carried out.
CREATE INDEX repository_unsettled ON repository (due_at) WHERE observed < generation;
CREATE INDEX repository_trouble ON repository (trouble_since) WHERE trouble_since IS NOT NULL;

-- Texts of policies, as they were or were meant to be, each repository's in order.
CREATE TABLE policy_snapshot (
    repository INTEGER NOT NULL REFERENCES repository (position),
    number     INTEGER NOT NULL CHECK (number >= 1),
    at         INTEGER NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('before', 'intent', 'seen')),
    -- Absent where there was no policy.
    text       TEXT,
    -- Our part of an intent, in canonical spelling.
    managed    TEXT    CHECK ((managed IS NOT NULL) = (kind = 'intent')),
    PRIMARY KEY (repository, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX policy_snapshot_intent ON policy_snapshot (repository, number) WHERE kind = 'intent';

-- Tools whose requests the server carries out, or did: the audit log speaks of those too.
CREATE TABLE automation (
    tool       BLOB    NOT NULL PRIMARY KEY REFERENCES tool (id),
    repository BLOB    NOT NULL REFERENCES repository (id),
    connection BLOB    NOT NULL REFERENCES connection (id),
    started_by BLOB    NOT NULL REFERENCES account (id),
    since      INTEGER NOT NULL,
    stopped_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX automation_repository ON automation (repository) WHERE stopped_at IS NULL;
CREATE INDEX automation_connection ON automation (connection) WHERE stopped_at IS NULL;

-- Grants that the server carries out, and how they were found. Whom to and until when, the request says.
CREATE TABLE repository_grant (
    request     INTEGER NOT NULL PRIMARY KEY REFERENCES access_request (position),
    repository  BLOB    NOT NULL REFERENCES repository (id),
    was_seen    INTEGER NOT NULL CHECK (was_seen IN (0, 1)),
    observed    TEXT    NOT NULL,
    observed_at INTEGER,
    hold        TEXT    CHECK (hold IN ('refused', 'vanished'))
) STRICT;
CREATE INDEX repository_grant_repository ON repository_grant (repository);
CREATE INDEX repository_grant_hold ON repository_grant (hold) WHERE hold IS NOT NULL;

-- Whose statements are ours. One row, once anybody asked.
CREATE TABLE installation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id  TEXT    NOT NULL
) STRICT;

-- What accounts of AWS an account has shown to be its own (core::principal).
CREATE TABLE principal_proof (
    account     BLOB    NOT NULL REFERENCES account (id),
    arn         TEXT    NOT NULL,
    -- What AWS never gives to another, such as AROA....
    user_id     TEXT    NOT NULL,
    proven_at   INTEGER NOT NULL,
    PRIMARY KEY (account, arn)
) STRICT, WITHOUT ROWID;

-- What is to be signed to show it, each once.
CREATE TABLE principal_challenge (
    hash       BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    account    BLOB    NOT NULL REFERENCES account (id),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX principal_challenge_expires_at ON principal_challenge (expires_at);

-- The audit log speaks of connections and automation too. SQLite cannot change a check.
CREATE TABLE audit_with_grants (
    number       INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    -- Absent where the server itself acted.
    actor        BLOB    CHECK (length(actor) = 16),
    request_id   TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    subject_kind TEXT    NOT NULL CHECK (subject_kind IN
        ('tool', 'account', 'token', 'request', 'connection', 'automation')),
    subject      BLOB    NOT NULL CHECK (length(subject) = 16),
    tool         BLOB    CHECK (length(tool) = 16),
    -- When that ends which was given, where nothing else says so.
    until        INTEGER,
    digest_before BLOB   CHECK (length(digest_before) = 32),
    digest_after BLOB    NOT NULL CHECK (length(digest_after) = 32),
    hash         BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO audit_with_grants SELECT number, at, actor, request_id, action, subject_kind, subject,
    tool, until, digest_before, digest_after, hash FROM audit;
DROP TABLE audit;
ALTER TABLE audit_with_grants RENAME TO audit;
CREATE INDEX audit_tool ON audit (tool) WHERE tool IS NOT NULL;
CREATE INDEX audit_actor ON audit (actor) WHERE actor IS NOT NULL;
