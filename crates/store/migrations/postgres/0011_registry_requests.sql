-- Registries that people ask for, and what an administrator said.
CREATE TABLE registry_request (
    -- The order of lists.
    position        BIGINT PRIMARY KEY,
    id              BYTEA NOT NULL UNIQUE CHECK (length(id) = 16),
    host            TEXT COLLATE "C" NOT NULL UNIQUE,
    -- What the host answered, in a word, and what it says beyond that.
    greeting        TEXT COLLATE "C" NOT NULL,
    greeting_detail TEXT COLLATE "C",
    -- Which program it seems to run.
    software        TEXT COLLATE "C",
    opened_by       BYTEA NOT NULL REFERENCES account (id),
    opened_at       BIGINT NOT NULL,
    accepted        BIGINT CHECK (accepted IN (0, 1)),
    reason          TEXT COLLATE "C",
    decided_by      BYTEA REFERENCES account (id),
    decided_at      BIGINT,
    CHECK ((decided_at IS NULL) = (accepted IS NULL)),
    CHECK ((decided_at IS NULL) = (reason IS NULL)),
    CHECK ((decided_at IS NULL) = (decided_by IS NULL))
);
CREATE INDEX registry_request_open ON registry_request (position) WHERE decided_at IS NULL;
CREATE INDEX registry_request_opened_by ON registry_request (opened_by);

-- Who supports them.
CREATE TABLE registry_vote (
    request BIGINT NOT NULL REFERENCES registry_request (position),
    account BYTEA NOT NULL REFERENCES account (id),
    since   BIGINT NOT NULL,
    PRIMARY KEY (request, account)
);
CREATE INDEX registry_vote_account ON registry_vote (account);

-- Registries that administrators have added to the catalogue, in its order.
CREATE TABLE added_registry (
    position   BIGINT PRIMARY KEY,
    id         TEXT COLLATE "C" NOT NULL UNIQUE,
    -- What the catalogue knows of it, in JSON.
    definition TEXT COLLATE "C" NOT NULL,
    added_by   BYTEA NOT NULL REFERENCES account (id),
    added_at   BIGINT NOT NULL
);
CREATE INDEX added_registry_added_by ON added_registry (added_by);
