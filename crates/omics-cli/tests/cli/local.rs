//! The embedded service, in process and on loopback.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::support::{CREATE, omics};

#[test]
fn a_cache_made_locally_is_there_for_the_next_command() {
    let store = tempfile::tempdir().expect("a folder can be made");
    let store = store.path().join("local.state");
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
        "credentials = keys built into the program",
    ] {
        assert!(outcome.stderr.contains(line), "{line}: {}", outcome.stderr);
    }
}

#[test]
fn the_local_service_is_served_on_loopback() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let mut server = Command::new(env!("CARGO_BIN_EXE_omics"))
        .args(["local", "serve", "--port", "0", "--store", "local.state"])
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

/// `omics local serve` with these further options, in a folder of its own; what it told the shell.
fn serve(home: &std::path::Path, options: &[&str]) -> (std::process::Child, Vec<String>) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_omics"))
        .args(["local", "serve", "--port", "0", "--quiet"])
        .args(options)
        .env_clear()
        .env("HOME", home)
        .current_dir(home)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let lines = BufReader::new(server.stdout.take().expect("it is piped")).lines();
    let lines = lines.map(|line| line.expect("output is text"));
    let exports = lines.take_while(|line| !line.starts_with("# Listening"));
    let exports = exports.collect();
    (server, exports)
}

#[cfg(unix)]
#[test]
fn sigterm_ends_a_server_that_leaves_nothing_but_its_state() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let options = ["--store", "local.state", "--pid-file", "pid"];
    let store = home.path().join("local.state");
    let store = store.to_str().expect("it is text");
    // A shell asks at once, while the server is still starting.
    let (env, (server, exports)) = std::thread::scope(|scope| {
        let env = scope.spawn(|| omics(&["local", "env", "--store", store]).run().ok());
        let served = serve(home.path(), &options);
        (env.join().expect("a run"), served)
    });
    assert_eq!(env.lines().collect::<Vec<_>>(), exports);
    let pid = std::fs::read_to_string(home.path().join("pid")).expect("there is a process id");
    assert_eq!(pid.trim(), server.id().to_string());
    let status = omics(&["local", "status", "--store", store]).run().ok();
    assert!(status.contains("\"server\": \"http://"), "{status}");

    let sent = Command::new("kill").args(["-TERM", pid.trim()]).status();
    assert!(sent.expect("kill can be run").success());
    let output = server.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("0 requests: "), "{said}");
    let left = std::fs::read_dir(home.path()).expect("a folder").flatten();
    let mut left: Vec<_> = left.map(|entry| entry.file_name()).collect();
    left.sort();
    assert_eq!(left, ["local.state", "local.state.lock"]);
    let stderr = omics(&["local", "env", "--store", store]).run().fails(255);
    assert!(stderr.contains("No server uses "), "{stderr}");
}

/// `omics local COMMAND` with a store, and its output.
fn local(store: &std::path::Path, command: &str, more: &[&str]) -> String {
    let store = store.to_str().expect("it is text");
    let run = omics(&["local", command, "--store", store]).args(more);
    run.run().ok()
}

/// The names of the run caches that a server has.
fn names(exports: &[String]) -> String {
    let mut client = omics(&[
        "list-run-caches",
        "--query",
        "items[].name",
        "--output",
        "text",
    ]);
    for export in exports {
        let export = export.strip_prefix("export ");
        let (name, value) = export
            .and_then(|export| export.split_once('='))
            .expect("a variable a line");
        client = client.env(name, value.trim_matches('\''));
    }
    client.run().ok()
}

