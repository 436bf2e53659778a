//! Demo contexts, whose attributes are those that the rules of the demo segments ask for.

use segdeck_core::{UnixMillis, gather::Gather, letter_case::lowercase, model::Context};
use serde_json::Value;

use super::draft::numbered;
use crate::{
    SandboxError,
    contexts::sighting::Sighting,
    store::{Connection, contexts, places::EnvironmentRow},
};

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;
/// 1 January 2023, when the first of them joined.
const OPENING: UnixMillis = UnixMillis(1_672_531_200_000);

const GIVEN: [&str; 23] = [
    "Ada", "Bruno", "Chidi", "Dorte", "Eun", "Farah", "Goran", "Hanna", "Ivo", "Jun", "Katya",
    "Luis", "Maya", "Noor", "Oskar", "Pilar", "Quinn", "Rosa", "Sami", "Tuva", "Uma", "Viktor",
    "Wen",
];
const FAMILY: [&str; 19] = [
    "Abel",
    "Brandt",
    "Castillo",
    "Dahl",
    "Eriksen",
    "Fontaine",
    "Gupta",
    "Horvat",
    "Ito",
    "Jansen",
    "Kowalski",
    "Lindqvist",
    "Mbeki",
    "Novak",
    "Okafor",
    "Petrov",
    "Rossi",
    "Sato",
    "Weber",
];
/// Country, language and state.
const HOMES: [(&str, &str, &str); 17] = [
    ("US", "en-US", "CA"),
    ("DE", "de-DE", ""),
    ("GB", "en-GB", ""),
    ("US", "en-US", "NY"),
    ("FR", "fr-FR", ""),
    ("JP", "ja-JP", ""),
    ("CA", "en-CA", "ON"),
    ("NL", "nl-NL", ""),
    ("US", "en-US", "TX"),
    ("CH", "de-CH", ""),
    ("IN", "en-IN", ""),
    ("SE", "sv-SE", ""),
    ("AU", "en-AU", ""),
    ("US", "es-US", "California"),
    ("BR", "pt-BR", ""),
    ("AT", "de-AT", ""),
    ("MX", "es-MX", ""),
];
const PLANS: [&str; 7] = [
    "free",
    "starter",
    "team",
    "free",
    "business",
    "team",
    "enterprise",
];
const DOMAINS: [&str; 9] = [
    "tessellate.example",
    "cobalt-freight.example",
    "post.example",
    "northmoor.edu",
    "mail.example",
    "halvorsen.example",
    "kirkdale.ac.uk",
    "mail.example",
    "schule.example",
];
const TICKETS: [&str; 5] = [
    "Where is my export?",
    "Cannot sign in",
    "How do I cancel?",
    "Invoice address",
    "Export is slow",
];
const STAFF: [&str; 12] = [
    "ines.duarte",
    "jonas.weller",
    "priya.raman",
    "tom.achterberg",
    "mara.okafor",
    "lena.vogt",
    "samir.haddad",
    "yuki.arai",
    "ben.stroud",
    "clara.nunes",
    "piotr.zielinski",
    "anouk.leroy",
];
const ORGANIZATIONS: [(&str, &str, i64, &str); 12] = [
    ("org-halvorsen", "enterprise", 640, ""),
    ("org-meridian-rail", "enterprise", 1_200, ""),
    ("org-tessellate", "business", 85, ""),
    ("org-vantage-labs", "team", 14, ""),
    ("org-cobalt-freight", "enterprise", 310, ""),
    ("org-lumen-post", "business", 120, ""),
    ("org-quarry", "team", 9, ""),
    ("org-riverkeepers", "free", 22, "charity"),
    ("org-openclinic", "free", 41, "charity"),
    ("org-foodshare", "free", 6, "charity"),
    ("org-northmoor", "business", 2_400, "university"),
    ("org-kirkdale", "team", 60, "school"),
];
const PHONES: [(&str, &str, &str, i64); 6] = [
    ("iOS", "iPhone15,3", "8.4.0", 393),
    ("Android", "Pixel 8", "8.2.1", 412),
    ("iOS", "iPad13,4", "6.9.2", 1_024),
    ("Android", "SM-X710", "8.3.9", 1_600),
    ("iOS", "iPhone12,8", "6.4.1", 375),
    ("Android", "SM-S921B", "8.4.0", 360),
];
/// Operating system, browser and width of the screen.
const DESKTOPS: [(&str, &str, i64); 4] = [
    (
        "Windows",
        "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Firefox/128.0",
        1_920,
    ),
    (
        "macOS",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X) Safari/604.1",
        1_440,
    ),
    (
        "Linux",
        "Mozilla/5.0 (X11; Linux x86_64; rv:78.0) Firefox/78.0",
        2_560,
    ),
    (
        "Windows",
        "Mozilla/5.0 (Windows NT 10.0) Chrome/129.0",
        1_366,
    ),
];
const ROUTES: [&str; 5] = [
    "/search",
    "/search/suggest",
    "/checkout",
    "/documents",
    "/export",
];
const API_VERSIONS: [&str; 3] = ["1.4.0", "2.1.0", "2.3.2"];

