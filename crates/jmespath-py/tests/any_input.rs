//! Whatever expression comes in, it is answered or refused. The same entry is a fuzz target in
//! `conformance/fuzz`.

use cli_formats::json;
use jmespath_py::Expression;
use proptest::prelude::*;

/// Text made of what the grammars are made of, which random text hardly ever is.
fn tokens() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just("("),
        Just(")"),
        Just(","),
        Just(":"),
        Just("="),
        Just("@"),
        Just("\""),
        Just("'"),
        Just("`"),
        Just("\\"),
        Just("*"),
        Just("."),
        Just("|"),
        Just("&"),
        Just("?"),
        Just("!"),
        Just("-"),
        Just("\n"),
        Just(" "),
        Just("a"),
        Just("items"),
        Just("1"),
        Just("1e9"),
        Just("null"),
        Just("true"),
        Just("é"),
        Just("😀"),
        Just("length"),
        Just("sort_by"),
        Just("<<"),
        Just("&a"),
    ];
    prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), tokens()]
}

proptest! {
    #[test]
    fn queries_are_answered_or_refused(query in text(), data in tokens()) {
        let data = json::read(&data).or_else(|_| json::read(r#"{"items": [{"a": 1}, {"a": "b"}, null]}"#));
        if let (Ok(query), Ok(data)) = (Expression::compile(&query), data) {
            let _ = query.check();
            let _ = query.search(&data);
        }
    }
}
