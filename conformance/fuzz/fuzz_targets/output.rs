//! Any value prints in every format or is an error.
#![no_main]

use cli_formats::{Format, TableStyle, json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(value) = json::read(text) else { return };
    let style = TableStyle { width: 80, color: true, resets: true };
    for format in Format::ALL {
        let _ = format.write("Fuzz", &value, &style);
    }
});
