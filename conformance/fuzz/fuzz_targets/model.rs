//! Any text is a model or an error, never a panic. Seed the corpus with `conformance/models` and `model/`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use smithy_codegen::Pair;
use smithy_codegen::model::Options;

fuzz_target!(|text: &str| {
    let options = Options { skip_unsupported: true, ..Options::default() };
    let _ = Pair::from_text(text, Some("fuzz"), &options);
});
