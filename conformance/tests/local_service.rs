//! The local service under SIGKILL, mutated requests and damaged files.
//!
//! Each test makes a sample; `LOCAL_SERVICE_ROUNDS` multiplies it. The whole run is
//! `LOCAL_SERVICE_ROUNDS=50 cargo test --release -p conformance --test local_service`.

#[path = "local_service/checklist.rs"]
mod checklist;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use conformance::local::{Connection, Served, signed};
use serde_json::{Value, json};

/// Samples of each test are this many times as large.
fn rounds() -> u64 {
    let rounds = std::env::var("LOCAL_SERVICE_ROUNDS").ok();
    rounds.map_or(1, |rounds| {
        rounds.parse().expect("LOCAL_SERVICE_ROUNDS is a number")
    })
}

/// Numbers that repeat: xorshift.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

fn on_store(store: &Path) -> Served {
    let store = store.as_os_str();
    Served::start(["--store".as_ref(), store]).expect("the server starts")
}

/// What a client knows of one run cache.
#[derive(Debug, Clone, PartialEq, Default)]
struct Known {
    /// Names it may have: the one acknowledged, and one sent that may have arrived.
    names: Vec<String>,
    /// A delete was acknowledged.
    is_deleted: bool,
    /// A delete was sent.
    may_be_deleted: bool,
}

/// Creates, updates and deletes until the server is gone, and writes down what was acknowledged.
fn work(address: &str, worker: u64, round: u64, known: &Mutex<BTreeMap<String, Known>>) {
    let Ok(mut connection) = Connection::open(address) else {
        return;
    };
    for number in 0.. {
        let name = format!("{round}-{worker}-{number}");
        let body = json!({"cacheS3Location": "s3://bucket/x", "requestId": name, "name": name});
        let Ok((status, made)) = connection.json("POST", "/runCache", &body.to_string()) else {
            return;
        };
        assert_eq!(status, 201, "{made}");
        let id = made["id"].as_str().expect("an id").to_owned();
        let change = |act: &dyn Fn(&mut Known)| {
            let mut known = known.lock().expect("no worker panics");
            act(known.entry(id.clone()).or_default());
        };
        // An id may have been another run cache's that is gone.
        change(&|known| {
            *known = Known {
                names: vec![name.clone()],
                ..Known::default()
            };
        });
        let target = format!("/runCache/{id}");
        match number % 3 {
            0 => {
                let renamed = format!("{name}-renamed");
                change(&|known| known.names.push(renamed.clone()));
                let body = json!({"name": renamed}).to_string();
                match connection.call("POST", &target, &body) {
                    Ok((202, _)) => change(&|known| known.names = vec![renamed.clone()]),
                    Ok(other) => panic!("{other:?}"),
                    Err(_) => return,
                }
            }
            1 => {
                change(&|known| known.may_be_deleted = true);
                match connection.call("DELETE", &target, "") {
                    Ok((202, _)) => change(&|known| known.is_deleted = true),
                    Ok(other) => panic!("{other:?}"),
                    Err(_) => return,
                }
            }
            _ => {}
        }
    }
}

