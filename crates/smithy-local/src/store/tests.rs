//! What is said of the file in `log`, rule by rule.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use tempfile::TempDir;

use super::frame::{is_blank, is_broken_off, of_move};
use super::log::{Log, Stop, lock};
use super::{Changes, Entries, Range, Store, StoreError};

const BLOCK: usize = 512;

fn put(store: &Store, key: &str, value: Vec<u8>) {
    let change = Changes::from([(key.as_bytes().to_vec(), Some(Bytes::from(value)))]);
    let written = store.write(move |_| (change, ()));
    written.expect("the state can be written");
}

fn keys(store: &Store) -> Result<String, StoreError> {
    store.read(|view| {
        let all = Range::of(Vec::new());
        let keys = view.entries(&all).map(|(key, _)| key).collect::<Vec<_>>();
        String::from_utf8(keys.concat()).expect("keys of tests are text")
    })
}

fn keys_in(path: &Path) -> Result<String, StoreError> {
    keys(&Store::file(path.to_owned()))
}

fn found(path: &Path) -> String {
    keys_in(path).expect("the state can be read")
}

/// A state with the keys `a`, `b` and `c`, the last of which is in several blocks.
struct Sample {
    _home: TempDir,
    path: PathBuf,
    bytes: Vec<u8>,
    /// Where the frame of `c` starts and ends.
    last: std::ops::Range<usize>,
}

fn sample() -> Sample {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let path = home.path().join("state");
    let store = Store::file(path.clone());
    put(&store, "a", vec![b'1'; 700]);
    put(&store, "b", vec![b'2'; 900]);
    put(&store, "c", vec![b'3'; 2500]);
    let bytes = fs::read(&path).expect("the state can be read");
    let mut starts = vec![16];
    for frame in 0..3 {
        let start: usize = starts[frame];
        let size = bytes[start..].first_chunk().copied();
        let size = u32::from_le_bytes(size.expect("a frame has a length"));
        starts.push(start + 12 + size as usize);
    }
    assert!(is_blank(&bytes[starts[3]..]));
    Sample {
        _home: home,
        path,
        bytes,
        last: starts[2]..starts[3],
    }
}

impl Sample {
    /// Writes the file with some change.
    fn with(&self, change: impl FnOnce(&mut Vec<u8>)) -> &Path {
        let mut bytes = self.bytes.clone();
        change(&mut bytes);
        // Not cut first: some file systems take their time for that.
        let file = OpenOptions::new().write(true).open(&self.path);
        let mut file = file.expect("the state can be opened");
        file.write_all(&bytes).expect("the state can be written");
        let length = bytes.len() as u64;
        if file.metadata().expect("the state is there").len() != length {
            file.set_len(length).expect("its length can be changed");
        }
        &self.path
    }

    /// The parts of blocks that are in the last frame.
    fn blocks(&self) -> Vec<std::ops::Range<usize>> {
        let first = self.last.start / BLOCK * BLOCK;
        let blocks = (first..self.last.end).step_by(BLOCK);
        let within = |start: usize| start.max(self.last.start)..(start + BLOCK).min(self.last.end);
        blocks.map(within).collect()
    }
}

/// What is left of a write is not seen, and gone with the next one.
fn is_overwritten(path: &Path) {
    assert_eq!(found(path), "ab");
    let store = Store::file(path.to_owned());
    // Shorter than what was broken off, in case it were to stay.
    put(&store, "d", Vec::new());
    put(&store, "e", Vec::new());
    assert_eq!(keys(&store).expect("the state can be read"), "abde");
    assert_eq!(found(path), "abde");
    let bytes = fs::read(path).expect("the state can be read");
    assert!(!bytes.windows(4).any(|part| part == b"3333"));
}

#[test]
fn the_file_is_a_header_frames_and_zeros() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let path = home.path().join("state");
    put(&Store::file(path.clone()), "key", b"value".to_vec());
    let bytes = fs::read(&path).expect("the state can be read");
    let content = b"\x01\x03\0\0\0key\x05\0\0\0value";
    let mut start = u32::try_from(content.len()).map_or(vec![], |size| size.to_le_bytes().to_vec());
    start.extend(crc32fast::hash(content).to_le_bytes());
    start.extend(crc32fast::hash(&start).to_le_bytes());
    let expected = [b"smithy-local 1\r\n", &start[..], content].concat();
    assert!(bytes.starts_with(&expected));
    assert_eq!(bytes.len(), 4096);
    assert!(is_blank(&bytes[expected.len()..]));
}

