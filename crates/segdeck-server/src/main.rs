//! The program `segdeck`: the arguments, the log, the signals and the exit codes.

use std::{fs, process::ExitCode, time::Duration};

use clap::Parser;
use segdeck_sandbox::Faults;
use segdeck_server::{GatewayError, Options, Running, SetupError, StartError, start};

mod arguments;
mod logs;

use arguments::{Arguments, Command, Serve};

/// How long threads may take to end after the server has.
const PATIENCE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let Command::Serve(serve) = Arguments::parse().command;
    match run(*serve) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("segdeck: {}", failure.message);
            ExitCode::from(failure.code)
        }
    }
}

/// Why the program ends, and its exit code: 2 for refused arguments, 3 for the database, 4 for a
/// port in use, 1 for the rest.
struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    fn new(code: u8, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        let code = match error {
            StartError::BeyondLoopback { .. }
            | StartError::KeyBeyondLoopback { .. }
            | StartError::Dist { .. }
            | StartError::Gateway(GatewayError::Setup(SetupError::Authorities)) => 2,
            StartError::Open(_) | StartError::Folder { .. } | StartError::Prepare(_) => 3,
            StartError::InUse { .. } => 4,
            _ => 1,
        };
        Self::new(code, error.to_string())
    }
}

fn run(serve: Serve) -> Result<(), Failure> {
    logs::start(serve.log.as_deref(), serve.log_format)
        .map_err(|error| Failure::new(2, format!("The log's filter is refused: {error}.")))?;
    let faults = serve.fault.as_deref().map(read_faults).transpose()?;
    let options = serve
        .into_options(faults)
        .map_err(|message| Failure::new(2, message))?;
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::new(1, format!("Threads cannot be started: {error}.")))?;
    let result = runtime.block_on(serve_until_signal(options));
    runtime.shutdown_timeout(PATIENCE);
    result
}

fn read_faults(path: &std::path::Path) -> Result<Faults, Failure> {
    let refuse = |reason: String| {
        Failure::new(
            2,
            format!("The fault file {} is refused: {reason}", path.display()),
        )
    };
    let bytes = fs::read(path).map_err(|error| refuse(format!("{error}.")))?;
    Faults::parse(&bytes).map_err(|error| refuse(error.to_string()))
}

async fn serve_until_signal(options: Options) -> Result<(), Failure> {
    // Listened for first, so that a signal during a long start is not lost.
    let signal = signal()
        .map_err(|error| Failure::new(1, format!("Signals cannot be received: {error}.")))?;
    let running = start(options).await?;
    ready(&running);
    signal.await;
    tracing::info!("stopping");
    running.stop().await;
    tracing::info!("stopped");
    Ok(())
}

/// Says where it listens, on the one line of standard output, which programs wait for. A key that
/// was made stands there and nowhere else.
fn ready(running: &Running) {
    println!("Segdeck is ready at {}", running.page_url());
    tracing::info!(url = running.url(), "ready");
}

#[cfg(unix)]
fn signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
