//! The embedded service, in process and on loopback.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::support::{CREATE, omics};

#[test]
fn a_cache_made_locally_is_there_for_the_next_command() {
    let store = tempfile::tempdir().expect("a folder can be made");
    let store = store.path().join("state.redb");
    let local = |args: &[&str]| {
        let run = omics(&["--local"])
            .args(args)
            .env("OMICS_LOCAL_STORE", store.to_str().expect("it is text"));
        run.without(&["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
    };
    let create = |name: &str| {
        local(&CREATE)
            .args(&["--name", name, "--query", "id", "--output", "text"])
            .run()
            .ok()
    };
    let (first, second) = (create("first"), create("second"));
    let listed = local(&[
        "list-run-caches",
        "--page-size",
        "1",
        "--query",
        "items[].name",
        "--output",
        "json",
    ])
    .run()
    .ok();
    assert!(
        listed.contains("first") && listed.contains("second"),
        "{listed}"
    );
    let one = local(&[
        "list-run-caches",
        "--max-items",
        "1",
        "--query",
        "length(items)",
    ])
    .run()
    .ok();
    assert_eq!(one, "1\n");
    assert_eq!(
        local(&["update-run-cache", "--id", first.trim(), "--name", "new"])
            .run()
            .ok(),
        ""
    );
    let name = local(&["get-run-cache", "--id", first.trim(), "--query", "name"])
        .run()
        .ok();
    assert_eq!(name, "\"new\"\n");
    assert_eq!(
        local(&["delete-run-cache", "--id", second.trim()])
            .run()
            .ok(),
        ""
    );
    let stderr = local(&["get-run-cache", "--id", "999"]).run().fails(254);
    assert!(
        stderr.contains("(ResourceNotFoundException) when calling the GetRunCache operation"),
        "{stderr}"
    );
}

#[test]
fn a_local_dry_run_leaves_no_trace() {
    let stdout = omics(&["--local", "--dry-run"]).args(&CREATE).run().ok();
    assert!(
        stdout.starts_with("POST http://localhost/runCache HTTP/1.1\n"),
        "{stdout}"
    );
}

#[test]
fn a_local_log_says_what_local_means() {
    let run = omics(&["--local", "--debug", "list-run-caches"]).without(&["AWS_REGION"]);
    let outcome = run.run();
    assert_eq!(outcome.code, Some(0));
    for line in [
        "region = us-east-1 (--local)",
        "endpoint_url = http://localhost (--local)",
        "credentials = built in",
    ] {
        assert!(outcome.stderr.contains(line), "{line}: {}", outcome.stderr);
    }
}

#[test]
fn the_local_service_is_served_on_loopback() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let mut server = Command::new(env!("CARGO_BIN_EXE_omics"))
        .args(["local", "serve", "--port", "0", "--store", "state.redb"])
        .env_clear()
        .env("HOME", home.path())
        .current_dir(home.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(server.stdout.take().expect("it is piped")).lines();
    let exports: Vec<_> = lines
        .by_ref()
        .map(|line| line.expect("output is text"))
        .take_while(|line| !line.starts_with("# Listening"))
        .filter_map(|line| {
            let (name, value) = line.strip_prefix("export ")?.split_once('=')?;
            Some((name.to_owned(), value.trim_matches(['"', '\'']).to_owned()))
        })
        .collect();
    let mut client = omics(&CREATE).without(&[
        "AWS_ENDPOINT_URL_OMICS",
        "AWS_DISABLE_HOST_PREFIX_INJECTION",
    ]);
    for (name, value) in &exports {
        client = client.env(name, value);
    }
    let outcome = client.run();
    server.kill().expect("it is running");
    server.wait().expect("it ends");
    assert!(
        outcome.ok().contains("\"status\": \"ACTIVE\""),
        "{exports:?}"
    );
    let mut rest = String::new();
    lines.for_each(|line| rest.push_str(&line.expect("output is text")));
    assert_eq!(rest, "");
}

#[test]
fn serving_is_explained_and_checks_its_options() {
    assert!(
        omics(&["local", "serve", "--help"])
            .run()
            .ok()
            .contains("--store FILE")
    );
    assert!(
        omics(&["local", "serve", "help"])
            .run()
            .ok()
            .contains("--port PORT")
    );
    let stderr = omics(&["local", "serve", "--port", "many"])
        .run()
        .fails(252);
    assert!(
        stderr.contains("--port takes a number up to 65535, not 'many'"),
        "{stderr}"
    );
}
