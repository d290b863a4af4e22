//! State: one file or none, entries by key, and transactions.
//!
//! Any number of processes share the file, each with it open as long as it likes: a server keeps
//! its handle, and a command beside it reads and writes the same file. Reads never wait. Writes
//! that come together are kept together, with one sync of the disk for all of them.

mod file;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use redb::{Database, ReadOnlyDatabase, ReadableDatabase, ReadableTable, TableDefinition};

/// All entries. A value is the CRC-32 of its content and the content.
const ENTRIES: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("entries");

/// How many entries must go before the file is made smaller.
const WORTH_SHRINKING: usize = 2000;

/// Changes of a transaction: new values by key, `None` for entries that go.
pub(crate) type Changes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

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

/// A key and its value.
pub(crate) type Entry = (Vec<u8>, Vec<u8>);

/// Entries as one transaction sees them.
pub(crate) trait View {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;
    /// The first `limit` entries of a range, by key.
    fn range(&self, range: &Range, limit: usize) -> Result<Vec<Entry>, StoreError>;
}

/// Keys from one on and up to, but without, another.
#[derive(Debug)]
pub(crate) struct Range {
    pub(crate) from: Vec<u8>,
    pub(crate) to: Vec<u8>,
}

impl Range {
    /// All keys that start with this one and go on with anything but ten bytes of 255, which no
    /// key has.
    pub(crate) fn of(prefix: Vec<u8>) -> Self {
        let mut to = prefix.clone();
        to.extend([u8::MAX; 10]);
        Self { from: prefix, to }
    }
}

/// Where the state lives.
#[derive(Debug, Clone)]
enum Place {
    Memory,
    File(PathBuf),
}

enum Handle {
    Closed,
    Read(ReadOnlyDatabase),
    Write(Database),
}

/// A transaction: it looks and says what it changes, if anything.
type Step = Box<dyn FnOnce(&dyn View) -> Changes + Send>;

/// A transaction that waits to be kept.
struct Job {
    step: Step,
    done: SyncSender<Result<(), StoreError>>,
}

/// The state.
pub(crate) struct Store {
    place: Place,
    handle: RwLock<Handle>,
    waiting: Mutex<Vec<Job>>,
    /// Whoever holds it writes what waits, its own and that of others.
    writer: Mutex<()>,
    /// Entries removed since the file was last made smaller.
    removed: AtomicUsize,
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
            handle: RwLock::new(Handle::Closed),
            waiting: Mutex::default(),
            writer: Mutex::default(),
            removed: AtomicUsize::default(),
        }
    }

    /// Where the state lives, for people.
    pub(crate) fn place(&self) -> String {
        match &self.place {
            Place::Memory => "memory".to_owned(),
            Place::File(path) => path.display().to_string(),
        }
    }

    /// Opens the file for writing, and makes it if there is none.
    pub(crate) fn open(&self) -> Result<(), StoreError> {
        self.guarded(|| self.open_for_writing())
    }

    fn open_for_writing(&self) -> Result<(), StoreError> {
        let mut handle = self.handle.write().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*handle, Handle::Write(_)) {
            // Closed first: one process has one handle.
            *handle = Handle::Closed;
            *handle = Handle::Write(match &self.place {
                Place::Memory => file::in_memory()?,
                Place::File(path) => file::open(path)?,
            });
        }
        Ok(())
    }

    /// Runs `step` in a transaction that changes nothing.
    pub(crate) fn read<T>(&self, step: impl FnOnce(&dyn View) -> T) -> Result<T, StoreError> {
        self.guarded(|| self.look(step))
    }

    /// Runs what calls the database, which may panic on a file that somebody damaged. The file is
    /// opened anew after that.
    fn guarded<T>(&self, step: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        // Nothing is half changed that is not given up here: the handle and its transactions.
        catch_unwind(AssertUnwindSafe(step)).unwrap_or_else(|_| {
            let mut handle = self.handle.write().unwrap_or_else(PoisonError::into_inner);
            let broken = std::mem::replace(&mut *handle, Handle::Closed);
            // Closing it may panic for the same reason.
            catch_unwind(AssertUnwindSafe(|| drop(broken))).ok();
            Err(StoreError::Damaged(
                "its pages do not fit together".to_owned(),
            ))
        })
    }

    fn look<T>(&self, step: impl FnOnce(&dyn View) -> T) -> Result<T, StoreError> {
        self.open_for_reading()?;
        let handle = self.handle.read().unwrap_or_else(PoisonError::into_inner);
        let transaction = match &*handle {
            // There is no file yet, hence nothing in it.
            Handle::Closed => return Ok(step(&Nothing)),
            Handle::Read(database) => database.begin_read(),
            Handle::Write(database) => database.begin_read(),
        };
        let transaction = transaction.map_err(access)?;
        match transaction.open_table(ENTRIES) {
            Ok(table) => Ok(step(&table)),
            Err(redb::TableError::TableDoesNotExist(_)) => Ok(step(&Nothing)),
            Err(error) => Err(access(error)),
        }
    }

    fn open_for_reading(&self) -> Result<(), StoreError> {
        let is_open = |handle: &Handle| !matches!(handle, Handle::Closed);
        if is_open(&self.handle.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        let Place::File(path) = &self.place else {
            return Ok(());
        };
        let mut handle = self.handle.write().unwrap_or_else(PoisonError::into_inner);
        if !is_open(&handle)
            && let Some(opened) = file::open_to_read(path)?
        {
            *handle = opened;
        }
        Ok(())
    }

    /// Runs `step` in a transaction and keeps the changes it returns; they are safe on the disk when
    /// this returns. Steps of several threads that meet are kept in one go, one after the other.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        step: impl FnOnce(&dyn View) -> (Changes, T) + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = sync_channel(1);
        let (done, is_done) = sync_channel(1);
        let step = Box::new(move |view: &dyn View| {
            let (changes, value) = step(view);
            // The receiver lives until the job is done.
            answer.send(value).ok();
            changes
        });
        lock(&self.waiting).push(Job { step, done });
        let turn = lock(&self.writer);
        // Somebody may have done it while this thread waited for its turn.
        if let Ok(outcome) = is_done.try_recv() {
            outcome?;
        } else {
            self.keep_waiting(&turn);
            is_done.recv().unwrap_or_else(|_| Err(interrupted()))?;
        }
        answered.recv().map_err(|_| interrupted())
    }

    /// Writes all that waits, in one transaction.
    fn keep_waiting(&self, _turn: &MutexGuard<'_, ()>) {
        let jobs = std::mem::take(&mut *lock(&self.waiting));
        let (steps, done): (Vec<_>, Vec<_>) =
            jobs.into_iter().map(|job| (job.step, job.done)).unzip();
        let outcome = self.guarded(|| self.commit(steps));
        for done in done {
            // The thread that waits holds its receiver.
            done.send(outcome.clone()).ok();
        }
    }

    fn commit(&self, steps: Vec<Step>) -> Result<(), StoreError> {
        self.open_for_writing()?;
        let handle = self.handle.read().unwrap_or_else(PoisonError::into_inner);
        let Handle::Write(database) = &*handle else {
            return Err(interrupted());
        };
        let transaction = database.begin_write().map_err(access)?;
        let (mut changed, mut removed) = (false, 0);
        {
            let mut table = transaction.open_table(ENTRIES).map_err(access)?;
            for step in steps {
                let changes = step(&table);
                changed |= !changes.is_empty();
                for (key, value) in changes {
                    let key = key.as_slice();
                    match value {
                        Some(value) => table.insert(key, seal(&value).as_slice()).map(drop),
                        None => {
                            removed += 1;
                            table.remove(key).map(drop)
                        }
                    }
                    .map_err(access)?;
                }
            }
        }
        if changed {
            self.removed.fetch_add(removed, Ordering::Relaxed);
            transaction.commit().map_err(access)
        } else {
            transaction.abort().map_err(access)
        }
    }
}

