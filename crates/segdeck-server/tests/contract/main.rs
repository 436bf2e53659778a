//! The contract's cases, replayed against the sandbox in process, against the server over HTTP,
//! through gateways, and through the npm package.
//!
//! The cases are data (`tests/contract/cases`); their expected results come from the contract, and
//! every choice that the contract leaves open is a row of docs/sandbox-differences.md.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop at what it does not expect"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use contract_replay::{
    Answer, Call, Feature, Http, InProcess, Report, Run, Scene, Schemas, Target, conform, load,
};
use segdeck_core::UnixMillis;
use segdeck_sandbox::{
    DEFAULT_ADMIN_TOKEN, DEFAULT_CONTRIBUTOR_TOKEN, DEFAULT_READER_TOKEN, DEFAULT_WRITER_TOKEN,
    Sandbox,
};
use segdeck_server::{Clock, Cors, Options, RateLimits, Seed, start};

mod gateways;
mod package;

/// 15 June 2025, 15:06:40 UTC.
const START: i64 = 1_750_000_000_000;

macro_rules! features {
    ($($module:ident $file:literal)*) => {
        const FEATURES: &[&str] = &[$($file),*];

        $(mod $module {
            #[test]
            fn in_process() {
                super::replay_in_process($file);
            }

            #[test]
            fn over_http() {
                super::replay_over_http($file);
            }

            #[test]
            fn through_a_gateway() {
                crate::gateways::replay($file, crate::Options::default());
            }
        })*
    };
}

features! {
    access "access"
    approvals "approvals"
    audit_log "audit-log"
    contexts "contexts"
    create "create"
    evaluation "evaluation"
    environments "environments"
    expirations "expirations"
    formats "formats"
    json_patch "json-patch"
    list "list"
    memberships "memberships"
    projects "projects"
    read_and_delete "read-delete"
    roles "roles"
    semantic_rules "semantic-rules"
    semantic_targets "semantic-targets"
    tokens "tokens"
    transfers "transfers"
    tags "tags"
    user_expirations "user-expirations"
}

/// What the server does around the sandbox, and so over HTTP only.
const TRANSPORT: &str = "transport";

#[test]
fn transport_over_http() {
    let limit = |count| std::num::NonZeroU32::new(count);
    replay_with(
        TRANSPORT,
        Options {
            cors: Cors::LaunchDarkly,
            rate_limits: RateLimits {
                global: limit(4),
                route: limit(2),
                token: limit(3),
            },
            ..Options::default()
        },
    );
}

/// What needs the flags of the demo data, as the API makes none.
const FLAGS: &str = "flags";

#[test]
fn flags_in_process() {
    let mut target = in_process();
    target
        .sandbox
        .seed(segdeck_sandbox::Seed::Demo, UnixMillis(START))
        .unwrap();
    replay(FLAGS, &mut target);
}

#[test]
fn flags_over_http() {
    replay_with(
        FLAGS,
        Options {
            seed: Some(Seed::Demo),
            ..Options::default()
        },
    );
}

#[test]
fn flags_through_a_gateway() {
    gateways::replay(
        FLAGS,
        Options {
            seed: Some(Seed::Demo),
            ..Options::default()
        },
    );
}

fn in_process() -> InProcess {
    InProcess {
        sandbox: Sandbox::open_in_memory(segdeck_sandbox::Options::default()).unwrap(),
        now: START,
    }
}

fn replay_in_process(file: &str) {
    replay(file, &mut in_process());
}

/// The sandbox in the place of a real account, whose answers can be spoiled on the way.
struct Account {
    sandbox: InProcess,
    spoil: fn(&mut Answer),
}

impl Target for Account {
    fn send(&mut self, call: &Call) -> Result<Answer, String> {
        // Time passes by itself.
        self.sandbox.now += 1_000;
        let mut answer = self.sandbox.send(call)?;
        (self.spoil)(&mut answer);
        Ok(answer)
    }

    fn now(&self) -> i64 {
        self.sandbox.now
    }

    fn advance(&mut self, _millis: i64) -> Result<(), String> {
        Err("time cannot be moved".to_owned())
    }

    fn work(&mut self) -> Result<(), String> {
        self.sandbox.work()
    }

    fn is_real(&self) -> bool {
        true
    }
}

fn conform_to(spoil: fn(&mut Answer)) -> (Report, Account) {
    let sandbox = in_process();
    let mut account = Account { sandbox, spoil };
    let report = conform(
        &mut account,
        &scene(),
        &features(),
        &schemas(),
        |_, _, _| (),
    );
    (report, account)
}

#[test]
fn conform_finds_no_difference_in_the_sandbox_and_leaves_nothing_behind() {
    let (report, mut account) = conform_to(|_| ());
    assert_eq!(report.differences, [], "{report}");
    assert!(report.same > 300, "{report}");
    let call = Call {
        method: "GET".to_owned(),
        target: "/api/v2/segments/default/test".to_owned(),
        headers: vec![("Authorization".to_owned(), DEFAULT_WRITER_TOKEN.to_owned())],
        body: Vec::new(),
    };
    let list = account.send(&call).unwrap().body;
    let list: serde_json::Value = serde_json::from_slice(&list).unwrap();
    assert_eq!(list["totalCount"], 0);
}

