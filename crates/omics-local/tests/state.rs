//! The state outlives the process and is shared between processes.

mod support;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use omics_local::LocalService;
use support::{TEST, create, service};

const STATE: &str = "OMICS_LOCAL_TEST_STATE";

/// Ids of all run caches, page by page.
fn ids(service: &LocalService) -> Vec<String> {
    let mut ids = Vec::new();
    let mut uri = "/runCache".to_owned();
    loop {
        let page = TEST.send(service, "GET", &uri, "").body;
        let items = page["items"].as_array().expect("a list").iter();
        ids.extend(items.map(|item| item["id"].as_str().expect("an id").to_owned()));
        let Some(token) = page["nextToken"].as_str() else {
            return ids;
        };
        uri = format!("/runCache?startingToken={token}");
    }
}

/// This test program again, making run caches until it is killed.
fn creator(state: &Path) -> Child {
    Command::new(std::env::current_exe().expect("a test knows its program"))
        .args([
            "--exact",
            "creates_until_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(STATE, state)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a test program can be started")
}

#[test]
#[ignore = "run by the other tests in a process of its own"]
fn creates_until_killed() {
    let Some(state) = std::env::var_os(STATE) else {
        return;
    };
    let service = omics_local::service(state);
    for number in 0.. {
        let id = create(&service, &format!("{}-{number}", std::process::id()));
        println!("\ncreated {id}");
    }
}

#[test]
fn what_was_answered_survives_kill_9() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let state = home.path().join("omics.state");
    let mut answered = Vec::new();
    for round in 1..=3 {
        // Two at once, so that each also waits for the other.
        let mut children = [creator(&state), creator(&state)];
        for child in &mut children {
            let output = BufReader::new(child.stdout.take().expect("stdout is piped"));
            let lines = output
                .lines()
                .map(|line| line.expect("the test prints text"));
            let created = lines.filter_map(|line| Some(line.strip_prefix("created ")?.to_owned()));
            answered.extend(created.take(round * 3));
            child.kill().expect("a child can be killed");
        }
        for child in &mut children {
            child.wait().expect("a child can be waited for");
        }
        let kept = ids(&omics_local::service(&state));
        assert!(
            answered.iter().all(|id| kept.contains(id)),
            "{answered:?} {kept:?}"
        );
    }
}

#[test]
fn concurrent_creates_all_happen() {
    let (service, home) = service();
    // Not the same service value: another process, as far as the file can tell.
    let other = omics_local::service(home.path().join("state/omics.state"));
    let mut created: Vec<_> = thread::scope(|scope| {
        let create_some = |service, name| {
            move || -> Vec<_> {
                (0..5)
                    .map(|n| create(service, &format!("{name}-{n}")))
                    .collect()
            }
        };
        let threads: Vec<_> = (0..4)
            .map(|n| {
                if n % 2 == 0 {
                    (&service, n)
                } else {
                    (&other, n)
                }
            })
            .map(|(service, n)| scope.spawn(create_some(service, n)))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("no thread panics"))
            .collect()
    });
    let mut listed = ids(&service);
    created.sort();
    listed.sort();
    assert_eq!(created, listed);
    created.dedup();
    assert_eq!(created.len(), 20);
}

#[test]
fn concurrent_repeats_of_one_request_make_one_run_cache() {
    let (service, _home) = service();
    let made: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| create(&service, "same")))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no thread panics"))
            .collect()
    });
    assert!(made.iter().all(|id| *id == made[0]), "{made:?}");
    assert_eq!(ids(&service).len(), 1);
}

#[test]
fn a_file_that_is_no_state_is_named() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let state = home.path().join("notes.txt");
    std::fs::write(
        &state,
        "not a database, but a text of some length".repeat(20),
    )
    .expect("a temporary file can be written");
    let answer = TEST.send(&omics_local::service(&state), "GET", "/runCache", "");
    assert!(
        answer
            .refused(500, "InternalServerException")
            .contains("notes.txt")
    );
}

fn large_snapshot() -> serde_json::Value {
    let records: Vec<_> = (0..2000)
        .map(|number| {
            serde_json::json!({
                "account": "123456789012", "region": "us-east-1", "kind": "runCache",
                "id": number.to_string(), "record": {"id": number.to_string(), "name": "n".repeat(100)},
            })
        })
        .collect();
    serde_json::json!({"format": 1, "records": records, "tokens": []})
}

#[test]
fn space_comes_back_after_deletes() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let state = home.path().join("omics.state");
    let size = || std::fs::metadata(&state).expect("the file is there").len();
    let service = omics_local::service(&state);
    let snapshot = large_snapshot();
    service.restore(&snapshot).expect("a good snapshot");
    let full = size();
    service.reset().expect("the state can be written");
    assert!(size() < full / 4, "{} of {full}", size());
    assert_eq!(ids(&service), Vec::<String>::new());
}

