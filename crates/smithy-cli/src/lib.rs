//! A command line for any service that a Smithy catalog describes, with the grammar, the output and
//! the exit codes of AWS CLI v2.
//!
//! A program is a value: its name, and the services it calls, each of which is known by its catalog
//! and its endpoint rules alone. [`run`] does the rest. With one service a line is
//! `NAME OPERATION …`, with several it is `NAME SERVICE OPERATION …`.
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use smithy_cli::{Program, Service, run};
//! use smithy_client::ServiceSpec;
//!
//! /// The program `slim` for one service; a generated client crate has the type that stands for
//! /// `S`.
//! fn slim<S: ServiceSpec>() -> ExitCode {
//!     let program = Program::new("slim", env!("CARGO_PKG_VERSION"))
//!         .about("what a slim command line looks like")
//!         .service(Service::new::<S>())
//!         .regions(&["eu-west-1", "us-west-2"]);
//!     ExitCode::from(run(program, std::env::args_os()))
//! }
//! ```
//!
//! Options, parameters, checks before sending, pages, help, completion and the prompt all come from
//! the catalog, settings from where the AWS CLI has them. What a program may add of its own is a
//! copy of its services that answers without a network: a [`LocalBackend`](local::LocalBackend).

mod advice;
mod args;
mod caller;
mod complete;
mod console;
mod custom;
mod dry_run;
mod error;
pub mod exit;
mod explain;
mod help;
mod input;
pub mod local;
mod options;
mod outfile;
mod paginate;
mod panic;
mod paramfile;
mod params;
mod present;
mod program;
mod prompt;
mod prose;
mod record;
mod report;
mod response;
mod run;
mod service;
pub mod shorthand;
mod skeleton;
#[cfg(test)]
mod tests;
mod timestamp;
mod token;
mod validate;
mod wire;

pub use aws_settings::Validation;
pub use error::CliError;
pub use panic::exit_on_panic;
pub use program::{Elsewhere, MakeClient, Program};
pub use prose::Example;
pub use run::run;
pub use service::Service;
