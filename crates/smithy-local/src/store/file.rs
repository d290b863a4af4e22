//! The file: made, opened, told apart from what it should not be.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use redb::backends::{FileBackend, InMemoryBackend};
use redb::{Builder, ConcurrencyMode, Database, DatabaseError};

use super::{Handle, StoreError};

/// Most memory the pages of the file may take.
const CACHE: usize = 64 * 1024 * 1024;

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder
        .set_concurrency_mode(ConcurrencyMode::MultiWriter)
        .set_cache_size(CACHE);
    builder
}

/// State without a file.
pub(super) fn in_memory() -> Result<Database, StoreError> {
    Builder::new()
        .create_with_backend(InMemoryBackend::new())
        .map_err(super::access)
}

/// Opens the file for reading and writing, and makes it if there is none.
pub(super) fn open(path: &Path) -> Result<Database, StoreError> {
    let file = match open_to_write(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            create(path)?;
            open_to_write(path)
        }
        other => other,
    };
    let file = file.map_err(|error| unopened(path, &error))?;
    let backend = FileBackend::new(file).map_err(|error| unusable(path, error))?;
    builder()
        .create_with_backend(backend)
        .map_err(|error| unusable(path, error))
}

fn open_to_write(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).open(path)
}

/// Opens the file for reading if it is there. One that was not closed well may have to be opened
/// for writing.
pub(super) fn open_to_read(path: &Path) -> Result<Option<Handle>, StoreError> {
    match builder().open_read_only(path) {
        Ok(database) => Ok(Some(Handle::Read(database))),
        Err(DatabaseError::Storage(redb::StorageError::Io(error)))
            if error.kind() == ErrorKind::NotFound =>
        {
            Ok(None)
        }
        Err(DatabaseError::RepairAborted) => {
            open(path).map(|database| Some(Handle::Write(database)))
        }
        Err(error) => Err(unusable(path, error)),
    }
}

/// Makes the file: aside, and under its name only once it is whole, so that a process killed on the
/// way leaves nothing that cannot be opened.
fn create(path: &Path) -> Result<(), StoreError> {
    let unmade = |error: io::Error| StoreError::Create {
        path: path.to_path_buf(),
        reason: error.to_string(),
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(unmade)?;
    }
    clean(path);
    let aside = aside(path);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&aside).map_err(unmade)?;
    let backend = FileBackend::new(file).map_err(|error| unusable(&aside, error))?;
    drop(
        builder()
            .create_with_backend(backend)
            .map_err(|error| unusable(&aside, error))?,
    );
    // Another process may have been faster: its file stays. It may also have taken this one for
    // something left behind; then there is its own.
    let linked = fs::hard_link(&aside, path).and(fs::remove_file(&aside));
    match linked {
        Err(_) if path.exists() => {
            // Whoever made it may have taken this away as well.
            fs::remove_file(&aside).ok();
            Ok(())
        }
        linked => linked.map_err(unmade),
    }
}

/// Takes away what processes left that were killed while they made the file. One that is still at
/// it holds the lock of its own.
fn clean(path: &Path) {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return;
    };
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    // What cannot be listed or removed is no reason not to start.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let left = entry.file_name();
        let suffix = left.to_str().zip(name.to_str());
        let suffix = suffix.and_then(|(left, name)| left.strip_prefix(name)?.strip_prefix('.'));
        let is_aside = suffix.is_some_and(|suffix| {
            suffix.len() == 16 && suffix.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        if is_aside && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            fs::remove_file(entry.path()).ok();
        }
    }
}

fn aside(path: &Path) -> PathBuf {
    let mut aside = path.as_os_str().to_owned();
    aside.push(format!(".{:016x}", fastrand::u64(..)));
    PathBuf::from(aside)
}

fn unopened(path: &Path, error: &io::Error) -> StoreError {
    let path = path.to_path_buf();
    let reason = error.to_string();
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            StoreError::ReadOnly { path, reason }
        }
        _ => StoreError::Open { path, reason },
    }
}

/// What redb says of a file: some of it is about the system, not about the file.
fn unusable(path: &Path, error: DatabaseError) -> StoreError {
    if let DatabaseError::Storage(redb::StorageError::Io(error)) = &error
        && error.kind() != ErrorKind::InvalidData
        && error.kind() != ErrorKind::UnexpectedEof
    {
        return unopened(path, error);
    }
    StoreError::Unusable {
        path: path.to_path_buf(),
        reason: error.to_string(),
    }
}
