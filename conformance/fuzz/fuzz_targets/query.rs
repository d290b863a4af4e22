//! Any query compiles or is an error, and searching with it ends.
#![no_main]

use cli_formats::json;
use jmespath_py::Expression;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (text, data) = input;
    if let (Ok(query), Ok(data)) = (Expression::compile(text), json::read(data)) {
        let _ = query.check();
        let _ = query.search(&data);
    }
});
