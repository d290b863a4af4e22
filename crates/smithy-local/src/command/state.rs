//! The commands of `NAME local` that look at the state and change it, with or without a server.

use std::io::{IsTerminal as _, Read as _};
use std::time::Duration;

use serde_json::{Value, json};
use smithy_cli::CliError;
use smithy_cli::local::{note, print};

use super::options::Options;
use super::running::Running;

/// How often, and after how long each time, a server is looked for that may be starting: shells have `serve &` in the
/// line before.
const LOOKS: u32 = 40;
const BETWEEN: Duration = Duration::from_millis(50);

/// What a shell should evaluate to use the server of this state, or else the one that keeps its
/// state in memory.
pub(super) fn env(options: &Options<'_>) -> Result<(), CliError> {
    for _ in 0..LOOKS {
        let on_file = match options.raw.contains("memory") {
            true => None,
            false => options.server()?,
        };
        if let Some(server) =
            on_file.map_or_else(|| options.memory_server(), |server| Ok(Some(server)))?
        {
            return print(server.exports());
        }
        std::thread::sleep(BETWEEN);
    }
    Err(none(options))
}

pub(super) fn status(options: &Options<'_>) -> Result<(), CliError> {
    let status = if options.raw.contains("memory") {
        let server = in_memory(options)?;
        let mut status = server.ask("GET", &options.control("status"), None)?;
        status["server"] = server.endpoint().into();
        status
    } else {
        let service = options.service()?;
        let records = service
            .counts()
            .map_err(|error| CliError::general(error.to_string()))?;
        let endpoint = |server: Option<Running>| server.map(|server| server.endpoint().to_owned());
        json!({
            "store": service.place(),
            "records": records,
            "server": endpoint(options.server()?),
            "memoryServer": endpoint(options.memory_server()?),
        })
    };
    print(&format!("{status:#}\n"))
}

/// A server resets itself, with its seed and its faults.
pub(super) fn reset(options: &Options<'_>) -> Result<(), CliError> {
    match running(options)? {
        Some(server) => server
            .ask("POST", &options.control("reset"), None)
            .map(drop),
        None => options.service()?.reset().map_err(CliError::general),
    }
}

pub(super) fn snapshot(options: &Options<'_>) -> Result<(), CliError> {
    let snapshot = match options.raw.contains("memory") {
        true => in_memory(options)?.ask("GET", &options.control("snapshot"), None)?,
        false => {
            let snapshot = options.service()?.snapshot();
            snapshot.map_err(|error| CliError::general(error.to_string()))?
        }
    };
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
        None => (
            "standard input".to_owned(),
            standard_input(options.local.name)?,
        ),
    };
    if options.raw.contains("memory") {
        let path = options.control("restore");
        return in_memory(options)?
            .ask("POST", &path, Some(&document))
            .map(drop);
    }
    let restored = options.service()?.restore(&document);
    restored.map_err(|said| CliError::general(format!("{name} cannot be restored: {said}")))
}

/// The server that is meant, if one runs that need not.
fn running(options: &Options<'_>) -> Result<Option<Running>, CliError> {
    match options.raw.contains("memory") {
        true => in_memory(options).map(Some),
        false => options.server(),
    }
}

fn in_memory(options: &Options<'_>) -> Result<Running, CliError> {
    options.memory_server()?.ok_or_else(|| none(options))
}

fn none(options: &Options<'_>) -> CliError {
    let name = options.local.name;
    CliError::general(match (options.raw.contains("memory"), options.store()) {
        (false, Ok(store)) => format!(
            "No server uses {}, and none keeps its state in memory. Start one with `{name} local \
             serve`.",
            store.display()
        ),
        _ => format!(
            "No server keeps its state in memory. Start one with `{name} local serve --memory`."
        ),
    })
}

fn standard_input(program: &str) -> Result<Value, CliError> {
    let file = format!("`{program} local restore --file FILE` reads a file.");
    let mut input = std::io::stdin();
    if input.is_terminal() {
        note(&format!(
            "Reading a snapshot from what is typed, up to Ctrl-D. {file}"
        ));
    }
    let mut text = String::new();
    let read = input.read_to_string(&mut text);
    read.map_err(|error| CliError::general(format!("standard input cannot be read: {error}")))?;
    if text.trim().is_empty() {
        return Err(CliError::general("standard input is empty").advised([file]));
    }
    serde_json::from_str(&text)
        .map_err(|error| CliError::general(format!("standard input is not valid JSON: {error}")))
}