/// Remembers the contexts of `production`.
pub fn production(
    connection: &Connection,
    environment: &EnvironmentRow,
    now: UnixMillis,
) -> Result<(), SandboxError> {
    let contexts = [customers(), staff(), organizations(), devices(), traffic()];
    save(connection, environment, contexts.into_iter().flatten(), now)
}

/// Remembers the contexts of `test`.
pub fn test(
    connection: &Connection,
    environment: &EnvironmentRow,
    now: UnixMillis,
) -> Result<(), SandboxError> {
    let accounts = (1..=12).zip(PLANS.iter().cycle()).map(|(number, plan)| {
        Context::new("user", format!("u-test-{number}"))
            .with("name", format!("Test account {number}"))
            .with("email", format!("test{number}@example.com"))
            .with("plan", *plan)
            .with("preferences.beta", number % 3 == 0)
    });
    let employees = STAFF
        .iter()
        .take(4)
        .map(|key| Context::new("user", *key).with("email", format!("{key}@brightkite.test")));
    let others = [
        Context::new("org", "org-sink")
            .with("name", "Sink and basin")
            .with("plan", "team"),
        Context::new("org", "org-test")
            .with("name", "Test company")
            .with("plan", "business"),
        Context::new("device", "dev-sink")
            .with("os", "iOS")
            .with("appVersion", "8.4.0"),
        Context::new("service", "loadgen-a").with("region", "eu-1"),
        Context::new("service", "loadgen-b").with("region", "us-1"),
    ];
    let contexts = accounts.chain(employees).chain(others);
    save(connection, environment, contexts, now)
}

/// Each was seen at another moment of the last four weeks.
fn save(
    connection: &Connection,
    environment: &EnvironmentRow,
    contexts: impl Iterator<Item = Context>,
    now: UnixMillis,
) -> Result<(), SandboxError> {
    for (context, number) in contexts.zip(0i64..) {
        let seen = now.plus(-(number * 1_237 % (28 * 24 * 60)) * MINUTE);
        if let Some(sighting) = Sighting::of(&context) {
            contexts::put(connection, environment.id, &sighting, seen)?;
        }
    }
    Ok(())
}

/// Accounts, among them those that segments name.
fn customers() -> Vec<Context> {
    let named = [
        "press-ledger",
        "analyst-quillworth",
        "panel-ada",
        "panel-bruno",
        "tr-anneke",
        "acct-spam-117",
        "acct-chargeback-221",
        "account-000004",
        "account-000017",
        "account-000200",
        "blocked-000003",
    ];
    let keys = named.iter().map(|key| (*key).to_owned());
    let members = numbered("cust-", 100_000, 20);
    let others = (1_999..2_109).map(|number| format!("u-{number}"));
    let people = GIVEN.iter().cycle().zip(FAMILY.iter().cycle());
    let facts = HOMES
        .iter()
        .cycle()
        .zip(PLANS.iter().cycle())
        .zip(DOMAINS.iter().cycle());
    keys.chain(members)
        .chain(others)
        .zip(people)
        .zip(facts)
        .zip(0i64..)
        .map(
            |(((key, (given, family)), ((home, plan), domain)), number)| {
                let (country, locale, state) = *home;
                let email = lowercase(&format!("{given}.{family}@{domain}"));
                let mut context = Context::new("user", key)
                    .with("name", format!("{given} {family}"))
                    .with("email", email)
                    .with("plan", *plan)
                    .with("country", if number == 60 { "XA" } else { country })
                    .with("locale", locale)
                    .with(
                        "createdAt",
                        OPENING.plus(number * 211 % 880 * DAY).to_rfc3339(),
                    )
                    .with("usage.runs30d", runs(number));
                if !state.is_empty() {
                    context = context.with("address.state", state);
                }
                if number % 6 == 0 {
                    context = context.with("preferences.beta", number % 4 == 0);
                }
                if number % 5 == 0 {
                    let group = format!("group-{}", number % 8);
                    context = context.with("sessionGroup", group);
                }
                if number % 7 == 0 {
                    let subject = TICKETS
                        .iter()
                        .cycle()
                        .nth(usize::try_from(number / 7).unwrap_or(0));
                    context = context.with(
                        "lastTicketSubject",
                        subject.copied().map_or(Value::Null, Value::from),
                    );
                }
                if number % 23 == 22 {
                    let meta = serde_json::json!({"privateAttributes": ["email"]});
                    context = context.with("_meta", meta);
                }
                context
            },
        )
        .list()
}

