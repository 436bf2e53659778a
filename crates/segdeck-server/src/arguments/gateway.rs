//! What a gateway can be told on the command line.

use std::{env, fs, path::PathBuf, time::Duration};

use axum::http::HeaderName;
use clap::Args;
use segdeck_server::{Access, Gateway, Network, Secret, Upstream};

/// Where the access token is, unless a file is named.
const TOKEN: &str = "LAUNCHDARKLY_ACCESS_TOKEN";

#[derive(Debug, Args)]
#[command(next_help_heading = "Gateway to LaunchDarkly")]
pub struct GatewayArguments {
    /// Be a gateway to this API: `app`, `eu`, `federal`, or an address. Its access token is taken
    /// from `LAUNCHDARKLY_ACCESS_TOKEN`
    #[arg(
        long,
        value_name = "ADDRESS",
        conflicts_with_all = ["db", "in_memory", "seed", "fault", "clock", "cors", "rate_limit"],
        value_parser = |text: &str| Upstream::parse(text),
    )]
    pub upstream: Option<Upstream>,
    /// Take the access token from this file instead
    #[arg(long, value_name = "FILE", requires = "upstream")]
    pub token_file: Option<PathBuf>,
    /// Refuse every change
    #[arg(long, requires = "upstream")]
    pub read_only: bool,
    /// Want the key in this file with each request, instead of one that is made at the start
    #[arg(long, value_name = "FILE", requires = "upstream")]
    pub key_file: Option<PathBuf>,
    /// Want the password in this file with each request, which a person types
    #[arg(
        long,
        value_name = "FILE",
        requires = "upstream",
        conflicts_with = "key_file"
    )]
    pub password_file: Option<PathBuf>,
    /// Believe a reverse proxy that says in this header who asks
    #[arg(
        long,
        value_name = "HEADER",
        requires_all = ["upstream", "trust_proxy"],
        conflicts_with_all = ["key_file", "password_file"],
    )]
    pub trust_proxy_header: Option<HeaderName>,
    /// The address or network that the reverse proxy's connections come from
    #[arg(long, value_name = "ADDRESS", requires = "trust_proxy_header")]
    pub trust_proxy: Vec<Network>,
    /// Trust the certificates in this PEM file too, such as a company's own
    #[arg(long, value_name = "FILE", requires = "upstream")]
    pub upstream_ca: Option<PathBuf>,
    /// For how many seconds to answer on, but not to be ready, when told to stop
    #[arg(
        long,
        value_name = "SECONDS",
        requires = "upstream",
        default_value_t = 0
    )]
    pub drain: u64,
}

impl GatewayArguments {
    /// The gateway, if there is to be one.
    ///
    /// # Errors
    /// A sentence for the user when there is no token, or a file is refused.
    pub fn into_gateway(self) -> Result<Option<Gateway>, String> {
        let Some(upstream) = self.upstream else {
            return Ok(None);
        };
        let token = match self.token_file {
            Some(file) => Secret::read(&file, Secret::token),
            None => match env::var(TOKEN) {
                Ok(text) => Secret::token(&text),
                Err(_) => {
                    return Err(format!(
                        "A gateway needs an access token. Set {TOKEN}, or name a file that holds \
                         it with --token-file FILE."
                    ));
                }
            },
        };
        let token = token.map_err(|error| error.to_string())?;
        let read = |file, parse| Secret::read(file, parse).map_err(|error| error.to_string());
        let access = match (self.key_file, self.password_file, self.trust_proxy_header) {
            (Some(file), ..) => Access::Key(read(&file, Secret::key)?),
            (_, Some(file), _) => Access::Password(read(&file, Secret::password)?),
            (_, _, Some(header)) => Access::Proxy {
                header,
                from: self.trust_proxy,
            },
            (None, None, None) => Access::NewKey,
        };
        let authorities = self.upstream_ca.map(|file| {
            fs::read(&file)
                .map_err(|error| format!("The file {} cannot be read: {error}.", file.display()))
        });
        Ok(Some(Gateway {
            read_only: self.read_only,
            authorities: authorities.transpose()?,
            drain: Duration::from_secs(self.drain),
            ..Gateway::new(upstream, token, access)
        }))
    }
}
