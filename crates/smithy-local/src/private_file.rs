//! Files that only their owner may read.

use std::fs::OpenOptions;

/// How they are opened: to write, and to make them where that is asked for as well.
pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
