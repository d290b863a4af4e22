//! Any text is a map, JSON, YAML or an error, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use smithy_cli::paramfile::ParamFiles;
use smithy_cli::{json, shorthand, yaml_input};

fuzz_target!(|text: &str| {
    let nothing = |_: &str| None;
    // A file that `@=` names would be read.
    if !text.contains("file") {
        let _ = shorthand::parse_map(text, &ParamFiles::new(&nothing));
    }
    let _ = json::parse(text);
    let _ = yaml_input::parse(text);
});
