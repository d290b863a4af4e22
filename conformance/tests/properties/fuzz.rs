//! The fuzz targets on mutated corpora: bounded, seeded, with any compiler.
//!
//! `FUZZ_SECONDS=300 cargo test -p conformance --test properties fuzz` runs each target that long, with another seed
//! every time; `FUZZ_TARGET=yaml` runs one of them. An input that ends the process, as a stack that overflows does,
//! is the file `fuzz-TARGET.last` in cargo's temporary folder.

#[path = "../../fuzz/targets.rs"]
pub(crate) mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use targets::{TARGETS, Target};

/// Mutations of each target where nothing else is asked for.
const ROUNDS: usize = 400;

/// Bytes of the longest input.
const LONGEST: usize = 16 * 1024;

/// What the longest input may take, in a build without optimization on a machine with other things to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// Threads of tests and of most runtimes have as much, the main thread four times that.
const STACK: usize = 2 * 1024 * 1024;

fn corpus(target: &Target) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target.name);
    let files =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = files
        .map(|file| file.expect("the folder can be read").path())
        .collect();
    files.sort();
    let inputs = files
        .iter()
        .map(|file| fs::read(file).expect("the file can be read"));
    inputs.collect()
}

/// One change of an input.
fn mutate(random: &mut fastrand::Rng, input: &mut Vec<u8>, corpus: &[Vec<u8>], pieces: &[&str]) {
    let at = random.usize(..=input.len());
    let until = (at + 1 + random.usize(..16)).min(input.len());
    match random.u8(..9) {
        0 => input.truncate(at),
        1 => drop(input.drain(at..until)),
        2 if at < input.len() => input[at] ^= 1 << random.u8(..8),
        3 if at < input.len() => input[at] = random.u8(..),
        4 => drop(input.splice(at..at, [random.u8(..)])),
        5 | 6 => {
            let piece = pieces[random.usize(..pieces.len())].bytes();
            drop(input.splice(at..at, piece));
        }
        7 => {
            let chunk = input[at..until].repeat(1 + random.usize(..40));
            drop(input.splice(at..at, chunk));
        }
        _ => {
            let other = &corpus[random.usize(..corpus.len())];
            let from = random.usize(..=other.len());
            drop(input.splice(at.., other[from..].iter().copied()));
        }
    }
    input.truncate(LONGEST);
}

/// Texts of one piece over and over, alone, after a beginning and before an end: what recursion and backtracking
/// trip over.
fn monotonous(target: &Target) -> Vec<Vec<u8>> {
    let repeated = |piece: &str| piece.repeat(LONGEST / piece.len());
    let mut found: Vec<_> = target
        .pieces
        .iter()
        .map(|piece| repeated(piece).into_bytes())
        .collect();
    for length in [2, 3] {
        found.extend(
            target
                .pieces
                .windows(length)
                .map(|pieces| repeated(&pieces.concat()).into_bytes()),
        );
    }
    // Bytes that are no text.
    found.extend(
        [0x00, 0x5f, 0x81, 0x9f, 0xa1, 0xbf, 0xc1, 0xd9, 0xff].map(|byte| vec![byte; LONGEST]),
    );
    found
}

struct Run {
    target: &'static Target,
    last: PathBuf,
}

impl Run {
    fn one(&self, input: &[u8]) {
        fs::write(&self.last, input).expect("cargo's folder takes files");
        let start = Instant::now();
        let ran = catch_unwind(AssertUnwindSafe(|| (self.target.run)(input)));
        let took = start.elapsed();
        let shown = || String::from_utf8_lossy(&input[..input.len().min(400)]).into_owned();
        let (name, last) = (self.target.name, self.last.display());
        assert!(
            ran.is_ok(),
            "{name} panics, see above; the input is in {last}: {}",
            shown()
        );
        assert!(
            took < PATIENCE,
            "{name} takes {took:?}; the input is in {last}: {}",
            shown()
        );
    }
}

fn fuzz(target: &'static Target, seconds: Option<u64>) {
    let corpus = corpus(target);
    assert!(!corpus.is_empty(), "{} has no corpus", target.name);
    let last = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}.last", target.name));
    let run = Run { target, last };
    corpus.iter().for_each(|input| run.one(input));
    monotonous(target).iter().for_each(|input| run.one(input));
    let mut random = seconds.map_or_else(|| fastrand::Rng::with_seed(12), |_| fastrand::Rng::new());
    let end = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut rounds = 0;
    while end.map_or(rounds < ROUNDS, |end| Instant::now() < end) {
        let mut input = corpus[random.usize(..corpus.len())].clone();
        for _ in 0..=random.usize(..6) {
            mutate(&mut random, &mut input, &corpus, target.pieces);
        }
        run.one(&input);
        rounds += 1;
    }
    println!("{}: {rounds} mutations", target.name);
}

#[test]
fn any_bytes_are_read_or_refused() {
    let seconds = env::var("FUZZ_SECONDS")
        .ok()
        .map(|seconds| seconds.parse().expect("FUZZ_SECONDS is a number"));
    let only = env::var("FUZZ_TARGET").ok();
    let chosen = TARGETS
        .iter()
        .filter(|target| only.as_deref().is_none_or(|only| only == target.name));
    let running: Vec<_> = chosen
        .map(|target| {
            let thread = thread::Builder::new()
                .name(target.name.to_owned())
                .stack_size(STACK);
            thread
                .spawn(move || fuzz(target, seconds))
                .expect("a thread can be started")
        })
        .collect();
    assert!(!running.is_empty(), "FUZZ_TARGET is none of the targets");
    let failed = running
        .into_iter()
        .filter_map(|thread| thread.join().err())
        .count();
    assert_eq!(failed, 0, "see above");
}
