//! What gets a change first: betas, clients, rollouts.

use segdeck_core::model::Operator::{
    Contains, GreaterThanOrEqual, In, Matches, SemVerEqual, SemVerGreaterThan, SemVerLessThan,
    StartsWith,
};
use segdeck_core::model::TargetList::Included;

use super::{
    draft::{Draft, bucketed, in_segments, not, numbered, of, rule, segment, share, user, words},
    history::{JONAS, MARA, PRIYA, past},
};

/// Segments of `production`.
#[expect(clippy::too_many_lines, reason = "one list, read from top to bottom")]
pub fn drafts() -> Vec<Draft> {
    vec![
        segment("beta-testers", "Beta testers")
            .about("Asked for it, or work here. First to see anything that is meant to ship.")
            .tags("beta core")
            .include("u-2041 u-2077 u-2103 u-2110 u-2156 u-2188 u-2203")
            .include_all("org", words("org-tessellate org-vantage-labs"))
            .exclude("u-1999")
            .rule(rule("Opted in", [user("preferences.beta", In, [true])]))
            .rule(rule("Us", [in_segments("staff")]))
            .rule(share(
                20_000,
                "user",
                rule("A fifth of heavy users", [in_segments("heavy-users")]),
            ))
            .expires("user", "u-2077", 6)
            .expires("user", "u-2110", 54)
            .expires("org", "org-vantage-labs", 340)
            .readmits("user", "u-1999", 150)
            .was(past(
                PRIYA,
                "Three more from the waiting list",
                26,
                |segment| {
                    let keys = words("u-2156 u-2188 u-2203");
                    segment.remove_targets(Included, &"user".into(), &keys);
                },
            ))
            .was(past(
                MARA,
                "A tenth went well for two weeks: now a fifth",
                336,
                |segment| {
                    if let Some(rule) = segment.rules.last_mut() {
                        rule.weight = Some(10_000);
                        rule.description = Some("A tenth of heavy users".to_owned());
                    }
                },
            ))
            .was(past(
                MARA,
                "BK-1140: those who use it most, a tenth at first",
                120,
                |segment| {
                    segment.rules.pop();
                },
            ))
            .was(past(JONAS, "", 80, |segment| {
                segment.description =
                    Some("Asked for it. First to see what is meant to ship.".to_owned());
            })),
        segment("early-access-editor", "Early access: editor")
            .about("New editor. Whole companies, so that documents open alike for everyone.")
            .tags("beta editor")
            .rule(bucketed(
                "companyId",
                share(
                    15_000,
                    "org",
                    rule(
                        "15 % of companies",
                        [
                            of("org", "plan", In, ["team", "business"]),
                            not(in_segments("gdpr-region")),
                        ],
                    ),
                ),
            ))
            .rule(rule("Beta testers", [in_segments("beta-testers")])),
        segment("checkout-v3", "Checkout, third version")
            .about("Raised each Tuesday if the error rate allows.")
            .tags("billing rollout")
            .rule(share(
                37_500,
                "user",
                rule("37.5 % of North America", [in_segments("north-america")]),
            ))
            .rule(share(
                5_000,
                "user",
                rule(
                    "5 % elsewhere",
                    [not(in_segments("north-america sanctioned-regions"))],
                ),
            )),
        segment("search-rewrite", "Search rewrite")
            .tags("search rollout")
            .rule(bucketed(
                "sessionGroup",
                share(50_000, "user", rule("", [user("email", Contains, ["@"])])),
            ))
            .exclude("u-3307 u-3312"),
        segment("dark-launch-ranking", "Dark launch: ranking")
            .about("Computed and thrown away. One in a thousand requests.")
            .tags("search ops")
            .rule(share(
                100,
                "request",
                rule("", [of("request", "route", StartsWith, ["/search"])]),
            )),
        segment("ios-current", "iOS, current version")
            .tags("mobile")
            .rule(rule(
                "",
                [
                    of("device", "os", In, ["iOS"]),
                    of("device", "appVersion", SemVerGreaterThan, ["8.3.9"]),
                ],
            )),
        segment("ios-outdated", "iOS, outdated")
            .about("Shown the note that asks to update.")
            .tags("mobile support")
            .rule(rule(
                "",
                [
                    of("device", "os", In, ["iOS"]),
                    of("device", "appVersion", SemVerLessThan, ["7.0.0"]),
                ],
            )),
        segment("android-crashing-build", "Android, the crashing build")
            .about("Build 8.2.1 fails on start with some keyboards. Keep the composer off.")
            .tags("mobile incident")
            .rule(rule(
                "",
                [
                    of("device", "os", In, ["Android"]),
                    of("device", "appVersion", SemVerEqual, ["8.2.1"]),
                ],
            ))
            .include_all("device", numbered("dev-", 880_100, 24))
            .expires("device", "dev-880100", 12)
            .expires("device", "dev-880108", 12),
        segment("tablets", "Tablets").tags("mobile").rule(rule(
            "",
            [of("device", "model", Matches, ["^(iPad|SM-T|SM-X)"])],
        )),
        segment("large-screens", "Large screens")
            .tags("web")
            .rule(rule(
                "",
                [of("device", "screen.width", GreaterThanOrEqual, [1_920])],
            )),
        segment("old-browsers", "Old browsers")
            .about("Get the page without the heavy parts.")
            .tags("web support")
            .rule(rule(
                "",
                [of(
                    "device",
                    "userAgent",
                    Matches,
                    ["Firefox/(7|8)\\d\\.", "Safari/60[0-4]"],
                )],
            )),
        segment("api-v1-callers", "API v1 callers")
            .about("To be told before v1 goes.")
            .tags("api migration")
            .rule(rule(
                "",
                [
                    of("request", "apiVersion", SemVerLessThan, ["2.0.0"]),
                    not(in_segments("staff")),
                ],
            ))
            .include_all(
                "org",
                words("org-meridian-rail org-cobalt-freight org-lumen-post"),
            ),
        segment("rate-limit-raised", "Raised rate limits")
            .about("By agreement, until the date in the contract.")
            .tags("api limits")
            .include_all(
                "org",
                words("org-halvorsen org-cobalt-freight org-quarry org-tessellate"),
            )
            .expires("org", "org-quarry", -2)
            .expires("org", "org-cobalt-freight", 72)
            .expires("org", "org-tessellate", 912),
        segment("migration-wave-1", "Storage migration, wave 1")
            .tags("migration ops")
            .include_all("org", numbered("org-", 1_000, 40)),
        segment("migration-wave-2", "Storage migration, wave 2")
            .about("Starts when wave 1 has been quiet for a week.")
            .tags("migration ops")
            .include_all("org", numbered("org-", 2_000, 120))
            .exclude_all("org", words("org-halvorsen")),
        segment("maintenance-bypass", "Past the maintenance page")
            .tags("ops internal")
            .rule(rule("", [in_segments("staff-on-call")]))
            .include("release-bot"),
        segment("holdout", "Holdout")
            .about("Sees no experiment this half-year. Chosen by organization.")
            .tags("experiments")
            .rule(bucketed(
                "accountId",
                share(
                    2_500,
                    "org",
                    rule("", [not(of("org", "plan", In, ["enterprise"]))]),
                ),
            )),
    ]
}
