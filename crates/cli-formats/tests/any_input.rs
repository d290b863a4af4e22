//! Whatever text comes in, the readers and writers answer; none panics. The same entries are fuzz
//! targets in `conformance/fuzz`.

use cli_formats::{Format, TableStyle, json, yaml};
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
    fn texts_are_read_or_refused(text in text()) {
        let _ = json::read(&text);
        let _ = json::read_lossy(&text);
        let _ = yaml::read(&text);
    }

    #[test]
    fn values_are_written_or_refused(document in tokens()) {
        let Ok(value) = json::read(&document).or_else(|_| yaml::read(&document)) else { return Ok(()) };
        let style = TableStyle { width: 80, color: true, resets: true };
        for format in Format::ALL {
            let _ = format.write("Any", &value, &style);
        }
    }

    #[test]
    fn what_json_writes_it_reads_back(document in tokens()) {
        let Ok(value) = json::read(&document) else { return Ok(()) };
        let compact = json::write_compact(&value);
        for written in [&json::write(&value).expect("JSON has no bytes"), &json::write_line(&value), &compact] {
            let read = json::read(written).expect("written JSON is JSON");
            prop_assert_eq!(json::write_compact(&read), compact.as_str());
        }
    }
}
