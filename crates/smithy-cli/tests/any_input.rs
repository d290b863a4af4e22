//! Whatever text comes in, the shorthand is read or refused. The same entry is a fuzz target in
//! `conformance/fuzz`.

use aws_settings::Environment;
use proptest::prelude::*;
use smithy_cli::shorthand::{self, ParamFiles};

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
    fn parameters_are_read_or_refused(text in text()) {
        let nothing = Environment::default();
        let files = ParamFiles::new(&nothing);
        let _ = shorthand::parse_map(&text, &files);
    }
}
