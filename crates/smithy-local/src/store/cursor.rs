//! Reading and writing at a place in a file, without the cursor of the file, which others might move.

use std::fs::File;
use std::io::{self, Read, Write};
#[cfg(unix)]
use std::os::unix::fs::FileExt as _;
#[cfg(windows)]
use std::os::windows::fs::FileExt as _;

/// Reads or writes on from a place.
pub(super) struct Cursor<'f> {
    pub(super) file: &'f File,
    pub(super) at: u64,
}

impl Read for Cursor<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let count = self.file.read_at(bytes, self.at)?;
        #[cfg(windows)]
        let count = self.file.seek_read(bytes, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Write for Cursor<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let count = self.file.write_at(bytes, self.at)?;
        #[cfg(windows)]
        let count = self.file.seek_write(bytes, self.at)?;
        self.at += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
