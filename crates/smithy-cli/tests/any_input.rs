//! Whatever text comes in, the parsers, the query and the formatters answer; none panics. The same
//! entries are fuzz targets in `conformance/fuzz`.

use proptest::prelude::*;
use smithy_cli::output::{Format, TableStyle, render};
use smithy_cli::paramfile::ParamFiles;
use smithy_cli::query::Expression;
use smithy_cli::{json, shorthand, yaml_input};

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
        let nothing = |_: &str| None;
        let files = ParamFiles::new(&nothing);
        let _ = shorthand::parse_map(&text, &files);
        let _ = json::parse(&text);
        let _ = json::parse_tolerant(&text);
        let _ = yaml_input::parse(&text);
    }

    #[test]
    fn queries_are_answered_or_refused(query in text(), data in tokens()) {
        let data = json::parse(&data).or_else(|_| json::parse(r#"{"items": [{"a": 1}, {"a": "b"}, null]}"#));
        if let (Ok(query), Ok(data)) = (Expression::compile(&query), data) {
            let _ = query.check();
            let _ = query.search(&data);
        }
    }

    #[test]
    fn values_are_shown_or_refused(document in tokens()) {
        let Ok(value) = json::parse(&document) else { return Ok(()) };
        let style = TableStyle { width: 80, color: true, resets: true };
        for format in [Format::Json, Format::Text, Format::Table, Format::Yaml, Format::YamlStream] {
            let _ = render(format, "Any", &value, &style);
        }
    }
}