/// All run caches, by id.
fn listed(address: &str) -> BTreeMap<String, Value> {
    let mut connection = Connection::open(address).expect("the server listens");
    let mut found = BTreeMap::new();
    let mut target = "/runCache".to_owned();
    loop {
        let (status, page) = connection
            .json("GET", &target, "")
            .expect("the server answers");
        assert_eq!(status, 200, "{page}");
        for item in page["items"].as_array().expect("a list") {
            let id = item["id"].as_str().expect("an id").to_owned();
            assert_eq!(
                found.insert(id, item.clone()),
                None,
                "an item is listed twice"
            );
        }
        match page["nextToken"].as_str() {
            Some(token) => target = format!("/runCache?startingToken={token}"),
            None => return found,
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_doubled_or_half_after_sigkill() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let store = home.path().join("local.state");
    let known = Mutex::new(BTreeMap::<String, Known>::new());
    let mut chance = Chance(1);
    for round in 0..4 * rounds() {
        let mut served = on_store(&store);
        let address = served.address().to_owned();
        thread::scope(|scope| {
            for worker in 0..4 {
                let (address, known) = (&address, &known);
                scope.spawn(move || work(address, worker, round, known));
            }
            thread::sleep(Duration::from_millis(100 + chance.next() % 400));
            served.kill().expect("the server runs");
        });
        let served = on_store(&store);
        let found = listed(served.address());
        let known = known.lock().expect("no worker panics");
        let mut names = BTreeMap::new();
        for (id, item) in &found {
            let name = item["name"].as_str().expect("a name");
            assert_eq!(names.insert(name, id), None, "{name} was made twice");
            assert_eq!(item["status"], "ACTIVE", "{item}");
        }
        for (id, known) in known.iter() {
            match found.get(id) {
                Some(item) => {
                    assert!(!known.is_deleted, "{id} came back: {item}");
                    let name = item["name"].as_str().expect("a name").to_owned();
                    assert!(known.names.contains(&name), "{known:?} is {item}");
                }
                None => assert!(known.may_be_deleted, "{id} is lost: {known:?}"),
            }
        }
    }
    let count = known.lock().expect("no worker panics").len();
    assert!(
        count >= usize::try_from(rounds()).unwrap_or(usize::MAX),
        "{count}"
    );
    let left: Vec<_> = fs::read_dir(home.path())
        .expect("a folder")
        .flatten()
        .collect();
    // The state, its lock, and where the last server listened.
    assert!(left.len() <= 3, "{left:?}");
}

/// One of many good requests, spoiled.
fn mutated(chance: &mut Chance, host: &str) -> Vec<u8> {
    let body = json!({
        "cacheS3Location": "s3://bucket/x", "requestId": "r", "name": "n", "tags": {"k": "v"},
        "cacheBehavior": "CACHE_ALWAYS", "description": null,
    });
    let body = body.to_string();
    let mut bytes = match chance.below(6) {
        0 => signed(host, "GET", "/runCache?maxResults=5", ""),
        1 => signed(host, "GET", "/runCache/1234567", ""),
        2 => signed(host, "DELETE", "/runCache/1234567", ""),
        3 => signed(host, "POST", "/runCache/1234567", &body),
        4 => signed(host, "GET", "/_omics/status", ""),
        _ => signed(host, "POST", "/runCache", &body),
    };
    const WORDS: [&[u8]; 12] = [
        b"\xe9",
        b"\0",
        b"\r\n",
        b"host: \xff\r\n",
        b"{",
        b"[[[[[[[[",
        b"null",
        b"%",
        b"%ff",
        b"999999999999999999999",
        b"transfer-encoding: chunked\r\n",
        b"\xf0\x9f\xa7\xac",
    ];
    for _ in 0..=chance.below(3) {
        let at = chance.below(bytes.len());
        match chance.below(5) {
            0 => bytes[at] = (chance.next() % 256).to_le_bytes()[0],
            1 => bytes[at] ^= 1 << chance.below(8),
            2 => drop(bytes.drain(at..(at + chance.below(20)).min(bytes.len()))),
            3 => drop(bytes.splice(at..at, WORDS[chance.below(WORDS.len())].iter().copied())),
            _ => bytes.truncate(at),
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

#[test]
fn mutated_requests_stop_nothing_and_are_nobodys_fault_but_the_clients() {
    let mut served = Served::start(["--memory"]).expect("the server starts");
    let host = served.address().to_owned();
    let mut chance = Chance(7);
    let mut answered = 0;
    for number in 0..200 * rounds() {
        let bytes = mutated(&mut chance, &host);
        let mut connection = Connection::open(&host).expect("the server listens");
        // What is cut short is answered, too, once no more can come.
        let answer = connection.send_all(&bytes);
        if let Ok((status, body)) = answer {
            let body = String::from_utf8_lossy(&body).into_owned();
            let said = String::from_utf8_lossy(&bytes).into_owned();
            assert!(
                status < 500,
                "request {number} got {status} {body}:\n{said}"
            );
            answered += 1;
        }
    }
    assert!(answered > 80 * rounds(), "{answered}");
    assert!(served.is_running());
    let mut connection = Connection::open(&host).expect("the server listens");
    assert_eq!(
        connection
            .call("GET", "/runCache", "")
            .expect("it answers")
            .0,
        200
    );
}

#[test]
fn damaged_files_are_refused_or_answered_and_stop_nothing() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let good = home.path().join("good.state");
    {
        let served = on_store(&good);
        let mut connection = Connection::open(served.address()).expect("the server listens");
        for number in 0..60 {
            let body =
                json!({"cacheS3Location": "s3://bucket/x", "requestId": format!("r{number}")});
            let made = connection.call("POST", "/runCache", &body.to_string());
            assert_eq!(made.expect("the server answers").0, 201);
        }
    }
    let bytes = fs::read(&good).expect("the file can be read");
    // There is room behind it.
    let used = bytes.iter().rposition(|byte| *byte != 0).unwrap_or(0);
    let mut chance = Chance(11);
    let (mut refused, mut failed) = (0, 0);
    for _ in 0..20 * rounds() {
        let mut damaged = bytes.clone();
        match chance.below(4) {
            0 => damaged.truncate(chance.below(used)),
            1 => {
                let (from, length) = (chance.below(used), chance.below(4096));
                let to = (from + length).min(bytes.len());
                damaged[from..to].fill(0);
            }
            _ => {
                for _ in 0..=chance.below(8) {
                    let at = chance.below(used);
                    damaged[at] ^= 1 << chance.below(8);
                }
            }
        }
        let file = home.path().join("damaged.state");
        fs::write(&file, &damaged).expect("the file can be written");
        let Ok(mut served) = Served::start(["--store".as_ref(), file.as_os_str()]) else {
            refused += 1;
            continue;
        };
        let mut connection = Connection::open(served.address()).expect("the server listens");
        let body = json!({"cacheS3Location": "s3://bucket/x", "requestId": "new"}).to_string();
        for (method, target, body) in [
            ("GET", "/runCache", ""),
            ("POST", "/runCache", body.as_str()),
            ("GET", "/runCache?maxResults=1", ""),
            ("GET", "/_omics/snapshot", ""),
        ] {
            let answer = connection.call(method, target, body);
            let (status, _) = answer.expect("a damaged file is answered for");
            failed += u32::from(status == 500);
            assert!([200, 201, 500].contains(&status), "{status}");
        }
        assert!(served.is_running());
    }
    assert!(refused + failed > 0, "no damage was found");
}
