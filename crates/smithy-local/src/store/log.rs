//! The file: a header, a frame for every commit, and zeros.
//!
//! Frames are written into zeros that are on the disk already. A sync has only bytes to write then,
//! and not how long the file became, which costs as much again. What stands behind the end of the
//! file counts as zeros.
//!
//! Who writes holds a lock on a file beside it, and writes a frame when those before it are on the
//! disk. So these are all things that can stand behind the last whole frame:
//!
//! - Zeros: there is no more.
//! - A write that was broken off: a frame that ends in zeros, or has blocks of zeros in it, and no
//!   whole frame behind it. It is as if it were not there, and who writes cuts it off.
//! - A write under way, for one who does not hold the lock. It is waited for.
//! - Damage: anything else.
//!
//! The file itself is not locked, so that reading it needs no permission to write.

use std::fs::{self, File};
use std::io::{self, BufReader, ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};

use super::StoreError;
use super::cursor::Cursor;
use super::entries::Entries;
use super::frame::{self, Next, PREFIX, Way};
use crate::private_file::private;

const HEADER: &[u8; 16] = b"smithy-local 1\r\n";

/// About how many bytes of entries there are in a frame of a file that is written anew.
const CHUNK: usize = 1024 * 1024;

/// Most zeros that are put behind a frame, but for what makes the file end with a page.
const ROOM: u64 = 1024 * 1024;

/// What file systems keep files in.
const PAGE: u64 = 4096;

/// The file, and how far it was read.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    file: File,
    reach: Reach,
    /// Why it cannot be written, if so.
    read_only: Option<String>,
}

/// How far a file is known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reach {
    /// Where the next frame starts.
    read: u64,
    /// There is nothing but zeros from there up to here, if this is more.
    blank: u64,
}

/// Where following ends.
#[derive(Debug, PartialEq)]
pub(super) enum Stop {
    /// There is no more.
    End,
    /// The file goes on elsewhere: under its name is another one, or will be once nobody writes.
    Elsewhere,
    /// What comes next is no whole frame. It may become one as long as somebody writes.
    Unfit,
}

/// Keeps other processes from writing until it is dropped.
pub(super) fn lock(path: &Path) -> Result<File, StoreError> {
    let unlocked = |error: io::Error| match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem if path.exists() => {
            StoreError::ReadOnly {
                path: path.to_owned(),
                reason: error.to_string(),
            }
        }
        _ => unmade(path, &error),
    };
    let open = || {
        let mut options = private();
        options
            .create(true)
            .truncate(false)
            .open(beside(path, "lock"))
    };
    let file = open().or_else(|error| match error.kind() {
        ErrorKind::NotFound => fs::create_dir_all(folder(path)).and_then(|()| open()),
        _ => Err(error),
    });
    let file = file.map_err(unlocked)?;
    file.lock().map_err(unlocked)?;
    Ok(file)
}

/// Waits until nobody writes, and keeps it so until it is dropped. Who must not know whether somebody
/// writes, or whom nobody ever told, does not wait.
pub(super) fn wait_for_writers(path: &Path) -> Result<Option<File>, StoreError> {
    match File::open(beside(path, "lock")) {
        Ok(file) => {
            file.lock_shared().map_err(access)?;
            Ok(Some(file))
        }
        Err(error) => match error.kind() {
            ErrorKind::NotFound | ErrorKind::PermissionDenied => Ok(None),
            _ => Err(access(error)),
        },
    }
}

impl Log {
    /// Opens the file, if there is one.
    pub(super) fn open(path: &Path) -> Result<Option<Self>, StoreError> {
        let (file, read_only) = match private().read(true).open(path) {
            Ok(file) => (file, None),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => match File::open(path) {
                Ok(file) if error.kind() != ErrorKind::IsADirectory => {
                    (file, Some(error.to_string()))
                }
                Ok(_) | Err(_) => {
                    return Err(StoreError::Open {
                        path: path.to_owned(),
                        reason: error.to_string(),
                    });
                }
            },
        };
        Ok(Some(Self {
            path: path.to_owned(),
            file,
            reach: Reach::default(),
            read_only,
        }))
    }

    /// Makes the file, for one who holds the lock.
    pub(super) fn create(path: &Path) -> Result<Self, StoreError> {
        let file = private().read(true).create(true).truncate(false).open(path);
        Ok(Self {
            path: path.to_owned(),
            file: file.map_err(|error| unmade(path, &error))?,
            reach: Reach::default(),
            read_only: None,
        })
    }

    /// Whether there is nothing in the file that was not read.
    pub(super) fn is_read(&self) -> Result<bool, StoreError> {
        let mut next = [0; PREFIX];
        let count = self.rest().read(&mut next).map_err(access)?;
        // The file ends here, or it became shorter, which follows to find out.
        let is_there = count == PREFIX || self.length()? >= self.reach.read;
        Ok(is_there && frame::is_blank(&next))
    }

    /// How long it is, as far as it was read.
    pub(super) fn size(&self) -> u64 {
        self.reach.read
    }

    fn length(&self) -> Result<u64, StoreError> {
        Ok(self.file.metadata().map_err(access)?.len())
    }

    fn read_header(&mut self) -> Result<(), StoreError> {
        let mut start = Vec::new();
        let mut header = self.rest().take(HEADER.len() as u64);
        header.read_to_end(&mut start).map_err(access)?;
        match start.as_slice() {
            start if start == HEADER => self.reach.read = HEADER.len() as u64,
            // Empty, or whoever made it was killed.
            start if HEADER.starts_with(start) => {}
            start if start.starts_with(b"redb") => {
                let said = "an earlier version made it and kept its state in another form";
                return Err(self.unusable(said));
            }
            _ => return Err(self.unusable("it is no state of a local service")),
        }
        Ok(())
    }

