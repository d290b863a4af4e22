//! What the AWS CLI does not have: dry runs and recordings.

use serde_json::{Value, json};

use crate::support::{CREATE, CREATED, Server, json as answer, omics, with_header};

#[test]
fn a_dry_run_prints_the_request_and_sends_nothing() {
    // Nobody listens at the endpoint. The option may stand before the operation.
    let run = omics(&["--dry-run"]).args(&CREATE).args(&[
        "--request-id",
        "r",
        "--output",
        "table",
        "--query",
        "id",
    ]);
    let stdout = run.env("AWS_SESSION_TOKEN", "topsecret").run().ok();
    assert!(
        stdout.starts_with(
            "POST http://127.0.0.1:1/runCache HTTP/1.1\ncontent-type: application/json\n"
        ),
        "{stdout}"
    );
    assert!(
        stdout.contains("\nauthorization: *** redacted ***\n"),
        "{stdout}"
    );
    assert!(
        stdout.ends_with("\n\n{\"cacheS3Location\":\"s3://bucket/p\",\"requestId\":\"r\"}\n"),
        "{stdout}"
    );
    assert!(
        !stdout.contains("topsecret") && !stdout.contains("Signature="),
        "{stdout}"
    );
    let listing = omics(&["list-run-caches", "--dry-run", "http", "--page-size", "5"])
        .run()
        .ok();
    assert!(
        listing.starts_with("GET http://127.0.0.1:1/runCache?maxResults=5 HTTP/1.1\n"),
        "{listing}"
    );
    let stderr = omics(&CREATE)
        .args(&["--dry-run", "--name", ""])
        .run()
        .fails(252);
    assert!(
        stderr.contains("Invalid length for parameter name, value: 0"),
        "{stderr}"
    );
}

#[test]
fn a_dry_run_as_curl_can_be_run() {
    let server = Server::created();
    let run = omics(&CREATE)
        .args(&["--dry-run", "curl", "--request-id", "it's"])
        .to(&server);
    let command = run.run().ok();
    assert!(
        command.contains("--aws-sigv4 'aws:amz:us-west-2:omics'") && !command.contains("hush"),
        "{command}"
    );
    assert!(server.requests().is_empty());
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &command.replacen("curl", "exec curl --silent", 1)]);
    shell
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "hush")
        .env_remove("http_proxy");
    let Ok(output) = shell.output() else { return };
    if output.status.code() == Some(127) {
        return;
    }
    assert_eq!(String::from_utf8_lossy(&output.stdout), CREATED);
    let request = server.request();
    assert_eq!(
        request.document(),
        json!({ "cacheS3Location": "s3://bucket/p", "requestId": "it's" })
    );
    assert!(
        request
            .header("authorization")
            .is_some_and(|text| text.contains("/us-west-2/omics/aws4_request"))
    );
}

#[test]
fn a_recording_holds_every_exchange_and_no_secret() {
    let failure = with_header(
        500,
        "x-amzn-errortype: InternalServerException",
        r#"{"message":"oops"}"#,
    );
    let server = Server::start(&[failure, answer(201, CREATED)]);
    let run = omics(&CREATE).args(&["--record", "calls.json", "--request-id", "r"]);
    let outcome = run
        .env("AWS_MAX_ATTEMPTS", "2")
        .env("AWS_SESSION_TOKEN", "topsecret")
        .to(&server)
        .run();
    let recorded = outcome.file("calls.json");
    outcome.ok();
    for secret in ["topsecret", "Signature", "AKIDEXAMPLE"] {
        assert!(!recorded.contains(secret), "{recorded}");
    }
    let recorded: Value = serde_json::from_str(&recorded).expect("the recording is JSON");
    assert_eq!(recorded["format"], 1);
    assert_eq!(recorded["provenance"]["recorded"]["client"], "omics");
    let exchanges = &recorded["exchanges"];
    let request = json!({
        "method": "POST",
        "path": "/runCache",
        "body": { "cacheS3Location": "s3://bucket/p", "requestId": "r" },
    });
    assert_eq!(exchanges[0]["request"], request);
    assert_eq!(
        exchanges[0]["error"],
        json!({ "code": "InternalServerException", "message": "oops" })
    );
    assert_eq!(exchanges[1]["request"], request);
    assert_eq!(exchanges[1]["output"]["id"], "7");
    assert_eq!(exchanges.as_array().map(Vec::len), Some(2));
}

#[test]
fn a_failed_call_is_recorded_and_keeps_its_exit_code() {
    let server = Server::start(&[answer(
        404,
        r#"{"message":"gone","code":"ResourceNotFoundException"}"#,
    )]);
    let outcome = omics(&["delete-run-cache", "--id", "7", "--record", "calls.json"])
        .to(&server)
        .run();
    assert!(
        outcome
            .file("calls.json")
            .contains("\"code\": \"ResourceNotFoundException\"")
    );
    assert!(outcome.fails(254).contains("(ResourceNotFoundException)"));
}

#[test]
fn a_recording_is_opened_before_anything_is_sent() {
    let server = Server::created();
    let run = || omics(&CREATE).to(&server);
    let missing = run().args(&["--record", "no/such/folder"]).run();
    assert!(missing.fails(255).contains("no/such/folder"));
    let existing = run().args(&["--record", "kept"]).file("kept", "1").run();
    assert_eq!(existing.file("kept"), "1");
    assert!(
        existing
            .fails(255)
            .contains("name another file, or replace it with --force")
    );
    assert_eq!(server.requests().len(), 0);
    let shown = run().args(&["--record", "-", "--output", "off"]).run();
    let recorded: Value = serde_json::from_str(&shown.stdout).expect("the recording is JSON");
    assert_eq!(recorded["exchanges"][0]["output"]["id"], "7");
}
