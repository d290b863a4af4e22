//! The behaviour of the omics command line.

/// Writes a line to standard error. Where that is closed there is nobody to tell, which is no
/// reason to stop: `eprintln!` would panic.
macro_rules! tell {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($argument)*);
    }};
}
pub(crate) use tell;

pub mod args;
pub mod caller;
pub mod dry_run;
pub mod error;
pub mod errors;
pub mod exit;
pub mod help;
pub mod options;
pub mod paginate;
pub mod paramfile;
pub mod params;
pub mod present;
mod prompt;
pub mod record;
pub mod response;
pub mod run;
pub mod shorthand;
pub mod skeleton;
pub mod timestamp;
pub mod token;
pub mod validate;
pub mod wire;

pub use run::run;
