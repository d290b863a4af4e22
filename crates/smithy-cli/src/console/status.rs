//! One line on a terminal's standard error that tells what is waited for, and that is gone
//! afterwards.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};

use aws_settings::Environment;

use super::escape;

/// The line. Clones are the same line; without a terminal there is none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Status(Option<Arc<Mutex<Line>>>);

/// What is shown.
#[derive(Debug)]
struct Line {
    is_shown: bool,
}

impl Status {
    /// The line on this standard error, if that is a terminal that can take a line back.
    pub(crate) fn of_stderr(env: &Environment) -> Self {
        let can = io::stderr().is_terminal() && !super::is_dumb(env);
        Self(can.then(|| Arc::new(Mutex::new(Line { is_shown: false }))))
    }

    /// Shows this text in place of what was there.
    pub(crate) fn show(&self, text: &str) {
        let Some(line) = &self.0 else { return };
        let mut line = line.lock().unwrap_or_else(PoisonError::into_inner);
        let columns = terminal_size::terminal_size_of(io::stderr());
        let columns = columns.map_or(80, |(width, _)| usize::from(width.0));
        let text = escape::text(text).replace(['\n', '\t'], " ");
        // A line that wraps could not be taken back.
        let cut: String = text.chars().take(columns.saturating_sub(1)).collect();
        line.is_shown = write!(io::stderr(), "\r{cut}\x1b[K").is_ok();
    }

    /// Takes the line away.
    pub(crate) fn clear(&self) {
        let Some(line) = &self.0 else { return };
        let mut line = line.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut line.is_shown) {
            // Where standard error is closed nothing was shown.
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
