-- Contexts that were seen, each as it was last.
CREATE TABLE context (
    id INTEGER PRIMARY KEY,
    environment_id INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    last_seen INTEGER NOT NULL,
    -- Keys and values without case, in which contexts are searched.
    search TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (environment_id, kind, key)
) STRICT;

-- Pages are read and counted from it alone, without the documents.
CREATE INDEX context_in_order ON context (environment_id, kind, key, last_seen);

-- The values of every context's attributes, as JSON: each element of an array by itself, and the
-- array too.
CREATE TABLE context_attribute (
    environment_id INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    kind TEXT NOT NULL,
    context_id INTEGER NOT NULL,
    -- The value as a date, where it can be one.
    at INTEGER,
    PRIMARY KEY (environment_id, name, value, kind, context_id)
) STRICT, WITHOUT ROWID;

-- What the tables above hold, counted.
CREATE TABLE context_kind (
    environment_id INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    kind TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (environment_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE context_name (
    environment_id INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    weight INTEGER NOT NULL,
    -- Of how many contexts the value is private.
    redacted INTEGER NOT NULL,
    PRIMARY KEY (environment_id, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE context_value (
    environment_id INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    weight INTEGER NOT NULL,
    PRIMARY KEY (environment_id, kind, name, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX context_value_by_weight
    ON context_value (environment_id, kind, name, weight DESC, value);
