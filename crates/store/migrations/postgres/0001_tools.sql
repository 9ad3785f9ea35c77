-- Tools, in order of registration. Texts compare byte by byte, whatever the database's language is.
CREATE TABLE tool (
    -- The order of lists and the place of a page's end; the transaction that inserts counts it, so
    -- that there are no gaps. Rows are never deleted, so it never repeats.
    position      BIGINT NOT NULL PRIMARY KEY,
    id            BYTEA  NOT NULL UNIQUE CHECK (length(id) = 16),
    -- The whole tool path: derived from the five columns below it, and the key.
    path          TEXT   COLLATE "C" NOT NULL UNIQUE,
    registry      TEXT   COLLATE "C" NOT NULL,
    host          TEXT   COLLATE "C" NOT NULL,
    namespace     TEXT   COLLATE "C" NOT NULL,
    name          TEXT   COLLATE "C" NOT NULL,
    tool_name     TEXT   COLLATE "C",
    tag           TEXT   COLLATE "C",
    digest        TEXT   COLLATE "C",
    visibility    TEXT   COLLATE "C" NOT NULL CHECK (visibility IN ('public', 'private')),
    contact_email TEXT   COLLATE "C",
    description   TEXT   COLLATE "C",
    source_url    TEXT   COLLATE "C",
    revision      BIGINT NOT NULL CHECK (revision >= 1),
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    archived_at   BIGINT
);

-- Lists by registry, by visibility and by both; `position` ends every index, so each is in order.
CREATE INDEX tool_registry ON tool (registry, position);
CREATE INDEX tool_visibility ON tool (visibility, position);
CREATE INDEX tool_registry_visibility ON tool (registry, visibility, position);
CREATE INDEX tool_archived ON tool (archived_at) WHERE archived_at IS NOT NULL;

-- The text that searches look in, folded to lower case by the server (src/search.rs), because no
-- two databases fold alike. A table of its own, so that archiving a tool leaves it alone.
CREATE TABLE tool_search (
    position BIGINT NOT NULL PRIMARY KEY REFERENCES tool (position),
    text     TEXT   COLLATE "C" NOT NULL
);

-- Finds pieces of three characters. `pg_trgm` comes with PostgreSQL and may be created by whoever
-- may create anything in the database; where it cannot be, searches read the texts one by one.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION
    WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
        RAISE NOTICE 'pg_trgm cannot be created: %', SQLERRM;
END
$$;
DO $$
DECLARE
    home text := (
        SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
        WHERE extname = 'pg_trgm');
BEGIN
    IF home IS NOT NULL THEN
        EXECUTE format('CREATE INDEX tool_search_text ON tool_search USING gin (text %I.gin_trgm_ops)', home);
    END IF;
END
$$;

-- What lets a client repeat a registration whose answer it never got.
CREATE TABLE idempotency (
    principal   TEXT   COLLATE "C" NOT NULL,
    key         TEXT   COLLATE "C" NOT NULL,
    fingerprint BYTEA  NOT NULL CHECK (length(fingerprint) = 32),
    tool        BIGINT NOT NULL REFERENCES tool (position),
    used_at     BIGINT NOT NULL,
    PRIMARY KEY (principal, key)
);

-- To forget the oldest keys first.
CREATE INDEX idempotency_used_at ON idempotency (used_at);

-- The hash of the operator's token: at most one row, replaced as a whole.
CREATE TABLE operator_token (
    one     BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    hash    BYTEA  NOT NULL CHECK (length(hash) = 32),
    set_at  BIGINT NOT NULL
);
