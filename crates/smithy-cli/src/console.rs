//! Words to the user: standard output, and notes beside it on standard error.

use std::io::{self, Write};

use crate::error::CliError;

/// Writes a line to standard error. Where that is closed there is nobody to tell, which is no
/// reason to stop: `eprintln!` would panic.
macro_rules! tell {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($argument)*);
    }};
}
pub(crate) use tell;

/// Writes a line to standard error, for people.
pub fn note(text: &str) {
    tell!("{text}");
}

/// Writes to standard output; a closed pipe is no error.
///
/// # Errors
/// If it cannot be written for another reason.
pub fn print(text: &str) -> Result<(), CliError> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(CliError::general(format!(
            "standard output cannot be written: {error}"
        ))),
        _ => Ok(()),
    }
}