#[test]
fn a_reset_starts_a_server_over_with_its_seed_and_without_faults() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let seed = serde_json::json!({"calls": [{
        "operation": "CreateRunCache",
        "input": {"cacheS3Location": "s3://my-bucket/cache/", "name": "seeded"},
    }]});
    std::fs::write(home.path().join("seed.json"), seed.to_string()).expect("it can be written");
    let store = home.path().join("local.state");
    for (more, is_in_memory) in [(&["--tls"][..], false), (&["--memory"], true)] {
        let options = ["--store", "local.state", "--seed", "seed.json"];
        let (mut server, exports) = serve(home.path(), &[&options, more].concat());
        assert_eq!(names(&exports), "seeded\n");
        let flags: &[&str] = if is_in_memory { &["--memory"] } else { &[] };
        let snapshot = local(&store, "snapshot", flags);
        let empty = home.path().join("empty.json");
        std::fs::write(&empty, r#"{"format": 1, "records": [], "tokens": []}"#)
            .expect("it can be written");
        let file = ["--file", empty.to_str().expect("it is text")];
        local(&store, "restore", &[flags, &file].concat());
        assert_eq!(names(&exports), "");
        assert_eq!(local(&store, "reset", flags), "");
        assert_eq!(names(&exports), "seeded\n");
        assert!(snapshot.contains("\"seeded\""), "{snapshot}");
        // A server in memory is found without being asked for where it is the only one.
        let env = local(&store, "env", &[]);
        assert_eq!(env.lines().collect::<Vec<_>>(), exports);
        let status: serde_json::Value =
            serde_json::from_str(&local(&store, "status", flags)).expect("it is JSON");
        assert!(exports[0].ends_with(status["server"].as_str().expect("an endpoint")));
        assert_eq!(status["records"][0]["count"], 1, "{status}");
        server.kill().expect("it is running");
        server.wait().expect("it ends");
    }
    let store = store.to_str().expect("it is text");
    let stderr = omics(&["local", "reset", "--memory", "--store", store])
        .run()
        .fails(255);
    assert!(
        stderr.contains("No server keeps its state in memory"),
        "{stderr}"
    );
}

#[test]
fn a_state_is_written_down_thrown_away_and_put_back() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let path = |name: &str| {
        home.path()
            .join(name)
            .to_str()
            .expect("it is text")
            .to_owned()
    };
    let (store, file) = (path("local.state"), path("snapshot.json"));
    let local = |command: &str, more: &[&str]| {
        omics(&["local", command, "--store", &store])
            .args(more)
            .run()
    };
    let names = || {
        let run = omics(&["--local", "list-run-caches", "--query", "items[].name"]);
        run.env("OMICS_LOCAL_STORE", &store).run().ok()
    };
    let create = omics(&["--local"]).args(&CREATE).args(&["--name", "kept"]);
    create.env("OMICS_LOCAL_STORE", &store).run().ok();
    let before = names();
    assert!(before.contains("kept"), "{before}");
    assert_eq!(local("snapshot", &["--file", &file]).ok(), "");
    assert_eq!(local("reset", &[]).ok(), "");
    assert_eq!(names(), "[]\n");
    assert_eq!(local("restore", &["--file", &file]).ok(), "");
    assert_eq!(names(), before);
    std::fs::write(&file, "{}").expect("a file can be written");
    let stderr = local("restore", &["--file", &file]).fails(255);
    assert!(
        stderr.contains("a snapshot is an object whose `format` is 1"),
        "{stderr}"
    );
    assert_eq!(names(), before);
}

#[test]
fn what_a_server_cannot_start_with_is_said_at_once() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let file = home.path().join("file");
    std::fs::write(
        &file,
        r#"{"calls": [{"operation": "Nothing"}], "faults": 1}"#,
    )
    .expect("a file can be written");
    let file = file.to_str().expect("it is text");
    for (options, code, text) in [
        (&["--seed", file][..], 255, "is no good seed"),
        (&["--faults", file], 255, "has no list `faults`"),
        (&["--credentials", file], 255, "is no good credentials file"),
        (
            &["--fault", "fault=explode"],
            252,
            "faults[0].fault: must be one of",
        ),
        (
            &["--account", "12"],
            252,
            "--account takes 12 digits, not '12'",
        ),
        (
            &["--host", "0.0.0.0"],
            255,
            "everybody knows the credentials",
        ),
        (&["--seed", "/nowhere"], 255, "/nowhere cannot be read"),
    ] {
        let run = omics(&["local", "serve", "--memory", "--port", "0"])
            .args(options)
            .run();
        let stderr = run.fails(code);
        assert!(stderr.contains(text), "{stderr}");
    }
}

#[test]
fn a_certificate_is_made_and_trusted_by_what_is_printed() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let (mut server, exports) = serve(home.path(), &["--tls", "--store", "local.state"]);
    let mut client = omics(&["list-run-caches", "--query", "items"]);
    for export in &exports {
        let (name, value) = export
            .strip_prefix("export ")
            .and_then(|export| export.split_once('='))
            .expect("a variable a line");
        client = client.env(name, value.trim_matches('\''));
    }
    let outcome = client.run();
    server.kill().expect("it is running");
    server.wait().expect("it ends");
    assert!(exports[0].contains("=https://"), "{exports:?}");
    assert_eq!(outcome.ok(), "[]\n");
}
