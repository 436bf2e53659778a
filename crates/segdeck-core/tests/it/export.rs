//! Changes and segments in the words of other tools; what a shell makes of them, by running one.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use proptest::{collection::vec, prelude::*};
use segdeck_core::{
    diff::{DiffOptions, SemanticOptions, json_patch, semantic_patch},
    endpoint::{Endpoint, PatchBody, PatchSegment, Place},
    export::{curl, ldcli, quote, terraform},
    model::Segment,
};
use serde_json::{Value, json};

use crate::generate::{config, edited, empty_segment, text};

/// Runs a script in which `curl` and `ldcli` tell their arguments, each ended by a NUL, and the
/// input that they are told to read.
fn run(script: &str) -> Vec<String> {
    let tell = "() { printf '%s\\0' \"$@\"; case \"$*\" in *--data-binary*) cat;; esac; }\n";
    let mut shell = Command::new("sh")
        .env("LAUNCHDARKLY_ACCESS_TOKEN", "from the environment")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let script = format!("curl{tell}ldcli{tell}{script}");
    let mut input = shell.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(script.as_bytes()));
    let output = shell.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let told = String::from_utf8(output.stdout).unwrap();
    told.split('\0').map(str::to_owned).collect()
}

fn place() -> Place {
    Place::new("it's a project", "production")
}

fn any_text() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "'",
        "\"",
        "$HOME",
        "`id`",
        "$(id)",
        "\\",
        "\n",
        "!",
        "*",
        "~",
        "#",
        " ",
        "\t",
        "&",
        ";",
        "|",
        "-n",
        "JSON",
        "é",
        "\u{1F600}",
        "\u{202e}",
        "\r",
        "%s",
        "${x}",
        "%{x}",
    ]);
    prop_oneof![
        vec(nasty, 0..8).prop_map(|parts| parts.concat()),
        "\\PC{0,12}"
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_shell_reads_what_was_quoted(words in vec(any_text(), 1..20)) {
        let words: Vec<String> = words.iter().map(|word| word.replace('\0', "")).collect();
        let quoted: Vec<String> = words.iter().map(|word| quote(word)).collect();
        let mut told = run(&format!("curl {}\n", quoted.join(" ")));
        prop_assert_eq!(told.pop(), Some(String::new()));
        prop_assert_eq!(told, words);
    }

    #[test]
    fn commands_send_the_change_as_it_is(
        (before, after) in edited(),
        comment in prop::option::of(any_text()),
    ) {
        let patch = json_patch(&before, &after, DiffOptions { is_guarded: true, ..DiffOptions::default() });
        let options = SemanticOptions { comment: comment.clone(), ..SemanticOptions::default() };
        let mut bodies = vec![PatchBody::Json { patch, comment }];
        bodies.extend(semantic_patch(&before, &after, &options).batches.into_iter().map(PatchBody::Semantic));
        for body in bodies {
            let call = PatchSegment::new(place(), "beta", body.clone());
            let mut told = run(&curl("https://example.test/", &call.request()).unwrap());
            let sent: Value = serde_json::from_str(&told.pop().unwrap()).unwrap();
            prop_assert_eq!(sent, body.to_value());
            prop_assert!(told.contains(&"Authorization: from the environment".to_owned()));
            let address = "https://example.test/api/v2/segments/it%27s%20a%20project/production/beta";
            prop_assert_eq!(told.last().map(String::as_str), Some(address));
            let is_semantic = matches!(body, PatchBody::Semantic(_));
            let is_marked = told.iter().any(|word| word.contains("domain-model=launchdarkly.semanticpatch"));
            prop_assert_eq!(is_marked, is_semantic);

            let command = ldcli("https://example.test", &place(), &"beta".into(), &body).unwrap();
            let told = run(&command);
            prop_assert_eq!(&told[..2], &["segments", "update"]);
            let after = |flag: &str| {
                let at = told.iter().position(|word| word == flag).unwrap();
                told[at + 1].as_str()
            };
            prop_assert_eq!(after("--project"), "it's a project");
            prop_assert_eq!(after("--access-token"), "from the environment");
            prop_assert_eq!(serde_json::from_str::<Value>(after("--data")).unwrap(), body.to_value());
            prop_assert_eq!(told.contains(&"--semantic-patch".to_owned()), is_semantic);
        }
    }

    #[test]
    fn no_text_opens_a_template_or_leaves_its_quotes(name in any_text(), key in text(1..4)) {
        let segment = Segment { name, included: Some(vec![key]), ..empty_segment() };
        let written = terraform(&place(), &segment).text;
        for line in written.lines() {
            let plain = line.replace("$${", "").replace("%%{", "");
            prop_assert!(!plain.contains("${") && !plain.contains("%{"), "{line}");
            let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
            prop_assert!(quotes % 2 == 0, "{line}");
        }
    }
}

#[test]
fn a_change_too_long_for_an_argument_is_refused() {
    let keys = (0..15_000).map(|number| format!("user-{number}")).collect();
    let after = Segment {
        included: Some(keys),
        ..empty_segment()
    };
    let body = PatchBody::json(json_patch(&empty_segment(), &after, DiffOptions::default()));
    let error = ldcli("https://x", &place(), &"beta".into(), &body).unwrap_err();
    assert!(error.reason.contains("curl"), "{error}");
    let call = PatchSegment::new(place(), "beta", body.clone());
    let told = run(&curl("https://x", &call.request()).unwrap());
    assert_eq!(
        serde_json::from_str::<Value>(told.last().unwrap()).unwrap(),
        body.to_value()
    );
}

#[test]
fn a_segment_is_written_in_the_form_of_the_provider() {
    let segment = Segment::from_value(&json!({
        "key": "2.beta", "name": "Say \"hi\" ${x}", "tags": ["a"], "version": 1, "_links": {},
        "creationDate": 1, "lastModifiedDate": 1, "included": ["ada"],
        "excludedContexts": [{"contextKind": "org", "values": ["acme"]}],
        "rules": [
            {"description": "Staff", "weight": 25_000, "rolloutContextKind": "org", "bucketBy": "id",
             "clauses": [{"contextKind": "org", "attribute": "size", "op": "lessThan",
                "values": [1, 2.5, "3"], "negate": true}]},
            {"weight": 0, "clauses": [{"attribute": "x", "op": "in", "values": ["y"], "negate": false}]},
        ],
    }))
    .unwrap();
    let written = terraform(&Place::new("mobile", "production"), &segment);
    assert_eq!(
        written.text,
        r#"resource "launchdarkly_segment" "segment_2_beta" {
  key = "2.beta"
  project_key = "mobile"
  env_key = "production"
  name = "Say \"hi\" $${x}"
  tags = [
    "a",
  ]
  included = [
    "ada",
  ]
  excluded_contexts = [
    {
      context_kind = "org"
      values = [
        "acme",
      ]
    },
  ]
  rules = [
    {
      weight = 25000
      rollout_context_kind = "org"
      bucket_by = "id"
      clauses = [
        {
          context_kind = "org"
          attribute = "size"
          op = "lessThan"
          negate = true
          value_type = "number"
          values = [
            "1",
            "2.5",
          ]
        },
      ]
    },
  ]
}
"#
    );
    let unsaid: Vec<&str> = written.unsaid.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(
        unsaid,
        [
            "rules/0/description",
            "rules/0/clauses/0/values/2",
            "rules/1"
        ]
    );
}
