-- AWS accounts whose owners let us act in them.
CREATE TABLE connection (
    -- The order of lists.
    position        BIGINT NOT NULL PRIMARY KEY,
    id              BYTEA   NOT NULL UNIQUE CHECK (length(id) = 16),
    owner           BYTEA   NOT NULL REFERENCES account (id),
    partition       TEXT COLLATE "C" NOT NULL,
    aws_account     TEXT COLLATE "C" NOT NULL CHECK (length(aws_account) = 12),
    role_arn        TEXT COLLATE "C" NOT NULL,
    external_id     TEXT COLLATE "C" NOT NULL UNIQUE,
    proven_at       BIGINT,
    checked_at      BIGINT,
    is_right        BIGINT CHECK (is_right IN (0, 1)),
    report          TEXT COLLATE "C",
    disconnected_at BIGINT,
    revision        BIGINT NOT NULL CHECK (revision >= 1),
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    CHECK ((checked_at IS NULL) = (is_right IS NULL)),
    CHECK ((checked_at IS NULL) = (report IS NULL))
);
-- One for each account and AWS account.
CREATE UNIQUE INDEX connection_live ON connection (owner, partition, aws_account)
    WHERE disconnected_at IS NULL;
CREATE INDEX connection_owner ON connection (owner, position) WHERE disconnected_at IS NULL;

-- Private repositories whose policies are kept as their grants say.
CREATE TABLE repository (
    position           BIGINT NOT NULL PRIMARY KEY,
    id                 BYTEA   NOT NULL UNIQUE CHECK (length(id) = 16),
    connection         BYTEA   NOT NULL REFERENCES connection (id),
    partition          TEXT COLLATE "C" NOT NULL,
    aws_account        TEXT COLLATE "C" NOT NULL,
    region             TEXT COLLATE "C" NOT NULL,
    name               TEXT COLLATE "C" NOT NULL,
    -- Rises with every change of what is wanted; which of them was seen to be carried out.
    generation         BIGINT NOT NULL CHECK (generation >= 0),
    observed           BIGINT NOT NULL CHECK (observed BETWEEN 0 AND generation),
    -- Whether the policy is to be as the grants say, whoever changed it.
    reapply            BIGINT NOT NULL CHECK (reapply IN (0, 1)),
    -- Whether somebody's access is to end: that comes first.
    ends_access        BIGINT NOT NULL CHECK (ends_access IN (0, 1)),
    -- When it is to be looked at; absent where there is nothing to look for.
    due_at             BIGINT,
    -- Nobody looks before, because something failed.
    not_before         BIGINT,
    -- Who works on it: the number of the lease, until when, and what was wanted when it began.
    fence              BIGINT NOT NULL CHECK (fence >= 0),
    leased_until       BIGINT,
    leased_generation  BIGINT NOT NULL,
    -- How often in a row it failed, and how often it was looked at since the last write.
    failures           BIGINT NOT NULL CHECK (failures >= 0),
    looks              BIGINT NOT NULL CHECK (looks >= 0),
    -- What was read back last: our part and everybody else's, in canonical spelling.
    verified_at        BIGINT,
    verified_managed   TEXT COLLATE "C",
    verified_foreign   TEXT COLLATE "C",
    foreign_changed_at BIGINT,
    -- When we last wrote, or meant to.
    wrote_at           BIGINT,
    -- Why nothing can be said.
    trouble_since      BIGINT,
    trouble            TEXT COLLATE "C",
    trouble_message    TEXT COLLATE "C",
    -- Principals, one a line.
    unexpected         TEXT COLLATE "C" NOT NULL,
    stale              TEXT COLLATE "C" NOT NULL,
    created_at         BIGINT NOT NULL,
    CHECK ((verified_at IS NULL) = (verified_managed IS NULL)),
    CHECK ((verified_at IS NULL) = (verified_foreign IS NULL)),
    CHECK ((trouble_since IS NULL) = (trouble IS NULL)),
    UNIQUE (partition, aws_account, region, name)
);
CREATE INDEX repository_connection ON repository (connection);
-- What is due, where access ends first.
CREATE INDEX repository_due ON repository (ends_access, due_at, id) WHERE due_at IS NOT NULL;
-- What was not seen to be carried out.
CREATE INDEX repository_unsettled ON repository (due_at) WHERE observed < generation;
CREATE INDEX repository_trouble ON repository (trouble_since) WHERE trouble_since IS NOT NULL;

