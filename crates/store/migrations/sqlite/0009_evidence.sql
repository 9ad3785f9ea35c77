-- What registries said about the images of tools, and when they are asked again.
CREATE TABLE tool_evidence (
    tool     INTEGER PRIMARY KEY REFERENCES tool (position),
    -- The newest answer; absent before the first, and once the tool has another image.
    verdict  TEXT,
    -- 1 where it was asked with a login or a role, and is not for everybody.
    by_login INTEGER CHECK (by_login IN (0, 1)),
    at       INTEGER,
    asked    TEXT,
    status   INTEGER,
    digest   TEXT,
    detail   TEXT,
    -- The newest verdict that was one, and when: what a change is told by.
    known    TEXT,
    known_at INTEGER,
    -- How often in a row nothing was found out.
    failures INTEGER NOT NULL CHECK (failures >= 0),
    -- Absent where nobody looks: the tool is archived.
    due_at   INTEGER,
    CHECK ((verdict IS NULL) = (by_login IS NULL)),
    CHECK ((verdict IS NULL) = (at IS NULL)),
    CHECK ((verdict IS NULL) = (asked IS NULL)),
    CHECK ((verdict IS NULL) = (detail IS NULL)),
    CHECK ((known IS NULL) = (known_at IS NULL))
) STRICT;
CREATE INDEX tool_evidence_due ON tool_evidence (due_at, tool) WHERE due_at IS NOT NULL;

-- Through which tool, in their order, all have a row above: tools were there before it was.
CREATE TABLE evidence_progress (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    through INTEGER NOT NULL CHECK (through >= 0)
) STRICT;
INSERT INTO evidence_progress (one, through) VALUES (1, 0);
