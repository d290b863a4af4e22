//! A script of HealthOmics from a workflow to a finished run.

use std::fs;

use serde_json::json;

use crate::run::{run, run_in, slices};
use crate::server::Answer;

#[test]
fn a_workflow_is_created_from_a_zip() {
    let folder = tempfile::tempdir().expect("a folder");
    let zip = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    fs::write(folder.path().join("w.zip"), &zip).expect("written");
    let words = [
        "omics",
        "create-workflow",
        "--name",
        "w",
        "--engine",
        "WDL",
        "--definition-zip",
        "fileb://w.zip",
        "--parameter-template",
        "reads={description=Reads,optional=false},reference={optional=true}",
    ];
    let answer = r#"{"id": "1234567", "status": "CREATING", "tags": {}}"#;
    let ran = run_in(folder.path(), &words, vec![Answer::new(201, answer)]);
    assert_eq!(
        ran.out,
        "{\n    \"id\": \"1234567\",\n    \"status\": \"CREATING\",\n    \"tags\": {}\n}\n",
        "{ran:?}"
    );
    let (request, mut body) = (ran.request(), ran.request().json());
    assert_eq!((&*request.method, &*request.target), ("POST", "/workflow"));
    let token = body["requestId"].take();
    assert_eq!(token.as_str().map(str::len), Some(36), "{token}");
    assert_eq!(
        body,
        json!({
            "name": "w",
            "engine": "WDL",
            "definitionZip": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==",
            "parameterTemplate": {
                "reads": { "description": "Reads", "optional": false },
                "reference": { "optional": true },
            },
            "requestId": null,
        })
    );
}

#[test]
fn a_run_starts_with_nested_json_and_shorthand() {
    let words = [
        "omics",
        "start-run",
        "--workflow-id",
        "1234567",
        "--role-arn",
        "arn:aws:iam::123456789012:role/omics",
        "--parameters",
        r#"{"reads": ["s3://b/1.fq", "s3://b/2.fq"], "depth": {"min": 30, "max": null}}"#,
        "--tags",
        "team=blue,cost=42",
        "--storage-capacity",
        "1200",
    ];
    let answer = r#"{"arn": "a", "id": "7654321", "status": "PENDING"}"#;
    let ran = run(&words, vec![Answer::new(201, answer)]);
    assert_eq!(ran.json()["id"], "7654321");
    let mut body = ran.request().json();
    body["requestId"].take();
    assert_eq!(
        body,
        json!({
            "workflowId": "1234567",
            "roleArn": "arn:aws:iam::123456789012:role/omics",
            "parameters": {
                "reads": ["s3://b/1.fq", "s3://b/2.fq"],
                "depth": { "min": 30, "max": null },
            },
            "tags": { "team": "blue", "cost": "42" },
            "storageCapacity": 1200,
            "requestId": null,
        })
    );
}

#[test]
fn runs_are_listed_page_by_page_and_cut_off_where_asked() {
    let pages = || {
        vec![
            Answer::ok(r#"{"items": [{"id": "1"}, {"id": "2"}], "nextToken": "t"}"#),
            Answer::ok(r#"{"items": [{"id": "3"}, {"id": "4"}]}"#),
        ]
    };
    let words = ["omics", "list-runs", "--status", "RUNNING"];
    let ran = run(&words, pages());
    assert_eq!(ran.json()["items"].as_array().map(Vec::len), Some(4));
    let targets: Vec<_> = ran.requests.iter().map(|it| it.target.as_str()).collect();
    assert_eq!(
        targets,
        ["/run?status=RUNNING", "/run?status=RUNNING&startingToken=t"]
    );
    let words = [
        "omics",
        "list-runs",
        "--max-items",
        "3",
        "--query",
        "items[].id",
    ];
    let ran = run(&[&words[..], &["--output", "text"]].concat(), pages());
    assert!(ran.out.starts_with("1\t2\n3\n"), "{ran:?}");

    let cut = run(&["omics", "list-runs", "--max-items", "3"], pages());
    let token = cut.json()["NextToken"]
        .as_str()
        .expect("a token")
        .to_owned();
    let words = [
        "omics",
        "list-runs",
        "--starting-token",
        &token,
        "--page-size",
        "2",
    ];
    let last = vec![Answer::ok(r#"{"items": [{"id": "3"}, {"id": "4"}]}"#)];
    let rest = run(&words, last);
    assert_eq!(rest.json()["items"], json!([{ "id": "4" }]));
    assert_eq!(rest.request().target, "/run?maxResults=2&startingToken=t");
}

#[test]
fn a_listing_goes_on_at_a_token_from_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("token"), "t___1").expect("written");
    let words = [
        "s3api",
        "list-objects-v2",
        "--bucket",
        "b",
        "--starting-token",
        "file://token",
    ];
    let page = "<R><Contents><Key>a</Key></Contents><Contents><Key>b</Key></Contents></R>";
    let ran = run_in(folder.path(), &words, vec![Answer::ok(page)]);
    assert_eq!(ran.json()["Contents"], json!([{ "Key": "b" }]));
    assert!(
        ran.request().target.contains("continuation-token=t"),
        "{ran:?}"
    );
}

#[test]
fn a_wait_ends_when_the_run_has_completed_or_cannot() {
    let states = |states: &[&str]| {
        let states = states.iter();
        let answers = states.map(|state| Answer::ok(json!({ "status": state }).to_string()));
        answers.collect::<Vec<_>>()
    };
    let words = ["omics", "wait", "run-completed", "--id", "7654321"];
    let ran = run(&words, states(&["RUNNING", "COMPLETED"]));
    assert_eq!((ran.code, &*ran.out, &*ran.err), (Some(0), "", ""));
    assert_eq!(ran.requests[1].target, "/run/7654321");

    let ran = run(&words, states(&["FAILED"]));
    assert_eq!(ran.code, Some(255));
    assert!(
        ran.err.contains(
            "Waiter RunCompleted failed: Waiter encountered a terminal failure state: For \
             expression \"status\" we matched expected path: \"FAILED\""
        ),
        "{ran:?}"
    );
    let refused = Answer::new(403, r#"{"message": "no"}"#)
        .header("x-amzn-errortype", "AccessDeniedException");
    let ran = run(&words, vec![refused]);
    assert!(
        ran.err
            .contains("Waiter RunCompleted failed: An error occurred (AccessDeniedException): no"),
        "{ran:?}"
    );
}

#[test]
fn help_and_completion_tell_what_there_is_to_wait_for_and_where_files_go() {
    for (words, expected) in [
        (&["omics", "help"][..], "  wait "),
        (&["omics", "wait", "help"], "run-completed"),
        (
            &["omics", "wait", "--help"],
            "Calls get-run every 1 seconds",
        ),
        (&["omics", "wait", "run-completed", "help"], "--id TEXT"),
        (&["s3api", "get-object", "help"], "OUTFILE"),
    ] {
        let ran = run(words, Vec::new());
        assert!(ran.out.contains(expected), "{words:?}: {}", ran.out);
    }
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("out.bin"), "").expect("written");
    for (line, expected) in [
        ("slices omics ", "wait\n"),
        ("slices omics wait ", "run-completed\n"),
        ("slices s3api get-object ou", "out.bin\n"),
    ] {
        let mut command = slices(folder.path(), &[line]);
        let output = command.env("SLICES_COMPLETE", "bash").output();
        let offered = String::from_utf8(output.expect("the command runs").stdout).expect("text");
        assert!(offered.contains(expected), "{line}: {offered}");
    }
}
