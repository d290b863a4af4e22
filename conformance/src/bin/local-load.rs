//! Load on the local service, beside `local/peer.py`, in one run on one disk.
//!
//! `cargo run --release -p conformance --bin local-load [-- SECONDS [MINUTES]]`, with `OMICS_BIN` for another
//! command than the one of this workspace. `SECONDS` is how long each side is asked for each row, in turns; `MINUTES`
//! is how long to watch the memory, 0 unless given.

use std::io::{self, BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use conformance::local::{Connection, Served};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

/// Run caches that lists are read from.
const LISTED: usize = 100;

/// Turns that each side has.
const TURNS: u32 = 5;

/// Run caches of the whole listing.
const MANY: usize = 100_000;

fn main() -> io::Result<()> {
    let number = |at| std::env::args().nth(at).and_then(|text| text.parse().ok());
    let duration = Duration::from_secs(number(1).unwrap_or(5));
    let minutes = number(2).unwrap_or(0);
    // Beside this program, so on the disk that holds it: temporary folders may be memory.
    let program = std::env::current_exe()?;
    let home = tempfile::tempdir_in(program.parent().unwrap_or(Path::new(".")))?;
    let store = home.path().join("local.state");
    let served = Served::start(["--store".as_ref(), store.as_os_str()])?;
    let peer = Peer::start(&home.path().join("peer.sqlite"))?;
    println!(
        "{:9} {:7} {:>5} {:>10} {:>9} {:>9}",
        "", "", "conns", "a second", "p50 ms", "p99 ms"
    );
    let sides = [("peer", peer.address.as_str()), ("ours", served.address())];
    for (name, address) in sides {
        fill(address, name, LISTED)?;
    }
    for connections in [1, 64] {
        for act in [Act::List, Act::Create] {
            compare(sides, act, connections, duration)?;
        }
    }
    println!("memory of ours after that: {} KiB", resident(served.id())?);
    watch(minutes)?;
    let store = home.path().join("many.state");
    let served = Served::start(["--store".as_ref(), store.as_os_str()])?;
    let snapshot = many();
    let mut connection = Connection::open(served.address())?;
    let (status, _) = connection.call("POST", "/_omics/restore", &snapshot)?;
    assert_eq!(status, 200, "the snapshot is good");
    let (started, mut count, mut target) = (Instant::now(), 0, "/runCache".to_owned());
    loop {
        let (_, page) = connection.call("GET", &target, "")?;
        let page: Page = serde_json::from_slice(&page)?;
        count += page.items.len();
        match page.next {
            Some(token) => target = format!("/runCache?startingToken={token}"),
            None => break,
        }
    }
    println!(
        "{count} run caches listed whole in {:.2?}",
        started.elapsed()
    );
    Ok(())
}

/// What there is to know of a page: what a client makes of the items is not our time.
#[derive(Deserialize)]
struct Page {
    items: Vec<IgnoredAny>,
    #[serde(rename = "nextToken")]
    next: Option<String>,
}

/// Memory of a server under lists, creates, updates and deletes that leave no more than there was.
fn watch(minutes: u64) -> io::Result<()> {
    let served = Served::start(["--memory"])?;
    fill(served.address(), "watch", LISTED)?;
    for minute in 0..minutes {
        let end = Instant::now() + Duration::from_secs(60);
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                let (address, name) = (served.address().to_owned(), format!("{minute}-{thread}"));
                thread::spawn(move || come_and_go(&address, &name, end))
            })
            .collect();
        let mut calls = 0;
        for thread in threads {
            let joined = thread.join();
            calls += joined.map_err(|_| io::Error::other("a thread panicked"))??;
        }
        let memory = resident(served.id())?;
        println!("minute {}: {calls} calls, memory {memory} KiB", minute + 1);
    }
    Ok(())
}

