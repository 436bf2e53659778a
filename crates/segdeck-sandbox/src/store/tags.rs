//! The tags that resources have.

use rusqlite::{Connection, types::Value};

use super::places::{count, total_count};
use crate::SandboxError;
use crate::store::rows::{Sql, bound};
use segdeck_core::{gather::Gather, letter_case::lowercase};

/// A kind of resource that has tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tagged {
    /// Segments.
    Segments,
    /// Projects.
    Projects,
    /// Environments.
    Environments,
    /// Flags that are not archived.
    Flags,
    /// Flags, archived ones too.
    AllFlags,
}

impl Tagged {
    fn tags(self) -> &'static str {
        match self {
            Self::Segments => "SELECT tag FROM segment_tag",
            Self::Projects => "SELECT value AS tag FROM project, json_each(project.tags)",
            Self::Environments => {
                "SELECT value AS tag FROM environment, json_each(environment.tags)"
            }
            Self::Flags => {
                "SELECT value AS tag FROM flag, json_each(flag.document, '$.tags')
                 WHERE NOT EXISTS (SELECT 1 FROM json_each(flag.document, '$.archived') AS archived
                     WHERE archived.value)"
            }
            Self::AllFlags => "SELECT value AS tag FROM flag, json_each(flag.document, '$.tags')",
        }
    }
}

/// The tags of these resources that begin so, each once, by the alphabet; and how many those are on
/// all pages.
pub fn page(
    connection: &Connection,
    of: &[Tagged],
    prefix: &str,
    limit: u64,
    offset: u64,
) -> Result<(Vec<String>, u64), SandboxError> {
    if of.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let sources: Vec<&str> = of.iter().map(|tagged| tagged.tags()).list();
    let found = format!(
        "SELECT DISTINCT tag FROM ({})
         WHERE substr(lower(tag), 1, length(?)) = ?",
        sources.join(" UNION ")
    );
    // Tags are ASCII.
    let prefix = lowercase(prefix);
    let mut values = vec![Value::Text(prefix.clone()), Value::Text(prefix)];
    let total = connection.one(
        &format!("SELECT count(*) FROM ({found})"),
        &bound(&values),
        |row| row.get(0),
    )?;
    values.extend([limit, offset].map(|number| count(number).into()));
    let items = connection.all(
        &format!("{found} ORDER BY lower(tag), tag LIMIT ? OFFSET ?"),
        &bound(&values),
        |row| row.get(0),
    )?;
    Ok((items, total_count(total)))
}