    /// Reads what is new.
    pub(super) fn follow(&mut self, entries: &mut Entries) -> Result<Stop, StoreError> {
        if self.reach.read == 0 {
            self.read_header()?;
        }
        if self.reach.read == 0 {
            return Ok(Stop::End);
        }
        let length = self.length()?;
        if length < self.reach.read {
            return Err(self.unusable("it became shorter while it was in use"));
        }
        let mut reach = self.reach;
        let mut reader = BufReader::new(self.rest());
        let stop = loop {
            let left = length.saturating_sub(reach.read);
            match frame::next(&mut reader, left).map_err(access)? {
                Next::Content(content) => {
                    let way = frame::apply(&content, entries).ok_or_else(|| self.damaged(reach))?;
                    reach.read += (PREFIX + content.len()) as u64;
                    if way == Way::Elsewhere {
                        break Stop::Elsewhere;
                    }
                }
                Next::Unfit => break Stop::Unfit,
                // What is known to be blank was looked at before.
                Next::Nothing if reach.read < reach.blank => break Stop::End,
                Next::Nothing => match frame::only_zeros_come(&mut reader).map_err(access)? {
                    true => {
                        reach.blank = length;
                        break Stop::End;
                    }
                    false => break Stop::Unfit,
                },
            }
        };
        self.reach = reach;
        Ok(stop)
    }

    /// Cuts off what comes next, no whole frame, if it was broken off. Nobody else writes now.
    pub(super) fn cut_off(&mut self) -> Result<(), StoreError> {
        let mut rest = Vec::new();
        self.rest().read_to_end(&mut rest).map_err(access)?;
        if !frame::is_broken_off(&rest, self.reach.read) {
            return Err(self.damaged(self.reach));
        }
        self.reach.blank = self.reach.read;
        match self.read_only {
            None => self.file.set_len(self.reach.read).map_err(access),
            Some(_) => Ok(()),
        }
    }

    /// The file behind what was read.
    fn rest(&self) -> Cursor<'_> {
        Cursor {
            file: &self.file,
            at: self.reach.read,
        }
    }

    /// Whether it can be written, for one who holds the lock.
    pub(super) fn check_writable(&self) -> Result<(), StoreError> {
        match &self.read_only {
            None => Ok(()),
            Some(reason) => Err(StoreError::ReadOnly {
                path: self.path.clone(),
                reason: reason.clone(),
            }),
        }
    }

    /// Adds a frame, for one who holds the lock and has read all there is. It is on the disk when this
    /// returns how far the file reaches with it; it does not count as read.
    pub(super) fn append(&self, frame: &[u8]) -> Result<Reach, StoreError> {
        let appended = self.try_append(frame);
        if appended.is_err() {
            // What is half there is no frame, so it may stay.
            self.file.set_len(self.reach.read).ok();
        }
        appended.map_err(access)
    }

    fn try_append(&self, frame: &[u8]) -> io::Result<Reach> {
        let Reach { read, blank } = self.reach;
        let end = read + frame.len() as u64;
        if end <= blank {
            self.rest().write_all(frame)?;
            self.file.sync_data()?;
            return Ok(Reach { read: end, blank });
        }
        self.file.set_len(read)?;
        let header: &[u8] = if read == 0 { HEADER } else { &[] };
        let end = end + header.len() as u64;
        let blank = (end + end.min(ROOM)).next_multiple_of(PAGE);
        let room = usize::try_from(blank - end).map_err(io::Error::other)?;
        let bytes = [header, frame, &vec![0; room]].concat();
        self.rest().write_all(&bytes)?;
        if read == 0 {
            self.file.sync_all()?;
            sync_folder(&self.path)?;
        } else {
            self.file.sync_data()?;
        }
        Ok(Reach { read: end, blank })
    }

    /// Takes what was appended for read.
    pub(super) fn advance(&mut self, reach: Reach) {
        self.reach = reach;
    }

    /// Puts a file with these entries and nothing else in the place of this one, for one who holds
    /// the lock. Others who have this one open are told.
    pub(super) fn rewrite(&self, entries: &Entries) -> Result<Self, StoreError> {
        let aside = beside(&self.path, "new");
        let file = private()
            .read(true)
            .create(true)
            .truncate(true)
            .open(&aside);
        let mut fresh = Self {
            path: self.path.clone(),
            file: file.map_err(access)?,
            reach: Reach::default(),
            read_only: None,
        };
        fresh.write_whole(entries).map_err(access)?;
        self.append(&frame::of_move())?;
        fs::rename(&aside, &self.path).map_err(access)?;
        sync_folder(&self.path).map_err(access)?;
        Ok(fresh)
    }

    fn write_whole(&mut self, entries: &Entries) -> io::Result<()> {
        self.file.write_all(HEADER)?;
        self.reach.read = HEADER.len() as u64;
        for frame in frame::of_entries(entries, CHUNK) {
            self.file.write_all(&frame)?;
            self.reach.read += frame.len() as u64;
        }
        self.file.sync_all()
    }

    fn unusable(&self, reason: &str) -> StoreError {
        StoreError::Unusable {
            path: self.path.clone(),
            reason: reason.to_owned(),
        }
    }

    fn damaged(&self, reach: Reach) -> StoreError {
        let read = reach.read;
        self.unusable(&format!("it is damaged behind its first {read} bytes"))
    }
}

fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".");
    beside.push(extension);
    beside.into()
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes a new name as safe as what it names, where folders can be synced.
fn sync_folder(path: &Path) -> io::Result<()> {
    match cfg!(unix) {
        true => File::open(folder(path))?.sync_all(),
        false => Ok(()),
    }
}

fn unmade(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Create {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

fn access(error: io::Error) -> StoreError {
    StoreError::Access(error.to_string())
}
