-- The search index holds the pieces that the server cuts words into (src/search/pieces.rs), and which tools
-- have them, not where: what it finds is compared with the tool. It is a third of the size, and costs a
-- quarter less to write. The newest tool has the first row (src/sqlite/indexing.rs).
DROP TABLE tool_search;
CREATE VIRTUAL TABLE tool_search USING fts5 (
    pieces,
    content = '',
    contentless_delete = 1,
    detail = none,
    -- Spaces part the pieces, and nothing else does.
    tokenize = 'ascii tokenchars ''!"#$%&''''()*+,-./:;<=>?@[\]^_`{|}~'''
);
-- A search goes from page to page of what has a piece, and then from tool to tool. Of a million tools that
-- have it, the fewest steps are over a thousand pages with a thousand each.
INSERT INTO tool_search (tool_search, rank) VALUES ('pgsz', 1000);
-- Twice as many segments before FTS5 merges them by itself: each merge writes them anew, and an idle writer
-- merges all that is left (src/sqlite/merging.rs).
INSERT INTO tool_search (tool_search, rank) VALUES ('automerge', 8);

-- The writer indexes every tool anew, when it has time. Until then searches read what is missing.
UPDATE search_progress SET through = 0 WHERE one = 1;
