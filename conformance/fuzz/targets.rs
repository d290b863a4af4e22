//! Readers of outside bytes, each as a function that takes any: what comes out is a value or an error, soon,
//! and never a panic.
//!
//! `tests/properties/fuzz.rs` runs them on mutated corpora with any compiler, `fuzz_targets/any.rs` under libFuzzer.
//! A new reader is a function and a row of [`TARGETS`]; its corpus is the folder `corpus/NAME`.

mod answers;
mod settings;
pub(crate) mod spoken;

use std::sync::OnceLock;

use aws_settings::Environment;
use cli_formats::{Format, TableStyle, json, yaml};
use conformance::case::{Answer, Case};
use http::Request;
use jmespath_py::Expression;
use smithy_catalog::constraint;
use smithy_cli::shorthand::{self, ParamFiles};
use smithy_codegen::CrateSet;
use smithy_codegen::model::Options;
use smithy_local::{Backend, Call, Failure, LocalService, Records};

/// A reader.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&[u8]),
    /// What its grammar is made of, for mutations and for text of one piece, over and over.
    pub(crate) pieces: &'static [&'static str],
}

pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "model",
        run: model,
        pieces: JSON,
    },
    Target {
        name: "shorthand",
        run: shorthand,
        pieces: &[
            "a=", "{", "}", "[", "]", ",", "'", "\"", "\\", "@", "a={", "a=[", "=[{",
        ],
    },
    Target {
        name: "json",
        run: json_text,
        pieces: JSON,
    },
    Target {
        name: "yaml",
        run: yaml_text,
        pieces: &[
            "- ", "a: ", "? ", "[", "{", "&a ", "*a", "<<: ", "!!str ", "|\n", ">\n", "\n", " ",
            "\"", "'", "#", "---\n", "1e9", "~", "a:\n ", "- - ", "[a,",
        ],
    },
    Target {
        name: "query",
        run: query,
        pieces: &[
            "a",
            ".",
            "[",
            "]",
            "*",
            "[?",
            "==",
            "(",
            ")",
            "|",
            "||",
            "&&",
            "!",
            "@",
            "&",
            "{a:",
            "}",
            "`1`",
            "'a'",
            "\"a\"",
            ",",
            ":",
            "-1",
            "length(",
            "sort_by(",
            "not_null(",
            "[]",
            "[*]",
            "to_string(",
        ],
    },
    Target {
        name: "pattern",
        run: pattern,
        pieces: &[
            "(",
            ")",
            "[",
            "]",
            "*",
            "+",
            "?",
            "{2}",
            "{1,9}",
            "|",
            "^",
            "$",
            ".",
            "\\p{L}",
            "\\u{1F600}",
            "(?:",
            "(?=",
            "(?<a>",
            "\\1",
            "\\b",
            "a",
            "-",
            "^-",
            "(a*)",
        ],
    },
    Target {
        name: "case",
        run: case,
        pieces: JSON,
    },
    Target {
        name: "request",
        run: request,
        pieces: &[
            "/",
            "%",
            "%2F",
            "?",
            "&",
            "=",
            "tags/",
            "runCache",
            "arn:",
            "POST ",
            "GET ",
            " ",
            "\n",
            "{",
            "}",
            "\"name\":",
            "maxResults=",
            "tagKeys=a&",
            "authorization: AWS4-HMAC-SHA256 ",
            "Credential=",
            ",",
            "[",
            "[[",
            "x-amz-date: ",
        ],
    },
    Target {
        name: "rest-json",
        run: answers::rest_json,
        pieces: JSON,
    },
    Target {
        name: "cbor",
        run: answers::cbor,
        pieces: &["\u{1}", "\u{18}", "a", "\u{7f}"],
    },
    Target {
        name: "xml",
        run: answers::xml,
        pieces: XML,
    },
    Target {
        name: "query-answer",
        run: answers::query_answer,
        pieces: XML,
    },
    Target {
        name: "headers",
        run: answers::headers,
        pieces: &[
            "x-text: ",
            "x-integers: ",
            "x-timestamps: ",
            "x-json: ",
            "x-strings: ",
            "x-meta-a: ",
            "x-when: ",
            "\n",
            ",",
            "\"",
            "\\",
            "GMT",
            "1",
            "Mon, 29 Apr 2024 00:00:00 GMT",
        ],
    },
    Target {
        name: "events",
        run: answers::events,
        pieces: &[
            "\u{0}\u{0}\u{0}\u{10}",
            ":event-type",
            ":message-type",
            "\u{7}",
            "text",
            "{\"text\":",
        ],
    },
    Target {
        name: "files",
        run: settings::files,
        pieces: settings::INI,
    },
    Target {
        name: "credentials",
        run: settings::credentials,
        pieces: settings::DOCUMENT,
    },
    Target {
        name: "cached",
        run: settings::cached,
        pieces: settings::DOCUMENT,
    },
    Target {
        name: "printed",
        run: settings::printed,
        pieces: settings::DOCUMENT,
    },
    Target {
        name: "expiry",
        run: settings::expiry,
        pieces: settings::TIME,
    },
    Target {
        name: "addresses",
        run: settings::addresses,
        pieces: settings::URL,
    },
];

