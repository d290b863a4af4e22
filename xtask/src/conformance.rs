//! `cargo xtask conformance`: the doors of the suite, which is a program of its own so that tasks that do not
//! need it do not build it.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use clap::Args;

use crate::{Outcome, root};

/// What `conformance` is told.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Arguments of the suite; `cargo xtask conformance --help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let manifest = root().join("Cargo.toml");
    // In the directory of the caller, whose paths the arguments are.
    let status = Command::new(env!("CARGO"))
        .args([
            "run",
            "--quiet",
            "--package",
            "conformance",
            "--bin",
            "conformance",
        ])
        .arg("--manifest-path")
        .arg(manifest)
        .arg("--")
        .args(&arguments.arguments)
        .status()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
