//! State on disk: one file, one transaction per request.
//!
//! The store locks its file exclusively while it is open. So that several processes can use one
//! file, it is opened for each transaction and closed after it, and a lock held by another process
//! is waited for, though not for ever.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use redb::{Database, DatabaseError, ReadableTable, Table, TableDefinition};
use serde_json::Value;

/// How long to wait for another process to let go of the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait between two looks at the lock.
const PAUSE: Duration = Duration::from_millis(5);

/// Records by region and order of creation.
const RECORDS: TableDefinition<'_, (&str, u64), &[u8]> = TableDefinition::new("records");

/// The last position given out in a region; positions are never given twice.
const LAST: TableDefinition<'_, &str, u64> = TableDefinition::new("last");

/// Where in the order of creation an id stands.
const POSITIONS: TableDefinition<'_, (&str, &str), u64> = TableDefinition::new("positions");

/// What was answered to a request token, and to which input.
const ANSWERS: TableDefinition<'_, (&str, &str), &[u8]> = TableDefinition::new("answers");

/// What can go wrong between the service and its file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error(
        "the state file {} is in use by another process; it was waited for {} seconds",
        path.display(),
        PATIENCE.as_secs()
    )]
    Busy { path: PathBuf },
    #[error("the state file {} cannot be made: {reason}", path.display())]
    Create { path: PathBuf, reason: io::Error },
    #[error(
        "the state file {} cannot be used: {reason}; move it away to start with an empty one",
        path.display()
    )]
    File { path: PathBuf, reason: redb::Error },
    #[error("the state cannot be read or written: {0}")]
    Access(redb::Error),
    #[error("a record in the state file is damaged: {0}")]
    Record(serde_json::Error),
}

/// The file that holds the state.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    /// Threads of this process take turns here, not at the lock of the file.
    turn: Mutex<()>,
}

impl Store {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            turn: Mutex::new(()),
        }
    }

    /// Runs `step` in a transaction whose changes are kept if it succeeds.
    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        step: impl FnOnce(&mut Records<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transact(true, step)
    }

    /// Runs `step` in a transaction that changes nothing.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        step: impl FnOnce(&Records<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transact(false, |records| step(records))
    }

    fn transact<T, E: From<StoreError>>(
        &self,
        keep: bool,
        step: impl FnOnce(&mut Records<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let database = self.open()?;
        let transaction = database.begin_write().map_err(access)?;
        let outcome = {
            let mut records = Records {
                records: transaction.open_table(RECORDS).map_err(access)?,
                last: transaction.open_table(LAST).map_err(access)?,
                positions: transaction.open_table(POSITIONS).map_err(access)?,
                answers: transaction.open_table(ANSWERS).map_err(access)?,
            };
            step(&mut records)
        };
        if keep && outcome.is_ok() {
            transaction.commit().map_err(access)?;
        } else {
            transaction.abort().map_err(access)?;
        }
        outcome
    }

    fn open(&self) -> Result<Database, StoreError> {
        let path = &self.path;
        self.create()?;
        let started = Instant::now();
        loop {
            match Database::create(path) {
                Ok(database) => return Ok(database),
                Err(DatabaseError::DatabaseAlreadyOpen) if started.elapsed() < PATIENCE => {
                    sleep(PAUSE);
                }
                Err(DatabaseError::DatabaseAlreadyOpen) => {
                    return Err(StoreError::Busy { path: path.clone() });
                }
                Err(error) => {
                    return Err(StoreError::File {
                        path: path.clone(),
                        reason: error.into(),
                    });
                }
            }
        }
    }

    /// Makes the file if there is none: aside, and under its name only once it is whole, so that a
    /// process killed on the way leaves nothing that cannot be opened.
    fn create(&self) -> Result<(), StoreError> {
        let path = &self.path;
        if path.exists() {
            return Ok(());
        }
        let unmade = |reason| StoreError::Create {
            path: path.clone(),
            reason,
        };
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).map_err(unmade)?;
        let mut aside = path.clone().into_os_string();
        aside.push(format!(".{:016x}", fastrand::u64(..)));
        drop(Database::create(&aside).map_err(access)?);
        // Another process may have been faster: its file stays.
        let linked = match fs::hard_link(&aside, path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        };
        linked.and(fs::remove_file(&aside)).map_err(unmade)
    }
}

