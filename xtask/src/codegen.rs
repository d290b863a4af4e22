//! `cargo xtask codegen`

mod command;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use smithy_codegen::CrateSet;
use smithy_codegen::embedded::Embedded;
use smithy_codegen::generate::Stale;
use smithy_codegen::model::{Options, Protocol};
use smithy_codegen::stats::Stats;

use crate::{Outcome, root};
pub(crate) use command::facts;

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
    model: Vec<PathBuf>,
    /// Generate a command from one or several models, instead of crates.
    #[arg(long, requires = "name")]
    cli: bool,
    /// Facts about services that no model carries: names, pages and waiters of a command. Those of
    /// model/aws-cli-facts.json, by default.
    #[arg(long, requires = "cli")]
    facts: Option<PathBuf>,
    /// Generate the command that this file describes.
    #[arg(long, conflicts_with_all = ["model", "cli"])]
    config: Option<PathBuf>,
    /// Folder to write to; it becomes a workspace. That of the configuration, by default, where there is one.
    #[arg(long)]
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
    /// Folder of the crates `smithy-client`, `smithy-catalog` and `aws-settings`; this repository's by default.
    #[arg(long)]
    runtime_path: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let started = Instant::now();
    if let Some(config) = &arguments.config {
        return command::from_file(config, arguments.out.as_deref(), arguments.check, started);
    }
    match (arguments.model.as_slice(), &arguments.out) {
        (_, Some(out)) if arguments.cli => command::from_arguments(arguments, out, started),
        ([model], Some(out)) => standalone(arguments, model, out, started),
        ([], None) => own(arguments.check, arguments.stats, started),
        _ => Err(
            "one `--model` and `--out` for crates; `--cli` for a command of several models".into(),
        ),
    }
}

/// Models of this repository, what their crates are called, and the folder that holds the crates. The
/// protocol model's are the golden output: they show in a diff what a change of the generator does.
const OWN: [Own; 2] = [
    Own {
        model: "model/omics.json",
        name: "omics",
        folder: "crates",
        skip_unsupported: false,
    },
    Own {
        model: "conformance/models/protocol.json",
        name: "protocol",
        folder: "conformance/golden",
        skip_unsupported: true,
    },
];

/// The services that credentials come from, each with its module in `aws-settings`.
const CREDENTIAL_SERVICES: [(&str, &str); 4] = [
    ("signin", "model/signin.json"),
    ("sso", "model/sso.json"),
    ("sso_oidc", "model/sso-oidc.json"),
    ("sts", "model/sts.json"),
];

/// The services that programs are tested with, a client each, in one crate: slices of public ones, one with what real
/// models have tripped over, and two whose endpoint rules have tests of their own.
const PROGRAM_SERVICES: [(&str, &str); 9] = [
    ("dynamodb", "conformance/models/dynamodb.json"),
    (
        "endpoint_diagram",
        "conformance/models/endpoint-diagram.json",
    ),
    ("endpoint_tree", "conformance/models/endpoint-tree.json"),
    ("lambda", "conformance/models/lambda.json"),
    ("s3", "conformance/models/s3.json"),
    ("sqs", "conformance/models/sqs.json"),
    ("sts", "model/sts.json"),
    ("thing_box", "conformance/models/box.json"),
    ("transcribe", "conformance/models/transcribe.json"),
];

fn program_services(check: bool) -> Result<Vec<Stale>, smithy_codegen::Error> {
    let models = PROGRAM_SERVICES.map(|(module, model)| (module, root().join(model)));
    let models = models
        .each_ref()
        .map(|(module, path)| (*module, path.as_path()));
    let clients = Embedded::clients(&models)?;
    let folder = root().join("conformance/services/src");
    match check {
        true => clients.compare(&folder),
        false => clients.write(&folder),
    }
}

fn credential_services(check: bool) -> Result<Vec<Stale>, smithy_codegen::Error> {
    let models = CREDENTIAL_SERVICES.map(|(module, model)| (module, root().join(model)));
    let models = models
        .each_ref()
        .map(|(module, path)| (*module, path.as_path()));
    let embedded = Embedded::from_files("crate::services", &models)?;
    let folder = root().join("crates/aws-settings/src/services");
    match check {
        true => embedded.compare(&folder),
        false => embedded.write(&folder),
    }
}

/// Commands of this repository.
const COMMANDS: [&str; 2] = ["examples/slim/slim.toml", "conformance/commands/slim.toml"];

struct Own {
    model: &'static str,
    name: &'static str,
    folder: &'static str,
    skip_unsupported: bool,
}

fn own(check: bool, stats: bool, started: Instant) -> Outcome {
    let mut is_fresh = true;
    for Own {
        model,
        name,
        folder,
        skip_unsupported,
    } in OWN
    {
        let options = Options {
            skip_unsupported,
            ..Options::default()
        };
        let set = CrateSet::from_file(&root().join(model), Some(name), &options)?;
        let folder = root().join(folder);
        let stale = match check {
            true => set.compare(&folder)?,
            false => set.write(&folder)?,
        };
        list(&stale);
        is_fresh &= stale.is_empty() || !check;
        summarize(&set, stats, started);
    }
    for embedded in [credential_services, program_services] {
        let stale = embedded(check)?;
        list(&stale);
        is_fresh &= stale.is_empty() || !check;
    }
    for config in COMMANDS {
        is_fresh &=
            command::from_file(&root().join(config), None, check, started)? == ExitCode::SUCCESS;
    }
    if is_fresh {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("generated code is not what the models give: run `cargo xtask codegen`");
    Ok(ExitCode::FAILURE)
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
    let set = CrateSet::from_file(model, arguments.name.as_deref(), &options)?;
    set.write_standalone(out, &runtime)?;
    lock(out)?;
    for skipped in &set.resolved.skipped {
        println!("left out {}: {}", skipped.operation, skipped.reason);
    }
    summarize(&set, arguments.stats, started);
    let readme = out.join("README.md");
    println!("{} says how to use them", readme.display());
    Ok(ExitCode::SUCCESS)
}

/// Gives a new workspace the versions of dependencies that this repository is tested with, so that it builds the
/// same, and without a network where this repository did. The first build takes out what it does not need. A
/// file that is there is left to its owner.
fn lock(out: &Path) -> std::io::Result<()> {
    let lock = out.join("Cargo.lock");
    match lock.exists() {
        true => Ok(()),
        false => std::fs::copy(root().join("Cargo.lock"), lock).map(|_| ()),
    }
}

fn list(stale: &[Stale]) {
    for file in stale {
        println!("{file}");
    }
}

fn summarize(set: &CrateSet, stats: bool, started: Instant) {
    if stats {
        println!("{}", Stats::of(set));
    }
    println!(
        "{} and {}: {} operations, {} shapes, {} files in {:.0?}",
        set.names.model,
        set.names.client,
        set.resolved.operations.len(),
        set.resolved.shapes.len(),
        set.file_count(),
        started.elapsed(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_crates_are_what_the_models_give() {
        let outcome = own(true, false, Instant::now()).expect("models that are sound");
        assert_eq!(outcome, ExitCode::SUCCESS, "run `cargo xtask codegen`");
    }
}
