//! What README.md tells a newcomer to type works as it stands there.
//!
//! Its Rust is the example `readme_client`, and runs against the local service;
//! its lines for the command run against the local service too.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use conformance::binary;
use conformance::local::Served;

/// How README.md calls the command before it is installed.
const FROM_THE_WORKSPACE: &str = "cargo run --release -p omics-cli --";

fn readme() -> String {
    read("README.md")
}

/// A file of the repository.
fn read(path: &str) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The fenced blocks of a language.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect()
}

/// The lines for the command, as its arguments.
fn lines(text: &str) -> Vec<Vec<String>> {
    blocks(text, "sh")
        .iter()
        .flat_map(|block| block.lines())
        .filter_map(|line| {
            let arguments = line
                .strip_prefix(FROM_THE_WORKSPACE)
                .or_else(|| line.strip_prefix("omics "))?;
            Some(shlex::split(arguments).expect("the line is one of a shell"))
        })
        .collect()
}

/// A home, and a local service that the settings in `AWS_…` point to.
struct World {
    home: tempfile::TempDir,
    served: Served,
}

impl World {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder is made");
        let served = Served::start([OsStr::new("--store"), home.path().join("state").as_os_str()])
            .expect("the server starts");
        Self { home, served }
    }

    fn run(&self, program: &str, arguments: &[String]) -> Output {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .env("OMICS_LOCAL_STORE", self.home.path().join("own-state"))
            .envs(&self.served.exports)
            .env("AWS_EC2_METADATA_DISABLED", "true");
        command.output().expect("the program can be run")
    }
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
fn every_line_for_the_command_works() {
    let omics = binary::omics().expect("the command is built");
    let words = shlex::split(&omics).unwrap_or_default();
    let world = World::new();
    let texts = readme() + &read("crates/omics-cli/README.md");
    let lines = lines(&texts);
    assert!(lines.len() >= 5, "{lines:?}");
    for line in lines {
        // It serves until it is stopped; `Served` runs it.
        if line == ["local", "serve"] {
            continue;
        }
        let arguments: Vec<String> = words[1..].iter().cloned().chain(line.clone()).collect();
        let output = world.run(&words[0], &arguments);
        assert_success(&line.join(" "), &output);
        assert!(!output.stdout.is_empty(), "{line:?} prints nothing");
    }
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
    let readme = readme();
    let programs: Vec<&str> = blocks(&readme, "rust")
        .into_iter()
        .filter(|block| block.contains("fn main"))
        .collect();
    assert_eq!(
        programs,
        [source],
        "README.md and conformance/examples/readme_client.rs differ: make them the same"
    );
    let program = binary::example("readme_client").expect("the example is built");
    let output = World::new().run(&program.display().to_string(), &[]);
    assert_success("readme_client", &output);
    let id = String::from_utf8(output.stdout).expect("an id is text");
    assert!(!id.trim().is_empty(), "the id of the cache is printed");
}

/// `guides` compiles it.
#[test]
fn the_rust_in_readmes_of_crates_is_compiled() {
    let compiled = read("conformance/src/guides.rs");
    let compiled: Vec<&str> = compiled
        .lines()
        .filter_map(|line| line.strip_prefix("/// "))
        .collect();
    let crates = fs::read_dir(root().join("crates")).expect("a folder of crates");
    let mut count = 0;
    for folder in crates.flatten() {
        let path = folder.path().join("README.md");
        let text = fs::read_to_string(&path).expect("every crate has one");
        for line in blocks(&text, "rust").iter().flat_map(|block| block.lines()) {
            let place = path.display();
            assert!(
                compiled.contains(&line),
                "{place}: guides.rs lacks `{line}`"
            );
            count += 1;
        }
    }
    assert!(count >= 5, "{count}");
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
