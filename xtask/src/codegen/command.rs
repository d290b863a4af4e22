//! Commands: `--cli` and `--config`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use smithy_codegen::command::{Command, Config, ServiceConfig};

use super::{Arguments, list, lock};
use crate::{Outcome, root};

/// The command of a configuration; `out` is its folder where none is given.
pub(super) fn from_file(path: &Path, out: Option<&Path>, check: bool, started: Instant) -> Outcome {
    let mut config = Config::read(path)?;
    config.facts.get_or_insert_with(facts);
    let base = std::path::absolute(path)?;
    let base = base.parent().unwrap_or(Path::new("/"));
    let out = out.unwrap_or(base);
    let runtime = match &config.runtime {
        // The manifest stands beside the configuration, so that the path is right in both.
        Some(runtime) if out == base => runtime.clone(),
        Some(runtime) => base.join(runtime),
        None => root().join("crates"),
    };
    run(&config, base, &runtime, out, check, started)
}

/// The command that the options describe.
pub(super) fn from_arguments(arguments: &Arguments, out: &Path, started: Instant) -> Outcome {
    let absolute = |path: &PathBuf| std::path::absolute(path);
    let services = arguments.model.iter().map(|model| {
        Ok(ServiceConfig {
            model: absolute(model)?,
            service: arguments.service.clone(),
            operations: arguments.operations.clone(),
            protocol: arguments.protocol,
            ..ServiceConfig::default()
        })
    });
    let given = arguments.facts.as_ref().map(absolute).transpose()?;
    let config = Config {
        name: arguments.name.clone().unwrap_or_default(),
        facts: Some(given.unwrap_or_else(facts)),
        services: services.collect::<std::io::Result<_>>()?,
        ..Config::default()
    };
    let runtime = match &arguments.runtime_path {
        Some(path) => absolute(path)?,
        None => root().join("crates"),
    };
    run(&config, Path::new("."), &runtime, out, false, started)
}

/// What AWS CLI v2 knows of services beside their models, for commands that bring no facts of their own.
pub(crate) fn facts() -> PathBuf {
    root().join("model/aws-cli-facts.json")
}

fn run(
    config: &Config,
    base: &Path,
    runtime: &Path,
    out: &Path,
    check: bool,
    started: Instant,
) -> Outcome {
    let command = Command::generate(config, base, runtime)?;
    let stale = match check {
        true => command.compare(out)?,
        false => command.write(out)?,
    };
    match check {
        true => list(&stale),
        false if !config.member => lock(out)?,
        false => {}
    }
    for service in &command.services {
        for (operation, reason) in &service.left_out {
            println!("left out {operation}: {reason}");
        }
        for fact in &service.unknown_facts {
            eprintln!(
                "warning: facts about {}: {fact} is of no operation of the model",
                service.command
            );
        }
    }
    println!(
        "{}: {} services, {} operations, in {:.0?}",
        command.name,
        command.services.len(),
        command
            .services
            .iter()
            .map(|it| it.operations.len())
            .sum::<usize>(),
        started.elapsed(),
    );
    match check && !stale.is_empty() {
        true => Ok(ExitCode::FAILURE),
        false => Ok(ExitCode::SUCCESS),
    }
}
