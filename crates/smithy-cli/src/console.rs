//! Words to the user: standard output, and notes beside it on standard error.
//!
//! What others wrote, a service or whoever chose an argument, reaches a terminal only through
//! [`escape`]: see there.

pub(crate) mod escape;
pub(crate) mod events;
mod output;
pub(crate) mod status;

use std::io::{self, IsTerminal, Write};

use aws_settings::Environment;
use cli_formats::{Format, TableStyle, Value, WriteError};

use crate::error::CliError;
pub use output::print;

/// Writes a line to standard error, with what could act on a terminal escaped.
macro_rules! tell {
    ($($argument:tt)*) => { $crate::console::note(&format!($($argument)*)) };
}
pub(crate) use tell;

/// Writes a line to standard error, for people. What could act on a terminal is shown escaped.
///
/// Where standard error is closed there is nobody to tell, which is no reason to stop: `eprintln!`
/// would panic.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr(), "{}", escape::text(text));
}

/// Whether the terminal only takes one line after the other.
pub(crate) fn is_dumb(env: &Environment) -> bool {
    env.get("TERM") == Some("dumb")
}

/// Whether colours and bold text are welcome on the terminal: not where `NO_COLOR` is set.
pub(crate) fn has_color(env: &Environment) -> bool {
    env.non_empty("NO_COLOR").is_none() && !is_dumb(env)
}

/// As [`print`], of what others wrote: escaped on a terminal, and as it is elsewhere.
pub(crate) fn print_foreign(text: &str) -> Result<(), CliError> {
    match io::stdout().is_terminal() {
        true => print(&escape::text(text)),
        false => print(text),
    }
}

/// The value in a format, for a terminal: with what could act on it escaped.
///
/// # Errors
/// If the format cannot show the value.
pub(crate) fn format_safely(
    format: Format,
    title: &str,
    value: &Value,
    style: &TableStyle,
) -> Result<String, WriteError> {
    match format {
        // Tables have columns to keep straight, and colours of their own.
        Format::Table => format.write(title, &escape::value(value), style),
        _ => Ok(escape::text(&format.write(title, value, style)?).into_owned()),
    }
}
