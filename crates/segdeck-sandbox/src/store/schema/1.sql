CREATE TABLE project (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    tags TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE TABLE environment (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL,
    project_id INTEGER NOT NULL REFERENCES project ON DELETE CASCADE,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    color TEXT NOT NULL,
    tags TEXT NOT NULL DEFAULT '[]',
    require_comments INTEGER NOT NULL DEFAULT 0,
    confirm_changes INTEGER NOT NULL DEFAULT 0,
    critical INTEGER NOT NULL DEFAULT 0,
    UNIQUE (project_id, key)
) STRICT;

CREATE TABLE token (
    token TEXT PRIMARY KEY,
    uid TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reader', 'writer'))
) STRICT, WITHOUT ROWID;

-- The document is what the API answers. The other columns repeat what lists sort and filter by.
CREATE TABLE segment (
    id INTEGER PRIMARY KEY,
    environment_id INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    key TEXT NOT NULL,
    -- The name without case, by which lists are sorted.
    name_folded TEXT NOT NULL,
    -- Key, name and description without case, in which lists are searched.
    search TEXT NOT NULL,
    creation_date INTEGER NOT NULL,
    last_modified_date INTEGER NOT NULL,
    is_unbounded INTEGER NOT NULL,
    is_external INTEGER NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (environment_id, key)
) STRICT;
CREATE INDEX segment_by_name ON segment (environment_id, name_folded, key);
CREATE INDEX segment_by_creation ON segment (environment_id, creation_date, key);
CREATE INDEX segment_by_change ON segment (environment_id, last_modified_date, key);

CREATE TABLE segment_tag (
    segment_id INTEGER NOT NULL REFERENCES segment ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (segment_id, tag)
) STRICT, WITHOUT ROWID;

-- How often each key has been created; outlives the segment.
CREATE TABLE generation (
    environment_id INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    segment_key TEXT NOT NULL,
    generation INTEGER NOT NULL,
    PRIMARY KEY (environment_id, segment_key)
) STRICT, WITHOUT ROWID;

-- The lists of big segments, which are not part of their documents.
CREATE TABLE big_target (
    segment_id INTEGER NOT NULL REFERENCES segment ON DELETE CASCADE,
    context_key TEXT NOT NULL,
    list TEXT NOT NULL CHECK (list IN ('included', 'excluded')),
    PRIMARY KEY (segment_id, context_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE expiration (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL,
    segment_id INTEGER NOT NULL REFERENCES segment ON DELETE CASCADE,
    list TEXT NOT NULL CHECK (list IN ('included', 'excluded')),
    context_kind TEXT NOT NULL,
    context_key TEXT NOT NULL,
    due INTEGER NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (segment_id, list, context_kind, context_key)
) STRICT;
CREATE INDEX expiration_by_date ON expiration (due);

-- One row for each change, written in the same transaction. Keeps its keys when what they name is
-- deleted.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    -- The token's name, or NULL for what the sandbox did by itself.
    actor TEXT,
    action TEXT NOT NULL,
    project_key TEXT NOT NULL,
    environment_key TEXT NOT NULL,
    segment_key TEXT NOT NULL,
    version_before INTEGER,
    version_after INTEGER,
    comment TEXT,
    -- The request's body, or what else was done, as JSON.
    change TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_segment ON audit (project_key, environment_key, segment_key, at);