-- Texts of policies, as they were or were meant to be, each repository's in order.
CREATE TABLE policy_snapshot (
    repository BIGINT NOT NULL REFERENCES repository (position),
    number     BIGINT NOT NULL CHECK (number >= 1),
    at         BIGINT NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL CHECK (kind IN ('before', 'intent', 'seen')),
    -- Absent where there was no policy.
    text       TEXT COLLATE "C",
    -- Our part of an intent, in canonical spelling.
    managed    TEXT COLLATE "C" CHECK ((managed IS NOT NULL) = (kind = 'intent')),
    PRIMARY KEY (repository, number)
);
CREATE INDEX policy_snapshot_intent ON policy_snapshot (repository, number) WHERE kind = 'intent';

-- Tools whose requests the server carries out, or did: the audit log speaks of those too.
CREATE TABLE automation (
    tool       BYTEA   NOT NULL PRIMARY KEY REFERENCES tool (id),
    repository BYTEA   NOT NULL REFERENCES repository (id),
    connection BYTEA   NOT NULL REFERENCES connection (id),
    started_by BYTEA   NOT NULL REFERENCES account (id),
    since      BIGINT NOT NULL,
    stopped_at BIGINT
);
CREATE INDEX automation_repository ON automation (repository) WHERE stopped_at IS NULL;
CREATE INDEX automation_connection ON automation (connection, tool) WHERE stopped_at IS NULL;

-- Grants that the server carries out, and how they were found. Whom to and until when, the request says.
CREATE TABLE repository_grant (
    request     BIGINT NOT NULL PRIMARY KEY REFERENCES access_request (position),
    repository  BYTEA   NOT NULL REFERENCES repository (id),
    was_seen    BIGINT NOT NULL CHECK (was_seen IN (0, 1)),
    observed    TEXT COLLATE "C" NOT NULL,
    observed_at BIGINT,
    hold        TEXT COLLATE "C" CHECK (hold IN ('refused', 'vanished'))
);
CREATE INDEX repository_grant_repository ON repository_grant (repository);
CREATE INDEX repository_grant_hold ON repository_grant (hold) WHERE hold IS NOT NULL;

-- Whose statements are ours. One row, once anybody asked.
CREATE TABLE installation (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    id  TEXT COLLATE "C" NOT NULL
);

-- What accounts of AWS an account has shown to be its own (core::principal).
CREATE TABLE principal_proof (
    account     BYTEA   NOT NULL REFERENCES account (id),
    arn         TEXT COLLATE "C" NOT NULL,
    -- What AWS never gives to another, such as AROA....
    user_id     TEXT COLLATE "C" NOT NULL,
    proven_at   BIGINT NOT NULL,
    PRIMARY KEY (account, arn)
);

-- What is to be signed to show it, each once.
CREATE TABLE principal_challenge (
    hash       BYTEA   NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    account    BYTEA   NOT NULL REFERENCES account (id),
    expires_at BIGINT NOT NULL
);
CREATE INDEX principal_challenge_expires_at ON principal_challenge (expires_at);

-- The audit log speaks of connections and automation too.
ALTER TABLE audit DROP CONSTRAINT audit_subject_kind_check;
ALTER TABLE audit ADD CONSTRAINT audit_subject_kind_check CHECK (subject_kind IN
    ('tool', 'account', 'token', 'request', 'connection', 'automation'));
