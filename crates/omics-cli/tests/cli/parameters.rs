//! Values: shorthand, JSON, files, documents and skeletons.

use serde_json::json;

use crate::support::{CREATE, Server, create, omics};

/// The tags that are sent for this value.
fn tags(value: &str) -> serde_json::Value {
    let (outcome, requests) = create(&["--tags", value]);
    outcome.ok();
    requests[0].document()["tags"].clone()
}

#[test]
fn maps_are_written_as_shorthand_or_json() {
    assert_eq!(tags("a=b, c=d"), json!({ "a": "b", "c": "d" }));
    assert_eq!(tags("a='x,y',b=\"z\""), json!({ "a": "x,y", "b": "z" }));
    assert_eq!(tags(r#" {"a": "é"}"#), json!({ "a": "é" }));
}

#[test]
fn shorthand_errors_point_at_the_place() {
    let (outcome, requests) = create(&["--tags", "a==b"]);
    let stderr = outcome.fails(252);
    assert!(
        stderr.contains("Error parsing parameter '--tags': Expected: ',', received: '='"),
        "{stderr}"
    );
    assert!(stderr.ends_with(" a==b\n  ^\n"), "{stderr}");
    assert!(requests.is_empty());
}

#[test]
fn values_come_from_files() {
    let server = Server::created();
    let run = omics(&CREATE)
        .args(&[
            "--name",
            "file://name.txt",
            "--tags",
            "a@=file://tag.txt,b=file://tag.txt",
        ])
        .file("name.txt", "from file")
        .file("tag.txt", "value")
        .to(&server);
    run.run().ok();
    let document = server.request().document();
    assert_eq!(document["name"], "from file");
    assert_eq!(
        document["tags"],
        json!({ "a": "value", "b": "file://tag.txt" })
    );
    let (outcome, _) = create(&["--name", "file://missing"]);
    let stderr = outcome.fails(252);
    assert!(
        stderr.contains(
            "Unable to load paramfile file://missing: [Errno 2] No such file or directory"
        ),
        "{stderr}"
    );
    let stderr = omics(&CREATE)
        .args(&["--name", "fileb://x"])
        .file("x", "b")
        .run()
        .fails(252);
    assert!(
        stderr.contains("Invalid type for parameter name, value: b'b'"),
        "{stderr}"
    );
}

#[test]
fn documents_give_what_options_do_not() {
    let document = r#"{"cacheS3Location":"s3://doc","name":"doc","tags":{"a":"1"}}"#;
    let yaml = "cacheS3Location: s3://doc\nname: doc\ntags: {a: '1'}\n";
    for (option, file) in [("--cli-input-json", document), ("--cli-input-yaml", yaml)] {
        let server = Server::created();
        let run = omics(&["create-run-cache", option, "file://input", "--name", "line"])
            .file("input", file);
        run.to(&server).run().ok();
        let mut sent = server.request().document();
        let token = sent
            .as_object_mut()
            .and_then(|members| members.remove("requestId"));
        assert!(token.is_some_and(|token| token.as_str().is_some_and(|token| token.len() == 36)));
        assert_eq!(
            sent,
            json!({ "name": "line", "cacheS3Location": "s3://doc", "tags": { "a": "1" } }),
            "{option}"
        );
    }
    let server = Server::created();
    let piped =
        omics(&["create-run-cache", "--cli-input-json", "file:///dev/stdin"]).stdin(document);
    piped.to(&server).run().ok();
    assert_eq!(server.request().document()["name"], "doc");
    let both = [
        "create-run-cache",
        "--cli-input-json",
        "{}",
        "--cli-input-yaml",
        "{}",
    ];
    assert!(
        omics(&both)
            .run()
            .fails(252)
            .contains("Only one --cli-input- parameter may be specified.")
    );
}

#[test]
fn skeletons_need_neither_region_nor_credentials() {
    let bare = |args: &[&str]| {
        let run = omics(&["create-run-cache"])
            .args(args)
            .without(&["AWS_REGION", "AWS_ACCESS_KEY_ID"]);
        run.run().ok()
    };
    let skeleton = bare(&["--generate-cli-skeleton"]);
    assert_eq!(skeleton, bare(&["--generate-cli-skeleton", "input"]));
    let document: serde_json::Value =
        serde_json::from_str(&skeleton).expect("the skeleton is JSON");
    assert_eq!(document["cacheBehavior"], "CACHE_ON_FAILURE");
    let yaml = bare(&["--generate-cli-skeleton", "yaml-input"]);
    assert!(
        yaml.contains("\ncacheS3Location: '' # [REQUIRED] "),
        "{yaml}"
    );
    assert!(
        yaml.contains("Valid values are: CACHE_ON_FAILURE, CACHE_ALWAYS."),
        "{yaml}"
    );
}

#[test]
fn a_skeleton_of_the_output_goes_through_the_formatter() {
    let args = [
        "--generate-cli-skeleton",
        "output",
        "--query",
        "tags",
        "--output",
        "yaml",
    ];
    let server = Server::created();
    assert_eq!(
        omics(&CREATE).args(&args).to(&server).run().ok(),
        "KeyName: ''\n"
    );
    assert!(server.requests().is_empty());
}

#[test]
fn tokens_are_random_unless_derived_from_the_content() {
    let token = |args: &[&str]| {
        let (outcome, requests) = create(args);
        outcome.ok();
        requests[0].document()["requestId"]
            .as_str()
            .expect("there is a token")
            .to_owned()
    };
    assert_ne!(token(&[]), token(&[]));
    let content = ["--idempotency-token", "content", "--tags", "a=1,b=2"];
    let derived = token(&content);
    assert_eq!(derived.len(), 36);
    assert_eq!(
        derived,
        token(&[
            "--idempotency-token",
            "content",
            "--tags",
            r#"{"b":"2","a":"1"}"#
        ])
    );
    assert_ne!(
        derived,
        token(&["--idempotency-token", "content", "--tags", "a=1"])
    );
    assert_ne!(
        derived,
        token(&[&content[..], &["--region", "us-east-1"]].concat())
    );
    assert_eq!(
        token(&["--idempotency-token", "content", "--request-id", "mine"]),
        "mine"
    );
}

#[test]
fn validation_has_three_levels() {
    let long = "x".repeat(200);
    let run = |more: &[&str], level: Option<&str>| {
        let server = Server::created();
        let mut run = omics(&CREATE)
            .args(&["--name", &long])
            .args(more)
            .to(&server);
        if let Some(level) = level {
            run = run.env("OMICS_VALIDATION", level);
        }
        (run.run().code, server.requests().len())
    };
    assert_eq!(run(&[], None), (Some(252), 0));
    assert_eq!(run(&[], Some("basic")), (Some(0), 1));
    assert_eq!(
        run(&["--cli-validation", "strict"], Some("off")),
        (Some(252), 0)
    );
    assert_eq!(
        run(&["--cli-validation", "basic", "--description", ""], None),
        (Some(252), 0)
    );
    assert_eq!(
        run(&["--cli-validation", "off", "--description", ""], None),
        (Some(0), 1)
    );
    let server = Server::created();
    let off = omics(&CREATE)
        .args(&["--name", ""])
        .config("[default]\nparameter_validation = false\n");
    off.to(&server).run().ok();
    assert_eq!(server.request().document()["name"], "");
}

/// The first line and the body of the request that these words send without any validation.
fn unvalidated(words: &[&str]) -> (String, String) {
    let server = Server::created();
    let off = omics(words).config("[default]\nparameter_validation = false\n");
    off.to(&server).run().ok();
    let request = server.request();
    (request.line.trim_end().to_owned(), request.body)
}

#[test]
fn an_address_has_what_does_not_fit_as_python_shows_it() {
    for (id, shown) in [
        ("1e23", "1e%2B23"),
        ("99999999999999999999", "99999999999999999999"),
        ("true", "True"),
        (r#"["Z", true, null]"#, "%5B%27Z%27%2C%20True%2C%20None%5D"),
        (r#"{"a": 1}"#, "%7B%27a%27%3A%201%7D"),
    ] {
        let document = format!(r#"{{"id": {id}}}"#);
        let (line, _) = unvalidated(&["delete-run-cache", "--cli-input-json", &document]);
        assert_eq!(line, format!("DELETE /runCache/{shown} HTTP/1.1"));
    }
    for (size, shown) in [
        ("true", "True"),
        ("-99999999999999999999", "-99999999999999999999"),
    ] {
        let document = format!(r#"{{"maxResults": {size}}}"#);
        let (line, _) = unvalidated(&["list-run-caches", "--cli-input-json", &document]);
        assert_eq!(line, format!("GET /runCache?maxResults={shown} HTTP/1.1"));
    }
}

#[test]
fn nulls_beside_the_members_are_not_sent_and_those_within_are() {
    let document = r#"{"id": "1", "name": null, "description": 1}"#;
    let (_, body) = unvalidated(&["update-run-cache", "--cli-input-json", document]);
    assert_eq!(body, r#"{"description":1}"#);
    let document = r#"{"tags": {"a": null}, "requestId": "r"}"#;
    let (_, body) = unvalidated(&["create-run-cache", "--cli-input-json", document]);
    assert_eq!(body, r#"{"tags":{"a":null},"requestId":"r"}"#);
}

#[test]
fn a_token_of_any_kind_is_kept_where_nothing_is_validated() {
    for token in ["true", r#"{"id":false}"#, "5", "[]"] {
        let document = format!(r#"{{"requestId":{token}}}"#);
        let (_, body) = unvalidated(&["create-run-cache", "--cli-input-json", &document]);
        assert_eq!(body, document);
    }
}
