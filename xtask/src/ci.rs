//! `cargo xtask ci`: everything that must hold before a change lands, in one command.
//!
//! A step that lacks a tool is skipped on a developer's machine, and the last line says so. Where
//! `CI` is set it fails: a check that cannot run there is not a check.

use std::error::Error;
use std::ffi::OsString;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use clap::Args;

use crate::{Outcome, root};

/// Options of `cargo xtask ci`.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Go on after a step that fails, and report all at the end.
    #[arg(long)]
    keep_going: bool,
}

/// One step: what it proves, what it needs, and the cargo command that proves it.
struct Step {
    name: &'static str,
    needs: Needs,
    cargo: &'static [&'static str],
    env: &'static [(&'static str, &'static str)],
}

/// What a step needs beside cargo.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    /// The subcommand `cargo deny`.
    CargoDeny,
    /// python3 with boto3; the step's last argument is the folder of botocore's models.
    Botocore,
    /// Valgrind, which counts instructions.
    Valgrind,
    /// The toolchain `rust-version` names, as the command `rustup run` finds it.
    OldestRust,
    /// The subcommand `cargo nextest`, which takes the place of `cargo test`: it runs the tests of all packages side
    /// by side and ends one that hangs. A developer may do without.
    Nextest,
}

impl Needs {
    /// How to get it.
    fn remedy(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::CargoDeny => "`cargo install --locked cargo-deny`, or as .ci/run does",
            Self::Botocore => "`pip install boto3`, or as .ci/run does",
            Self::Valgrind => "`apt-get install valgrind`, or as .ci/run does",
            Self::OldestRust => "`rustup toolchain install` of the `rust-version` in Cargo.toml",
            Self::Nextest => "`cargo install --locked cargo-nextest`, or as .ci/run does",
        }
    }
}

const STEPS: &[Step] = &[
    Step {
        name: "format",
        needs: Needs::Nothing,
        cargo: &["fmt", "--all", "--check"],
        env: &[],
    },
    Step {
        name: "the house is tidy",
        needs: Needs::Nothing,
        cargo: &["xtask", "tidy"],
        env: &[],
    },
    Step {
        name: "generated code is fresh",
        needs: Needs::Nothing,
        cargo: &["xtask", "codegen", "--check"],
        env: &[],
    },
    Step {
        name: "the models are what botocore's are",
        needs: Needs::Botocore,
        cargo: &["xtask", "drift", "--botocore"],
        env: &[],
    },
    Step {
        name: "licenses, sources and bans",
        needs: Needs::CargoDeny,
        cargo: &["deny", "--locked", "check", "bans", "licenses", "sources"],
        env: &[],
    },
    Step {
        name: "clippy",
        needs: Needs::Nothing,
        cargo: &[
            "clippy",
            "--locked",
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
        needs: Needs::Nothing,
        cargo: &[
            "clippy",
            "--locked",
            "-p",
            "omics-cli",
            "--no-default-features",
            "--",
            "-D",
            "warnings",
        ],
        env: &[],
    },
    Step {
        name: "a build with the oldest Rust",
        needs: Needs::OldestRust,
        cargo: &["check", "--locked"],
        env: &[],
    },
    Step {
        // Cargo builds no programs of other packages for tests, so these would, and wait for each other meanwhile.
        // A test beside the programs has cargo choose the features that tests are built with.
        name: "the programs that tests run",
        needs: Needs::Nothing,
        cargo: &[
            "build",
            "--locked",
            "--workspace",
            "--all-features",
            "--bins",
            "--test",
            "signing",
        ],
        env: &[],
    },
    Step {
        name: "tests",
        needs: Needs::Nextest,
        cargo: &[
            "test",
            "--locked",
            "--workspace",
            "--all-features",
            "--no-fail-fast",
        ],
        env: &[],
    },
    Step {
        name: "mistakes that tests must catch, a sample",
        needs: Needs::Nothing,
        cargo: &["xtask", "sabotage", "--sample", "2"],
        env: &[],
    },
    Step {
        name: "examples in documentation",
        needs: Needs::Nothing,
        // What `--doc` forces beside them: those of services are not to be compiled, as their manifest says.
        cargo: &[
            "test",
            "--locked",
            "--workspace",
            "--exclude",
            "conformance-services",
            "--all-features",
            "--doc",
        ],
        env: &[],
    },
    Step {
        name: "budgets of calls and parts",
        needs: Needs::Valgrind,
        cargo: &["xtask", "bench", "--quick", "--check"],
        env: &[],
    },
    Step {
        name: "protocol tests of our own model",
        needs: Needs::Nothing,
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
        needs: Needs::Nothing,
        // With all features, as the steps before: what is below our crates was checked then. What is generated for
        // tests is documented as the golden crates are.
        cargo: &[
            "doc",
            "--locked",
            "--workspace",
            "--exclude",
            "conformance-services",
            "--exclude",
            "slices",
            "--all-features",
            "--no-deps",
        ],
        env: &[("RUSTDOCFLAGS", "-D warnings")],
    },
];

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Passed(Duration),
    Failed(Duration),
    /// A tool is missing, and this is no CI, or the tool is one that CI may lack.
    Skipped,
    /// A tool is missing in CI.
    Impossible,
}

/// Runs the steps in order and says how long each took.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let in_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    let mut results = Vec::new();
    for step in STEPS {
        let result = match tool(step.needs, in_ci) {
            Some(last) => execute(step, last)?,
            None => missing(step.needs, in_ci),
        };
        report(step, result);
        results.push((step.name, result));
        let stop = matches!(result, Verdict::Failed(_) | Verdict::Impossible);
        if stop && !arguments.keep_going {
            break;
        }
    }
    summarize(&results)
}

