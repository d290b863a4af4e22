//! State: entries by key in memory, and a file of all changes to them.
//!
//! Any number of processes share the file. Whoever writes locks it, follows what others wrote, and
//! appends; whoever reads follows, and never waits for the disk. Writes that come together are kept
//! together, with one sync of the disk for all of them.

mod commit;
mod cursor;
mod entries;
mod frame;
mod log;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use self::commit::Queue;
pub(crate) use self::entries::{Changes, Entries, Range, View};
use self::log::{Log, Stop};

/// What can go wrong between the service and its state.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The file or its folder cannot be made.
    #[error("the state file {} cannot be made: {reason}", path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The system does not let the file be opened.
    #[error("the state file {} cannot be opened: {reason}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The file can be read and not written.
    #[error("the state file {} cannot be written: {reason}", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The file is no state, or that of another version, or damaged.
    #[error(
        "the state file {} cannot be used: {reason}; move it away to start with an empty one",
        path.display()
    )]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The disk failed, or is full.
    #[error("the state cannot be read or written: {0}")]
    Access(String),
    /// An entry is not what was written.
    #[error(
        "an entry of the state is damaged: {0}; restore a snapshot, or move the file away to start with an empty one"
    )]
    Damaged(String),
}

/// Where the state lives.
#[derive(Debug, Clone)]
enum Place {
    Memory,
    File(PathBuf),
}

/// What was read so far.
#[derive(Debug, Default)]
struct Kept {
    entries: Entries,
    /// The file, once there is one that was read.
    log: Option<Log>,
    /// Another number whenever the entries may be others.
    version: u64,
}

impl Kept {
    fn follow(&mut self, path: &Path, alone: bool) -> Result<(), StoreError> {
        let mut is_quiet = alone;
        let mut _quiet = None;
        // Whether the file was opened when nobody could move it.
        let mut is_current = false;
        loop {
            if self.log.is_none() {
                self.log = Log::open(path)?;
                is_current = is_quiet;
            }
            let Some(log) = &mut self.log else {
                return Ok(());
            };
            match log.follow(&mut self.entries)? {
                Stop::End => return Ok(()),
                Stop::Unfit if is_quiet => return log.cut_off(),
                Stop::Unfit => {}
                // Who was to move it was killed before it did.
                Stop::Elsewhere if is_current => {}
                Stop::Elsewhere => self.forget(),
            }
            if !is_quiet {
                _quiet = log::wait_for_writers(path)?;
                is_quiet = true;
            }
        }
    }

    /// As if nothing had been read.
    fn forget(&mut self) {
        *self = Self {
            version: self.version + 1,
            ..Self::default()
        };
    }
}

/// The state.
pub(crate) struct Store {
    place: Place,
    kept: RwLock<Kept>,
    queue: Mutex<Queue>,
    /// Held while the file is read or written.
    turn: Mutex<()>,
    /// This process appends to the file right now, so that what is new in it is its own.
    is_appending: AtomicBool,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.place).finish()
    }
}

impl Store {
    /// State that goes away with the value.
    pub(crate) fn memory() -> Self {
        Self::new(Place::Memory)
    }

    /// State in a file, which is made when something is first kept.
    pub(crate) fn file(path: PathBuf) -> Self {
        Self::new(Place::File(path))
    }

    fn new(place: Place) -> Self {
        Self {
            place,
            kept: RwLock::default(),
            queue: Mutex::default(),
            turn: Mutex::default(),
            is_appending: AtomicBool::new(false),
        }
    }

    /// Where the state lives, for people.
    pub(crate) fn place(&self) -> String {
        match &self.place {
            Place::Memory => "memory".to_owned(),
            Place::File(path) => path.display().to_string(),
        }
    }

    /// Finds out whether the file can be written, and makes it if there is none.
    pub(crate) fn open(&self) -> Result<(), StoreError> {
        self.commit(Vec::new())
    }

    /// Runs `step` on what is kept. Changes under way are not seen.
    pub(crate) fn read<T>(&self, step: impl FnOnce(View<'_>) -> T) -> Result<T, StoreError> {
        self.catch_up()?;
        Ok(step(View::of(&self.kept().entries)))
    }

    /// A number that is another one as soon as something else is kept.
    pub(crate) fn version(&self) -> Result<u64, StoreError> {
        self.catch_up()?;
        Ok(self.kept().version)
    }

    fn catch_up(&self) -> Result<(), StoreError> {
        match self.is_up_to_date()? {
            true => Ok(()),
            false => self.follow(&lock(&self.turn), false),
        }
    }

    /// Whether nobody wrote what this process has not read. What it is about to write itself is
    /// nobody's knowledge before it is safe.
    fn is_up_to_date(&self) -> Result<bool, StoreError> {
        let kept = self.kept();
        match (&self.place, &kept.log) {
            (Place::Memory, _) => Ok(true),
            (Place::File(_), None) => Ok(false),
            (Place::File(_), Some(log)) => {
                Ok(log.is_read()? || self.is_appending.load(Ordering::Acquire))
            }
        }
    }

    /// Reads what others wrote. Who is `alone` holds the lock on the file.
    fn follow(&self, _turn: &MutexGuard<'_, ()>, alone: bool) -> Result<(), StoreError> {
        let Place::File(path) = &self.place else {
            return Ok(());
        };
        let mut kept = self.kept_mut();
        kept.version += 1;
        let followed = kept.follow(path, alone);
        if followed.is_err() {
            // Somebody may put another file in its place.
            kept.forget();
        }
        followed
    }

    fn kept(&self) -> RwLockReadGuard<'_, Kept> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept_mut(&self) -> RwLockWriteGuard<'_, Kept> {
        self.kept.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
