//! The file: a header, then a frame for every commit.
//!
//! A frame is the length of its content, the content's CRC-32, the CRC-32 of these eight bytes, and
//! the content: changes, one after the other. What a process wrote that was killed on the way is
//! shorter than it says and no frame; the next who writes cuts it off. Anything else that does not
//! fit is damage.
//!
//! Who writes holds a lock on a file beside it. The file itself is not locked, so that reading it
//! needs no permission to write.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, ErrorKind, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::StoreError;
use super::entries::{Changes, Entries};

const HEADER: &[u8; 16] = b"smithy-local 1\r\n";

/// Bytes before the content of a frame.
const PREFIX: usize = 12;

/// Most bytes of entries in a frame of a file that is written anew.
const CHUNK: usize = 1024 * 1024;

/// What a change starts with.
const REMOVED: u8 = 0;
const KEPT: u8 = 1;
/// The file goes on elsewhere: under its name is, or will be, another one.
const MOVED: u8 = 2;

/// The file, and how far it was read.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    file: File,
    read: u64,
    /// Why it cannot be written, if so.
    read_only: Option<String>,
}

/// Whether a file is to be followed further.
#[derive(PartialEq)]
enum Way {
    On,
    Elsewhere,
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
    fs::create_dir_all(folder(path)).map_err(unlocked)?;
    let file = private()
        .create(true)
        .truncate(false)
        .open(beside(path, "lock"));
    let file = file.map_err(unlocked)?;
    file.lock().map_err(unlocked)?;
    Ok(file)
}

impl Log {
    /// Opens the file, if there is one, and reads it whole.
    pub(super) fn open(path: &Path, entries: &mut Entries) -> Result<Option<Self>, StoreError> {
        let (file, read_only) = match private().open(path) {
            Ok(file) => (file, None),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => match File::open(path) {
                Ok(file) => (file, Some(error.to_string())),
                Err(error) => {
                    return Err(StoreError::Open {
                        path: path.to_owned(),
                        reason: error.to_string(),
                    });
                }
            },
        };
        let mut log = Self {
            path: path.to_owned(),
            file,
            read: 0,
            read_only,
        };
        log.read_header()?;
        // Who was to move it was killed before it did, else this were another file.
        while log.follow_frames(entries)? == Way::Elsewhere {}
        Ok(Some(log))
    }

    /// Makes the file, for one who holds the lock.
    pub(super) fn create(path: &Path) -> Result<Self, StoreError> {
        let file = private().create(true).truncate(false).open(path);
        Ok(Self {
            path: path.to_owned(),
            file: file.map_err(|error| unmade(path, &error))?,
            read: 0,
            read_only: None,
        })
    }

    /// Whether there is nothing in the file that was not read.
    pub(super) fn is_read(&self) -> Result<bool, StoreError> {
        let metadata = self.file.metadata().map_err(access)?;
        Ok(metadata.len() == self.read)
    }

    /// How long it is, as far as it was read.
    pub(super) fn size(&self) -> u64 {
        self.read
    }

    /// Reads what is new; false if the file goes on elsewhere.
    pub(super) fn follow(&mut self, entries: &mut Entries) -> Result<bool, StoreError> {
        if self.read == 0 {
            self.read_header()?;
        }
        Ok(self.follow_frames(entries)? == Way::On)
    }