/// Makes, lists, changes and removes one run cache after the other.
fn come_and_go(address: &str, name: &str, end: Instant) -> io::Result<usize> {
    let mut connection = Connection::open(address)?;
    let mut calls = 0;
    while Instant::now() < end {
        let (_, made) =
            connection.json("POST", "/runCache", &create(&format!("{name}-{calls}")))?;
        let target = format!("/runCache/{}", made["id"].as_str().unwrap_or_default());
        connection.call("GET", "/runCache", "")?;
        connection.call("POST", &target, r#"{"name": "other"}"#)?;
        let (status, _) = connection.call("DELETE", &target, "")?;
        assert_eq!(status, 202, "a delete succeeds");
        calls += 4;
    }
    Ok(calls)
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    List,
    Create,
}

fn create(name: &str) -> String {
    json!({"cacheS3Location": "s3://bucket/cache", "requestId": name, "name": name}).to_string()
}

fn fill(address: &str, name: &str, count: usize) -> io::Result<()> {
    let mut connection = Connection::open(address)?;
    for number in 0..count {
        let body = create(&format!("{name}-fill-{number}"));
        let (status, _) = connection.call("POST", "/runCache", &body)?;
        assert_eq!(status, 201, "a create succeeds");
    }
    Ok(())
}

/// Both sides in turns, since what a disk gives changes within seconds: a row for each, and the ratio of every turn.
fn compare(
    sides: [(&str, &str); 2],
    act: Act,
    connections: usize,
    duration: Duration,
) -> io::Result<()> {
    let mut latencies = [const { Vec::new() }; 2];
    let mut ratios = Vec::new();
    for turn in 0..TURNS {
        let mut calls = [0; 2];
        for (side, (name, address)) in sides.into_iter().enumerate() {
            let name = format!("{name}-{turn}");
            let measured = measure(address, &name, act, connections, duration / TURNS)?;
            calls[side] = measured.len();
            latencies[side].extend(measured);
        }
        ratios.push(calls[1] as f64 / calls[0] as f64);
    }
    for ((name, _), latencies) in sides.into_iter().zip(latencies) {
        print_row(name, act, connections, duration, latencies);
    }
    ratios.sort_by(f64::total_cmp);
    let (least, median, most) = (
        ratios[0],
        ratios[ratios.len() / 2],
        ratios[ratios.len() - 1],
    );
    println!(
        "{:9} {median:.2} x, of the turns {least:.2} to {most:.2}",
        ""
    );
    Ok(())
}

/// Latencies of all calls.
fn measure(
    address: &str,
    name: &str,
    act: Act,
    connections: usize,
    duration: Duration,
) -> io::Result<Vec<Duration>> {
    let threads: Vec<_> = (0..connections)
        .map(|thread| {
            let (address, name) = (address.to_owned(), format!("{name}-{connections}-{thread}"));
            thread::spawn(move || -> io::Result<Vec<Duration>> {
                let mut connection = Connection::open(&address)?;
                let mut latencies = Vec::new();
                let end = Instant::now() + duration;
                while Instant::now() < end {
                    let body = create(&format!("{name}-{}", latencies.len()));
                    let started = Instant::now();
                    let (status, _) = match act {
                        Act::List => connection.call("GET", "/runCache", "")?,
                        Act::Create => connection.call("POST", "/runCache", &body)?,
                    };
                    latencies.push(started.elapsed());
                    assert!([200, 201].contains(&status), "{status}");
                }
                Ok(latencies)
            })
        })
        .collect();
    let mut all = Vec::new();
    for thread in threads {
        all.extend(
            thread
                .join()
                .map_err(|_| io::Error::other("a thread panicked"))??,
        );
    }
    Ok(all)
}

fn print_row(name: &str, act: Act, connections: usize, duration: Duration, mut all: Vec<Duration>) {
    all.sort();
    let rate = all.len() as f64 / duration.as_secs_f64();
    let at = |share: f64| {
        let index = (all.len() as f64 * share) as usize;
        all.get(index)
            .map_or(0.0, |latency| latency.as_secs_f64() * 1e3)
    };
    let (act, half, most) = (format!("{act:?}"), at(0.5), at(0.99));
    println!("{name:9} {act:7} {connections:>5} {rate:>10.0} {half:>9.2} {most:>9.2}");
}

/// A snapshot with many run caches.
fn many() -> String {
    let records: Vec<_> = (0..MANY)
        .map(|number| {
            let id = (1_000_000 + number).to_string();
            json!({
                "account": "123456789012", "region": "us-east-1", "kind": "runCache", "id": id,
                "record": {
                    "arn": format!("arn:aws:omics:us-east-1:123456789012:runCache/{id}"),
                    "cacheBehavior": "CACHE_ALWAYS", "cacheBucketOwnerId": "123456789012",
                    "cacheS3Uri": "s3://bucket/cache/00000000-0000-4000-8000-000000000000/",
                    "creationTime": "2026-01-01T00:00:00Z", "description": null, "id": id,
                    "name": format!("cache {number}"), "status": "ACTIVE", "tags": {},
                },
            })
        })
        .collect();
    json!({"format": 1, "records": records, "tokens": []}).to_string()
}

/// Memory of a process that is not on disk, in KiB.
fn resident(process: u32) -> io::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.ok_or_else(|| io::Error::other("no VmRSS"))
}

struct Peer {
    child: Child,
    address: String,
}

impl Peer {
    fn start(file: &Path) -> io::Result<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("local/peer.py");
        let mut child = Command::new("python3")
            .arg(script)
            .arg(file)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let address = format!("127.0.0.1:{}", line.trim());
        Ok(Self { child, address })
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
