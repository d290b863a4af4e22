//! Any query compiles or is an error, and searching with it ends.
#![no_main]

use libfuzzer_sys::fuzz_target;
use smithy_cli::json;
use smithy_cli::query::Expression;

fuzz_target!(|input: (&str, &str)| {
    let (text, data) = input;
    if let (Ok(query), Ok(data)) = (Expression::compile(text), json::parse(data)) {
        let _ = query.check();
        let _ = query.search(&data);
    }
});
