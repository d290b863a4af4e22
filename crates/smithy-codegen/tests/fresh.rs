//! The generated crates of this repository are what the model gives.

use std::path::Path;

#[test]
fn generated_crates_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let pair = smithy_codegen::pair::own(&root).expect("the model of this repository is sound");
    let stale = pair.compare(&root.join("crates")).expect("readable crates");
    let list: Vec<String> = stale.iter().map(ToString::to_string).collect();
    assert!(
        stale.is_empty(),
        "{}\nrun `cargo xtask codegen`",
        list.join("\n")
    );
}