#[test]
#[cfg(unix)]
fn a_state_that_can_only_be_read_is_read_and_says_why_it_is_not_written() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let state = home.path().join("omics.state");
    let id = {
        let service = omics_local::service(&state);
        create(&service, "t")
    };
    let mode = std::fs::metadata(&state)
        .expect("the file is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let only_read = std::fs::Permissions::from_mode(0o400);
    std::fs::set_permissions(&state, only_read).expect("the mode can be changed");
    let service = omics_local::service(&state);
    assert_eq!(ids(&service), [id]);
    // The superuser writes what he likes.
    if std::fs::OpenOptions::new()
        .write(true)
        .open(&state)
        .is_err()
    {
        let body = support::input("u").to_string();
        let answer = TEST.send(&service, "POST", "/runCache", &body);
        let message = answer.refused(500, "InternalServerException");
        assert!(message.contains("cannot be written: "), "{message}");
        assert!(!message.contains("move it away"), "{message}");
        assert_eq!(ids(&service).len(), 1);
    }
}

/// A state with a few commits, and its bytes without the room behind them.
fn small_state(home: &Path) -> (PathBuf, Vec<u8>) {
    let state = home.join("omics.state");
    let service = omics_local::service(&state);
    for token in ["a", "b", "c"] {
        create(&service, token);
    }
    let mut bytes = std::fs::read(&state).expect("the state can be read");
    let last = bytes.iter().rposition(|byte| *byte != 0);
    bytes.truncate(last.map_or(0, |last| last + 1));
    (state, bytes)
}

#[test]
fn what_a_killed_process_wrote_by_half_is_cut_off() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let (state, bytes) = small_state(home.path());
    let mut counts = Vec::new();
    for length in (0..bytes.len()).step_by(7) {
        std::fs::write(&state, &bytes[..length]).expect("the state can be written");
        let service = omics_local::service(&state);
        let before = ids(&service);
        if length % 70 == 0 {
            let made = create(&service, "new");
            let again = ids(&omics_local::service(&state));
            assert_eq!(again, [before.clone(), vec![made]].concat());
        }
        counts.push(before.len());
    }
    assert!(counts.is_sorted(), "{counts:?}");
    assert_eq!(
        counts.first().copied().zip(counts.last().copied()),
        Some((0, 2))
    );
}

#[test]
fn every_flipped_bit_is_found() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let (state, bytes) = small_state(home.path());
    for at in (0..bytes.len()).step_by(11) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        std::fs::write(&state, &damaged).expect("the state can be written");
        let answer = TEST.send(&omics_local::service(&state), "GET", "/runCache", "");
        let message = answer.refused(500, "InternalServerException");
        assert!(
            message.contains("omics.state cannot be used: it is "),
            "{at}: {message}"
        );
    }
}

#[test]
fn states_of_the_first_version_are_refused_with_advice() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let state = home.path().join("omics.state");
    // How a file of redb starts, which that version kept its state in.
    let bytes = [&b"redb\x1a\x0a\xa9\x0d\x0a"[..], &[0; 4096]].concat();
    std::fs::write(&state, &bytes).expect("a file can be written");
    let service = omics_local::service(&state);
    for (method, body) in [
        ("GET", String::new()),
        ("POST", support::input("t").to_string()),
    ] {
        let answer = TEST.send(&service, method, "/runCache", &body);
        let message = answer.refused(500, "InternalServerException");
        for part in [
            "an earlier version made it",
            "move it away to start with an empty one",
        ] {
            assert!(message.contains(part), "{message}");
        }
    }
    let kept = std::fs::read(&state).expect("the file is there");
    assert!(kept == bytes, "the file was changed");
}

#[test]
fn who_has_the_file_open_follows_when_it_is_written_anew() {
    let home = tempfile::tempdir().expect("a temporary directory can be made");
    let state = home.path().join("omics.state");
    let (one, other) = (omics_local::service(&state), omics_local::service(&state));
    let first = create(&one, "first");
    assert_eq!(ids(&other), [first]);
    let snapshot = large_snapshot();
    one.restore(&snapshot).expect("a good snapshot");
    assert_eq!(ids(&other).len(), 2000);
    one.reset().expect("the state can be written");
    let size = std::fs::metadata(&state).expect("the file is there").len();
    assert!(size < 1000, "{size}");
    assert_eq!(ids(&other), Vec::<String>::new());
    let second = create(&other, "second");
    assert_eq!(ids(&one), [second]);
}

#[test]
fn no_id_is_given_twice() {
    let (service, _home) = service();
    let first = create(&service, "first");
    TEST.send(&service, "DELETE", &format!("/runCache/{first}"), "");
    let snapshot = service.snapshot().expect("the state can be read");
    service.restore(&snapshot).expect("a good snapshot");
    let second = create(&service, "second");
    assert_ne!(first, second);
}
