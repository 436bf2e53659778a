//! The tables, and how an older database becomes a newer one.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use segdeck_core::IdSource;

use super::{file, pragma};
use crate::{
    DEFAULT_ADMIN_TOKEN, DEFAULT_CONTRIBUTOR_TOKEN, DEFAULT_READER_TOKEN, DEFAULT_WRITER_TOKEN,
    OpenError, SandboxError, roles::Role,
};

/// Marks a file as ours: `SgDk` in ASCII.
pub const APPLICATION_ID: u32 = 0x5367_446b;

/// One script per version, each from the one before it.
const MIGRATIONS: [&str; 2] = [
    include_str!("schema/1.sql"),
    concat!(
        include_str!("schema/2_memberships.sql"),
        include_str!("schema/2_transfers.sql"),
        include_str!("schema/2_evaluation.sql"),
        include_str!("schema/2_places.sql"),
        include_str!("schema/2_contexts.sql"),
        include_str!("schema/2_audit.sql"),
        include_str!("schema/2_flags.sql"),
        include_str!("schema/2_approvals.sql"),
        include_str!("schema/2_access.sql"),
    ),
];

/// The newest version as a whole, of which every new database is made: as a test shows, what the
/// migrations lead to.
const WHOLE: &str = include_str!("schema/whole.sql");

/// The same without comments and indentation, which every browser would load.
static WHOLE_IN_SHORT: ([u8; WHOLE.len()], usize) = in_short(WHOLE);

/// A script without comments and indentation, in the first so many bytes.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated when this is compiled, which fails where there is nothing"
)]
const fn in_short<const LENGTH: usize>(script: &str) -> ([u8; LENGTH], usize) {
    let script = script.as_bytes();
    let mut short = [b'\n'; LENGTH];
    let (mut at, mut length) = (0, 0);
    let mut is_line_empty = true;
    while at < script.len() {
        if script[at] == b'-' && script[at + 1] == b'-' {
            while script[at] != b'\n' {
                at += 1;
            }
        }
        let byte = script[at];
        if !(is_line_empty && (byte == b' ' || byte == b'\n')) {
            short[length] = byte;
            length += 1;
            is_line_empty = byte == b'\n';
        }
        at += 1;
    }
    (short, length)
}

/// The script of which every new database is made.
fn script() -> &'static str {
    let (short, length) = &WHOLE_IN_SHORT;
    let script = short.get(..*length).unwrap_or_default();
    std::str::from_utf8(script).unwrap_or_default()
}

/// The newest version that this program knows.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the list is written by hand"
)]
pub const VERSION: u32 = MIGRATIONS.len() as u32;

/// Brings a database to the newest version; an empty one also gets its first contents.
pub fn migrate(
    connection: &mut Connection,
    path: &Path,
    ids: &mut dyn IdSource,
) -> Result<(), OpenError> {
    bring_up(connection, path, ids, &|_| Ok(()), &MIGRATIONS)
}

/// Makes the newest version of an empty database, with first contents and more in the same change.
/// One that is not empty is of the newest version already: no older one was ever kept where this is
/// used, in memory and in browsers, so that migrations need not be there.
pub fn make(
    connection: &mut Connection,
    path: &Path,
    ids: &mut dyn IdSource,
    fill_more: &dyn Fn(&Connection) -> Result<(), SandboxError>,
) -> Result<(), OpenError> {
    bring_up(connection, path, ids, fill_more, &[])
}

fn bring_up(
    connection: &mut Connection,
    path: &Path,
    ids: &mut dyn IdSource,
    fill_more: &dyn Fn(&Connection) -> Result<(), SandboxError>,
    migrations: &[&str],
) -> Result<(), OpenError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    // Once more, behind the lock: another process may have migrated it since the first look.
    file::refuse_newer(path, found)?;
    if found == 0 {
        transaction.execute_batch(script())?;
        pragma(&transaction, "application_id", &APPLICATION_ID.to_string())?;
        fill(&transaction, ids)?;
        fill_more(&transaction).map_err(OpenError::Fill)?;
    } else if found < VERSION && migrations.is_empty() {
        let path = path.to_owned();
        return Err(OpenError::NotOurs { path });
    } else {
        for (version, script) in (1u32..).zip(migrations) {
            if version > found {
                transaction.execute_batch(script)?;
            }
        }
    }
    if found < VERSION {
        pragma(&transaction, "user_version", &VERSION.to_string())?;
    }
    transaction.commit()?;
    Ok(())
}

