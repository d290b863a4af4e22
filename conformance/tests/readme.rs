//! What documents tell a newcomer to type works as it stands there: lines of shells are run against the local
//! service, Rust is compiled, and the rest is held by what `snippets.toml` says. A block that nothing holds is a
//! failure.

#[path = "readme/documents.rs"]
mod documents;
#[path = "readme/shell.rs"]
mod shell;
#[path = "readme/table.rs"]
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use conformance::binary;

use documents::Document;
use shell::World;
use table::Table;

/// A file of the repository.
fn read(path: &str) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The root of the repository.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

fn assert_success(what: &str, output: &Output) {
    assert!(
        output.status.success(),
        "{what}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn something_holds_every_block_of_every_document() {
    let problems = Table::read().problems(&documents::all());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_block_that_nothing_holds_is_found() {
    let problems = |text: &str| {
        let document = Document {
            path: "docs/new.md".to_owned(),
            blocks: documents::blocks(text),
        };
        Table::default().problems(&[document])
    };
    assert_eq!(problems("```sh\nomics help\n```\n"), [""; 0]);
    for (text, part) in [
        (
            "Run\n\n  ```console\n  $ omics help\n  ```\n",
            "docs/new.md:3: nothing holds",
        ),
        ("```\nomics help\n```\n", "nothing holds"),
        (
            "```rust,no_run\nlet unknown = 1;\n```\n",
            "lacks `let unknown = 1;`",
        ),
    ] {
        let found = problems(text);
        assert!(found.len() == 1 && found[0].contains(part), "{found:?}");
    }
}

#[test]
fn every_line_for_a_shell_works() {
    let (table, documents) = (Table::read(), documents::all());
    let scripts = documents
        .iter()
        .filter_map(|document| Some((&document.path, table.script(document)?)));
    let count = scripts
        .map(|(path, script)| assert_success(path, &World::new().run(&script)))
        .count();
    assert!(count >= 8, "{count} documents with lines");
}

#[test]
fn the_dependencies_that_documents_name_are_there() {
    let mut count = 0;
    for block in documents::all().iter().flat_map(|of| &of.blocks) {
        if block.language != "toml" || !block.text.contains("dependencies]") {
            continue;
        }
        let tables: toml::Table = block.text.parse().expect("TOML");
        for (name, ours) in tables.values().filter_map(toml::Value::as_table).flatten() {
            let Some(path) = ours.get("path").and_then(toml::Value::as_str) else {
                continue;
            };
            let path = path
                .strip_prefix("../omics/")
                .expect("a path into the clone");
            let manifest: toml::Table = read(&format!("{path}/Cargo.toml"))
                .parse()
                .expect("a manifest");
            assert_eq!(manifest["package"]["name"].as_str(), Some(name.as_str()));
            let features = ours.get("features").and_then(toml::Value::as_array);
            for feature in features.into_iter().flatten() {
                let feature = feature.as_str().expect("a name");
                let known = manifest["features"].get(feature);
                assert!(known.is_some(), "{name} has no feature {feature}");
            }
            count += 1;
        }
    }
    assert!(count >= 5, "{count}");
}

#[test]
fn the_client_of_the_readme_creates_a_run_cache() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = manifest.join("examples/readme_client.rs");
    let text = fs::read_to_string(&example).expect("the example is read");
    // Behind what it says of itself.
    let (_, source) = text
        .split_once("\n\n")
        .expect("the example has documentation");
    let blocks = documents::blocks(&read("README.md"));
    let programs = blocks.iter().filter(|block| block.language == "rust");
    let programs: Vec<_> = programs.map(|block| block.text.as_str()).collect();
    assert_eq!(
        programs,
        [source],
        "README.md and conformance/examples/readme_client.rs differ: make them the same"
    );
    let program = binary::example("readme_client").expect("the example is built");
    let output = World::new()
        .command(program)
        .output()
        .expect("it can be run");
    assert_success("readme_client", &output);
    let id = String::from_utf8(output.stdout).expect("an id is text");
    assert!(!id.trim().is_empty(), "the id of the cache is printed");
}

/// mdBook itself finds chapters that are not there, and what it cannot read.
#[test]
fn the_guides_are_a_book() {
    let place = tempfile::tempdir().expect("a folder is made");
    let mut mdbook = Command::new("mdbook");
    mdbook.args(["build", "--dest-dir"]).arg(place.path());
    let Ok(output) = mdbook.arg(root().join("docs")).output() else {
        let text = "the book was not built: mdbook is not installed";
        assert!(std::env::var_os("CI").is_none(), "{text}");
        eprintln!("skipped: {text}");
        return;
    };
    assert_success("mdbook", &output);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("WARN") && !said.contains("ERROR"), "{said}");
    let summary = read("docs/SUMMARY.md");
    for guide in fs::read_dir(root().join("docs")).expect("guides").flatten() {
        let name = guide.file_name().into_string().expect("a name in UTF-8");
        if name.ends_with(".md") && name != "SUMMARY.md" {
            assert!(
                summary.contains(&format!("]({name})")),
                "{name} is in no chapter"
            );
            assert!(
                place.path().join(name.replace(".md", ".html")).is_file(),
                "{name}"
            );
        }
    }
}