    fn read_header(&mut self) -> Result<(), StoreError> {
        let mut start = Vec::new();
        self.file.seek(SeekFrom::Start(0)).map_err(access)?;
        let mut header = (&self.file).take(HEADER.len() as u64);
        header.read_to_end(&mut start).map_err(access)?;
        match start.as_slice() {
            start if start == HEADER => self.read = HEADER.len() as u64,
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

    fn follow_frames(&mut self, entries: &mut Entries) -> Result<Way, StoreError> {
        if self.read == 0 {
            return Ok(Way::On);
        }
        let length = self.file.metadata().map_err(access)?.len();
        if length < self.read {
            return Err(self.unusable("it became shorter while it was in use"));
        }
        self.file.seek(SeekFrom::Start(self.read)).map_err(access)?;
        let file = self.file.try_clone().map_err(access)?;
        let mut reader = BufReader::new(file.take(length - self.read));
        while let Some(content) = self.frame(&mut reader, length)? {
            let size = (PREFIX + content.len()) as u64;
            let way = apply(&content, entries).ok_or_else(|| self.damaged())?;
            self.read += size;
            if way == Way::Elsewhere {
                return Ok(way);
            }
        }
        Ok(Way::On)
    }

    /// The content of the next frame, if there is one that is whole.
    fn frame(&self, reader: &mut impl Read, length: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let rest = length - self.read;
        let mut prefix = [0; PREFIX];
        if rest < PREFIX as u64 {
            return Ok(None);
        }
        reader.read_exact(&mut prefix).map_err(access)?;
        let word = |at: usize| {
            let bytes = prefix[at..].first_chunk().copied();
            u32::from_le_bytes(bytes.unwrap_or_default())
        };
        let (size, sum) = (word(0), word(4));
        if crc32fast::hash(&prefix[..8]) != word(8) {
            return Err(self.damaged());
        }
        if rest - (PREFIX as u64) < u64::from(size) {
            return Ok(None);
        }
        let mut content = vec![0; size as usize];
        reader.read_exact(&mut content).map_err(access)?;
        match crc32fast::hash(&content) == sum {
            true => Ok(Some(content)),
            false => Err(self.damaged()),
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

    /// Appends a frame, for one who holds the lock and has read all there is. It is on the disk when
    /// this returns how many bytes there are more; they do not count as read.
    pub(super) fn append(&self, frame: &[u8]) -> Result<u64, StoreError> {
        let appended = self.try_append(frame);
        if appended.is_err() {
            // What is half there is no frame, so it may stay.
            self.file.set_len(self.read).ok();
        }
        appended.map_err(access)
    }

    fn try_append(&self, frame: &[u8]) -> io::Result<u64> {
        let mut file = &self.file;
        if file.metadata()?.len() != self.read {
            file.set_len(self.read)?;
        }
        file.seek(SeekFrom::Start(self.read))?;
        if self.read > 0 {
            file.write_all(frame)?;
            file.sync_data()?;
            return Ok(frame.len() as u64);
        }
        file.write_all(&[HEADER, frame].concat())?;
        file.sync_all()?;
        sync_folder(&self.path)?;
        Ok((HEADER.len() + frame.len()) as u64)
    }

    /// Takes what was appended for read.
    pub(super) fn advance(&mut self, bytes: u64) {
        self.read += bytes;
    }

    /// Puts a file with these entries and nothing else in the place of this one, for one who holds
    /// the lock. Others who have this one open are told.
    pub(super) fn rewrite(&self, entries: &Entries) -> Result<Self, StoreError> {
        let aside = beside(&self.path, "new");
        let file = private().create(true).truncate(true).open(&aside);
        let mut fresh = Self {
            path: self.path.clone(),
            file: file.map_err(access)?,
            read: 0,
            read_only: None,
        };
        fresh.write_whole(entries).map_err(access)?;
        self.append(&seal(vec![MOVED]))?;
        fs::rename(&aside, &self.path).map_err(access)?;
        sync_folder(&self.path).map_err(access)?;
        Ok(fresh)
    }

    fn write_whole(&mut self, entries: &Entries) -> io::Result<()> {
        self.file.write_all(HEADER)?;
        self.read = HEADER.len() as u64;
        let mut content = Vec::new();
        let mut entries = entries.iter().peekable();
        while let Some((key, value)) = entries.next() {
            write_change(&mut content, key, Some(value));
            if content.len() > CHUNK || entries.peek().is_none() {
                let frame = seal(std::mem::take(&mut content));
                self.file.write_all(&frame)?;
                self.read += frame.len() as u64;
            }
        }
        self.file.sync_all()
    }

    fn unusable(&self, reason: &str) -> StoreError {
        StoreError::Unusable {
            path: self.path.clone(),
            reason: reason.to_owned(),
        }
    }

    fn damaged(&self) -> StoreError {
        self.unusable(&format!(
            "it is damaged behind its first {} bytes",
            self.read
        ))
    }
}

/// The frame of these changes.
pub(super) fn frame(changes: &Changes) -> Vec<u8> {
    let mut content = Vec::new();
    for (key, value) in changes {
        write_change(&mut content, key, value.as_ref());
    }
    seal(content)
}

fn seal(content: Vec<u8>) -> Vec<u8> {
    let mut frame = Vec::with_capacity(PREFIX + content.len());
    frame.extend(size(&content));
    frame.extend(crc32fast::hash(&content).to_le_bytes());
    frame.extend(crc32fast::hash(&frame).to_le_bytes());
    frame.extend(content);
    frame
}

fn size(bytes: &[u8]) -> [u8; 4] {
    let size = u32::try_from(bytes.len()).expect("a commit is smaller than 4 GiB");
    size.to_le_bytes()
}

fn write_change(content: &mut Vec<u8>, key: &[u8], value: Option<&Bytes>) {
    content.push(if value.is_some() { KEPT } else { REMOVED });
    for part in [Some(key), value.map(|value| &value[..])]
        .into_iter()
        .flatten()
    {
        content.extend(size(part));
        content.extend(part);
    }
}

/// Makes the changes of a frame; none if they are none.
fn apply(mut content: &[u8], entries: &mut Entries) -> Option<Way> {
    while let Some((kind, rest)) = content.split_first() {
        if *kind == MOVED {
            return Some(Way::Elsewhere);
        }
        let (key, rest) = part(rest)?;
        let (value, rest) = match *kind {
            KEPT => part(rest).map(|(value, rest)| (Some(Bytes::copy_from_slice(value)), rest))?,
            REMOVED => (None, rest),
            _ => return None,
        };
        entries.apply(key.to_vec(), value);
        content = rest;
    }
    Some(Way::On)
}

fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (size, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*size)).ok()?)
}

/// How files are opened that only their owner may read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
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
