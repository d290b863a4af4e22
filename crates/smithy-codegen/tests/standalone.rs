//! Crates outside this repository: what they hold, and whose files are left alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;
use smithy_codegen::model::Options;
use smithy_codegen::{CrateSet, Error};

fn set() -> CrateSet {
    let model =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/models/protocol.json");
    let options = Options {
        skip_unsupported: true,
        ..Options::default()
    };
    CrateSet::from_file(&model, None, &options).expect("a sound model")
}

#[test]
fn files_that_were_not_generated_are_neither_overwritten_nor_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, runtime) = (folder.path(), Path::new("runtime"));
    let set = set();
    set.write_standalone(out, runtime).expect("an empty folder");
    set.write_standalone(out, runtime)
        .expect("its own files are overwritten");

    let readme = out.join("README.md");
    let source = out.join(&set.crates[1].name).join("src/mine.rs");
    for path in [&readme, &source] {
        fs::write(path, "mine").expect("written");
    }
    let error = set.write_standalone(out, runtime).expect_err("my files");
    let Error::Foreign(paths) = &error else {
        panic!("{error}");
    };
    assert_eq!(paths, &[readme.clone(), source.clone()]);
    for path in [&readme, &source] {
        assert!(error.to_string().contains(&path.display().to_string()));
        assert_eq!(fs::read_to_string(path).expect("still there"), "mine");
    }
}

#[test]
fn the_instructions_show_a_call() {
    let folder = tempfile::tempdir().expect("a folder");
    set()
        .write_standalone(folder.path(), Path::new("runtime"))
        .expect("an empty folder");
    let text = fs::read_to_string(folder.path().join("README.md")).expect("instructions");
    assert!(text.contains(".send()"), "{text}");
}

#[test]
fn the_instructions_say_where_endpoints_are_told_by_an_operation() {
    let model = json!({ "smithy": "2.0", "shapes": {
        "a.b#Service": {
            "type": "service",
            "version": "1",
            "operations": [{ "target": "a.b#Write" }, { "target": "a.b#TellEndpoints" }],
            "traits": {
                "aws.protocols#awsJson1_0": {},
                "aws.api#clientEndpointDiscovery": { "operation": "a.b#TellEndpoints", "error": "a.b#Gone" }
            }
        },
        "a.b#TellEndpoints": { "type": "operation" },
        "a.b#Write": {
            "type": "operation",
            "traits": { "aws.api#clientDiscoveredEndpoint": { "required": true } }
        }
    } });
    let folder = tempfile::tempdir().expect("a folder");
    let set = CrateSet::from_text(&model.to_string(), Some("told"), &Options::default());
    set.expect("a sound model")
        .write_standalone(folder.path(), Path::new("runtime"))
        .expect("an empty folder");
    let text = fs::read_to_string(folder.path().join("README.md")).expect("instructions");
    assert!(text.contains("`TellEndpoints`"), "{text}");
}

/// What clients of some services need and others must not pay for.
const SPECIAL: [&str; 11] = [
    "aws-smithy-cbor",
    "aws-smithy-checksums",
    "aws-smithy-eventstream",
    "aws-smithy-query",
    "aws-smithy-xml",
    "flate2",
    "hyper-util",
    "jmespath-py",
    "md-5",
    "p256",
    "regress",
];

/// Those of [`SPECIAL`] that `cargo tree` finds below a client without features that speaks the protocol.
fn special(protocol: &str) -> BTreeSet<&'static str> {
    let model = json!({ "smithy": "2.0", "shapes": {
        "a.b#Service": {
            "type": "service",
            "version": "1",
            "operations": [{ "target": "a.b#Ping" }],
            "traits": { protocol: {}, "smithy.api#xmlNamespace": { "uri": "https://example.com" } }
        },
        "a.b#Ping": {
            "type": "operation",
            "traits": { "smithy.api#http": { "method": "GET", "uri": "/" } }
        }
    } });
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = tempfile::tempdir().expect("a folder");
    let set = CrateSet::from_text(&model.to_string(), Some("small"), &Options::default());
    set.expect("a sound model")
        .write_standalone(folder.path(), &repository.join("crates"))
        .expect("an empty folder");
    let lock = "Cargo.lock";
    fs::copy(repository.join(lock), folder.path().join(lock)).expect("copied");
    let output = Command::new(env!("CARGO"))
        .current_dir(folder.path())
        .args(["tree", "--package", "small-client", "--no-default-features"])
        .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let printed = String::from_utf8_lossy(&output.stdout);
    let packages: BTreeSet<&str> = printed
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(packages.contains("smithy-client"), "{printed}");
    let found = SPECIAL.into_iter().filter(|name| packages.contains(name));
    found.collect()
}

#[test]
fn a_client_depends_on_what_its_protocol_needs_and_no_more() {
    let xml = ["aws-smithy-query", "aws-smithy-xml"].as_slice();
    for (protocol, expected) in [
        ("aws.protocols#restJson1", [].as_slice()),
        ("aws.protocols#awsJson1_0", &[]),
        ("smithy.protocols#rpcv2Cbor", &["aws-smithy-cbor"]),
        ("aws.protocols#restXml", xml),
        ("aws.protocols#ec2Query", xml),
    ] {
        let expected: BTreeSet<&str> = expected.iter().copied().collect();
        assert_eq!(special(protocol), expected, "{protocol}");
    }
}
