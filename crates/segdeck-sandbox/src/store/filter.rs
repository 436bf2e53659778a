//! A filter as SQL. Every value is bound, none is written into the text.

use rusqlite::types::Value;

use crate::filter::Filter;
use segdeck_core::{gather::Gather, letter_case::lowercase, wire};

/// Appends the condition to `sql` and its values to `parameters`.
pub fn write(filter: &Filter, sql: &mut String, parameters: &mut Vec<Value>) {
    match filter {
        Filter::All(parts) => join(parts, " AND ", sql, parameters),
        Filter::Any(parts) => join(parts, " OR ", sql, parameters),
        Filter::Query(texts) => {
            let folded: Vec<String> = texts.iter().map(|text| lowercase(text)).list();
            sql.push_str(
                "EXISTS (SELECT 1 FROM json_each(?) AS wanted
                    WHERE instr(segment.search, wanted.value) > 0)",
            );
            parameters.push(array(&folded));
        }
        Filter::Tags(tags) => {
            sql.push_str(
                "EXISTS (SELECT 1 FROM segment_tag WHERE segment_tag.segment_id = segment.id
                    AND segment_tag.tag IN (SELECT value FROM json_each(?)))",
            );
            parameters.push(array(tags));
        }
        Filter::IncludedKeys(keys) => {
            sql.push_str("segment.key IN (SELECT value FROM json_each(?))");
            parameters.push(array(keys));
        }
        Filter::ExcludedKeys(keys) => {
            sql.push_str("segment.key NOT IN (SELECT value FROM json_each(?))");
            parameters.push(array(keys));
        }
        Filter::Unbounded(wanted) => {
            sql.push_str("segment.is_unbounded = ?");
            parameters.push((*wanted).into());
        }
        Filter::External(wanted) => {
            sql.push_str("segment.is_external = ?");
            parameters.push((*wanted).into());
        }
        Filter::View => sql.push_str("FALSE"),
    }
}

fn join(parts: &[Filter], between: &str, sql: &mut String, parameters: &mut Vec<Value>) {
    sql.push('(');
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            sql.push_str(between);
        }
        write(part, sql, parameters);
    }
    sql.push(')');
}

/// One parameter however many values there are.
fn array(texts: &[String]) -> Value {
    Value::Text(wire::encode_text(&texts))
}
