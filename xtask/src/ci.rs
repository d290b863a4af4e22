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

const STEPS: [Step; 9] = [
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
        name: "the model is what botocore's is",
        cargo: &["xtask", "drift", "--against"],
        env: &[],
    },
    Step {
        name: "clippy",
        cargo: &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--",
            "-D",
            "warnings",
        ],
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
        name: "protocol tests of our own model",
        cargo: &[
            "xtask",
            "protocol-tests",
            "--model",
            "conformance/models/protocol.json",
        ],
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
        if step.cargo[0] == "deny" && !has_cargo_deny() {
            println!(
                "-- {}: skipped, `cargo install cargo-deny` to run it",
                step.name
            );
            continue;
        }
        let mut cargo: Vec<&str> = step.cargo.to_vec();
        let upstream = botocore_model();
        if step.cargo[1] == "drift" {
            let Some(model) = &upstream else {
                println!("-- {}: skipped, `pip install boto3` to run it", step.name);
                continue;
            };
            cargo.push(model);
        }
        println!("-- {}: cargo {}", step.name, cargo.join(" "));
        let start = Instant::now();
        let status = Command::new("cargo")
            .args(&cargo)
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

/// The model of the installed botocore, if there is one.
fn botocore_model() -> Option<String> {
    const FIND: &str = "import botocore, os; print(os.path.join(os.path.dirname(botocore.__file__), \
                        'data', 'omics', '2022-11-28', 'service-2.json.gz'))";
    let output = Command::new("python3").args(["-c", FIND]).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    std::path::Path::new(&path).is_file().then_some(path)
}
