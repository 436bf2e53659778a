//! Which contexts there are: those that somebody asked about.

use segdeck_core::{UnixMillis, gather::Gather, model::ContextInstance};

use super::sighting::Sighting;
use crate::{
    SandboxError,
    sandbox::Call,
    store::{Connection, contexts},
};

/// A context that is the same as before is written again after that many milliseconds only.
const FRESH_FOR: i64 = 60_000;

/// Remembers the contexts of an instance in an environment, given as its row. Only what is new,
/// was changed or was last seen more than a minute ago is written; the rest is only read.
///
/// Call it outside of other reads and writes.
///
/// # Errors
/// When the database fails.
pub fn remember(
    call: &Call<'_>,
    environment: i64,
    instance: &ContextInstance,
) -> Result<(), SandboxError> {
    let mut sightings: Vec<Sighting> = instance.contexts().iter().filter_map(Sighting::of).list();
    call.store.read(|connection| {
        let mut stale = Vec::new();
        for sighting in sightings.drain(..) {
            if is_stale(connection, environment, &sighting, call.now)? {
                stale.push(sighting);
            }
        }
        sightings = stale;
        Ok(())
    })?;
    if sightings.is_empty() {
        return Ok(());
    }
    call.store.write(|connection| {
        for sighting in &sightings {
            contexts::put(connection, environment, sighting, call.now)?;
        }
        Ok(())
    })
}

fn is_stale(
    connection: &Connection,
    environment: i64,
    sighting: &Sighting,
    now: UnixMillis,
) -> Result<bool, SandboxError> {
    let known = contexts::find(connection, environment, &sighting.kind, &sighting.key)?;
    Ok(known.is_none_or(|known| {
        known.document != sighting.document || known.last_seen.plus(FRESH_FOR) < now
    }))
}

#[cfg(test)]
mod tests {
    use segdeck_core::ids::CountedIds;
    use serde_json::json;

    use super::*;
    use crate::{
        DEFAULT_READER_TOKEN,
        ids::SharedIds,
        store::{Store, tokens},
        versions::{ApiVersion, LATEST},
    };

    const MINUTE: i64 = 60_000;

    struct Scene {
        store: std::sync::Arc<Store>,
        ids: SharedIds,
        caller: tokens::Caller,
    }

    impl Scene {
        fn new() -> Self {
            let store = Store::open_in_memory(&mut CountedIds::new("id")).unwrap();
            let caller = store
                .read(|connection| tokens::find(connection, DEFAULT_READER_TOKEN))
                .unwrap();
            Self {
                store: store.into(),
                ids: SharedIds::new(Box::new(CountedIds::new("new"))),
                caller: caller.unwrap(),
            }
        }

        fn remember(&self, at: i64, value: &serde_json::Value) {
            let call = Call {
                store: &self.store,
                ids: &self.ids,
                prepared: &crate::evaluation::Prepared::default(),
                caller: &self.caller,
                now: UnixMillis(at),
                version: ApiVersion {
                    date: LATEST,
                    is_beta: false,
                },
            };
            remember(&call, 1, &ContextInstance::from_value(value).unwrap()).unwrap();
        }

        fn rows(&self, sql: &str) -> Vec<String> {
            self.store
                .read(|connection| {
                    let mut statement = connection.prepare(sql)?;
                    let rows = statement.query_map([], |row| row.get(0))?;
                    Ok(rows.collect::<Result<_, _>>()?)
                })
                .unwrap()
        }

        /// Name, value and weight of all that is counted.
        fn counted(&self) -> Vec<String> {
            self.rows("SELECT name || '=' || value || '*' || weight FROM context_value ORDER BY 1")
        }

        fn last_seen(&self) -> Vec<String> {
            self.rows("SELECT kind || key || last_seen FROM context ORDER BY 1")
        }
    }

    #[test]
    fn every_context_of_an_instance_is_remembered_by_itself() {
        let scene = Scene::new();
        let instance = json!({"kind": "multi", "user": {"key": "u", "plan": "team"},
            "org": {"key": "o", "plan": "team"}});
        scene.remember(5, &instance);
        assert_eq!(scene.last_seen(), ["orgo5", "useru5"]);
        let plans = scene.rows("SELECT kind FROM context_attribute WHERE name = 'plan' ORDER BY 1");
        assert_eq!(plans, ["org", "user"]);
    }

    #[test]
    fn the_same_context_is_written_once_a_minute() {
        let scene = Scene::new();
        let ada = json!({"kind": "user", "key": "ada", "plan": "team"});
        scene.remember(0, &ada);
        scene.remember(MINUTE, &ada);
        assert_eq!(scene.last_seen(), ["userada0"]);
        scene.remember(MINUTE + 1, &ada);
        assert_eq!(scene.last_seen(), ["userada60001"]);
    }

    #[test]
    fn what_is_counted_follows_what_contexts_are() {
        let scene = Scene::new();
        scene.remember(
            0,
            &json!({"kind": "user", "key": "a", "plan": "team", "x": [1, 2]}),
        );
        scene.remember(0, &json!({"kind": "user", "key": "b", "plan": "team"}));
        assert_eq!(
            scene.counted(),
            [
                "key=\"a\"*1",
                "key=\"b\"*1",
                "plan=\"team\"*2",
                "x=1*1",
                "x=2*1",
                "x=[1,2]*1"
            ]
        );
        scene.remember(
            1,
            &json!({"kind": "user", "key": "a", "plan": "free", "x": [2]}),
        );
        assert_eq!(
            scene.counted(),
            [
                "key=\"a\"*1",
                "key=\"b\"*1",
                "plan=\"free\"*1",
                "plan=\"team\"*1",
                "x=2*1",
                "x=[2]*1"
            ]
        );
        scene.remember(2, &json!({"kind": "user", "key": "a"}));
        let names = scene.rows("SELECT name || '*' || weight FROM context_name ORDER BY 1");
        assert_eq!(names, ["key*2", "plan*1"]);
        assert_eq!(
            scene.rows("SELECT name FROM context_attribute WHERE name = 'x'"),
            [""; 0]
        );
    }
}
