//! Any text is a map, JSON, YAML or an error, never a panic.
#![no_main]

use aws_settings::Environment;
use cli_formats::{json, yaml};
use libfuzzer_sys::fuzz_target;
use smithy_cli::shorthand::{self, ParamFiles};

fuzz_target!(|text: &str| {
    let nothing = Environment::default();
    // A file that `@=` names would be read.
    if !text.contains("file") {
        let _ = shorthand::parse_map(text, &ParamFiles::new(&nothing));
    }
    let _ = json::read(text);
    let _ = yaml::read(text);
});
