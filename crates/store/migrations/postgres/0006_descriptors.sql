-- Files that tell workflow engines how to run a tool, each tool's in order: of a type, the first one is
-- where an engine starts.
CREATE TABLE descriptor (
    tool       BIGINT NOT NULL REFERENCES tool (position),
    place      BIGINT NOT NULL CHECK (place >= 1),
    type       TEXT COLLATE "C" NOT NULL,
    path       TEXT COLLATE "C" NOT NULL,
    text       TEXT COLLATE "C" NOT NULL,
    -- The version of the tool that it was written for.
    version    TEXT COLLATE "C" NOT NULL,
    written_by BYTEA  NOT NULL REFERENCES account (id),
    written_at BIGINT NOT NULL,
    PRIMARY KEY (tool, place)
);
CREATE UNIQUE INDEX descriptor_path ON descriptor (tool, type, path);
CREATE INDEX descriptor_type ON descriptor (type, tool);
