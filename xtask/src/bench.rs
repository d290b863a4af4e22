//! `cargo xtask bench`: what a call, a start, a build and each part cost, beside a peer, in one run.
//!
//! Peers take turns with us, so that a busy machine is busy for both; figures are medians, and ratios are
//! what counts. Where valgrind is installed instructions are counted, which no neighbour disturbs.
//! `conformance/benches/budgets.toml` has the ratios that `--check` holds us to. A peer that is not
//! installed leaves out its figures, and the last lines say so.

mod budgets;
mod build;
mod client;
mod command;
mod figure;
mod part;
mod plot;
mod process;
mod programs;
mod server;
mod valgrind;

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::{Args, ValueEnum};

use crate::{Outcome, root};
use budgets::Budgets;
use figure::Report;

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// Count instructions of a debug build, and nothing else: half a minute, and the same on any machine.
    #[arg(long)]
    quick: bool,
    /// Fail where a figure is over its budget.
    #[arg(long)]
    check: bool,
    /// Draw the ratios into docs/figures as SVG.
    #[arg(long, conflicts_with = "quick")]
    plot: bool,
    /// Measure these groups; all by default.
    #[arg(long, value_delimiter = ',', conflicts_with = "quick")]
    only: Vec<Group>,
    /// A Smithy model of all of HealthOmics, to compare with the official crate that has all of it.
    #[arg(long, conflicts_with = "quick")]
    whole_model: Option<PathBuf>,
}

/// Figures that are measured together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Group {
    /// What a call costs.
    Client,
    /// What a run of the command costs, and how large it is.
    Command,
    /// What the parts beside the client cost, and how that grows.
    Part,
    /// What it costs to compile a program, clean.
    Build,
}

/// Measures, prints, and holds the figures to their budgets.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let budgets = Budgets::read(&root().join("conformance/benches/budgets.toml"))?;
    let budgets = budgets.of(arguments.quick);
    let mut report = Report::default();
    match arguments.quick {
        true => quick(&mut report)?,
        false => whole(arguments, &mut report)?,
    }
    match arguments.json {
        true => println!("{:#}", report.json()),
        false => print!("{}", report.table(&budgets)),
    }
    if arguments.plot {
        plot::write(&report, &root().join("docs/figures"))?;
    }
    let mut over = budgets.broken_by(&report);
    if arguments.quick {
        // A whole run may lack peers.
        over.extend(budgets.left_over(&report));
    }
    over.iter().for_each(|line| eprintln!("{line}"));
    match arguments.check && !over.is_empty() {
        true => Err("figures are over their budgets".into()),
        false => Ok(ExitCode::SUCCESS),
    }
}

/// Options that build with what a run of all tests has compiled.
const AS_TESTS: [&str; 2] = ["--workspace", "--all-features"];

/// What CI has time for. Both sides are built without optimization, so its budgets are its own.
fn quick(report: &mut Report) -> Result<(), Box<dyn Error>> {
    if !valgrind::is_installed() {
        return Err("valgrind is not installed, and it counts the instructions".into());
    }
    let figures = driver(&AS_TESTS)?;
    client::count(&figures, (5, 25), report)?;
    part::count(&figures, report)
}

fn whole(arguments: &Arguments, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let wanted = |group| arguments.only.is_empty() || arguments.only.contains(&group);
    if wanted(Group::Client) || wanted(Group::Command) || wanted(Group::Part) {
        let figures = match wanted(Group::Client) || wanted(Group::Part) {
            true => driver(&["-p", "conformance", "--profile", "bench"])?,
            // For the command it only serves.
            false => driver(&AS_TESTS)?,
        };
        let server = server::Server::start(&figures)?;
        if wanted(Group::Client) {
            client::measure(&figures, &server, report)?;
        }
        if wanted(Group::Command) {
            command::measure(&server, report)?;
        }
        if wanted(Group::Part) {
            part::measure(&figures, report)?;
        }
    }
    if wanted(Group::Build) {
        build::measure(arguments.whole_model.as_deref(), report)?;
    }
    Ok(())
}

/// Builds the program that is measured, `conformance/benches/figures`.
fn driver(options: &[&str]) -> Result<PathBuf, Box<dyn Error>> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--locked", "--bench", "figures"])
        .args(options)
        .current_dir(root());
    build::executable(&mut cargo, "figures")
}
