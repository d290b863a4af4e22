//! `cargo xtask diff OLD NEW`: what can be typed that could not, and the other way round.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use smithy_codegen::command::{Config, ServiceConfig, Surface};

use crate::Outcome;
use crate::codegen::facts;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Model or configuration (`slim.toml`) of the older command.
    old: PathBuf,
    /// Model or configuration of the newer command.
    new: PathBuf,
    /// Facts about services, where models are compared.
    #[arg(long)]
    facts: Option<PathBuf>,
}

/// Prints a line for each service, operation, option or waiter that came (`+`), went (`-`) or changed
/// (`~`). Fails where there is one, as `diff` does.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let old = surface(&arguments.old, arguments)?;
    let new = surface(&arguments.new, arguments)?;
    let changes = old.changes(&new);
    for change in &changes {
        println!("{change}");
    }
    match changes.is_empty() {
        true => Ok(ExitCode::SUCCESS),
        false => Ok(ExitCode::FAILURE),
    }
}

fn surface(path: &Path, arguments: &Arguments) -> Result<Surface, Box<dyn std::error::Error>> {
    if path.extension() == Some(OsStr::new("toml")) {
        let base = path.parent().unwrap_or(Path::new(""));
        let mut config = Config::read(path)?;
        config.facts.get_or_insert_with(facts);
        return Ok(Surface::of(&config, base)?);
    }
    let config = Config {
        facts: Some(arguments.facts.clone().unwrap_or_else(facts)),
        services: vec![ServiceConfig {
            model: path.to_owned(),
            ..ServiceConfig::default()
        }],
        ..Config::default()
    };
    Ok(Surface::of(&config, Path::new(""))?)
}
