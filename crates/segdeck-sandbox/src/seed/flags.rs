//! Demo flags, several of which serve demo segments.

use segdeck_core::{
    IdSource, ProjectKey, UnixMillis,
    gather::Gather,
    model::{
        Clause, ClientSideAvailability, Flag, FlagConfig, FlagDefaults, FlagRule, FlagTarget,
        Named, Operator, Variation,
    },
};
use serde_json::{Value, json};

use super::draft::{in_segments, not, of, user, words};
use crate::{SandboxError, flags, ids::SharedIds, store::Connection};

const DAY: i64 = 86_400_000;

/// Puts the demo flags into the project.
pub fn save(
    connection: &Connection,
    project: &ProjectKey,
    now: UnixMillis,
    mut ids: &SharedIds,
) -> Result<(), SandboxError> {
    let drafts = product().into_iter().chain(operations());
    for (draft, age) in drafts.zip((20..).step_by(47)) {
        let mut flag = draft.flag;
        flag.creation_date = now.plus(-age * DAY);
        for variation in &mut flag.variations {
            variation.id = Some(ids.next_id());
        }
        let configs = flag.environments.iter_mut().flat_map(Named::values_mut);
        for (config, days) in configs.zip([age / 3, age / 5]) {
            config.salt = ids.next_id();
            config.sel = config.salt.clone();
            config.last_modified = now.plus(-days * DAY);
            for rule in config.rules.iter_mut().flatten() {
                rule.id = Some(ids.next_id());
                for clause in &mut rule.clauses {
                    clause.id = Some(ids.next_id().into());
                }
            }
        }
        flags::put(connection, project, &flag)?;
    }
    Ok(())
}

fn product() -> Vec<Draft> {
    vec![
        boolean(
            "checkout-v3",
            "Checkout, third version",
            "payments checkout",
        )
        .about("One page instead of three. Falls back to the second version.")
        .on(
            "production",
            [
                (in_segments("staff beta-testers"), 0),
                (in_segments("checkout-v3"), 0),
            ],
        )
        .on("test", [(in_segments("checkout-v3"), 0)]),
        boolean("search-rewrite", "Search rewrite", "search")
            .about("The new index answers; the old one is asked too and compared.")
            .on("production", [(not(in_segments("holdout")), 0)])
            .targeting("production", "support-lead qa-robot", 0),
        choice(
            "ranking-model",
            "Ranking model",
            "search experiment",
            &["control", "linear", "neural"],
        )
        .temporary()
        .on(
            "production",
            [
                (in_segments("dark-launch-ranking"), 2),
                (in_segments("heavy-users power-cohort"), 1),
            ],
        ),
        boolean("editor-comments", "Comments in the editor", "editor")
            .for_browsers()
            .on(
                "production",
                [(in_segments("early-access-editor enterprise-accounts"), 0)],
            )
            .on("test", [(in_segments("early-access-editor staff"), 0)]),
        choice(
            "price-table",
            "Price table",
            "billing",
            &["2024", "2025", "2025-schools"],
        )
        .about("Which prices are shown before a plan is chosen.")
        .on(
            "production",
            [
                (in_segments("schools non-profits"), 2),
                (in_segments("europe"), 1),
            ],
        ),
        boolean("cookie-banner", "Cookie banner", "legal web")
            .for_browsers()
            .on(
                "production",
                [(in_segments("gdpr-region california-residents"), 0)],
            )
            .on("test", []),
    ]
}