#[test]
fn room_is_made_ahead_and_small_states_stay_small() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let path = home.path().join("state");
    let store = Store::file(path.clone());
    let (mut written, mut grown) = (16, 0);
    let mut length = 0;
    for number in 0..100_u64 {
        put(&store, &number.to_string(), vec![b'x'; 300]);
        written += 12 + 1 + 4 + number.to_string().len() as u64 + 4 + 300;
        let longer = fs::metadata(&path).expect("the state is there").len();
        grown += u32::from(longer != length);
        length = longer;
        assert!(length <= 2 * written + 4096, "{length} for {written}");
    }
    assert!(grown <= 6, "{grown}");
}

#[test]
fn what_a_killed_process_left_of_a_frame_is_cut_off() {
    let sample = sample();
    for end in sample.last.clone() {
        let (written, room) = (&sample.bytes[sample.last.start..end], [0; 9]);
        let place = sample.last.start as u64;
        assert!(is_broken_off(written, place), "cut at {end}");
        let longer = [written, &vec![0; sample.last.end - end], &room].concat();
        assert!(is_broken_off(&longer, place), "zeros from {end}");
    }
    for end in sample.last.clone().step_by(139) {
        is_overwritten(sample.with(|bytes| bytes.truncate(end)));
        is_overwritten(sample.with(|bytes| bytes[end..].fill(0)));
    }
}

#[test]
fn what_a_machine_that_stopped_left_of_a_frame_is_cut_off() {
    let sample = sample();
    let blocks = sample.blocks();
    assert!(blocks.len() >= 5, "{blocks:?}");
    for lost in 1..1_u32 << blocks.len() {
        let path = sample.with(|bytes| {
            for (at, block) in blocks.iter().enumerate() {
                if lost & (1 << at) != 0 {
                    bytes[block.clone()].fill(0);
                }
            }
        });
        is_overwritten(path);
    }
}

#[test]
fn a_file_that_ends_anywhere_behind_its_frames_is_whole() {
    // With no room at all it is as earlier versions left it.
    let sample = sample();
    for end in (sample.last.end..sample.bytes.len()).step_by(487) {
        let path = sample.with(|bytes| bytes.truncate(end));
        assert_eq!(found(path), "abc");
        let store = Store::file(path.to_owned());
        put(&store, "d", vec![b'4'; 600]);
        assert_eq!(found(path), "abcd");
    }
}

#[test]
fn every_flipped_bit_is_damage() {
    let sample = sample();
    for at in 0..sample.last.end {
        let path = sample.with(|bytes| bytes[at] ^= 1 << (at % 8));
        let error = keys_in(path).expect_err("damage is found");
        assert!(
            matches!(error, StoreError::Unusable { .. }),
            "{at}: {error}"
        );
    }
}

#[test]
fn zeros_before_the_last_frame_are_damage() {
    let sample = sample();
    for start in (0..sample.last.start).step_by(41) {
        for size in [12, BLOCK, 1000] {
            let end = (start + size).min(sample.last.start);
            if is_blank(&sample.bytes[start..end]) {
                continue;
            }
            let path = sample.with(|bytes| bytes[start..end].fill(0));
            assert!(keys_in(path).is_err(), "{start}..{end}");
            // Nor does who would write take it for the end.
            let store = Store::file(path.to_owned());
            let written = store.write(|_| (Changes::from([(b"d".to_vec(), None)]), ()));
            assert!(written.is_err(), "{start}..{end}");
        }
    }
}

#[test]
fn processes_share_a_file_and_its_room() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let path = home.path().join("state");
    // Each is another process, as far as the file can tell.
    let stores = [(); 3].map(|()| Store::file(path.clone()));
    let mut expected = String::new();
    for (round, key) in ('a'..='z').enumerate() {
        // One after the other, and one of them several times in a row.
        put(&stores[round % 7 % 3], &key.to_string(), vec![b'x'; 997]);
        expected.push(key);
        for store in &stores {
            assert_eq!(keys(store).expect("the state can be read"), expected);
        }
    }
    assert_eq!(found(&path), expected);
}

#[test]
fn what_one_process_left_is_cut_off_by_another_that_runs() {
    let sample = sample();
    let end = sample.last.end;
    let path = sample.with(|_| ());
    let (reader, writer) = (Store::file(path.to_owned()), Store::file(path.to_owned()));
    for store in [&reader, &writer] {
        assert_eq!(keys(store).expect("the state can be read"), "abc");
    }
    // As if a third had been killed while it wrote the same frame again.
    let torn = sample.with(|bytes| {
        let frame = bytes[sample.last.clone()].to_vec();
        bytes.resize(end + frame.len() + 5000, 0);
        bytes[end..end + 1111].copy_from_slice(&frame[..1111]);
    });
    for _ in 0..2 {
        assert_eq!(keys(&reader).expect("the state can be read"), "abc");
    }
    put(&writer, "d", Vec::new());
    put(&reader, "e", Vec::new());
    for store in [&reader, &writer] {
        assert_eq!(keys(store).expect("the state can be read"), "abcde");
    }
    assert_eq!(found(torn), "abcde");
}

