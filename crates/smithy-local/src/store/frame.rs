//! Frames: what a commit changed, as it stands in the file.
//!
//! A frame is the length of its content, the content's CRC-32, the CRC-32 of these eight bytes, and
//! the content: changes, one after the other. No frame starts with as many zeros.

use std::io::{self, BufRead, Read};

use bytes::Bytes;

use super::entries::{Changes, Entries};

/// Bytes before the content of a frame.
pub(super) const PREFIX: usize = 12;

/// Bytes that a disk writes together, or more, from one multiple of them to the next.
const BLOCK: u64 = 512;

/// What a change starts with.
const REMOVED: u8 = 0;
const KEPT: u8 = 1;
/// The file goes on elsewhere: under its name is, or will be, another one.
const MOVED: u8 = 2;

/// What stands where a frame could start.
pub(super) enum Next {
    /// A whole one, with this content.
    Content(Vec<u8>),
    /// Zeros, or the end of the file.
    Nothing,
    /// Anything else.
    Unfit,
}

/// Whether a file is to be followed further.
#[derive(PartialEq)]
pub(super) enum Way {
    On,
    Elsewhere,
}

/// Reads what stands there, of a file that has so many bytes left.
pub(super) fn next(reader: &mut impl Read, left: u64) -> io::Result<Next> {
    let mut start = Vec::with_capacity(PREFIX);
    reader
        .by_ref()
        .take(PREFIX as u64)
        .read_to_end(&mut start)?;
    if is_blank(&start) {
        return Ok(Next::Nothing);
    }
    let Some((size, sum)) = read_prefix(&start) else {
        return Ok(Next::Unfit);
    };
    if left < PREFIX as u64 + u64::from(size) {
        return Ok(Next::Unfit);
    }
    let mut content = vec![0; size as usize];
    reader.read_exact(&mut content)?;
    Ok(match crc32fast::hash(&content) == sum {
        true => Next::Content(content),
        false => Next::Unfit,
    })
}

/// Whether nothing but zeros comes.
pub(super) fn only_zeros_come(reader: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() || !is_blank(bytes) {
            return Ok(bytes.is_empty());
        }
        let count = bytes.len();
        reader.consume(count);
    }
}

/// Whether `rest`, the file from a place on where no whole frame starts, is what is left of a frame
/// that was broken off while it was written into zeros there. Nobody writes meanwhile.
///
/// A killed process left the beginning of it. A machine that stopped left some of its blocks, and
/// others as they were. Neither left a whole frame behind it, for that is written when those before
/// are on the disk.
pub(super) fn is_broken_off(rest: &[u8], place: u64) -> bool {
    let content = read_prefix(rest).map_or(0, |(size, _)| size as usize);
    let end = PREFIX + content;
    let last = end - usize::from(content > 0);
    if rest.get(last..).is_none_or(is_blank) {
        return true;
    }
    let to_block = |at: usize| (BLOCK - (place + at as u64) % BLOCK) as usize;
    let mut at = 0;
    let mut has_blank_block = false;
    while at < end {
        let next = end.min(at + to_block(at));
        has_blank_block |= rest.get(at..next).is_none_or(is_blank);
        at = next;
    }
    has_blank_block && !(1..rest.len()).any(|at| is_whole(&rest[at..]))
}

fn is_whole(bytes: &[u8]) -> bool {
    let found = read_prefix(bytes).and_then(|(size, sum)| {
        let content = bytes.get(PREFIX..)?.get(..size as usize)?;
        Some(crc32fast::hash(content) == sum)
    });
    found.unwrap_or(false)
}

/// Length and CRC-32 of the content, if these bytes start as a frame does.
fn read_prefix(bytes: &[u8]) -> Option<(u32, u32)> {
    let prefix = bytes.first_chunk::<PREFIX>()?;
    let word = |at: usize| Some(u32::from_le_bytes(*prefix[at..].first_chunk()?));
    (crc32fast::hash(&prefix[..8]) == word(8)?).then_some((word(0)?, word(4)?))
}

pub(super) fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

/// The frame of these changes.
pub(super) fn of_changes(changes: &Changes) -> Vec<u8> {
    let mut content = Vec::new();
    for (key, value) in changes {
        write_change(&mut content, key, value.as_ref());
    }
    seal(content)
}

/// Frames of all these entries, of little more than `size` bytes each.
pub(super) fn of_entries(entries: &Entries, size: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut entries = entries.iter().peekable();
    std::iter::from_fn(move || {
        entries.peek()?;
        let mut content = Vec::new();
        while content.len() < size
            && let Some((key, value)) = entries.next()
        {
            write_change(&mut content, key, Some(value));
        }
        Some(seal(content))
    })
}

/// The frame that says that the file goes on elsewhere.
pub(super) fn of_move() -> Vec<u8> {
    seal(vec![MOVED])
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
pub(super) fn apply(mut content: &[u8], entries: &mut Entries) -> Option<Way> {
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
