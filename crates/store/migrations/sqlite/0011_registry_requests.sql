-- Registries that people ask for, and what an administrator said.
CREATE TABLE registry_request (
    -- The order of lists.
    position        INTEGER PRIMARY KEY,
    id              BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    host            TEXT NOT NULL UNIQUE,
    -- What the host answered, in a word, and what it says beyond that.
    greeting        TEXT NOT NULL,
    greeting_detail TEXT,
    -- Which program it seems to run.
    software        TEXT,
    opened_by       BLOB NOT NULL REFERENCES account (id),
    opened_at       INTEGER NOT NULL,
    accepted        INTEGER CHECK (accepted IN (0, 1)),
    reason          TEXT,
    decided_by      BLOB REFERENCES account (id),
    decided_at      INTEGER,
    CHECK ((decided_at IS NULL) = (accepted IS NULL)),
    CHECK ((decided_at IS NULL) = (reason IS NULL)),
    CHECK ((decided_at IS NULL) = (decided_by IS NULL))
) STRICT;
CREATE INDEX registry_request_open ON registry_request (position) WHERE decided_at IS NULL;
CREATE INDEX registry_request_opened_by ON registry_request (opened_by);

-- Who supports them.
CREATE TABLE registry_vote (
    request INTEGER NOT NULL REFERENCES registry_request (position),
    account BLOB NOT NULL REFERENCES account (id),
    since   INTEGER NOT NULL,
    PRIMARY KEY (request, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX registry_vote_account ON registry_vote (account);

-- Registries that administrators have added to the catalogue, in its order.
CREATE TABLE added_registry (
    position   INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    -- What the catalogue knows of it, in JSON.
    definition TEXT NOT NULL,
    added_by   BLOB NOT NULL REFERENCES account (id),
    added_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX added_registry_added_by ON added_registry (added_by);
