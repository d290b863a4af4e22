//! Drift between models is found, and named.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use smithy_codegen::drift;

fn ours() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../model/omics.json")
}

/// The differences to an upstream model with this content.
fn differences(upstream: &Value) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("upstream.json");
    fs::write(&file, upstream.to_string()).expect("written");
    let found = drift::compare(&ours(), &file).expect("comparable");
    found.iter().map(ToString::to_string).collect()
}

fn model() -> Value {
    serde_json::from_str(&fs::read_to_string(ours()).expect("readable")).expect("JSON")
}

#[test]
fn a_model_does_not_drift_from_itself() {
    assert_eq!(differences(&model()), [""; 0]);
}

#[test]
fn smithy_drift_is_named() {
    let mut model = model();
    let shapes = model["shapes"].as_object_mut().expect("shapes");
    shapes["com.amazonaws.omics#CreateRunCacheRequest"]["members"]["color"] =
        json!({ "target": "smithy.api#String" });
    shapes["com.amazonaws.omics#CreateRunCache"]["traits"]["smithy.api#http"]["uri"] =
        json!("/cache");
    shapes["com.amazonaws.omics#RunCacheStatus"]["traits"]["smithy.api#enum"]
        .as_array_mut()
        .expect("values")
        .push(json!({ "value": "PAUSED" }));
    let found = differences(&model);
    let has = |text: &str| found.iter().any(|line| line == text);
    assert!(
        has("CreateRunCacheRequest$color: type: ours nothing, upstream string"),
        "{found:#?}"
    );
    assert!(
        has("CreateRunCache: http: ours POST /runCache 201, upstream POST /cache 201"),
        "{found:#?}"
    );
    assert!(
        has(
            "GetRunCacheResponse$status: enum: ours ACTIVE, DELETED, FAILED, upstream ACTIVE, DELETED, FAILED, PAUSED"
        ),
        "{found:#?}"
    );
}

#[test]
fn botocore_drift_is_named() {
    let service = json!({
        "metadata": { "protocol": "rest-json" },
        "operations": {
            "DeleteRunCache": {
                "http": { "method": "DELETE", "requestUri": "/runCache/{id}", "responseCode": 202 },
                "input": { "shape": "DeleteRunCacheRequest" },
                "errors": [],
                "endpoint": { "hostPrefix": "workflows-" }
            }
        },
        "shapes": {
            "DeleteRunCacheRequest": {
                "type": "structure",
                "required": ["id"],
                "members": { "id": { "shape": "RunCacheId", "location": "uri", "locationName": "id" } }
            },
            "RunCacheId": { "type": "string", "max": 20, "min": 1, "pattern": "[0-9]+" }
        }
    });
    let found = differences(&service);
    let of = |subject: &str| {
        found
            .iter()
            .filter(|line| line.starts_with(subject))
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of("DeleteRunCacheRequest"),
        ["DeleteRunCacheRequest$id: length: ours 1..18, upstream 1..20"]
    );
    assert_eq!(
        of("CreateRunCache:"),
        ["CreateRunCache: type: ours operation, upstream nothing"]
    );
}
