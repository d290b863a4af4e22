//! A program of two services.

use std::process::ExitCode;

use smithy_cli::{Program, Service};

fn main() -> ExitCode {
    let program = Program::new("pair-of-services", "0.1.0")
        .service(Service::new::<protocol_client::Protocol>().word("things"))
        .service(Service::new::<omics_client::Omics>());
    ExitCode::from(smithy_cli::run(program, std::env::args_os()))
}
