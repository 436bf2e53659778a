//! What stands in `test`.

use segdeck_core::model::Operator::{Contains, EndsWith, In, SemVerGreaterThan};

use super::draft::{Draft, in_segments, not, of, rule, segment, share, user, words};

/// Segments of `test`.
#[expect(clippy::too_many_lines, reason = "one list, read from top to bottom")]
pub fn drafts() -> Vec<Draft> {
    vec![
        segment("paying-customers", "Paying customers")
            .about("The made-up accounts that pay.")
            .tags("billing core")
            .rule(rule(
                "Paid plans",
                [user(
                    "plan",
                    In,
                    ["starter", "team", "business", "enterprise"],
                )],
            )),
        segment("staff", "Staff").tags("internal core").rule(rule(
            "Company address",
            [user(
                "email",
                EndsWith,
                ["@brightkite.example", "@brightkite.test"],
            )],
        )),
        segment("beta-testers", "Beta testers")
            .about("Wider than in production: everyone at work and every test account.")
            .tags("beta core")
            .include("u-1 u-2 u-3")
            .rule(rule("Opted in", [user("preferences.beta", In, [true])]))
            .rule(rule("Us", [in_segments("staff")]))
            .rule(rule("Test accounts", [user("key", Contains, ["-test-"])]))
            .expires("user", "u-2", 30),
        segment("early-access-editor", "Early access: editor")
            .tags("beta editor")
            .rule(share(
                50_000,
                "org",
                rule(
                    "Half of all companies",
                    [of("org", "plan", In, ["team", "business"])],
                ),
            )),
        segment("checkout-v3", "Checkout, third version")
            .tags("billing rollout")
            .rule(rule(
                "Everyone but the control group",
                [not(in_segments("control-group"))],
            )),
        segment("control-group", "Control group")
            .tags("experiments")
            .include("u-40 u-41 u-42"),
        segment("ios-current", "iOS, current version")
            .tags("mobile")
            .rule(rule(
                "",
                [
                    of("device", "os", In, ["iOS"]),
                    of("device", "appVersion", SemVerGreaterThan, ["8.3.9"]),
                ],
            )),
        segment("load-generators", "Load generators")
            .about("Left out of every measurement.")
            .tags("ops")
            .include_all("service", words("loadgen-a loadgen-b loadgen-c")),
        segment("screenshot-bot", "Screenshot bot")
            .tags("ops internal")
            .include("screenshot-bot"),
        segment("payment-sandbox", "Payment sandbox")
            .about("Cards are never charged for them.")
            .tags("billing")
            .rule(rule(
                "",
                [user("email", EndsWith, ["@example.com", "@example.org"])],
            )),
        segment("registered-devices", "Registered devices")
            .tags("mobile big")
            .big("device", 60, 4),
        segment("contractors", "Contractors")
            .about("Access ends with the contract.")
            .tags("internal")
            .include("ext-amsel ext-birch ext-cairn")
            .expires("user", "ext-amsel", -12)
            .expires("user", "ext-birch", 400)
            .expires("user", "ext-cairn", 820),
        segment("feature-freeze", "Feature freeze").tags("ops"),
        segment("kitchen-sink", "Kitchen sink")
            .about("One of everything, for trying the dashboard.")
            .tags("demo")
            .include("sink-in")
            .exclude("sink-out")
            .include_all("org", words("org-sink"))
            .exclude_all("device", words("dev-sink"))
            .rule(share(
                33_333,
                "org",
                rule(
                    "A third",
                    [
                        of("org", "name", Contains, ["sink", "basin"]),
                        not(user("anonymous", In, [true])),
                        in_segments("staff control-group"),
                    ],
                ),
            )),
        segment("empty-list", "Empty list").about("Nobody yet."),
    ]
}
