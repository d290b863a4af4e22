//! Files that answers go to.

use std::io::{self, Write};
use std::path::Path;

use smithy_client::primitives::ByteStream;

use crate::error::CliError;
use crate::paramfile::system_reason;

/// Writes a body to a file as it arrives; no more than a part of it is in memory.
///
/// # Errors
/// If the file cannot be written, or the body ends early.
pub(crate) async fn write(path: &str, mut body: ByteStream) -> Result<(), CliError> {
    let mut file = std::fs::File::create(path).map_err(|error| unwritable(path, &error))?;
    while let Some(part) = body.next().await {
        let part = part.map_err(|error| {
            CliError::general(format!("The answer ended before it was complete: {error}"))
        })?;
        file.write_all(&part)
            .map_err(|error| unwritable(path, &error))?;
    }
    file.flush().map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &str, error: &io::Error) -> CliError {
    let (reason, path) = (system_reason(error), cli_formats::pytext::repr(path));
    CliError::general(format!("{reason}: {path}"))
}

/// Looks whether a file can be written, before anything is sent.
///
/// # Errors
/// If its folder is missing, or the file or the folder cannot be written.
pub(crate) fn check_writable(path: &str) -> Result<(), CliError> {
    let path = Path::new(path);
    let folder = match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => path,
    };
    let is_writable =
        |path: &Path| std::fs::metadata(path).is_ok_and(|found| !found.permissions().readonly());
    let good = folder.is_dir()
        && is_writable(folder)
        && !path.is_dir()
        && (!path.exists() || is_writable(path));
    match good {
        true => Ok(()),
        false => Err(CliError::param_validation(format!(
            "Unable to write to file: {}",
            path.display()
        ))),
    }
}

/// Writes a secret to a file that only its owner may read.
///
/// # Errors
/// If the file cannot be written.
pub(crate) fn write_private(path: &str, text: &str) -> Result<(), CliError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let write = |mut file: std::fs::File| {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // It may have been there, open to others.
            file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        }
        file.write_all(text.as_bytes())
    };
    let written = options.open(path).and_then(write);
    written.map_err(|error| unwritable(path, &error))
}
