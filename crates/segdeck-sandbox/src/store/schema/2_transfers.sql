-- Imports and exports of big segments.

-- Its number marks the keys that a replacing import keeps, so none is given twice.
CREATE TABLE import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    -- NULL when the environment, or the segment, is deleted.
    environment_id INTEGER REFERENCES environment ON DELETE SET NULL,
    segment_id INTEGER REFERENCES segment ON DELETE SET NULL,
    segment_key TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('merge', 'replace')),
    -- One that is uploading or was given up is known to nobody.
    status TEXT NOT NULL CHECK (status IN ('uploading', 'given_up', 'preparing',
        'pending_approval', 'ready', 'in_progress', 'complete', 'stopped')),
    created INTEGER NOT NULL,
    file_name TEXT,
    -- How many keys joined and left the included list, and left the excluded one.
    joined INTEGER NOT NULL DEFAULT 0,
    removed INTEGER NOT NULL DEFAULT 0,
    moved INTEGER NOT NULL DEFAULT 0,
    -- Up to which key those were removed that a replacing import does not have.
    swept_to TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX import_by_environment ON import (environment_id);
CREATE INDEX import_by_segment ON import (segment_id);
CREATE INDEX import_unfinished ON import (id) WHERE status NOT IN ('complete', 'stopped');

-- The keys that are still to be imported, as arrays of JSON.
CREATE TABLE import_chunk (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL,
    keys TEXT NOT NULL
) STRICT;
CREATE INDEX import_chunk_by_import ON import_chunk (import_id, id);

CREATE TABLE export (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    -- NULL when the segment is deleted.
    segment_id INTEGER REFERENCES segment ON DELETE SET NULL,
    list_id INTEGER NOT NULL,
    created INTEGER NOT NULL,
    is_complete INTEGER NOT NULL DEFAULT 0,
    initiator TEXT NOT NULL,
    -- The file has all keys up to this one.
    written_to TEXT NOT NULL DEFAULT '',
    size INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX export_by_segment ON export (segment_id);
CREATE INDEX export_running ON export (list_id) WHERE NOT is_complete;

-- The file.
CREATE TABLE export_chunk (
    id INTEGER PRIMARY KEY,
    export_id INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE INDEX export_chunk_by_export ON export_chunk (export_id, id);

-- What keys were when the export began that were changed before the file had them: so the file
-- tells one moment without any long transaction.
CREATE TABLE export_original (
    export_id INTEGER NOT NULL,
    context_key TEXT NOT NULL,
    was_included INTEGER NOT NULL,
    PRIMARY KEY (export_id, context_key)
) STRICT, WITHOUT ROWID;