/// What every new database holds.
fn fill(transaction: &Transaction<'_>, ids: &mut dyn IdSource) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO project (uid, key, name, name_folded, search)
             VALUES (?1, 'default', 'Default', 'default', 'default' || char(31) || 'default')",
        [ids.next_id()],
    )?;
    let project = transaction.last_insert_rowid();
    for (key, name, color) in [
        ("test", "Test", "f5a623"),
        ("production", "Production", "417505"),
    ] {
        transaction.execute(
            "INSERT INTO environment (uid, project_id, key, name, color, name_folded, search)
             VALUES (?1, ?2, ?3, ?4, ?5, lower(?4), ?3 || char(31) || lower(?4))",
            params![ids.next_id(), project, key, name, color],
        )?;
    }
    for (token, name, role) in [
        (DEFAULT_WRITER_TOKEN, "Sandbox writer", Role::Writer),
        (DEFAULT_READER_TOKEN, "Sandbox reader", Role::Reader),
        (DEFAULT_ADMIN_TOKEN, "Sandbox admin", Role::Admin),
        (
            DEFAULT_CONTRIBUTOR_TOKEN,
            "Sandbox contributor",
            Role::Contributor,
        ),
    ] {
        transaction.execute(
            "INSERT INTO token (token, uid, member_uid, name, role) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![token, ids.next_id(), ids.next_id(), name, role.as_str()],
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use segdeck_core::ids::CountedIds;

    use super::*;
    use crate::store::tokens;

    #[test]
    fn tokens_of_the_first_version_are_kept_and_get_members() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(MIGRATIONS[0]).unwrap();
        connection
            .execute_batch(
                "INSERT INTO token (token, uid, name, role) VALUES
                     ('api-own', 'u1', 'Own', 'writer'), ('api-look', 'u2', 'Look', 'reader');
                 PRAGMA user_version = 1;",
            )
            .unwrap();
        migrate(
            &mut connection,
            Path::new(":memory:"),
            &mut CountedIds::new("id"),
        )
        .unwrap();
        let own = tokens::find(&connection, "api-own").unwrap().unwrap();
        assert_eq!((own.uid.as_str(), own.name.as_str()), ("u1", "Own"));
        assert_eq!(own.role, Role::Writer);
        let look = tokens::find(&connection, "api-look").unwrap().unwrap();
        assert_eq!(look.role, Role::Reader);
        assert_ne!(own.member, look.member);
        let added = tokens::find(&connection, DEFAULT_ADMIN_TOKEN).unwrap();
        assert!(added.is_none(), "an older database gets no known tokens");
    }

    /// Columns, keys and indexes of every table, and the triggers, as lines without an order.
    fn described(connection: &Connection) -> Vec<String> {
        let mut statement = connection
            .prepare(
                "SELECT master.name || ' ' || own.name || ' ' || own.type || ' ' || own.\"notnull\"
                     || ' ' || coalesce(own.dflt_value, '-') || ' ' || own.pk
                     FROM sqlite_master AS master, pragma_table_info(master.name) AS own
                     WHERE master.type = 'table'
                 UNION ALL SELECT master.name || ' ' || own.\"table\" || ' ' || own.\"from\"
                     || ' ' || own.on_update || ' ' || own.on_delete
                     FROM sqlite_master AS master, pragma_foreign_key_list(master.name) AS own
                     WHERE master.type = 'table'
                 UNION ALL SELECT master.name || ' ' || own.name || ' ' || own.\"unique\" || ' '
                     || own.origin || ' ' || own.partial || ' '
                     || (SELECT group_concat(part.name || part.\"desc\")
                             FROM pragma_index_xinfo(own.name) AS part WHERE part.key)
                     FROM sqlite_master AS master, pragma_index_list(master.name) AS own
                     WHERE master.type = 'table'
                 UNION ALL SELECT sql FROM sqlite_master WHERE type = 'trigger'
                     OR type = 'index' AND sql LIKE '%WHERE%'
                 UNION ALL SELECT name || ' ' || wr || strict FROM pragma_table_list
                     WHERE name NOT LIKE 'sqlite_%'
                 UNION ALL SELECT name || ' checks ' || substr(sql, instr(sql, 'CHECK'), 200)
                     FROM sqlite_master WHERE type = 'table' AND instr(sql, 'CHECK') > 0
                 UNION ALL SELECT 'revision ' || number FROM segment_revision
                 ORDER BY 1",
            )
            .unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        let rows: Vec<String> = rows.collect::<Result<_, _>>().unwrap();
        let in_one_line = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        // A check is cut only when its indentation is gone, as one of the two has none.
        let in_short = |text: String| match text.find(" checks ") {
            Some(at) => text.chars().take(at + 45).collect(),
            None => text,
        };
        rows.iter().map(in_one_line).map(in_short).collect()
    }

    #[test]
    fn the_migrations_lead_to_what_a_new_database_is_made_of() {
        let migrated = Connection::open_in_memory().unwrap();
        for script in MIGRATIONS {
            migrated.execute_batch(script).unwrap();
        }
        let made = Connection::open_in_memory().unwrap();
        made.execute_batch(script()).unwrap();
        let (migrated, made) = (described(&migrated), described(&made));
        assert!(made.len() > 200 && !script().contains("--"), "{made:#?}");
        assert_eq!(migrated, made);
    }

    /// Without one, a deletion reads the whole table for every row that it takes along.
    #[test]
    fn every_foreign_key_has_an_index() {
        let mut connection = Connection::open_in_memory().unwrap();
        let mut ids = CountedIds::new("id");
        migrate(&mut connection, Path::new(":memory:"), &mut ids).unwrap();
        let names = |sql: &str| -> Vec<String> {
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.collect::<Result<_, _>>().unwrap()
        };
        let keys = "SELECT master.name || '.' || own.\"from\"
            FROM sqlite_master AS master, pragma_foreign_key_list(master.name) AS own
            WHERE master.type = 'table'";
        assert!(names(keys).contains(&"segment.environment_id".to_owned()));
        let without_index = format!(
            "{keys} AND NOT EXISTS (
                 SELECT 1 FROM pragma_index_list(master.name) AS list,
                     pragma_index_info(list.name) AS part
                 WHERE NOT list.partial AND part.seqno = 0 AND part.name = own.\"from\")
             AND NOT EXISTS (
                 SELECT 1 FROM pragma_table_info(master.name) AS part
                 WHERE part.name = own.\"from\" AND part.pk = 1 AND part.type = 'INTEGER')"
        );
        assert_eq!(names(&without_index), [""; 0]);
    }
}
