//! `omics`: AWS HealthOmics run caches from the command line.
//!
//! What the command does is `smithy-cli`'s; this is its identity, and the local service it brings
//! along.

mod elsewhere;
#[cfg(feature = "local")]
mod local;
#[cfg(not(feature = "local"))]
#[path = "local/absent.rs"]
mod local;

use std::process::ExitCode;

use omics_client::Omics;
use smithy_cli::{Elsewhere, Example, Program, Service};

/// Where AWS HealthOmics is offered.
const REGIONS: &[&str] = &[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-southeast-1",
    "eu-central-1",
    "eu-west-1",
    "eu-west-2",
    "il-central-1",
    "us-east-1",
    "us-east-2",
    "us-west-2",
];

const EXAMPLES: &[Example] = &[Example {
    title: "Create a run cache, and list what there is:",
    lines: &[
        "omics --local create-run-cache \\",
        "    --cache-s3-location s3://my-bucket/cache/ \\",
        "    --name first --tags team=genomics",
        "omics --local list-run-caches",
    ],
}];

fn main() -> ExitCode {
    smithy_cli::exit_on_panic("omics");
    let program = Program::new("omics", env!("CARGO_PKG_VERSION"))
        .about("AWS HealthOmics run caches from the command line")
        .service(Service::new::<Omics>())
        .regions(REGIONS)
        .examples(EXAMPLES)
        .elsewhere(Elsewhere {
            tool: "aws omics",
            commands: elsewhere::COMMANDS,
        })
        .more("https://docs.aws.amazon.com/omics/latest/api/")
        .local(local::service());
    ExitCode::from(smithy_cli::run(program, std::env::args_os()))
}
