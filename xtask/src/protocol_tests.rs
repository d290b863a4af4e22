//! `cargo xtask protocol-tests`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use smithy_codegen::protocol_tests::{self, Request};

use crate::{Outcome, root};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Smithy JSON AST with `smithy.test` or `smithy.rules#endpointTests` traits.
    #[arg(long)]
    model: PathBuf,
    /// Name or shape id of the service, where the model has several.
    #[arg(long)]
    service: Option<String>,
    /// Run only the test case with this id.
    #[arg(long, value_name = "ID", conflicts_with = "endpoints_only")]
    only: Option<String>,
    /// Write a report to this file.
    #[arg(long, value_name = "OUT")]
    json: Option<PathBuf>,
    /// Run the endpoint tests and nothing else; operations are not generated.
    #[arg(long)]
    endpoints_only: bool,
    /// JSON object of test ids that are expected to fail, with the reason.
    #[arg(long, value_name = "FILE")]
    expected_failures: Option<PathBuf>,
}

pub(crate) fn run(arguments: Arguments) -> Outcome {
    let root = root();
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let expected = arguments
        .expected_failures
        .unwrap_or_else(|| root.join("conformance/protocol/expected-failures.json"));
    let report = protocol_tests::run(&Request {
        model: arguments.model,
        service: arguments.service,
        only: arguments.only,
        endpoints_only: arguments.endpoints_only,
        expected_failures: protocol_tests::expected_failures(&expected)?,
        target: std::path::absolute(target)?,
        root,
    })?;
    if let Some(out) = arguments.json {
        std::fs::write(out, format!("{:#}\n", report.to_json()))?;
    }
    println!("{report}");
    Ok(if report.is_success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
