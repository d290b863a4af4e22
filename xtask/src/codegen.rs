//! `cargo xtask codegen`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use smithy_codegen::Pair;
use smithy_codegen::generate::Stale;
use smithy_codegen::model::{Options, Protocol};
use smithy_codegen::stats::Stats;

use crate::{Outcome, root};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail where a generated file is missing, outdated or orphaned.
    #[arg(long, conflicts_with = "out")]
    check: bool,
    /// Print the generated lines of each operation.
    #[arg(long)]
    stats: bool,
    /// Smithy JSON AST to generate from, instead of this repository's own.
    #[arg(long, requires = "out")]
    model: Option<PathBuf>,
    /// Folder to write the crates to; it becomes a workspace.
    #[arg(long, requires = "model")]
    out: Option<PathBuf>,
    /// Name or shape id of the service, where the model has several.
    #[arg(long, requires = "model")]
    service: Option<String>,
    /// Operations to generate; all by default.
    #[arg(long, value_delimiter = ',', requires = "model")]
    operations: Vec<String>,
    /// Protocol to speak, as `awsJson1_0`; by default the best of those the service offers.
    #[arg(long, requires = "model")]
    protocol: Option<Protocol>,
    /// The crates are named NAME-model and NAME-client; by default after the service.
    #[arg(long, requires = "model")]
    name: Option<String>,
    /// Leave out operations that need what is not supported, instead of refusing the model.
    #[arg(long, requires = "model")]
    skip_unsupported: bool,
    /// Folder of the crates `smithy-client` and `smithy-catalog`; this repository's by default.
    #[arg(long, requires = "model")]
    runtime_path: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let started = Instant::now();
    match (&arguments.model, &arguments.out) {
        (Some(model), Some(out)) => standalone(arguments, model, out, started),
        _ => own(arguments, started),
    }
}

fn own(arguments: &Arguments, started: Instant) -> Outcome {
    let pair = smithy_codegen::pair::own(&root())?;
    let crates = root().join("crates");
    if arguments.check {
        let stale = pair.compare(&crates)?;
        list(&stale);
        if !stale.is_empty() {
            eprintln!("generated code is not what the model gives: run `cargo xtask codegen`");
            return Ok(ExitCode::FAILURE);
        }
    } else {
        list(&pair.write(&crates)?);
    }
    summarize(&pair, arguments.stats, started);
    Ok(ExitCode::SUCCESS)
}

fn standalone(arguments: &Arguments, model: &Path, out: &Path, started: Instant) -> Outcome {
    let options = Options {
        service: arguments.service.clone(),
        operations: arguments.operations.clone(),
        protocol: arguments.protocol,
        skip_unsupported: arguments.skip_unsupported,
        endpoints_only: false,
    };
    let runtime = match &arguments.runtime_path {
        Some(path) => std::path::absolute(path)?,
        None => root().join("crates"),
    };
    let pair = Pair::from_file(model, arguments.name.as_deref(), &options)?;
    pair.write_standalone(out, &runtime)?;
    for skipped in &pair.resolved.skipped {
        println!("left out {}: {}", skipped.operation, skipped.reason);
    }
    summarize(&pair, arguments.stats, started);
    Ok(ExitCode::SUCCESS)
}

fn list(stale: &[Stale]) {
    for file in stale {
        println!("{file}");
    }
}

fn summarize(pair: &Pair, stats: bool, started: Instant) {
    if stats {
        println!("{}", Stats::of(pair));
    }
    println!(
        "{} and {}: {} operations, {} shapes, {} files in {:.0?}",
        pair.names.model,
        pair.names.client,
        pair.resolved.operations.len(),
        pair.resolved.shapes.len(),
        pair.model.len() + pair.client.len(),
        started.elapsed(),
    );
}
