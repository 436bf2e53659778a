-- The lists of big segments.

-- The two lists of one big segment. Its number is never given again, so that the members of a
-- deleted segment can be removed bit by bit afterwards: millions of them take a while.
CREATE TABLE big_list (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- NULL when the segment is deleted.
    segment_id INTEGER UNIQUE REFERENCES segment ON DELETE SET NULL
) STRICT;
CREATE INDEX big_list_orphaned ON big_list (id) WHERE segment_id IS NULL;

ALTER TABLE big_target RENAME TO big_target_1;
-- A key is in at most one of the two lists.
CREATE TABLE big_target (
    list_id INTEGER NOT NULL,
    context_key TEXT NOT NULL,
    is_included INTEGER NOT NULL,
    -- The replacing import that this key outlives; 0 for one that no import has touched.
    stamp INTEGER NOT NULL,
    PRIMARY KEY (list_id, context_key)
) STRICT, WITHOUT ROWID;
INSERT INTO big_list (segment_id) SELECT DISTINCT segment_id FROM big_target_1;
INSERT INTO big_target (list_id, context_key, is_included, stamp)
    SELECT big_list.id, context_key, list = 'included', 0
    FROM big_target_1 JOIN big_list USING (segment_id) ORDER BY big_list.id, context_key;
DROP TABLE big_target_1;
