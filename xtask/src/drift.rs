//! `cargo xtask drift`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use smithy_codegen::drift;

use crate::{Outcome, root};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Upstream model: a Smithy JSON AST or a botocore `service-2.json`, gzip or not.
    #[arg(long, value_name = "FILE")]
    against: PathBuf,
    /// Model to compare; this repository's own by default.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

pub(crate) fn run(arguments: Arguments) -> Outcome {
    let ours = arguments
        .model
        .unwrap_or_else(|| root().join("model/omics.json"));
    let differences = drift::compare(&ours, &arguments.against)?;
    for difference in &differences {
        println!("{difference}");
    }
    println!("{} differences", differences.len());
    Ok(if differences.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
