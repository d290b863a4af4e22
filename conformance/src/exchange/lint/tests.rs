use serde_json::{Value, json};

use super::*;

fn file() -> Value {
    json!({
        "format": 1,
        "provenance": { "recorded": {
            "client": "omics", "version": "0.1.0", "date": "2026-01-02", "service": "https://h.example",
        }},
        "exchanges": [{
            "name": "a cache", "operation": "GetRunCache", "input": { "id": "7" },
            "request": { "method": "GET", "path": "/runCache/7" },
            "response": { "status": 200, "body": { "cacheBucketOwnerId": "111122223333" } },
            "output": { "cacheBucketOwnerId": "111122223333" },
        }],
    })
}

fn problems(document: &Value) -> Vec<String> {
    let file = serde_json::from_value(document.clone()).expect("a file of exchanges");
    exchange_file(&file, &document.to_string())
}

/// The problems of the file with one value in place of another.
fn with(pointer: &str, value: impl Into<Value>) -> Vec<String> {
    let mut document = file();
    *document.pointer_mut(pointer).expect("it is there") = value.into();
    problems(&document)
}

#[test]
fn each_kind_of_mistake_is_found_and_a_good_file_has_none() {
    assert_eq!(problems(&file()), [""; 0]);
    let secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzzzzzzz";
    let name = "/exchanges/0/name";
    let cases = [
        ("/format", json!(2), "format is 2"),
        ("/provenance/recorded/client", json!(""), "`client`"),
        ("/provenance/recorded/version", json!(" "), "`version`"),
        ("/provenance/recorded/date", json!("yesterday"), "no day"),
        ("/exchanges", json!([]), "no exchanges"),
        (
            "/exchanges/0/operation",
            json!("GetRunCash"),
            "`GetRunCash`",
        ),
        ("/exchanges/0/input", json!({ "ID": "7" }), "`ID`"),
        ("/exchanges/0/response", Value::Null, "no outcome"),
        (
            "/exchanges/0/output",
            Value::Null,
            "either an output or an error",
        ),
        (name, json!("of 123123123123"), "`123123123123`"),
        (name, json!("AKIAABCDEFGHIJKLMNOP"), "AKIA…"),
        (
            name,
            json!(format!("secretAccessKey={secret}")),
            "secret access key",
        ),
        (
            name,
            json!(format!("Credential=ABC/x, Signature={}", "0f".repeat(32))),
            "a signature",
        ),
        (
            name,
            json!("-----BEGIN RSA PRIVATE KEY-----"),
            "private key",
        ),
        (name, json!("jane.doe@corp.com"), "electronic mail"),
    ];
    for (pointer, value, word) in cases {
        let found = with(pointer, value.clone());
        assert_eq!(found.len(), 1, "{pointer} {value}: {found:?}");
        assert!(found[0].contains(word), "{found:?}");
        assert!(!found[0].contains(secret), "{found:?}");
    }
}

#[test]
fn made_up_people_may_stand_there() {
    for text in [
        "123456789012 777788889999 00000000-1111-2222-3333-123123123123",
        "AKIAIOSFODNN7EXAMPLE jane@example.com",
        "secretAccessKey wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "1231231231234 x123123123123",
    ] {
        assert_eq!(with("/exchanges/0/name", text), [""; 0], "{text}");
    }
}

#[test]
fn an_exchange_that_repeats_a_name_is_found() {
    let mut document = file();
    let again = document["exchanges"][0].clone();
    document["exchanges"]
        .as_array_mut()
        .expect("a list")
        .push(again);
    assert_eq!(problems(&document).len(), 1);
}

#[test]
fn files_that_nothing_reads_are_found_in_the_folder_and_in_a_case() {
    let folder = tempfile::tempdir().expect("a folder");
    let group = folder.path().join("tags");
    fs::create_dir(&group).expect("a folder");
    let mut case = json!({
        "id": "one", "group": "tags", "argv": ["--tags", "file://tags.json"],
        "files": { ".aws/config": "", "tags.json": "{}" },
        "expect": { "exit": 0, "stdout": "", "stderr": "", "requests": [] },
    });
    let write =
        |name: &str, case: &Value| fs::write(group.join(name), case.to_string()).expect("written");
    write("one.json", &case);
    assert_eq!(cases(folder.path()).expect("readable"), []);
    case["argv"] = json!([]);
    write("one.json", &case);
    case["group"] = json!("other");
    write("two.json", &case);
    write("notes.txt", &case);
    let found: Vec<_> = cases(folder.path())
        .expect("readable")
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(found.len(), 5, "{found:#?}");
    assert!(
        found[0].contains("notes.txt: nothing reads it"),
        "{found:#?}"
    );
    assert!(found[1].contains("`tags.json`"), "{found:#?}");
}