const JSON: &[&str] = &[
    "{", "}", "[", "]", "\"", ":", ",", "null", "true", "1", "-", "1e999", "\\u0000", "\\ud800",
    "\\", "{\"a\":", "[[", "0.", " ",
];

const XML: &[&str] = &[
    "<",
    ">",
    "</",
    "/>",
    "<a>",
    "</a>",
    "<a",
    "&amp;",
    "&#x0;",
    "&",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml",
    "?>",
    "<!DOCTYPE a [",
    "=\"",
    "'",
    "<value>",
    "<nested>",
    "<member>",
    "xmlns=\"",
    "<recursive>",
];

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn model(bytes: &[u8]) {
    if let Some(text) = text(bytes) {
        let options = Options {
            skip_unsupported: true,
            ..Options::default()
        };
        let _ = CrateSet::from_text(text, Some("fuzz"), &options);
    }
}

fn shorthand(bytes: &[u8]) {
    // A file that `@=` names would be read.
    if let Some(text) = text(bytes).filter(|text| !text.contains("file")) {
        let nothing = Environment::default();
        let _ = shorthand::parse_map(text, &ParamFiles::new(&nothing));
    }
}

fn json_text(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let _ = json::read_lossy(text);
    if let Ok(value) = json::read(text) {
        print(&value);
    }
}

fn yaml_text(bytes: &[u8]) {
    if let Some(Ok(value)) = text(bytes).map(yaml::read) {
        print(&value);
    }
}

fn print(value: &cli_formats::Value) {
    let style = TableStyle {
        width: 80,
        color: true,
        resets: true,
    };
    for format in Format::ALL {
        let _ = format.write("Fuzz", value, &style);
    }
}

/// An expression and, after a line end, what to search.
fn query(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let (expression, data) = text
        .split_once('\n')
        .unwrap_or((text, r#"{"a": [1, {"a": "b"}, null]}"#));
    if let (Ok(query), Ok(data)) = (Expression::compile(expression), json::read(data)) {
        let _ = query.check();
        let _ = query.search(&data);
    }
}

fn pattern(bytes: &[u8]) {
    if let Some(text) = text(bytes) {
        // Only compiled: what a model's pattern takes to match is the model's doing.
        let _ = constraint::compile(text);
    }
}

fn case(bytes: &[u8]) {
    if let Ok(case) = serde_json::from_slice::<Case>(bytes) {
        let _ = case.server.iter().map(Answer::payload).count();
        for content in case.files.values() {
            let _ = content.bytes();
        }
    }
}

#[derive(Debug)]
struct Nothing;

impl Backend for Nothing {
    fn answer(&self, _: &Call<'_>, _: &mut Records<'_>) -> Result<smithy_local::Answer, Failure> {
        Ok(serde_json::json!({}).into())
    }
}

/// Method, target, headers and body of a request, a line each, as two local services read it.
fn request(bytes: &[u8]) {
    static SERVICES: OnceLock<[LocalService; 2]> = OnceLock::new();
    let services = SERVICES.get_or_init(|| {
        [&omics_model::SERVICE, &protocol_model::SERVICE]
            .map(|catalog| LocalService::in_memory(catalog, Nothing).allow_unsigned())
    });
    let (head, body) = match bytes.windows(2).position(|pair| pair == b"\n\n") {
        Some(end) => (&bytes[..end], &bytes[end + 2..]),
        None => (bytes, &[][..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let space = first.iter().position(|byte| *byte == b' ').unwrap_or(0);
    let mut request = Request::builder()
        .method(&first[..space])
        .uri(&first[(space + 1).min(first.len())..]);
    for (name, value) in lines.filter_map(header) {
        request = request.header(name, value);
    }
    if let Ok(request) = request.body(body.to_vec().into()) {
        for service in services {
            let _ = service.handle(&request);
        }
    }
}

fn header(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.windows(2).position(|pair| pair == b": ")?;
    Some((&line[..colon], &line[colon + 2..]))
}