fn operations() -> Vec<Draft> {
    vec![
        boolean("maintenance-page", "Maintenance page", "platform")
            .about("Turn on to send everybody but those who may pass to a page that says so.")
            .on(
                "production",
                [(in_segments("maintenance-bypass staff-on-call"), 1)],
            )
            .off("production"),
        choice(
            "rate-limit",
            "Requests a minute",
            "platform api",
            &["60", "600", "6000"],
        )
        .on(
            "production",
            [
                (in_segments("rate-limit-raised"), 2),
                (in_segments("paying-customers"), 1),
            ],
        )
        .on("test", [(in_segments("load-generators"), 2)]),
        boolean(
            "storage-migration",
            "Storage migration",
            "platform migration",
        )
        .temporary()
        .on(
            "production",
            [
                (in_segments("migration-wave-1"), 0),
                (in_segments("migration-wave-2"), 1),
            ],
        ),
        boolean("mobile-update-hint", "Hint to update the app", "mobile")
            .for_mobile()
            .on(
                "production",
                [(in_segments("ios-outdated android-crashing-build"), 0)],
            )
            .on("test", [(of("device", "os", Operator::In, ["iOS"]), 0)]),
        boolean("weekly-digest", "Weekly digest by email", "growth email").on(
            "production",
            [(user("email", Operator::EndsWith, ["@segdeck.example"]), 0)],
        ),
        boolean("signup-captcha", "Captcha on sign-up", "trust")
            .for_browsers()
            .on(
                "production",
                [(in_segments("abusive-accounts sanctioned-regions"), 0)],
            ),
        boolean("homepage-2023", "Home page of 2023", "web retired")
            .temporary()
            .on("production", [(in_segments("press-and-analysts"), 0)])
            .archived(),
    ]
}

struct Draft {
    flag: Flag,
}

fn boolean(key: &str, name: &str, tags: &str) -> Draft {
    draft(key, name, tags, "boolean", vec![json!(true), json!(false)])
}

fn choice(key: &str, name: &str, tags: &str, values: &[&str]) -> Draft {
    let values = values.iter().map(|value| json!(value)).list();
    draft(key, name, tags, "multivariate", values)
}

fn draft(key: &str, name: &str, tags: &str, kind: &str, values: Vec<Value>) -> Draft {
    let off_variation = i64::from(kind == "boolean");
    Draft {
        flag: Flag {
            key: key.to_owned(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            version: 1,
            tags: words(tags),
            variations: values
                .into_iter()
                .map(|value| Variation {
                    value,
                    ..Variation::default()
                })
                .list(),
            client_side_availability: Some(ClientSideAvailability::default()),
            defaults: Some(FlagDefaults {
                on_variation: 0,
                off_variation,
            }),
            environments: Some(
                ["test", "production"]
                    .into_iter()
                    .map(|environment| (environment.to_owned(), off_config(off_variation)))
                    .collect(),
            ),
            ..Flag::default()
        },
    }
}

fn off_config(off_variation: i64) -> FlagConfig {
    FlagConfig {
        version: 1,
        targets: Some(Vec::new()),
        context_targets: Some(Vec::new()),
        rules: Some(Vec::new()),
        prerequisites: Some(Vec::new()),
        off_variation: Some(off_variation),
        fallthrough: Some(json!({"variation": off_variation})),
        ..FlagConfig::default()
    }
}

impl Draft {
    fn about(mut self, text: &str) -> Self {
        self.flag.description = Some(text.to_owned());
        self
    }

    fn temporary(mut self) -> Self {
        self.flag.temporary = true;
        self
    }

    fn archived(mut self) -> Self {
        self.flag.archived = true;
        self
    }

    fn for_browsers(mut self) -> Self {
        self.sdks().using_environment_id = true;
        self
    }

    fn for_mobile(mut self) -> Self {
        self.sdks().using_mobile_key = true;
        self
    }

    fn sdks(&mut self) -> &mut ClientSideAvailability {
        self.flag.client_side_availability.get_or_insert_default()
    }

    fn config(&mut self, environment: &str) -> &mut FlagConfig {
        let environments = self.flag.environments.get_or_insert_default();
        environments.get_or_default(environment)
    }

    /// Turns targeting on, with rules that serve a variation each.
    fn on<const N: usize>(mut self, environment: &str, rules: [(Clause, i64); N]) -> Self {
        let config = self.config(environment);
        config.on = true;
        config.version += 1 + i64::try_from(N).unwrap_or_default();
        config.rules = Some(
            rules
                .into_iter()
                .map(|(clause, variation)| FlagRule {
                    variation: Some(variation),
                    clauses: vec![clause],
                    ..FlagRule::default()
                })
                .list(),
        );
        self
    }

    /// Turns targeting off, and keeps the rules.
    fn off(mut self, environment: &str) -> Self {
        self.config(environment).on = false;
        self
    }

    /// Serves a variation to users.
    fn targeting(mut self, environment: &str, keys: &str, variation: i64) -> Self {
        self.config(environment).targets = Some(vec![FlagTarget {
            values: words(keys),
            variation,
            ..FlagTarget::default()
        }]);
        self
    }
}
