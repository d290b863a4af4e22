//! A member added to the model appears everywhere, with no other line changed: as a builder method, as
//! an option, in help, in the checks before sending and in those of the local service.
//!
//! The test copies the workspace, changes the copy's model, regenerates and uses what comes out. It
//! builds into the workspace's own target folder, where most dependencies are built already; so the
//! copy's binary has a name of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

const INPUT: &str = "com.amazonaws.omics#CreateRunCacheRequest";
const BINARY: &str = "omics-with-a-member";
const SHAPE: &str = "com.amazonaws.omics#CostCenter";

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("conformance is in the workspace")
}

/// Copies what cargo needs of the workspace.
fn copy_workspace(to: &Path) {
    for name in [
        "Cargo.toml",
        "Cargo.lock",
        ".cargo",
        "crates",
        "xtask",
        "model",
        "conformance",
        "examples",
    ] {
        copy(&workspace().join(name), &to.join(name));
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::copy(from, to).expect("a file is copied");
        return;
    }
    if from
        .file_name()
        .is_some_and(|name| name == "target" || name == "fuzz")
    {
        return;
    }
    fs::create_dir_all(to).expect("a folder is made");
    for entry in fs::read_dir(from).expect("a folder is read") {
        let entry = entry.expect("an entry is read");
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

fn rename_binary(root: &Path) {
    let path = root.join("crates/omics-cli/Cargo.toml");
    let text = fs::read_to_string(&path).expect("the manifest is read");
    let renamed = text.replace("name = \"omics\"\n", &format!("name = \"{BINARY}\"\n"));
    assert_ne!(renamed, text, "the manifest names the binary");
    fs::write(&path, renamed).expect("the manifest is written");
}

fn add_member(root: &Path) {
    let path = root.join("model/omics.json");
    let text = fs::read_to_string(&path).expect("the model is read");
    let mut model: Value = serde_json::from_str(&text).expect("the model is JSON");
    model["shapes"][SHAPE] = json!({
        "type": "string",
        "traits": { "smithy.api#length": { "min": 2, "max": 8 } },
    });
    model["shapes"][INPUT]["members"]["costCenter"] = json!({
        "target": SHAPE,
        "traits": { "smithy.api#documentation": "Where the cost of the cache is booked." },
    });
    fs::write(&path, model.to_string()).expect("the model is written");
}

struct Copy {
    root: PathBuf,
    store: PathBuf,
}

impl Copy {
    fn cargo(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO"))
            .args(args)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", target())
            .output()
            .expect("cargo runs")
    }

    fn omics(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let binary = target()
            .join("debug")
            .join(format!("{BINARY}{}", std::env::consts::EXE_SUFFIX));
        let output = Command::new(binary)
            .args(args)
            .env_clear()
            .env("HOME", &self.root)
            .env("OMICS_LOCAL_STORE", &self.store)
            .output()
            .expect("omics runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    }
}

/// The target folder this test was built into: it lies there in `debug/deps`.
fn target() -> PathBuf {
    let exe = std::env::current_exe().expect("the test has a path");
    let target = exe.ancestors().nth(3);
    target.expect("the test is in a target folder").to_owned()
}

#[test]
fn a_member_added_to_the_model_appears_everywhere() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let copy = Copy {
        root: folder.path().join("workspace"),
        store: folder.path().join("local.state"),
    };
    fs::create_dir_all(&copy.root).expect("a folder is made");
    copy_workspace(&copy.root);
    rename_binary(&copy.root);
    add_member(&copy.root);
    let done = copy.cargo(&["run", "--quiet", "--package", "xtask", "--", "codegen"]);
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );

    // A builder method.
    let usage = "use omics_client::operation::create_run_cache::CreateRunCacheInput;\n\
                 #[test]\nfn added() { let _ = CreateRunCacheInput::builder().cost_center(\"x\").build(); }\n";
    fs::create_dir_all(copy.root.join("crates/omics-client/tests")).expect("a folder is made");
    fs::write(copy.root.join("crates/omics-client/tests/added.rs"), usage)
        .expect("a test is written");
    let features = ["--no-default-features", "--features", "local"];
    let build = [
        &["build", "--quiet", "--package", "omics-cli"][..],
        &features,
    ]
    .concat();
    for args in [
        &[
            "check",
            "--quiet",
            "--package",
            "omics-client",
            "--test",
            "added",
        ][..],
        &build,
    ] {
        let done = copy.cargo(args);
        assert!(
            done.status.success(),
            "{args:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    // An option, and its help.
    let (code, help, _) = copy.omics(&["create-run-cache", "--help"]);
    assert_eq!(code, Some(0));
    assert!(
        help.contains("--cost-center") && help.contains("Where the cost of the cache is booked."),
        "{help}"
    );

    // The checks before sending.
    let create = [
        "--local",
        "create-run-cache",
        "--cache-s3-location",
        "s3://bucket/",
        "--cost-center",
    ];
    let (code, _, error) = copy.omics(&[&create[..], &["123456789"]].concat());
    assert_eq!(code, Some(252), "{error}");
    assert!(error.contains("costCenter"), "{error}");

    // The checks of the local service.
    let unchecked = [&create[..], &["123456789", "--cli-validation", "off"]].concat();
    let (code, _, error) = copy.omics(&unchecked);
    assert_eq!(code, Some(254), "{error}");
    assert!(
        error.contains("ValidationException") && error.contains("costCenter"),
        "{error}"
    );

    let (code, answer, error) = copy.omics(&[&create[..], &["12345678"]].concat());
    assert_eq!(code, Some(0), "{error}");
    assert!(answer.contains("\"id\""), "{answer}");
}
