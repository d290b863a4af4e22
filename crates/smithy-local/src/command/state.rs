//! The commands of `NAME local` that look at the state and change it, with or without a server.

use std::io::Read as _;
use std::net::TcpStream;

use serde_json::{Value, json};
use smithy_cli::CliError;
use smithy_cli::local::print;

use super::options::{self, Options};

/// What a shell should evaluate to use the server of this state.
pub(super) fn env(options: &Options<'_>) -> Result<(), CliError> {
    match exports(options)? {
        Some(exports) => print(&exports),
        None => Err(CliError::general(format!(
            "No server uses {}. Start one with `{} local serve`.",
            options.store()?.display(),
            options.local.name
        ))),
    }
}

/// What the server of this state printed, if there is one that still listens.
fn exports(options: &Options<'_>) -> Result<Option<String>, CliError> {
    let Ok(exports) = options::read(&options::beside(&options.store()?, "env")) else {
        return Ok(None);
    };
    // A server that was killed leaves the file.
    let listens = endpoint(&exports)
        .and_then(|endpoint| endpoint.split_once("://"))
        .is_some_and(|(_, address)| TcpStream::connect(address).is_ok());
    Ok(listens.then_some(exports))
}

/// The endpoint, which the first line exports.
fn endpoint(exports: &str) -> Option<&str> {
    Some(exports.lines().next()?.split_once('=')?.1)
}

pub(super) fn status(options: &Options<'_>) -> Result<(), CliError> {
    let service = options.service()?;
    let records = service
        .counts()
        .map_err(|error| CliError::general(error.to_string()))?;
    let exports = exports(options)?;
    let server = exports.as_deref().and_then(endpoint);
    let status = json!({"store": service.place(), "records": records, "server": server});
    print(&format!("{status:#}\n"))
}

pub(super) fn reset(options: &Options<'_>) -> Result<(), CliError> {
    options.service()?.reset().map_err(CliError::general)
}

pub(super) fn snapshot(options: &Options<'_>) -> Result<(), CliError> {
    let snapshot = options.service()?.snapshot();
    let snapshot = snapshot.map_err(|error| CliError::general(error.to_string()))?;
    let text = format!("{snapshot:#}\n");
    match options.path("file") {
        None => print(&text),
        Some(path) => std::fs::write(&path, text).map_err(|error| {
            let path = path.display();
            CliError::general(format!("{path} cannot be written: {error}"))
        }),
    }
}

pub(super) fn restore(options: &Options<'_>) -> Result<(), CliError> {
    let (name, document) = match options.document("file")? {
        Some(named) => named,
        None => ("standard input".to_owned(), standard_input()?),
    };
    let restored = options.service()?.restore(&document);
    restored.map_err(|said| CliError::general(format!("{name} cannot be restored: {said}")))
}

fn standard_input() -> Result<Value, CliError> {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    read.map_err(|error| CliError::general(format!("standard input cannot be read: {error}")))?;
    serde_json::from_str(&text)
        .map_err(|error| CliError::general(format!("standard input is not valid JSON: {error}")))
}
