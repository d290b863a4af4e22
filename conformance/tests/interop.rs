//! boto3 gets along with `omics local serve`.
//!
//! Skipped where python3 or boto3 is missing, but not in CI (`CI` set): there that is a failure.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::{env, io};

use conformance::binary;

/// A server that ends with the test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let ended = self.0.kill().and_then(|()| self.0.wait());
        ended.expect("the server can be stopped");
    }
}

fn has_boto3() -> bool {
    let import = Command::new("python3")
        .args(["-c", "import boto3"])
        .output();
    import.is_ok_and(|output| output.status.success())
}

/// Starts the server and reads from what it prints where it listens.
fn serve(store: &str) -> io::Result<(Served, String)> {
    let command = binary::omics()?;
    let words = shlex::split(&command).unwrap_or_default();
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| io::Error::other("no command to test"))?;
    let mut child = Command::new(program)
        .args(arguments)
        .args(["local", "serve", "--port", "0", "--store", store])
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().expect("standard output is piped");
    let served = Served(child);
    for line in BufReader::new(output).lines() {
        let line = line?;
        if let Some(start) = line.find("http://") {
            let url = line[start..].split_whitespace().next().unwrap_or_default();
            return Ok((served, url.to_owned()));
        }
    }
    Err(io::Error::other(
        "`omics local serve` ended without saying where it listens",
    ))
}

#[test]
fn boto3_uses_the_local_service() {
    if !has_boto3() {
        assert!(
            env::var_os("CI").is_none_or(|value| value.is_empty()),
            "python3 cannot import boto3: `pip install boto3`, or as .ci/run does"
        );
        eprintln!("skipped: python3 cannot import boto3");
        return;
    }
    let store = tempfile::tempdir().expect("a directory for the state");
    let state = store.path().join("state").display().to_string();
    let (_served, url) = serve(&state).expect("the server starts");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/interop/boto3_local.py");
    let run = Command::new("python3")
        .args([script, &url])
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .output()
        .expect("python3 can be run");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
}