#[test]
fn conform_tells_where_an_account_differs() {
    let (report, _) = conform_to(|answer| {
        if answer.status == 409 {
            answer.status = 422;
        }
    });
    let text = report.to_string();
    assert!(text.contains("status 422 instead of 409"), "{text}");
    let of = |name: &str| {
        let mut differences = report.differences.iter();
        differences
            .find(|difference| difference.case == name)
            .unwrap()
    };
    assert_eq!(
        of("a taken key is a conflict with a code of its own").guess,
        None
    );
    let guess = of("a version that does not fit is a conflict")
        .guess
        .clone();
    assert!(guess.is_some_and(|row| text.contains(&row)));
}

fn replay_over_http(file: &str) {
    replay_with(file, Options::default());
}

fn replay_with(file: &str, options: Options) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = Options {
        clock: Clock::Manual(UnixMillis(START)),
        ..options
    };
    let server = runtime.block_on(start(options)).unwrap();
    replay(file, &mut Http::new(server.address(), START).unwrap());
    runtime.block_on(server.stop());
}

fn replay<T: Target>(file: &str, target: &mut T) {
    let features = features();
    let feature = &features[file];
    let (scene, schemas) = (scene(), schemas());
    let mut failures = Vec::new();
    for (index, case) in feature.cases.iter().enumerate() {
        let name = format!("{file}-{index:03}");
        let complaints = Run::new(target, &scene, &schemas).case(&name, case);
        if !complaints.is_empty() {
            let complaints = complaints.join("\n    ");
            failures.push(format!("{} [{}]\n    {complaints}", case.name, case.source));
        }
    }
    let total = feature.cases.len();
    println!(
        "{file}: {} of {total} cases as the contract says",
        total - failures.len()
    );
    assert!(
        failures.is_empty(),
        "{file}: {} of {total} cases differ\n\n{}\n",
        failures.len(),
        failures.join("\n")
    );
}

fn scene() -> Scene {
    Scene {
        project: "default".to_owned(),
        environment: "test".to_owned(),
        writer: DEFAULT_WRITER_TOKEN.to_owned(),
        reader: DEFAULT_READER_TOKEN.to_owned(),
        admin: DEFAULT_ADMIN_TOKEN.to_owned(),
        contributor: DEFAULT_CONTRIBUTOR_TOKEN.to_owned(),
        prefix: "c".to_owned(),
    }
}

fn schemas() -> Schemas {
    Schemas::load(&contract().join("schemas.json")).unwrap()
}

fn contract() -> PathBuf {
    root().join("tests/contract")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn features() -> BTreeMap<String, Feature> {
    load(&contract().join("cases")).unwrap()
}

#[test]
fn every_file_of_cases_is_replayed() {
    let files: BTreeSet<String> = features().into_keys().collect();
    let replayed = FEATURES.iter().copied().chain([TRANSPORT, FLAGS]);
    assert_eq!(files, replayed.map(str::to_owned).collect());
}

#[test]
fn no_two_cases_of_a_feature_have_one_name() {
    for (file, feature) in features() {
        let mut names = BTreeSet::new();
        for case in &feature.cases {
            assert!(names.insert(&case.name), "{file}: {}", case.name);
        }
    }
}

fn document() -> String {
    std::fs::read_to_string(root().join("docs/sandbox-differences.md")).unwrap()
}

/// Row and case of each line of the tables in docs/sandbox-differences.md.
fn differences() -> Vec<(String, String)> {
    let text = document();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|line| {
        let row = line.split('`').next().unwrap();
        let case = line.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        (row.to_owned(), case.to_owned())
    })
    .collect()
}

#[test]
fn every_choice_is_a_row_and_a_case() {
    let mut choices = BTreeMap::new();
    for (file, feature) in features() {
        for case in feature.cases {
            choices.insert(format!("{file}: {}", case.name), case.difference);
        }
    }
    let mut rows = BTreeSet::new();
    for (row, case) in differences() {
        let choice = choices.get(&case);
        assert_eq!(choice, Some(&Some(row.clone())), "{row}: {case:?}");
        assert!(rows.insert(row.clone()), "two rows {row}");
    }
    assert_eq!(rows, choices.into_values().flatten().collect());
}

#[test]
fn what_differs_in_a_browser_is_tested() {
    let text = document();
    let (_, section) = text.split_once("\n## The sandbox in a browser\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows: Vec<&str> = section
        .lines()
        .filter(|line| line.starts_with("| "))
        .collect();
    let (head, rows) = rows.split_first().unwrap();
    assert!(head.ends_with("| Test |") && rows.len() >= 9, "{head}");
    for row in rows {
        let proof = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        let (file, name) = proof.split_once(": ").unwrap();
        let file = std::fs::read_to_string(root().join(file)).unwrap();
        let is_there = [format!("fn {name}()"), format!("test(\"{name}\"")];
        assert!(is_there.iter().any(|text| file.contains(text)), "{proof}");
    }
}
