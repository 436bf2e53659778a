CREATE TABLE project (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    tags TEXT NOT NULL DEFAULT '[]',
    using_mobile_key INTEGER NOT NULL DEFAULT 1,
    using_environment_id INTEGER NOT NULL DEFAULT 0,
    -- The name, and key and name, without case, by which lists are sorted and searched.
    name_folded TEXT NOT NULL DEFAULT '',
    search TEXT NOT NULL DEFAULT ''
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
    default_ttl INTEGER NOT NULL DEFAULT 0,
    secure_mode INTEGER NOT NULL DEFAULT 0,
    default_track_events INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 1,
    name_folded TEXT NOT NULL DEFAULT '',
    search TEXT NOT NULL DEFAULT '',
    -- The number of the last change of any of its segments; 0 if there was none.
    segments_revision INTEGER NOT NULL DEFAULT 0,
    -- When changes need an approval: settings as the API shows them; {} is the default.
    approval_settings TEXT NOT NULL DEFAULT '{}',
    -- The same by the kind of resource.
    resource_approval_settings TEXT NOT NULL DEFAULT '{"segment":{}}',
    UNIQUE (project_id, key)
) STRICT;

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

-- Each token belongs to a member.
CREATE TABLE token (
    token TEXT PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    member_uid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reader', 'contributor', 'writer', 'admin'))
) STRICT, WITHOUT ROWID;

-- The lists of big segments.

-- The two lists of one big segment. Its number is never given again, so that the members of a
-- deleted segment can be removed bit by bit afterwards: millions of them take a while.
CREATE TABLE big_list (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- NULL when the segment is deleted.
    segment_id INTEGER UNIQUE REFERENCES segment ON DELETE SET NULL
) STRICT;
CREATE INDEX big_list_orphaned ON big_list (id) WHERE segment_id IS NULL;

-- A key is in at most one of the two lists.
CREATE TABLE big_target (
    list_id INTEGER NOT NULL,
    context_key TEXT NOT NULL,
    is_included INTEGER NOT NULL,
    -- The replacing import that this key outlives; 0 for one that no import has touched.
    stamp INTEGER NOT NULL,
    PRIMARY KEY (list_id, context_key)
) STRICT, WITHOUT ROWID;

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

-- What evaluation needs to know of segments.

-- Counts the changes of all segments. It never goes back and no number comes twice, whatever is
-- deleted, so that a number tells whether what was prepared for evaluation is still true.
CREATE TABLE segment_revision (
    number INTEGER NOT NULL
) STRICT;

INSERT INTO segment_revision (number) VALUES (1);

-- A table of its own, as small rows are read and written fast and documents can be large.
CREATE TABLE evaluation (
    segment_id INTEGER PRIMARY KEY REFERENCES segment ON DELETE CASCADE,
    environment_id INTEGER NOT NULL,
    -- The number of the segment's last change.
    revision INTEGER NOT NULL,
    -- Decides who is in the segment's percentages; told to nobody.
    salt TEXT NOT NULL
) STRICT;
CREATE INDEX evaluation_by_environment ON evaluation (environment_id, revision);

-- Triggers, so that no change of a segment can forget to tell.
CREATE TRIGGER segment_is_added AFTER INSERT ON segment BEGIN
    UPDATE segment_revision SET number = number + 1;
    UPDATE environment SET segments_revision = (SELECT number FROM segment_revision)
        WHERE id = NEW.environment_id;
    INSERT INTO evaluation (segment_id, environment_id, revision, salt)
        SELECT NEW.id, NEW.environment_id, number, lower(hex(randomblob(16)))
        FROM segment_revision;
END;

CREATE TRIGGER segment_is_changed AFTER UPDATE ON segment BEGIN
    UPDATE segment_revision SET number = number + 1;
    UPDATE environment SET segments_revision = (SELECT number FROM segment_revision)
        WHERE id = NEW.environment_id;
    UPDATE evaluation SET revision = (SELECT number FROM segment_revision)
        WHERE segment_id = NEW.id;
END;

CREATE TRIGGER segment_is_deleted AFTER DELETE ON segment BEGIN
    UPDATE segment_revision SET number = number + 1;
    UPDATE environment SET segments_revision = (SELECT number FROM segment_revision)
        WHERE id = OLD.environment_id;
END;

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

-- What an entry of the audit log is about belongs to a collection: the segments of an environment,
-- the environments of a project, all projects. Keeps its keys when what they name is deleted.
CREATE TABLE audit_collection (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    -- Empty where the kind belongs to no project or environment.
    project_key TEXT NOT NULL,
    environment_key TEXT NOT NULL,
    UNIQUE (kind, project_key, environment_key)
) STRICT;