fn access(error: impl Into<redb::Error>) -> StoreError {
    StoreError::Access(error.into())
}

fn parse(bytes: &[u8]) -> Result<Value, StoreError> {
    serde_json::from_slice(bytes).map_err(StoreError::Record)
}

/// The tables within one transaction.
pub(crate) struct Records<'t> {
    records: Table<'t, (&'static str, u64), &'static [u8]>,
    last: Table<'t, &'static str, u64>,
    positions: Table<'t, (&'static str, &'static str), u64>,
    answers: Table<'t, (&'static str, &'static str), &'static [u8]>,
}

impl Records<'_> {
    /// The record with this id.
    pub(crate) fn get(&self, region: &str, id: &str) -> Result<Option<Value>, StoreError> {
        let Some(position) = self.position(region, id)? else {
            return Ok(None);
        };
        let record = self.records.get((region, position)).map_err(access)?;
        record.map(|record| parse(record.value())).transpose()
    }

    /// Adds a record under a new id, after all others.
    pub(crate) fn add(&mut self, region: &str, id: &str, record: &Value) -> Result<(), StoreError> {
        let last = self
            .last
            .get(region)
            .map_err(access)?
            .map_or(0, |last| last.value());
        let position = last + 1;
        self.last.insert(region, position).map_err(access)?;
        self.positions
            .insert((region, id), position)
            .map_err(access)?;
        self.put(region, position, record)
    }

    /// Puts a changed record in the place of the one with this id.
    pub(crate) fn replace(
        &mut self,
        region: &str,
        id: &str,
        record: &Value,
    ) -> Result<(), StoreError> {
        match self.position(region, id)? {
            Some(position) => self.put(region, position, record),
            None => Ok(()),
        }
    }

    /// Removes the record with this id; says whether there was one.
    pub(crate) fn remove(&mut self, region: &str, id: &str) -> Result<bool, StoreError> {
        let position = self.positions.remove((region, id)).map_err(access)?;
        let Some(position) = position.map(|position| position.value()) else {
            return Ok(false);
        };
        self.records.remove((region, position)).map_err(access)?;
        Ok(true)
    }

    /// Up to `limit` records after a position, each with its own.
    pub(crate) fn after(
        &self,
        region: &str,
        position: u64,
        limit: usize,
    ) -> Result<Vec<(u64, Value)>, StoreError> {
        let range = (region, position.saturating_add(1))..=(region, u64::MAX);
        let records = self.records.range(range).map_err(access)?.take(limit);
        let page = records.map(|entry| {
            let (key, record) = entry.map_err(access)?;
            Ok((key.value().1, parse(record.value())?))
        });
        page.collect()
    }

    /// What was remembered for a request token.
    pub(crate) fn answer(&self, region: &str, token: &str) -> Result<Option<Value>, StoreError> {
        let answer = self.answers.get((region, token)).map_err(access)?;
        answer.map(|answer| parse(answer.value())).transpose()
    }

    /// Remembers an answer for a request token.
    pub(crate) fn remember(
        &mut self,
        region: &str,
        token: &str,
        answer: &Value,
    ) -> Result<(), StoreError> {
        let bytes = answer.to_string();
        self.answers
            .insert((region, token), bytes.as_bytes())
            .map_err(access)?;
        Ok(())
    }

    fn position(&self, region: &str, id: &str) -> Result<Option<u64>, StoreError> {
        let position = self.positions.get((region, id)).map_err(access)?;
        Ok(position.map(|position| position.value()))
    }

    fn put(&mut self, region: &str, position: u64, record: &Value) -> Result<(), StoreError> {
        let bytes = record.to_string();
        self.records
            .insert((region, position), bytes.as_bytes())
            .map_err(access)?;
        Ok(())
    }
}
