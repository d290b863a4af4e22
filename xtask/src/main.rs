//! Tasks of this repository, as `cargo xtask …`. What is of use elsewhere is in a library; only what holds for this repository is here.

mod bench;
mod binary;
mod ci;
mod codegen;
mod conformance;
mod diff;
#[cfg(feature = "packages")]
mod dist;
mod docs;
mod drift;
mod mutants;
mod protocol_tests;
mod recording;
mod sabotage;
mod tidy;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Tasks of this repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Generate the crates of this repository, or a pair of crates from a model of any AWS protocol.
    Codegen(codegen::Arguments),
    /// Compare what can be typed with two commands, given as models or configurations.
    Diff(diff::Arguments),
    /// Compare the model with an upstream one.
    Drift(drift::Arguments),
    /// Run the protocol and endpoint tests of a model against a generated client.
    ProtocolTests(protocol_tests::Arguments),
    /// Write manual pages and the reference of the command.
    Docs(docs::Arguments),
    /// Draw what `omics` shows on a terminal, for the README.
    Recording(recording::Arguments),
    /// Hold a command, a server or an SDK against what is recorded.
    #[command(disable_help_flag = true)]
    Conformance(conformance::Arguments),
    /// Make mistakes in a copy of this repository, and see that tests catch them.
    Sabotage(sabotage::Arguments),
    /// Run cargo-mutants on the modules in `conformance/mutants.toml`.
    Mutants(mutants::Arguments),
    /// Check what no compiler sees: names, rooms, sizes and arrows.
    Tidy,
    /// Measure what calls, starts, builds and parts cost, beside their peers.
    Bench(bench::Arguments),
    /// Make packages of the command: archive, deb, rpm, wheel, npm package, and what installs them.
    #[cfg(feature = "packages")]
    Dist(dist::Arguments),
    /// Make packages of the command: archive, deb, rpm, wheel, npm package, and what installs them.
    #[cfg(not(feature = "packages"))]
    #[command(disable_help_flag = true)]
    Dist {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<std::ffi::OsString>,
    },
    /// Format, clippy, generated code, tests, documentation and dependency rules: what must hold before a change lands.
    Ci(ci::Arguments),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Codegen(arguments) => codegen::run(&arguments),
        Task::Diff(arguments) => diff::run(&arguments),
        Task::Drift(arguments) => drift::run(arguments),
        Task::ProtocolTests(arguments) => protocol_tests::run(arguments),
        Task::Docs(arguments) => docs::run(&arguments),
        Task::Recording(arguments) => recording::run(&arguments),
        Task::Conformance(arguments) => conformance::run(&arguments),
        Task::Sabotage(arguments) => sabotage::run(&arguments),
        Task::Mutants(arguments) => mutants::run(&arguments),
        Task::Tidy => tidy::run(),
        Task::Bench(arguments) => bench::run(&arguments),
        #[cfg(feature = "packages")]
        Task::Dist(arguments) => dist::run(&arguments),
        #[cfg(not(feature = "packages"))]
        Task::Dist { arguments } => with_packages(&arguments),
        Task::Ci(arguments) => ci::run(&arguments),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

/// Runs `cargo xtask dist` in an xtask that has the packaging crates.
#[cfg(not(feature = "packages"))]
fn with_packages(arguments: &[std::ffi::OsString]) -> Outcome {
    let status = std::process::Command::new("cargo")
        .args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "xtask",
            "--features",
            "packages",
            "--",
            "dist",
        ])
        .args(arguments)
        .current_dir(root())
        .status()?;
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// What a task comes to: an exit code, or why it could not be done.
type Outcome = Result<ExitCode, Box<dyn Error>>;

/// The root of this repository: of the one whose cargo runs this program, which a copy of the repository may do.
fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), Path::to_owned)
}
