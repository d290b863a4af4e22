//! A member added to the model appears everywhere, with no other line changed: as a builder method, as
//! an option, in help, in the checks before sending and in those of the local service.
//!
//! The test copies the workspace, changes the copy's model, regenerates and uses what comes out. The copy starts with
//! the libraries that this test was built with, in a target folder of its own: cargo gives the packages of both
//! workspaces the same names, and would replace what other tests still use.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

const INPUT: &str = "com.amazonaws.omics#CreateRunCacheRequest";
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

/// Copies a file or a folder with its times, by which cargo sees that what it built is fresh.
fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::copy(from, to).expect("a file is copied");
        let modified = from.metadata().and_then(|metadata| metadata.modified());
        let file = fs::File::options().write(true).open(to);
        file.expect("the copy is opened")
            .set_modified(modified.expect("a file has a time"))
            .expect("the copy has the same time");
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

/// Gives the copy the libraries that are built already. Cargo replaces files and never writes into them, so links
/// do; what it keeps beside them it may change.
fn copy_libraries(to: &Path) {
    let exe = std::env::current_exe().expect("the test has a path");
    let from = exe
        .ancestors()
        .nth(2)
        .expect("the test is in a target folder");
    for name in [".fingerprint", "build"] {
        copy(&from.join(name), &to.join(name));
    }
    fs::create_dir_all(to.join("deps")).expect("a folder is made");
    for entry in fs::read_dir(from.join("deps")).expect("a folder is read") {
        let path = entry.expect("an entry is read").path();
        let to = to.join("deps").join(path.file_name().expect("a name"));
        let kind = path.extension().and_then(|extension| extension.to_str());
        match kind {
            Some("rlib" | "rmeta" | "so" | "dylib" | "dll") => {
                fs::hard_link(&path, &to).expect("a file is linked");
            }
            Some("d") => copy(&path, &to),
            _ => {}
        }
    }
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
    /// Runs cargo with the features of the whole workspace, as the test itself was built in CI.
    fn cargo(&self, args: &[&str]) {
        let output = Command::new(env!("CARGO"))
            .args(args)
            .args(["--quiet", "--workspace", "--all-features"])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .output()
            .expect("cargo runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {errors}");
    }

    fn omics(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let file = format!("omics{}", std::env::consts::EXE_SUFFIX);
        let output = Command::new(self.root.join("target/debug").join(file))
            .args(args)
            .current_dir(&self.root)
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

#[test]
fn a_member_added_to_the_model_appears_everywhere() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let copy = Copy {
        root: folder.path().join("workspace"),
        store: folder.path().join("local.state"),
    };
    fs::create_dir_all(&copy.root).expect("a folder is made");
    copy_workspace(&copy.root);
    copy_libraries(&copy.root.join("target/debug"));
    add_member(&copy.root);
    let xtask = conformance::binary::xtask().expect("xtask is built");
    let generated = Command::new(xtask)
        .arg("codegen")
        // As cargo would say, if it ran the copy's.
        .env("CARGO_MANIFEST_DIR", copy.root.join("xtask"))
        .output()
        .expect("xtask runs");
    let errors = String::from_utf8_lossy(&generated.stderr);
    assert!(generated.status.success(), "{errors}");

    // A builder method.
    let usage = "use omics_client::operation::create_run_cache::CreateRunCacheInput;\n\
                 #[test]\nfn added() { let _ = CreateRunCacheInput::builder().cost_center(\"x\").build(); }\n";
    fs::create_dir_all(copy.root.join("crates/omics-client/tests")).expect("a folder is made");
    fs::write(copy.root.join("crates/omics-client/tests/added.rs"), usage)
        .expect("a test is written");
    // A test beside the binary has cargo choose the features that are built already.
    copy.cargo(&["build", "--bin", "omics", "--test", "added"]);

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
