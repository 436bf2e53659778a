//! The log: structured, on standard error.

use std::io;

use clap::ValueEnum;
use tracing_subscriber::{
    Layer, filter::ParseError, filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One line of text for each event
    Text,
    /// One line of JSON for each event
    Json,
}

/// Starts to write what the filter lets through, such as `debug` or `segdeck_server=warn`.
///
/// # Errors
/// When the filter cannot be read.
pub fn start(filter: Option<&str>, format: LogFormat) -> Result<(), ParseError> {
    let filter: Targets = filter.unwrap_or("info").parse()?;
    let lines = fmt::layer().with_writer(io::stderr).with_ansi(false);
    let lines = match format {
        LogFormat::Text => lines.compact().with_filter(filter).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_filter(filter).boxed(),
    };
    tracing_subscriber::registry().with(lines).init();
    Ok(())
}
