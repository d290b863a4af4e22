//! A client of a model with what real models have tripped over sends and answers as it should: a
//! service with an operation of each kind is generated, and the calls of `called/calls.rs` made.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};
use smithy_codegen::CrateSet;
use smithy_codegen::model::Options;

const CALLS: &str = include_str!("called/calls.rs");

const MANIFEST: &str = r#"[package]
name = "calls"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
publish.workspace = true

[dev-dependencies]
box-client = { path = "../box-client" }
tokio = { version = "1", features = ["macros", "rt"] }
tracing = "0.1"

[lib]
path = "empty.rs"
doctest = false

[[test]]
name = "calls"
path = "calls.rs"
"#;

/// Code that no compiler takes, in each way in which documentation holds code.
const DOCS: &str = "<p>As in:</p>\n```\nnot Rust at all;\n```\n~~~\nnor this;\n~~~\n\n    nor what is indented;\n\
                    <pre><code>or marked up;</code></pre>\n```json\n{\"nor\": }\n```";

fn reference(name: &str) -> Value {
    json!({ "target": format!("ex.box#{name}") })
}

fn endpoint(conditions: Value, path: &str) -> Value {
    let mut all = vec![json!({ "fn": "isSet", "argv": [{ "ref": "Endpoint" }] })];
    all.extend(conditions.as_array().expect("a list").iter().cloned());
    let url = format!("{{Endpoint}}/{{Mode}}{path}");
    json!({ "type": "endpoint", "conditions": all, "endpoint": { "url": url } })
}

fn rules() -> Value {
    let is_set = |name: &str| json!({ "fn": "isSet", "argv": [{ "ref": name }] });
    let mode_is = |mode: &str| json!({ "fn": "stringEquals", "argv": [{ "ref": "AccountIdEndpointMode" }, mode] });
    let text = |built_in: &str| json!({ "type": "string", "builtIn": built_in });
    json!({
        "version": "1.0",
        "parameters": {
            "Region": text("AWS::Region"),
            "Endpoint": text("SDK::Endpoint"),
            "AccountId": text("AWS::Auth::AccountId"),
            "AccountIdEndpointMode": text("AWS::Auth::AccountIdEndpointMode"),
            "Mode": { "type": "string", "required": true },
            "ForcePathStyle": { "type": "boolean", "required": true, "default": false },
            "Keys": { "type": "stringArray" }
        },
        "rules": [
            endpoint(json!([
                is_set("Keys"),
                { "fn": "getAttr", "argv": [{ "ref": "Keys" }, "[1]"], "assign": "key" }
            ]), "/{key}"),
            endpoint(json!([{ "fn": "booleanEquals", "argv": [{ "ref": "ForcePathStyle" }, true] }]), "/path"),
            endpoint(json!([is_set("AccountIdEndpointMode"), mode_is("disabled")]), ""),
            endpoint(json!([is_set("AccountId")]), "/{AccountId}"),
            {
                "type": "error",
                "conditions": [is_set("AccountIdEndpointMode"), mode_is("required")],
                "error": "an account is required"
            },
            endpoint(json!([]), ""),
            { "type": "error", "conditions": [], "error": "no endpoint" }
        ]
    })
}

fn operation(method: &str, uri: &str, input: &str, output: &str, traits: Value) -> Value {
    let mut all = json!({ "smithy.api#http": { "method": method, "uri": uri, "code": 200 } });
    let Value::Object(traits) = traits else {
        panic!("traits are an object");
    };
    all.as_object_mut().expect("an object").extend(traits);
    let mut operation = json!({ "type": "operation", "traits": all });
    for (key, name) in [("input", input), ("output", output)] {
        if !name.is_empty() {
            operation[key] = reference(name);
        }
    }
    operation
}

fn structure(members: Value) -> Value {
    json!({ "type": "structure", "members": members })
}

/// Sparse query maps, prefix headers, checksums, and mixins with what is applied to them.
fn bodies() -> Value {
    let string = json!({ "target": "smithy.api#String" });
    let with =
        |id: &str, value: Value| json!({ "target": "smithy.api#String", "traits": { id: value } });
    let map = json!({ "type": "map", "key": string, "value": string });
    let mut sparse = map.clone();
    sparse["traits"] = json!({ "smithy.api#sparse": {} });
    let mut body = json!({ "target": "smithy.api#Blob" });
    body["traits"] = json!({ "smithy.api#httpPayload": {} });
    json!({
        "ex.box#Sparse": operation("GET", "/q", "SparseInput", "", json!({ "smithy.api#documentation": DOCS })),
        "ex.box#SparseInput": structure(json!({
            "extra": { "target": "ex.box#SparseMap", "traits": { "smithy.api#httpQueryParams": {} } }
        })),
        "ex.box#SparseMap": sparse,
        "ex.box#Prefixed": operation("GET", "/h", "PrefixedInput", "", json!({})),
        "ex.box#PrefixedInput": structure(json!({
            "one": with("smithy.api#httpHeader", json!("x-one")),
            "rest": { "target": "ex.box#Map", "traits": { "smithy.api#httpPrefixHeaders": "" } }
        })),
        "ex.box#Map": map,
        "ex.box#Checked": operation("PUT", "/put", "CheckedInput", "", json!({ "smithy.api#httpChecksumRequired": {} })),
        "ex.box#CheckedInput": structure(json!({ "body": body })),
        "ex.box#Mixed": operation("POST", "/mixed", "MixedInput", "", json!({})),
        "ex.box#First": {
            "type": "structure",
            "traits": { "smithy.api#mixin": {} },
            "members": { "mid": string }
        },
        "ex.box#First$mid": { "type": "apply", "traits": { "smithy.api#jsonName": "MID" } },
        "ex.box#Second": {
            "type": "structure",
            "traits": { "smithy.api#mixin": {} },
            "mixins": [reference("First")],
            "members": { "chained": string }
        },
        "ex.box#MixedInput": {
            "type": "structure",
            "mixins": [reference("Second")],
            "members": { "own": with("smithy.api#documentation", json!(DOCS)) }
        },
        "ex.box#MixedInput$chained": { "type": "apply", "traits": { "smithy.api#jsonName": "CHAINED" } }
    })
}