impl Store {
    /// Gives the space of removed entries back, if it is worth the time: nothing is read or written
    /// meanwhile.
    pub(crate) fn shrink(&self) -> Result<(), StoreError> {
        if self.removed.load(Ordering::Relaxed) < WORTH_SHRINKING {
            return Ok(());
        }
        self.guarded(|| {
            let _turn = lock(&self.writer);
            let mut handle = self.handle.write().unwrap_or_else(PoisonError::into_inner);
            self.removed.store(0, Ordering::Relaxed);
            match &mut *handle {
                Handle::Write(database) => match database.compact() {
                    // Another process is at it: what is free now is used for what comes.
                    Ok(_) | Err(redb::CompactionError::TransactionInProgress) => Ok(()),
                    Err(error) => Err(access(error)),
                },
                _ => Ok(()),
            }
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn access(error: impl Into<redb::Error>) -> StoreError {
    match error.into() {
        error @ redb::Error::Corrupted(_) => StoreError::Damaged(error.to_string()),
        error => StoreError::Access(error.to_string()),
    }
}

fn interrupted() -> StoreError {
    StoreError::Access("the transaction was broken off".to_owned())
}

fn seal(content: &[u8]) -> Vec<u8> {
    let sum = crc32fast::hash(content).to_be_bytes();
    [&sum[..], content].concat()
}

fn unseal(value: &[u8]) -> Result<Vec<u8>, StoreError> {
    let sealed = value.split_first_chunk::<4>();
    let content = sealed
        .filter(|(sum, content)| crc32fast::hash(content).to_be_bytes() == **sum)
        .map(|(_, content)| content.to_vec());
    content.ok_or_else(|| StoreError::Damaged("its checksum is wrong".to_owned()))
}

impl<T: ReadableTable<&'static [u8], &'static [u8]>> View for T {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let value = ReadableTable::get(self, key).map_err(access)?;
        value.map(|value| unseal(value.value())).transpose()
    }

    fn range(&self, range: &Range, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let keys = range.from.as_slice()..range.to.as_slice();
        let entries = ReadableTable::range::<&[u8]>(self, keys).map_err(access)?;
        let entries = entries.take(limit).map(|entry| {
            let (key, value) = entry.map_err(access)?;
            Ok((key.value().to_vec(), unseal(value.value())?))
        });
        entries.collect()
    }
}

/// What a store without a file holds.
pub(crate) struct Nothing;

impl View for Nothing {
    fn get(&self, _: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(None)
    }

    fn range(&self, _: &Range, _: usize) -> Result<Vec<Entry>, StoreError> {
        Ok(Vec::new())
    }
}
