//! What `segdeck` can be told on the command line.

use std::{env, net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use segdeck_sandbox::Faults;
use segdeck_server::{Clock, Cors, Database, Options, Origin, RateLimits, Seed, TRUNK_ORIGINS};

use crate::logs::LogFormat;

mod gateway;
use gateway::GatewayArguments;

/// Manage LaunchDarkly segments.
#[derive(Debug, Parser)]
#[command(name = "segdeck", version, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the dashboard, and the sandbox's API or a gateway to LaunchDarkly's
    Serve(Box<Serve>),
}

#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8765")]
    pub listen: SocketAddr,
    /// The database file, created if it does not exist [default: segdeck.db in your data folder]
    #[arg(long, value_name = "FILE", conflicts_with = "in_memory")]
    pub db: Option<PathBuf>,
    /// Keep segments in memory only
    #[arg(long)]
    pub in_memory: bool,
    /// The folder of the built dashboard, instead of the one that the program may carry
    #[arg(long, value_name = "FOLDER")]
    pub dist: Option<PathBuf>,
    /// Let the page connect to this origin too, besides this server and LaunchDarkly
    #[arg(long, value_name = "ORIGIN")]
    pub connect_src: Vec<Origin>,
    /// Fill a new database: `demo`, or `many:N` for N small segments
    #[arg(long, value_name = "SEED", value_parser = read_seed)]
    pub seed: Option<Seed>,
    /// Inject the faults of this JSON list
    #[arg(long, value_name = "FILE")]
    pub fault: Option<PathBuf>,
    /// Where the time comes from; a manual clock is set by `PUT /segdeck/clock`
    #[arg(long, value_enum, default_value_t = ClockKind::Machine)]
    pub clock: ClockKind,
    /// Serve requests to this host too, besides loopback
    #[arg(long, value_name = "HOST")]
    pub allow_host: Vec<String>,
    /// Let pages of this origin call, besides the dashboard's own [default for a sandbox: those of
    /// `trunk serve`]
    #[arg(long, value_name = "ORIGIN")]
    pub allow_origin: Vec<String>,
    /// Let pages of every origin call the API, as LaunchDarkly does. Any page that you open can
    /// then read and change what is in the sandbox, whose tokens everyone knows
    #[arg(long, value_enum, default_value_t = CorsChoice::Off, value_name = "WHOSE")]
    pub cors: CorsChoice,
    /// Answer at most so many requests in ten seconds, and 429 beyond: `global=N,route=N,token=N`,
    /// of which each may be left out
    #[arg(long, value_name = "LIMITS", value_parser = read_rate_limits)]
    pub rate_limit: Option<RateLimits>,
    /// The largest body that is read, except files that are imported
    #[arg(long, value_name = "BYTES", default_value_t = Options::default().max_body)]
    pub max_body: usize,
    /// What goes to the log: `error`, `warn`, `info`, `debug` or `trace`
    #[arg(long, value_name = "FILTER", env = "RUST_LOG")]
    pub log: Option<String>,
    /// How the log is written
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    #[command(flatten)]
    pub gateway: GatewayArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClockKind {
    /// This machine's
    Machine,
    /// One that stands still until it is set
    Manual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CorsChoice {
    /// Only pages of origins that are named may call
    Off,
    /// The headers that LaunchDarkly sends: pages of every origin may call the API
    #[value(name = "launchdarkly")]
    LaunchDarkly,
}

impl Serve {
    /// # Errors
    /// A sentence for the user when no database is named and there is no data folder, or a gateway
    /// has no token.
    pub fn into_options(self, faults: Option<Faults>) -> Result<Options, String> {
        let gateway = self.gateway.into_gateway()?;
        let database = match self.db {
            Some(file) => Database::File(file),
            // A gateway has none.
            None if self.in_memory || gateway.is_some() => Database::InMemory,
            None => Database::File(default_database().ok_or(
                "No data folder is known for this user. Name the database with --db FILE.",
            )?),
        };
        let clock = match self.clock {
            ClockKind::Machine => Clock::Machine,
            ClockKind::Manual => Clock::manual_from_now(),
        };
        let allow_origins = if self.allow_origin.is_empty() && gateway.is_none() {
            TRUNK_ORIGINS.map(str::to_owned).to_vec()
        } else {
            self.allow_origin
        };
        Ok(Options {
            listen: self.listen,
            gateway,
            database,
            seed: self.seed,
            dist: self.dist,
            embedded: true,
            connect_src: self.connect_src,
            faults,
            clock,
            allow_hosts: self.allow_host,
            allow_origins,
            cors: match self.cors {
                CorsChoice::Off => Cors::Off,
                CorsChoice::LaunchDarkly => Cors::LaunchDarkly,
            },
            rate_limits: self.rate_limit.unwrap_or_default(),
            max_body: self.max_body,
            ..Options::default()
        })
    }
}

fn read_seed(text: &str) -> Result<Seed, String> {
    Seed::parse(text)
        .filter(|seed| *seed != Seed::Nothing)
        .ok_or_else(|| "use `demo`, or `many:` and a number".to_owned())
}

fn read_rate_limits(text: &str) -> Result<RateLimits, String> {
    let mut limits = RateLimits::default();
    for part in text.split(',') {
        let (name, number) = part.split_once('=').unwrap_or((part, ""));
        let limit = match name {
            "global" => &mut limits.global,
            "route" => &mut limits.route,
            "token" => &mut limits.token,
            _ => return Err(format!("use global, route and token, not {name:?}")),
        };
        let number = number
            .parse()
            .map_err(|_| format!("{name} must be a whole number from 1 up, not {number:?}"))?;
        if limit.replace(number).is_some() {
            return Err(format!("{name} stands there twice"));
        }
    }
    Ok(limits)
}

/// `segdeck.db` in the user's data folder, as the platform has it.
fn default_database() -> Option<PathBuf> {
    let absolute = |name: &str| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute())
    };
    let data = if cfg!(windows) {
        absolute("LOCALAPPDATA")?
    } else if cfg!(target_os = "macos") {
        env::home_dir()?.join("Library/Application Support")
    } else {
        match absolute("XDG_DATA_HOME") {
            Some(folder) => folder,
            None => env::home_dir()?.join(".local/share"),
        }
    };
    Some(data.join("segdeck").join("segdeck.db"))
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    fn parse(arguments: &[&str]) -> Result<Serve, clap::Error> {
        let whole = ["segdeck", "serve"].iter().chain(arguments);
        Arguments::try_parse_from(whole).map(|parsed| match parsed.command {
            Command::Serve(serve) => *serve,
        })
    }

    #[test]
    fn seeds_are_demo_or_many() {
        assert_eq!(parse(&["--seed", "demo"]).unwrap().seed, Some(Seed::Demo));
        let many = parse(&["--seed", "many:10000"]).unwrap();
        assert_eq!(many.seed, Some(Seed::Many(10_000)));
        for bad in ["many", "many:", "many:-1", "many:x", "Demo", ""] {
            assert!(parse(&["--seed", bad]).is_err(), "{bad}");
        }
    }

    #[test]
    fn rate_limits_are_named_numbers() {
        let limits = |text: &str| parse(&["--rate-limit", text]).unwrap().rate_limit.unwrap();
        let both = limits("global=100,route=5");
        assert_eq!(both.global.map(NonZeroU32::get), Some(100));
        assert_eq!(both.route.map(NonZeroU32::get), Some(5));
        assert_eq!(both.token, None);
        assert_eq!(limits("token=1").token, Some(NonZeroU32::MIN));
        for bad in [
            "",
            "5",
            "global",
            "global=",
            "global=0",
            "global=-1",
            "global=x",
            "global=1,",
            "ip=1",
            "global=1,global=2",
            "global=99999999999",
            "Global=1",
            "global=1 route=2",
        ] {
            assert!(parse(&["--rate-limit", bad]).is_err(), "{bad}");
        }
    }

    #[test]
    fn pages_of_other_origins_are_kept_away_unless_told() {
        assert_eq!(parse(&[]).unwrap().cors, CorsChoice::Off);
        let open = parse(&["--cors", "launchdarkly", "--in-memory"]).unwrap();
        assert_eq!(open.into_options(None).unwrap().cors, Cors::LaunchDarkly);
        assert!(parse(&["--cors", "*"]).is_err());
    }

    #[test]
    fn the_page_connects_to_origins_that_are_named() {
        let named = [
            "--connect-src",
            "https://A.test",
            "--connect-src=http://b.test:1",
        ];
        let named = parse(&named).unwrap().connect_src;
        let named: Vec<String> = named.iter().map(Origin::to_string).collect();
        assert_eq!(named, ["https://a.test", "http://b.test:1"]);
        for bad in ["*", "a.test", "https://a.test; script-src *", ""] {
            assert!(parse(&["--connect-src", bad]).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_database_is_in_a_file_or_in_memory() {
        assert!(parse(&["--db", "a.db", "--in-memory"]).is_err());
        let options = |arguments: &[&str]| parse(arguments).unwrap().into_options(None).unwrap();
        assert_eq!(options(&["--in-memory"]).database, Database::InMemory);
        assert_eq!(
            options(&["--db", "a.db"]).database,
            Database::File("a.db".into())
        );
    }

    #[test]
    fn origins_named_take_the_place_of_the_default_ones() {
        let named = parse(&["--in-memory", "--allow-origin", "http://a.test"]).unwrap();
        let origins = |serve: Serve| serve.into_options(None).unwrap().allow_origins;
        assert_eq!(origins(named), ["http://a.test"]);
        assert_eq!(origins(parse(&["--in-memory"]).unwrap()), TRUNK_ORIGINS);
    }
}
