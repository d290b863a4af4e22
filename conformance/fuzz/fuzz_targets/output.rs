//! Any value prints in every format or is an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use smithy_cli::json;
use smithy_cli::output::{Format, TableStyle, render};

fuzz_target!(|text: &str| {
    let Ok(value) = json::parse(text) else { return };
    let style = TableStyle { width: 80, color: true, resets: true };
    for format in [Format::Json, Format::Text, Format::Table, Format::Yaml, Format::YamlStream] {
        let _ = render(format, "Fuzz", &value, &style);
    }
});
