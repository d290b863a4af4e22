//! Crates outside this repository: what they hold, and whose files are left alone.

use std::fs;
use std::path::Path;

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
