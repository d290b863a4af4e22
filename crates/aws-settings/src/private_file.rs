//! Files that only their owner may read.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Puts a file with this content in the place of the one there, if any, and makes its folder where it is not
/// there. Nobody finds half of it, whoever else reads or replaces it meanwhile.
///
/// # Errors
/// If the system lets it not be written; what was there stays.
pub fn replace_private_file(path: &Path, content: &[u8]) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    let new = path.with_extension(format!("{:x}.tmp", fastrand::u64(..)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(&new)
        .and_then(|mut file| file.write_all(content))
        .and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        // What cannot be written may not be there to be removed either.
        let _absent = fs::remove_file(&new);
    }
    written
}
