//! The server, started as the `pocket-ic` crate starts PocketIC's.

mod options;
mod port_file;

use localnet::engine::STACK_BYTES;
use localnet::rest::{Server, router};
use options::{Command, Options};
use port_file::PortFile;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// What the crate asks for before it starts the server: the name of PocketIC's server, and a
/// version that it accepts; what follows the plus sign tells who answers.
const VERSION_LINE: &str = "pocket-ic-server 16.1.0+localnet";

fn main() -> ExitCode {
    let options = match options::parse(std::env::args().skip(1)) {
        Ok(Command::Version) => {
            println!("{VERSION_LINE}");
            return ExitCode::SUCCESS;
        }
        Ok(Command::Help) => {
            println!("{}", options::HELP);
            return ExitCode::SUCCESS;
        }
        Ok(Command::Serve(options)) => options,
        Err(message) => {
            eprintln!("localnet: {message}\n\n{}", options::HELP);
            return ExitCode::FAILURE;
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // Canisters run on the stacks of these threads.
        .thread_stack_size(STACK_BYTES)
        .enable_all()
        .build();
    let served = match runtime {
        Ok(runtime) => runtime.block_on(serve(options)),
        Err(e) => Err(e),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("localnet: {e}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Options) -> std::io::Result<()> {
    let port_file = match &options.port_file {
        None => None,
        // Several tests of a process may start a server each; the first one serves them all.
        Some(path) => match PortFile::claim(path)? {
            Some(file) => Some(file),
            None => return Ok(()),
        },
    };
    let listener = TcpListener::bind((options.ip, options.port)).await?;
    let port = listener.local_addr()?.port();
    if let Some(file) = &port_file {
        file.write(port)?;
    }
    println!("localnet speaks PocketIC's protocol on port {port}");
    let server = Arc::new(Server::default());
    let routes = router(Arc::clone(&server));
    let served = tokio::select! {
        served = async { axum::serve(listener, routes).await } => served,
        () = idle(&server, options.ttl) => Ok(()),
        () = after(options.hard_ttl) => Ok(()),
        signal = interrupted() => signal,
    };
    for instance in server.instances().into_iter().flatten() {
        instance.stop_progress();
        instance.save().await?;
    }
    served
}

/// Returns when there was no request for as long as that.
async fn idle(server: &Server, ttl: Duration) {
    loop {
        let idle = server.activity().idle_for();
        let Some(left) = ttl.checked_sub(idle).filter(|left| !left.is_zero()) else {
            return;
        };
        tokio::time::sleep(left).await;
    }
}

async fn after(duration: Option<Duration>) {
    match duration {
        Some(duration) => tokio::time::sleep(duration).await,
        None => std::future::pending().await,
    }
}

#[cfg(unix)]
async fn interrupted() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn interrupted() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