/// Lists that endpoint rules read, and answers that hold secrets of every kind.
fn endpoints_and_secrets() -> Value {
    let sensitive = json!({ "smithy.api#sensitive": {} });
    json!({
        "ex.box#Bound": operation("POST", "/x", "BoundInput", "", json!({
            "smithy.rules#staticContextParams": { "Keys": { "value": ["p", "q"] } }
        })),
        "ex.box#BoundInput": structure(json!({ "a": { "target": "smithy.api#String" } })),
        "ex.box#GetPin": operation("GET", "/pin", "", "GetPinOutput", json!({ "smithy.api#readonly": {} })),
        "ex.box#GetPinOutput": structure(json!({
            "pin": reference("Pin"),
            "pins": reference("Pins"),
            "kind": reference("Kind"),
            "either": reference("Either")
        })),
        "ex.box#Pin": { "type": "string", "traits": sensitive },
        "ex.box#Pins": { "type": "list", "member": reference("Pin") },
        "ex.box#Kind": {
            "type": "enum",
            "members": { "A": { "target": "smithy.api#Unit" } },
            "traits": sensitive
        },
        "ex.box#Either": { "type": "union", "members": { "pin": reference("Pin") } }
    })
}

/// Operations that take a token alone, or a key alone.
fn locked() -> Value {
    let only = |scheme: &str| json!({ "smithy.api#auth": [scheme] });
    json!({
        "ex.box#Borne": operation("GET", "/borne", "", "", only("smithy.api#httpBearerAuth")),
        "ex.box#Keyed": operation("GET", "/keyed?of=box", "", "", only("smithy.api#httpApiKeyAuth"))
    })
}

fn model() -> Value {
    let names = [
        "Sparse", "Prefixed", "Checked", "Mixed", "Bound", "GetPin", "Borne", "Keyed",
    ];
    let mut shapes = Map::new();
    for part in [bodies(), endpoints_and_secrets(), locked()] {
        let Value::Object(part) = part else {
            panic!("shapes are an object");
        };
        shapes.extend(part);
    }
    let service = json!({
        "type": "service",
        "version": "2020-01-01",
        "operations": names.map(reference),
        "traits": {
            "aws.protocols#restJson1": {},
            "aws.api#service": { "sdkId": "Thing Box", "arnNamespace": "things" },
            "aws.auth#sigv4": { "name": "things" },
            "smithy.api#auth": ["aws.auth#sigv4"],
            "smithy.api#httpBearerAuth": {},
            "smithy.api#httpApiKeyAuth": { "name": "api-key", "in": "query" },
            "smithy.api#documentation": DOCS,
            "smithy.rules#endpointRuleSet": rules(),
            "smithy.rules#clientContextParams": {
                "Mode": { "type": "string", "documentation": "The mode." },
                "ForcePathStyle": { "type": "boolean" }
            }
        }
    });
    shapes.insert("ex.box#Box".into(), service);
    json!({ "smithy": "2.0", "shapes": shapes })
}

#[test]
fn calls_of_every_kind_send_and_answer_as_they_should() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let set = CrateSet::from_text(&model().to_string(), Some("box"), &Options::default())
        .unwrap_or_else(|error| panic!("{error}"));
    let target = root.join("target/protocol-tests");
    let folder = target.join("called");
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("removed");
    }
    set.write_standalone(&folder, &root.join("crates"))
        .expect("written");
    let manifest = folder.join("Cargo.toml");
    let workspace = fs::read_to_string(&manifest).expect("a workspace");
    let workspace = workspace.replace("members = [", "members = [\"calls\", ");
    let calls = folder.join("calls");
    fs::create_dir(&calls).expect("made");
    for (path, text) in [
        (manifest, workspace.as_str()),
        (calls.join("Cargo.toml"), MANIFEST),
        (calls.join("empty.rs"), "//! Only its tests count.\n"),
        (calls.join("calls.rs"), CALLS),
    ] {
        fs::write(path, text).expect("written");
    }
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("copied");
    // The documentation is tested too: what is no Rust there must not be run as such.
    let output = Command::new(env!("CARGO"))
        .current_dir(&folder)
        .args(["test", "--workspace", "--quiet", "--target-dir"])
        .arg(&target)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .expect("cargo runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && !errors.contains("warning:"),
        "{printed}\n{errors}"
    );
}
