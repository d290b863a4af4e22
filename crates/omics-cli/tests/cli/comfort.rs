//! What makes it easier to see what the program does, and to stop it.

use serde_json::Value;

use crate::support::{Answer, GET, Server, json, omics};

#[cfg(unix)]
#[test]
fn an_interrupted_listing_shows_the_pages_that_have_come() {
    let page = json(200, r#"{"items": [{"id": "7"}], "nextToken": "t"}"#);
    let server = Server::start(&[page, Answer::Silence]);
    let list = omics(&["list-run-caches"]).to(&server);
    let outcome = list.interrupted_once(|| server.requests().len() == 2);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(130), ""));
    let shown: Value = serde_json::from_str(&outcome.stdout).expect("whole JSON");
    assert_eq!(shown["items"][0]["id"], "7");
    let token = shown["NextToken"].as_str().expect("where to go on");

    let rest = Server::start(&[json(200, r#"{"items": [{"id": "8"}]}"#)]);
    let more = omics(&[
        "list-run-caches",
        "--starting-token",
        token,
        "--page-size",
        "5",
    ]);
    let more: Value = serde_json::from_str(&more.to(&rest).run().ok()).expect("JSON");
    assert_eq!(more["items"][0]["id"], "8");
    assert!(
        rest.request().line.contains("startingToken=t"),
        "{}",
        rest.request().line
    );
}

#[test]
fn settings_are_explained_without_a_call() {
    let explain = |args: &[&str]| {
        omics(&["config", "explain"])
            .args(args)
            .env("HTTPS_PROXY", "http://me:secret@proxy.example:3128")
            .config("[default]\noutput = yaml\n")
            .run()
    };
    let shown = explain(&["--region", "eu-west-1"]).ok();
    let line = |name: &str| {
        let mut lines = shown.lines().filter(|line| line.starts_with(name));
        let line = lines.next().unwrap_or_else(|| panic!("no {name}: {shown}"));
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("region"), "region eu-west-1 --region");
    let origin = "output yaml output in profile \"default\", line 2 of ";
    assert!(line("output").starts_with(origin), "{shown}");
    assert_eq!(line("read_timeout"), "read_timeout 60 s default");
    assert!(line("https_proxy").ends_with("HTTPS_PROXY"));
    assert_eq!(line("access_key_id"), "access_key_id …MPLE");
    assert!(
        !shown.contains("secret@") && !shown.contains("hush"),
        "{shown}"
    );
    let json: Value = serde_json::from_str(&explain(&["--json"]).ok()).expect("JSON");
    assert_eq!(json["region"]["value"], "us-west-2");
    assert_eq!(json["region"]["origin"], "AWS_REGION");
    let missing = omics(&["config", "explain"]).without(&["AWS_REGION"]).run();
    assert_eq!(missing.code, Some(253));
    assert!(missing.stdout.contains("profile") && missing.stderr.contains("NoRegion"));
}

#[test]
fn what_is_logged_tells_of_connections_and_times() {
    let server = Server::start(&[json(500, "{}"), json(200, r#"{"id": "7"}"#)]);
    let run = omics(&GET).args(&["--debug"]).env("AWS_MAX_ATTEMPTS", "2");
    let told = run.to(&server).run().stderr;
    for part in [
        "DEBUG setting read_timeout = 60 s (default)\n",
        "DEBUG setting output = json (default)\n",
        "DEBUG connection: connected, name and all, peer ",
        "DEBUG timing: first byte after ",
        "DEBUG attempt 1 of 2 failed (HTTP status 500); again in ",
        " lib/omics/",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

/// `cargo xtask docs` mends it.
#[cfg(feature = "local")]
#[test]
fn documents_say_what_help_says() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    for (form, folder) in [("manual", "man"), ("markdown", "reference")] {
        let pages = omics(&[]).env("OMICS_DOCUMENTS", form).run().ok();
        let pages: Value = serde_json::from_str(&pages).expect("JSON");
        let pages = pages.as_object().expect("texts by file");
        for (name, text) in pages {
            let file = std::fs::read_to_string(docs.join(folder).join(name)).unwrap_or_default();
            assert_eq!(
                Some(file.as_str()),
                text.as_str(),
                "{name}: cargo xtask docs"
            );
        }
        let files = std::fs::read_dir(docs.join(folder)).expect("the folder");
        assert_eq!(files.count(), pages.len(), "{folder} has pages of nothing");
    }
}