/// A few do a lot, and some have gone quiet.
fn runs(number: i64) -> i64 {
    match number % 9 {
        0 => 510 + number * 13 % 900,
        4 | 7 => number % 5,
        _ => 20 + number * 31 % 240,
    }
}

fn staff() -> Vec<Context> {
    let people = STAFF.iter().map(|key| {
        Context::new("user", *key)
            .with("email", format!("{key}@brightkite.example"))
            .with("plan", "enterprise")
            .with("country", "NL")
            .with("locale", "en-GB")
            .with("preferences.beta", true)
    });
    let robot = Context::new("user", "release-bot").with("email", "release@brightkite.example");
    people.chain([robot]).list()
}

fn organizations() -> Vec<Context> {
    let named = ORGANIZATIONS.iter().map(|(key, plan, seats, verified)| {
        let context = organization(key, plan, *seats);
        if verified.is_empty() {
            context
        } else {
            context.with("verifiedAs", *verified)
        }
    });
    let waves = numbered("org-", 1_000, 16)
        .into_iter()
        .chain(numbered("org-", 2_000, 16));
    let others = waves
        .zip(PLANS.iter().cycle())
        .zip(0i64..)
        .map(|((key, plan), number)| organization(&key, plan, 1 + number * 17 % 60));
    named.chain(others).list()
}

fn organization(key: &str, plan: &str, seats: i64) -> Context {
    let name = key.trim_start_matches("org-").replace('-', " ");
    let is_invoiced = plan == "enterprise";
    Context::new("org", key)
        .with("name", format!("{name} company"))
        .with("plan", plan)
        .with("seats", seats)
        .with("billing.mode", if is_invoiced { "invoice" } else { "card" })
        .with("companyId", format!("c-{seats}-{}", key.len()))
        .with("accountId", format!("a-{key}"))
}

fn devices() -> Vec<Context> {
    let phones = numbered("dev-", 880_100, 30)
        .into_iter()
        .zip(PHONES.iter().cycle());
    let phones = phones.map(|(key, (os, model, version, width))| {
        Context::new("device", key)
            .with("os", *os)
            .with("model", *model)
            .with("appVersion", *version)
            .with("screen.width", *width)
    });
    let desktops = numbered("web-", 410_000, 20)
        .into_iter()
        .zip(DESKTOPS.iter().cycle());
    let desktops = desktops.map(|(key, (os, agent, width))| {
        Context::new("device", key)
            .with("os", *os)
            .with("userAgent", *agent)
            .with("screen.width", *width)
    });
    // Those of the big segment.
    let registered = numbered("account-", 0, 10).into_iter().map(|key| {
        Context::new("device", key)
            .with("os", "Android")
            .with("appVersion", "8.4.0")
    });
    phones.chain(desktops).chain(registered).list()
}

/// Sessions that support opened, and requests.
fn traffic() -> Vec<Context> {
    let sessions = numbered("ses-", 7_300, 10)
        .into_iter()
        .zip(STAFF.iter().cycle())
        .zip(0i64..);
    let sessions = sessions.map(|((key, who), number)| {
        Context::new("session", key)
            .with("openedBy", format!("{who}@brightkite.example"))
            .with("impersonated", number % 3 != 0)
    });
    let requests = numbered("req-", 55_000, 20)
        .into_iter()
        .zip(ROUTES.iter().cycle())
        .zip(API_VERSIONS.iter().cycle());
    let requests = requests.map(|((key, route), version)| {
        Context::new("request", key)
            .with("route", *route)
            .with("apiVersion", *version)
    });
    sessions.chain(requests).list()
}
