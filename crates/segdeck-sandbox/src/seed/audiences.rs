//! Who customers are: plans, places, teams and lists.

use segdeck_core::model::Operator::{
    After, Before, Contains, EndsWith, GreaterThan, GreaterThanOrEqual, In, LessThan,
    LessThanOrEqual, Matches, StartsWith,
};
use segdeck_core::model::TargetList::Included;

use super::{
    draft::{Draft, in_segments, not, numbered, of, rule, segment, user, words},
    history::{JONAS, MARA, past},
};

/// Segments of `production`.
#[expect(clippy::too_many_lines, reason = "one list, read from top to bottom")]
pub fn drafts() -> Vec<Draft> {
    vec![
        segment("paying-customers", "Paying customers")
            .about("Every account with a paid plan. Other segments build on this one.")
            .tags("billing core")
            .rule(rule(
                "Paid plans",
                [user(
                    "plan",
                    In,
                    ["starter", "team", "business", "enterprise"],
                )],
            ))
            .rule(rule(
                "Invoiced by hand",
                [of("org", "billing.mode", In, ["invoice"])],
            ))
            .exclude("acct-chargeback-221 acct-chargeback-307")
            .was(past(
                JONAS,
                "As billing defines it, less the two disputes",
                48,
                |segment| {
                    segment.rules.clear();
                    segment.excluded = Some(Vec::new());
                },
            )),
        segment("enterprise-accounts", "Enterprise accounts")
            .about("Contracts of 200 seats or more, and those we promised the same.")
            .tags("billing enterprise")
            .include_all(
                "org",
                words("org-halvorsen org-meridian-rail org-tessellate"),
            )
            .rule(rule(
                "Large contracts",
                [
                    of("org", "plan", In, ["enterprise"]),
                    of("org", "seats", GreaterThanOrEqual, [200]),
                ],
            ))
            .was(past(
                JONAS,
                "Meridian Rail renewed for three years",
                220,
                |segment| {
                    segment.remove_targets(Included, &"org".into(), &words("org-meridian-rail"));
                },
            ))
            .was(past(
                MARA,
                "Contracts are large from 200 seats on, not from 250",
                700,
                |segment| {
                    let seats = segment
                        .rules
                        .last_mut()
                        .and_then(|rule| rule.clauses.last_mut());
                    if let Some(seats) = seats {
                        seats.values = vec![250.into()];
                    }
                },
            )),
        segment("small-teams", "Small teams")
            .about("Two to ten seats, no contract.")
            .tags("growth")
            .rule(rule(
                "",
                [
                    of("org", "seats", LessThanOrEqual, [10]),
                    of("org", "seats", GreaterThan, [1]),
                    not(of("org", "plan", In, ["enterprise"])),
                ],
            )),
        segment("staff", "Staff")
            .about("Everyone who works here, by address.")
            .tags("internal core")
            .rule(rule(
                "Company address",
                [user(
                    "email",
                    EndsWith,
                    ["@brightkite.example", "@brightkite.test"],
                )],
            ))
            .exclude("mara.okafor@brightkite.example"),
        segment("staff-on-call", "Staff on call")
            .about("This week's rota. Entries leave by themselves.")
            .tags("internal ops")
            .include("ines.duarte jonas.weller priya.raman tom.achterberg")
            .expires("user", "ines.duarte", 9)
            .expires("user", "jonas.weller", 33)
            .expires("user", "priya.raman", 105)
            .expires("user", "tom.achterberg", 177),
        segment("loyalty-members", "Loyalty members")
            .about("Individual members of the loyalty programme, kept by support.")
            .tags("loyalty support")
            .include_all("user", numbered("cust-", 100_000, 14_820))
            .exclude_all("user", numbered("cust-closed-", 400, 180))
            .expires("user", "cust-100000", 52)
            .expires("user", "cust-100008", 480),
        segment("europe", "Europe")
            .about("By country of the account, not of the visit.")
            .tags("region compliance")
            .rule(rule(
                "",
                [user(
                    "country",
                    In,
                    [
                        "AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT",
                        "NL", "NO", "PL", "PT", "SE",
                    ],
                )],
            )),
        segment("gdpr-region", "GDPR region")
            .about("Europe without those outside the regulation.")
            .tags("compliance")
            .rule(rule(
                "",
                [
                    in_segments("europe"),
                    not(user("country", In, ["CH", "GB"])),
                ],
            )),
        segment("north-america", "North America")
            .tags("region")
            .rule(rule("", [user("country", In, ["US", "CA", "MX"])])),
        segment("asia-pacific", "Asia and Pacific")
            .tags("region")
            .rule(rule(
                "",
                [user(
                    "country",
                    In,
                    ["AU", "ID", "IN", "JP", "KR", "NZ", "SG", "TH"],
                )],
            )),
        segment("california-residents", "California residents")
            .about("Privacy choices must be offered to them.")
            .tags("region compliance")
            .rule(rule(
                "",
                [
                    user("country", In, ["US"]),
                    user("address.state", In, ["CA", "California"]),
                ],
            )),
        segment("press-and-analysts", "Press and analysts")
            .about("Early looks, always with an end date.")
            .tags("marketing")
            .include("press-ledger press-halftone analyst-quillworth analyst-dune press-oldnews")
            .expires("user", "press-oldnews", -30)
            .expires("user", "press-ledger", 21)
            .expires("user", "press-halftone", 168)
            .expires("user", "analyst-quillworth", 700),
        segment("accessibility-panel", "Accessibility panel")
            .about("Volunteers who try new screens with their assistive technology.")
            .tags("research")
            .include("panel-ada panel-bruno panel-chidi panel-dorte panel-eun panel-farah")
            .expires("user", "panel-bruno", 960),
        segment("schools", "Schools and universities")
            .about("Free for teaching. Addresses of known institutions.")
            .tags("education pricing")
            .rule(rule(
                "Academic addresses",
                [user(
                    "email",
                    Matches,
                    ["\\.edu$", "\\.ac\\.[a-z]{2}$", "@schule\\."],
                )],
            ))
            .rule(rule(
                "Approved by hand",
                [of("org", "verifiedAs", In, ["school", "university"])],
            )),
        segment("non-profits", "Non-profits")
            .tags("pricing")
            .include_all(
                "org",
                words("org-riverkeepers org-openclinic org-foodshare"),
            )
            .rule(rule("", [of("org", "verifiedAs", In, ["charity"])])),
        segment("joined-before-relaunch", "Joined before the relaunch")
            .about("They keep the old prices for a year.")
            .tags("pricing")
            .rule(rule(
                "",
                [user("createdAt", Before, ["2024-09-01T00:00:00Z"])],
            )),
        segment("new-this-quarter", "New this quarter")
            .tags("growth onboarding")
            .rule(rule(
                "",
                [
                    user("createdAt", After, [1_727_740_800_000_i64]),
                    not(in_segments("staff")),
                ],
            )),
        segment("heavy-users", "Heavy users")
            .about("More than 500 runs in the last 30 days.")
            .tags("growth limits")
            .rule(rule("", [user("usage.runs30d", GreaterThan, [500])])),
        segment("at-risk", "At risk of leaving")
            .about("Paid, quiet for weeks, and asked support about an export.")
            .tags("growth success")
            .rule(rule(
                "Quiet and exporting",
                [
                    in_segments("paying-customers"),
                    user("usage.runs30d", LessThan, [5]),
                    user(
                        "lastTicketSubject",
                        Contains,
                        ["export", "Export", "cancel"],
                    ),
                ],
            )),
        segment("german-speakers", "German speakers")
            .tags("language")
            .rule(rule("", [user("locale", StartsWith, ["de"])])),
        segment("translators", "Volunteer translators")
            .about("See untranslated strings marked.")
            .tags("language community")
            .include("tr-anneke tr-basile tr-caoimhe tr-dmitri tr-emre"),
        segment("support-impersonation", "Support sessions")
            .about("Sessions that support opens on behalf of a customer.")
            .tags("internal security")
            .rule(rule(
                "",
                [
                    of("session", "openedBy", EndsWith, ["@brightkite.example"]),
                    of("session", "impersonated", In, [true]),
                ],
            )),
        segment("sanctioned-regions", "Sanctioned regions")
            .about("Legal asks for this list; do not edit without them.")
            .tags("compliance legal")
            .rule(rule("", [user("country", In, ["XA", "XB"])]))
            .exclude("acct-embassy-09"),
        segment("abusive-accounts", "Abusive accounts")
            .about("Blocked for a while. Most come back by themselves.")
            .tags("security")
            .include("acct-spam-114 acct-spam-117 acct-scrape-031 acct-scrape-044")
            .exclude("acct-appealed-7")
            .expires("user", "acct-spam-114", -5)
            .expires("user", "acct-spam-117", 64)
            .readmits("user", "acct-appealed-7", 240),
        segment("trial-accounts", "Trial accounts")
            .about("Every trial that was ever started, by account.")
            .tags("growth big")
            .big("user", 2_431, 41),
        segment("registered-devices", "Registered devices")
            .about("Devices with a push token, refreshed each night.")
            .tags("mobile big")
            .big("device", 1_894, 0),
        segment("newsletter-readers", "Newsletter readers")
            .about("Opened one of the last five issues. Kept in Amplitude.")
            .tags("marketing synced")
            .big("user", 973, 0)
            .synced_from(
                "amplitude",
                "https://app.amplitude.example/brightkite/cohorts/newsletter-readers",
            ),
        segment("power-cohort", "Power cohort")
            .tags("synced")
            .big("user", 120, 0)
            .synced_from(
                "amplitude",
                "https://app.amplitude.example/brightkite/cohorts/power",
            ),
    ]
}
