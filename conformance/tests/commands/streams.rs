//! Bodies that are larger than what a command may hold in memory.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::run::slices;
use crate::server::{Answer, Request, serve};

const MEBIBYTE: u64 = 1 << 20;
const SIZE: u64 = 64 * MEBIBYTE;
/// More than the program itself takes, and less than half of the body.
const MEMORY: u64 = 32 * MEBIBYTE;

/// Runs the command to its success and watches its memory. Gives the request and the most bytes it was seen
/// to take.
fn watched(folder: &Path, words: &[&str], answer: Answer) -> (Request, u64) {
    let (address, serving) = serve(vec![answer]);
    let mut words = words.to_vec();
    words.extend(["--endpoint-url", &address]);
    let mut command = slices(folder, &words);
    let mut child = command
        .stdout(Stdio::null())
        .spawn()
        .expect("the command runs");
    let mut most = 0;
    let status = loop {
        most = most.max(peak(child.id()));
        match child.try_wait().expect("a child") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    assert!(status.success(), "{words:?}");
    let mut requests = serving.join().expect("a server");
    (requests.remove(0), most)
}

/// The most bytes that a process had in memory; 0 where the system does not tell.
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kibibytes.map_or(0, |kibibytes| kibibytes << 10)
}

#[test]
fn an_answer_goes_to_its_file_as_it_arrives() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = [
        "s3api",
        "get-object",
        "--bucket",
        "b",
        "--key",
        "k",
        "out.bin",
    ];
    let body = vec![7; MEBIBYTE as usize];
    let answer = Answer::ok(body).repeat((SIZE / MEBIBYTE) as usize);
    let (_, most) = watched(folder.path(), &words, answer);
    let file = fs::metadata(folder.path().join("out.bin")).expect("a file");
    assert_eq!(file.len(), SIZE);
    assert!(most < MEMORY, "{most} bytes");
}

#[test]
fn a_request_is_read_from_its_file_as_it_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = File::create(folder.path().join("in.bin")).expect("a file");
    file.set_len(SIZE).expect("a sparse file");
    let words = [
        "s3api",
        "put-object",
        "--bucket",
        "b",
        "--key",
        "k",
        "--body",
        "in.bin",
    ];
    let (request, most) = watched(folder.path(), &words, Answer::ok(""));
    assert!(request.length >= SIZE, "{request:?}");
    assert!(most < MEMORY, "{most} bytes");
}
