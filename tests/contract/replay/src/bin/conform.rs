//! `cargo xtask conform`: replays the contract's cases against a real account.

use std::{
    fs,
    path::PathBuf,
    process::ExitCode,
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use clap::Parser;
use contract_replay::{Answer, Call, Scene, Schemas, Target, conform, load};
use reqwest::{Method, blocking::Client, redirect};

/// Replay the contract's cases against a LaunchDarkly account and print the differences.
///
/// It creates small segments in the environment, changes them and deletes them again; their keys
/// begin with segdeck-conform. Take a project that is there for trying things out.
#[derive(Parser)]
#[command(name = "cargo xtask conform", bin_name = "cargo xtask conform")]
struct Arguments {
    /// Where the API is, such as `https://app.launchdarkly.com`
    #[arg(long)]
    base_url: String,
    /// A file that holds an access token which may change segments, and nothing else
    #[arg(long)]
    token_file: PathBuf,
    /// The key of the project
    #[arg(long)]
    project: String,
    /// The key of the environment
    #[arg(long, default_value = "test")]
    environment: String,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// Whether everything went as the contract says.
fn run(arguments: &Arguments) -> Result<bool, String> {
    let token = fs::read_to_string(&arguments.token_file)
        .map_err(|error| format!("Cannot read {}: {error}.", arguments.token_file.display()))?;
    let token = token.trim().to_owned();
    if token.is_empty() || token.contains(char::is_whitespace) {
        let file = arguments.token_file.display();
        return Err(format!(
            "{file} must hold one access token and nothing else."
        ));
    }
    let contract = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let schemas = Schemas::load(&contract.join("schemas.json"))?;
    let features = load(&contract.join("cases"))?;
    let mut account = Account::new(&arguments.base_url)?;
    let scene = Scene {
        project: arguments.project.clone(),
        environment: arguments.environment.clone(),
        writer: token,
        // No case for a real account takes another token.
        reader: String::new(),
        admin: String::new(),
        contributor: String::new(),
        prefix: format!("segdeck-conform-{}", account.now() / 1_000),
    };
    account.check(&scene)?;
    let report = conform(
        &mut account,
        &scene,
        &features,
        &schemas,
        |feature, case, is_same| {
            println!(
                "{} {feature}: {case}",
                if is_same { "same     " } else { "different" }
            );
        },
    );
    println!("\n{report}");
    Ok(report.differences.is_empty())
}

/// An account, over HTTPS.
struct Account {
    client: Client,
    base_url: String,
}

impl Account {
    fn new(base_url: &str) -> Result<Self, String> {
        let base_url = base_url.trim_end_matches('/').to_owned();
        if !(base_url.starts_with("http://") || base_url.starts_with("https://")) {
            return Err(format!(
                "{base_url:?} is no address. Write it as https://app.launchdarkly.com."
            ));
        }
        // An error means that the process has chosen a provider already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .timeout(Duration::from_mins(1))
            // So that the token goes nowhere else.
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|error| format!("The HTTP client cannot start: {error}."))?;
        Ok(Self { client, base_url })
    }

    /// Sees to it that the environment can be read before anything is made in it.
    fn check(&mut self, scene: &Scene) -> Result<(), String> {
        let answer = self.send(&Call {
            method: "GET".to_owned(),
            target: format!(
                "/api/v2/segments/{}/{}?limit=1",
                scene.project, scene.environment
            ),
            headers: vec![("Authorization".to_owned(), scene.writer.clone())],
            body: Vec::new(),
        })?;
        let Scene {
            project,
            environment,
            ..
        } = scene;
        match answer.status {
            200 => Ok(()),
            401 => Err("The token was refused. Check the file and the address.".to_owned()),
            404 => Err(format!(
                "There is no project {project} with an environment {environment}."
            )),
            status => Err(format!(
                "Listing the segments answered with status {status}."
            )),
        }
    }

    fn try_once(&self, call: &Call) -> Result<Answer, String> {
        let complain = |error: reqwest::Error| {
            format!("{} {}: {}", call.method, call.target, error.without_url())
        };
        let method = Method::from_bytes(call.method.as_bytes())
            .map_err(|_| format!("{} is no method.", call.method))?;
        let mut request = self
            .client
            .request(method, format!("{}{}", self.base_url, call.target))
            .body(call.body.clone());
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let response = request.send().map_err(complain)?;
        let text = |value: &reqwest::header::HeaderValue| {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        };
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), text(value)))
                .collect(),
            body: response.bytes().map_err(complain)?.to_vec(),
        })
    }

    /// How long to wait after an answer with status 429.
    fn patience(&self, answer: &Answer) -> Duration {
        let number = |name| {
            answer
                .header(name)
                .and_then(|text| text.trim().parse::<i64>().ok())
        };
        let seconds = number("Retry-After").map(|seconds| seconds.saturating_mul(1_000));
        let until = ["X-Ratelimit-Reset", "X-Ratelimit-Auth-Token-Reset"]
            .into_iter()
            .filter_map(number)
            .map(|reset| reset.saturating_sub(self.now()).saturating_abs());
        let millis = until.chain(seconds).max().unwrap_or(10_000);
        Duration::from_millis(u64::try_from(millis.clamp(1_000, 60_000)).unwrap_or(10_000))
    }
}

impl Target for Account {
    fn send(&mut self, call: &Call) -> Result<Answer, String> {
        let mut answer = self.try_once(call)?;
        for _ in 0..5 {
            if answer.status != 429 {
                break;
            }
            thread::sleep(self.patience(&answer));
            answer = self.try_once(call)?;
        }
        Ok(answer)
    }

    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
    }

    fn advance(&mut self, _millis: i64) -> Result<(), String> {
        Err("the time of a real account cannot be moved".to_owned())
    }

    fn is_real(&self) -> bool {
        true
    }
}