/// A skipped check is worth nothing in CI. The oldest Rust is the exception: a machine may have no way to
/// get it, and clippy's `incompatible_msrv` looks for the same mistakes.
fn missing(needs: Needs, in_ci: bool) -> Verdict {
    match in_ci && needs != Needs::OldestRust {
        true => Verdict::Impossible,
        false => Verdict::Skipped,
    }
}

fn report(step: &Step, result: Verdict) {
    match result {
        Verdict::Passed(took) => println!("-- {}: passed after {took:.0?}", step.name),
        Verdict::Failed(took) => println!("-- {}: FAILED after {took:.0?}", step.name),
        Verdict::Skipped => println!(
            "-- {}: skipped; to run it: {}",
            step.name,
            step.needs.remedy()
        ),
        Verdict::Impossible => println!(
            "-- {}: FAILED, it cannot run here; to run it: {}",
            step.name,
            step.needs.remedy()
        ),
    }
}

fn summarize(results: &[(&str, Verdict)]) -> Outcome {
    let named = |wanted: fn(&Verdict) -> bool| {
        let names: Vec<&str> = results
            .iter()
            .filter(|(_, result)| wanted(result))
            .map(|(name, _)| *name)
            .collect();
        names.join(", ")
    };
    let failed = named(|result| matches!(result, Verdict::Failed(_) | Verdict::Impossible));
    if !failed.is_empty() {
        return Err(format!("failed: {failed}").into());
    }
    let skipped = named(|result| *result == Verdict::Skipped);
    match skipped.as_str() {
        "" => println!("-- all steps passed"),
        _ => println!("-- all other steps passed; skipped: {skipped}"),
    }
    Ok(ExitCode::SUCCESS)
}

fn execute(step: &Step, tool: Tool) -> Result<Verdict, Box<dyn Error>> {
    let mut command = match tool.toolchain {
        Some(toolchain) => {
            let mut command = Command::new("rustup");
            command.args(["run", &toolchain, "cargo"]);
            // Its artifacts would push out those of the toolchain in use.
            command.env("CARGO_TARGET_DIR", root().join("target/oldest-rust"));
            command
        }
        None => Command::new("cargo"),
    };
    let line: Vec<&str> = match (tool.nextest, step.cargo) {
        (true, ["test", rest @ ..]) => ["nextest", "run"].iter().chain(rest).copied().collect(),
        (_, line) => line.to_vec(),
    };
    command
        .args(&line)
        .args(tool.argument)
        .envs(step.env.iter().copied())
        .current_dir(root());
    println!("-- {}: cargo {}", step.name, line.join(" "));
    let start = Instant::now();
    let status = command.status()?;
    Ok(match status.success() {
        true => Verdict::Passed(start.elapsed()),
        false => Verdict::Failed(start.elapsed()),
    })
}

/// What a step needs, found.
#[derive(Default)]
struct Tool {
    /// A last argument of the command.
    argument: Option<OsString>,
    /// A toolchain other than the one in use.
    toolchain: Option<String>,
    /// Whether `cargo nextest run` takes the place of `cargo test`.
    nextest: bool,
}

fn tool(needs: Needs, in_ci: bool) -> Option<Tool> {
    match needs {
        Needs::Nothing => Some(Tool::default()),
        Needs::CargoDeny => succeeds("cargo", &["deny", "--version"]).then(Tool::default),
        Needs::Nextest => {
            let nextest = succeeds("cargo", &["nextest", "--version"]);
            (nextest || !in_ci).then(|| Tool {
                nextest,
                ..Tool::default()
            })
        }
        Needs::Botocore => Some(Tool {
            argument: Some(botocore_models()?),
            ..Tool::default()
        }),
        Needs::Valgrind => succeeds("valgrind", &["--version"]).then(Tool::default),
        Needs::OldestRust => {
            let oldest = env!("CARGO_PKG_RUST_VERSION").to_owned();
            succeeds("rustup", &["run", &oldest, "cargo", "--version"]).then(|| Tool {
                toolchain: Some(oldest),
                ..Tool::default()
            })
        }
    }
}

fn succeeds(program: &str, args: &[&str]) -> bool {
    Command::new(program)
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The models of the installed botocore, if there is one.
fn botocore_models() -> Option<OsString> {
    const FIND: &str = "import boto3, botocore, os; print(os.path.join(os.path.dirname(botocore.__file__), 'data'))";
    let output = Command::new("python3").args(["-c", FIND]).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    std::path::Path::new(&path).is_dir().then(|| path.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_that_cannot_run_fails_in_ci_and_is_skipped_elsewhere() {
        for needs in [
            Needs::CargoDeny,
            Needs::Botocore,
            Needs::Valgrind,
            Needs::Nextest,
        ] {
            assert_eq!(missing(needs, true), Verdict::Impossible);
            assert_eq!(missing(needs, false), Verdict::Skipped);
            assert!(!needs.remedy().is_empty());
        }
        assert_eq!(missing(Needs::OldestRust, true), Verdict::Skipped);
    }

    #[test]
    fn a_check_that_could_not_run_makes_the_whole_fail() {
        let passed = ("first", Verdict::Passed(Duration::ZERO));
        assert!(summarize(&[passed, ("second", Verdict::Skipped)]).is_ok());
        let error = summarize(&[passed, ("second", Verdict::Impossible)]).unwrap_err();
        assert_eq!(error.to_string(), "failed: second");
    }
}
