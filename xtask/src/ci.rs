//! `cargo xtask ci`: everything that must hold before a change lands, in one command.

use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use clap::Args;

use crate::{Outcome, root};

/// Options of `cargo xtask ci`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Go on after a step that fails, and report all at the end.
    #[arg(long)]
    keep_going: bool,
}

/// One step: what it proves and the cargo command that proves it.
struct Step {
    name: &'static str,
    cargo: &'static [&'static str],
    env: &'static [(&'static str, &'static str)],
}

const STEPS: [Step; 7] = [
    Step {
        name: "format",
        cargo: &["fmt", "--all", "--check"],
        env: &[],
    },
    Step {
        name: "generated code is fresh",
        cargo: &["xtask", "codegen", "--check"],
        env: &[],
    },
    Step {
        name: "clippy",
        cargo: &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"],
        env: &[],
    },
    Step {
        name: "a build without optional features",
        cargo: &["check", "-p", "omics-cli", "--no-default-features"],
        env: &[],
    },
    Step {
        name: "tests",
        cargo: &["test", "--workspace", "--all-features"],
        env: &[],
    },
    Step {
        name: "documentation",
        cargo: &["doc", "--workspace", "--no-deps"],
        env: &[("RUSTDOCFLAGS", "-D warnings")],
    },
    Step {
        name: "licenses, sources and bans",
        cargo: &["deny", "--offline", "check", "bans", "licenses", "sources"],
        env: &[],
    },
];

/// Runs the steps in order and says how long each took.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let mut failed = Vec::new();
    for step in &STEPS {
        if step.name.starts_with("licenses") && !has_cargo_deny() {
            println!("-- {}: skipped, `cargo install cargo-deny` to run it", step.name);
            continue;
        }
        println!("-- {}: cargo {}", step.name, step.cargo.join(" "));
        let start = Instant::now();
        let status = Command::new("cargo")
            .args(step.cargo)
            .envs(step.env.iter().copied())
            .current_dir(root())
            .status()?;
        println!("-- {}: {status} after {:.0?}", step.name, start.elapsed());
        if !status.success() {
            failed.push(step.name);
            if !arguments.keep_going {
                break;
            }
        }
    }
    if failed.is_empty() {
        println!("-- all steps passed");
        return Ok(ExitCode::SUCCESS);
    }
    Err(format!("failed: {}", failed.join(", ")).into())
}

fn has_cargo_deny() -> bool {
    Command::new("cargo")
        .args(["deny", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
