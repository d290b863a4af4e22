//! `omics`: AWS HealthOmics run caches from the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(smithy_cli::run(std::env::args_os().skip(1)))
}
