-- Files that tell workflow engines how to run a tool, each tool's in order: of a type, the first one is
-- where an engine starts.
CREATE TABLE descriptor (
    tool       INTEGER NOT NULL REFERENCES tool (position),
    place      INTEGER NOT NULL CHECK (place >= 1),
    type       TEXT    NOT NULL,
    path       TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    -- The version of the tool that it was written for.
    version    TEXT    NOT NULL,
    written_by BLOB    NOT NULL REFERENCES account (id),
    written_at INTEGER NOT NULL,
    PRIMARY KEY (tool, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX descriptor_path ON descriptor (tool, type, path);
CREATE INDEX descriptor_type ON descriptor (type, tool);
