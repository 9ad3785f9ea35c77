-- Tools, in order of registration.
CREATE TABLE tool (
    -- The order of lists and the place of a page's end. Rows are never deleted, so it never repeats.
    position      INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    -- The whole tool path: derived from the five columns below it, and the key.
    path          TEXT    NOT NULL UNIQUE,
    registry      TEXT    NOT NULL,
    host          TEXT    NOT NULL,
    namespace     TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    tool_name     TEXT,
    tag           TEXT,
    digest        TEXT,
    visibility    TEXT    NOT NULL CHECK (visibility IN ('public', 'private')),
    contact_email TEXT,
    description   TEXT,
    source_url    TEXT,
    revision      INTEGER NOT NULL CHECK (revision >= 1),
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    archived_at   INTEGER
) STRICT;

-- Lists by registry, by visibility and by both; `position` ends every index, so each is in order.
CREATE INDEX tool_registry ON tool (registry);
CREATE INDEX tool_visibility ON tool (visibility);
CREATE INDEX tool_registry_visibility ON tool (registry, visibility);
CREATE INDEX tool_archived ON tool (archived_at) WHERE archived_at IS NOT NULL;

-- Finds pieces of three characters; what is written to it is folded to lower case before
-- (src/search.rs). It keeps no copy of the text. Writing it costs several times what the rest of a
-- registration does, so it follows when the writer is idle (src/sqlite/indexing.rs).
CREATE VIRTUAL TABLE tool_search USING fts5 (
    text,
    content = '',
    contentless_delete = 1,
    tokenize = 'trigram case_sensitive 1'
);

-- The last position that `tool_search` holds; it holds every one before.
CREATE TABLE search_progress (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    through INTEGER NOT NULL
) STRICT;
INSERT INTO search_progress (one, through) VALUES (1, 0);

-- What lets a client repeat a registration whose answer it never got.
CREATE TABLE idempotency (
    principal   TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 32),
    tool        INTEGER NOT NULL REFERENCES tool (position),
    used_at     INTEGER NOT NULL,
    PRIMARY KEY (principal, key)
) STRICT, WITHOUT ROWID;

-- To forget the oldest keys first.
CREATE INDEX idempotency_used_at ON idempotency (used_at);

-- The hash of the operator's token: at most one row, replaced as a whole.
CREATE TABLE operator_token (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    hash    BLOB    NOT NULL CHECK (length(hash) = 32),
    set_at  INTEGER NOT NULL
) STRICT;
