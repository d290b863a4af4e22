//! Standard output, written so that nothing is lost in silence: not where it is full, nor where it was closed
//! before the program began.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::CliError;

/// Whether standard output was closed when the program began. Rust opens the null device in its place before
/// `main`, which takes everything, so this has to be found out earlier.
static WAS_CLOSED: AtomicBool = AtomicBool::new(false);

#[cfg(unix)]
ctor::declarative::ctor! {
    #[ctor(unsafe)]
    fn look() {
        let is_there = |path: &str| std::fs::symlink_metadata(path).is_ok();
        WAS_CLOSED.store(is_there("/dev/fd") && !is_there("/dev/fd/1"), Ordering::Relaxed);
    }
}

/// Writes to standard output; a closed pipe is no error, because whoever reads has seen enough.
///
/// # Errors
/// If it cannot be written for another reason, or was closed before the program began.
pub fn print(text: &str) -> Result<(), CliError> {
    if text.is_empty() {
        return Ok(());
    }
    let failed = |reason: &dyn std::fmt::Display| {
        CliError::general(format!("standard output cannot be written: {reason}"))
    };
    if WAS_CLOSED.load(Ordering::Relaxed) {
        return Err(failed(&"it is closed"));
    }
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(failed(&error)),
        _ => Ok(()),
    }
}
