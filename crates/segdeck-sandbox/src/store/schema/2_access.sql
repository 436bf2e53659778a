-- Two more roles, and the member whom each token belongs to. A constraint cannot be changed in place.
CREATE TABLE token_with_member (
    token TEXT PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    member_uid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reader', 'contributor', 'writer', 'admin'))
) STRICT, WITHOUT ROWID;
INSERT INTO token_with_member (token, uid, member_uid, name, role)
    SELECT token, uid, 'member-' || uid, name, role FROM token;
DROP TABLE token;
ALTER TABLE token_with_member RENAME TO token;