#[test]
fn who_catches_a_write_under_way_waits_for_it_and_else_for_nobody() {
    let sample = sample();
    let (start, end) = (sample.last.start, sample.last.end);
    let path = sample.with(|bytes| bytes[start..].fill(0));
    let store = Store::file(path.to_owned());
    let write = |bytes: &[u8]| {
        let mut file = OpenOptions::new().write(true).open(path);
        let file = file.as_mut().expect("the state can be opened");
        std::io::Seek::seek(file, std::io::SeekFrom::Start(start as u64)).expect("a place");
        file.write_all(bytes).expect("the state can be written");
    };
    let writer = lock(path).expect("nobody writes");
    assert_eq!(keys(&store).expect("the state can be read"), "ab");
    write(&sample.bytes[start..start + 100]);
    let seen = thread::scope(|scope| {
        let reader = scope.spawn(|| keys(&store));
        thread::sleep(Duration::from_millis(50));
        assert!(!reader.is_finished());
        write(&sample.bytes[start..end]);
        drop(writer);
        reader.join().expect("no reader panics")
    });
    assert_eq!(seen.expect("the state can be read"), "abc");
}

#[test]
fn readers_beside_a_writer_never_see_half_a_write() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let path = home.path().join("state");
    let writer = Store::file(path.clone());
    writer.open().expect("the state can be made");
    thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for number in 0..150_usize {
                put(
                    &writer,
                    &format!("{number:03}"),
                    vec![b'x'; number % 20 * 997],
                );
            }
        });
        let reader = Store::file(path.clone());
        let mut seen = 0;
        while !writing.is_finished() {
            for store in [&reader, &Store::file(path.clone())] {
                let now = keys(store).expect("nothing is damaged").len();
                assert!(now >= seen, "{now} after {seen}");
                seen = now;
            }
        }
    });
    assert_eq!(found(&path).len(), 3 * 150);
}

#[test]
fn who_sees_the_file_move_waits_until_it_did() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let (path, aside) = (home.path().join("state"), home.path().join("aside"));
    put(&Store::file(path.clone()), "a", Vec::new());
    put(&Store::file(aside.clone()), "b", Vec::new());
    let store = Store::file(path.clone());
    assert_eq!(keys(&store).expect("the state can be read"), "a");
    // What who writes it anew does, step by step.
    let writer = lock(&path).expect("nobody writes");
    let log = Log::open(&path).expect("the state can be opened");
    let mut log = log.expect("there is a state");
    let stop = log.follow(&mut Entries::default());
    assert_eq!(stop.expect("the state can be read"), Stop::End);
    log.append(&of_move()).expect("the state can be written");
    let another = Store::file(path.clone());
    thread::scope(|scope| {
        let readers = [&store, &another]
            .map(|store| scope.spawn(move || keys(store).expect("the state can be read")));
        thread::sleep(Duration::from_millis(50));
        fs::rename(&aside, &path).expect("a file can be renamed");
        drop(writer);
        for reader in readers {
            assert_eq!(reader.join().expect("no reader panics"), "b");
        }
    });
    put(&store, "c", Vec::new());
    assert_eq!(found(&path), "bc");
}

#[test]
fn a_file_that_was_to_move_and_did_not_goes_on() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let path = home.path().join("state");
    let stores = [(); 2].map(|()| Store::file(path.clone()));
    put(&stores[0], "a", Vec::new());
    assert_eq!(keys(&stores[1]).expect("the state can be read"), "a");
    let log = Log::open(&path).expect("the state can be opened");
    let mut log = log.expect("there is a state");
    let stop = log.follow(&mut Entries::default());
    assert_eq!(stop.expect("the state can be read"), Stop::End);
    log.append(&of_move()).expect("the state can be written");
    for (store, key, all) in [(&stores[0], "b", "ab"), (&stores[1], "c", "abc")] {
        assert_eq!(
            keys(store).expect("the state can be read"),
            all[..all.len() - 1]
        );
        put(store, key, Vec::new());
        assert_eq!(found(&path), all);
    }
}