CREATE TABLE audit_resource (
    id INTEGER PRIMARY KEY,
    collection_id INTEGER NOT NULL REFERENCES audit_collection,
    key TEXT NOT NULL,
    -- The entry that tells the newest state, and that state's hash; NULL when it is gone or unknown.
    state_entry INTEGER,
    state_hash INTEGER,
    -- How many patches lead to the newest state from one that is told whole, and their bytes; and
    -- the bytes of the latter.
    patches INTEGER NOT NULL DEFAULT 0,
    patch_bytes INTEGER NOT NULL DEFAULT 0,
    whole_bytes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (collection_id, key)
) STRICT;

CREATE TABLE audit_entry (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    collection_id INTEGER NOT NULL REFERENCES audit_collection,
    resource_id INTEGER NOT NULL REFERENCES audit_resource,
    -- Whose token it was, or NULL for what the sandbox did by itself.
    token_uid TEXT,
    actor TEXT,
    -- What the resource was called.
    name TEXT NOT NULL,
    -- The actions, parted by spaces.
    actions TEXT NOT NULL,
    verb TEXT NOT NULL,
    description TEXT NOT NULL,
    comment TEXT,
    -- The JSON Patch of the request; where that is long, the one that `audit_state` has.
    delta TEXT,
    -- The resource's version after the change, where it has one.
    version INTEGER
) STRICT;
CREATE INDEX audit_by_time ON audit_entry (at);
CREATE INDEX audit_by_collection ON audit_entry (collection_id, at);
CREATE INDEX audit_by_resource ON audit_entry (resource_id, at);
CREATE INDEX audit_by_token ON audit_entry (token_uid, at);

-- The states before and after an entry. The one before is told whole, or is the one after an
-- earlier entry; the one after is told whole, or by a patch of the one before. So a large segment
-- that is changed a thousand times is not kept a thousand times.
CREATE TABLE audit_state (
    entry_id INTEGER PRIMARY KEY REFERENCES audit_entry,
    previous_entry INTEGER,
    before TEXT,
    patch TEXT,
    after TEXT
) STRICT;

-- Flags: a JSON document each, without what they do in environments.
CREATE TABLE flag (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES project ON DELETE CASCADE,
    key TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (project_id, key)
) STRICT;

-- What a flag does in an environment, as a JSON document.
CREATE TABLE flag_config (
    flag_id INTEGER NOT NULL REFERENCES flag ON DELETE CASCADE,
    environment_id INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    document TEXT NOT NULL,
    PRIMARY KEY (flag_id, environment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX flag_config_by_environment ON flag_config (environment_id);

-- Which segments the flags of an environment name, which need not exist; and what a segment tells
-- of such a flag, ready to be sent.
CREATE TABLE flag_segment (
    environment_id INTEGER NOT NULL REFERENCES environment ON DELETE CASCADE,
    segment_key TEXT NOT NULL,
    flag_id INTEGER NOT NULL REFERENCES flag ON DELETE CASCADE,
    listing TEXT NOT NULL,
    PRIMARY KEY (environment_id, segment_key, flag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX flag_segment_by_flag ON flag_segment (flag_id);

-- Changes that wait for an approval, or waited for one.
CREATE TABLE approval_request (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    segment_id INTEGER NOT NULL REFERENCES segment ON DELETE CASCADE,
    version INTEGER NOT NULL DEFAULT 1,
    creation_date INTEGER NOT NULL,
    requestor TEXT NOT NULL,
    description TEXT NOT NULL,
    comment TEXT,
    -- Ids of members, as JSON.
    notified TEXT NOT NULL,
    -- As JSON.
    instructions TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'completed', 'failed')),
    -- What the reviews say by the settings that the environment had at the last of them.
    review_status TEXT NOT NULL DEFAULT 'pending'
        CHECK (review_status IN ('pending', 'approved', 'declined')),
    applied_date INTEGER,
    applied_by TEXT
) STRICT;
CREATE INDEX approval_request_by_segment ON approval_request (segment_id);

CREATE TABLE approval_review (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    request_id INTEGER NOT NULL REFERENCES approval_request ON DELETE CASCADE,
    creation_date INTEGER NOT NULL,
    member TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('approve', 'decline', 'comment')),
    comment TEXT
) STRICT;
CREATE INDEX approval_review_by_request ON approval_review (request_id);

-- Tags are listed without regard to what has them.
CREATE INDEX segment_tag_by_tag ON segment_tag (tag);
