//! Another program from another model: no line is written for it but its identity.

use std::process::ExitCode;

use protocol_client::Protocol;
use smithy_cli::{Program, Service};

fn main() -> ExitCode {
    let program = Program::new("second-program", "2.5.0")
        .about("a program for tests")
        .service(Service::new::<Protocol>())
        .regions(&["mars-1"])
        .variables("SECOND");
    ExitCode::from(smithy_cli::run(program, std::env::args_os()))
}
