//! The parts beside the client, each with an input whose size is given.

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;

use bytes::Bytes;
use cli_formats::{Format, TableStyle, Value, json};
use jmespath_py::Expression;
use omics_local::LocalService;
use serde_json::json;
use smithy_codegen::CrateSet;
use smithy_codegen::model::Options;

/// What one part does with its input.
type Work = Box<dyn Fn()>;

/// Makes the input of a size, and what is done with it.
type Prepare = fn(usize) -> Result<Work, Box<dyn Error>>;

/// The parts, by name.
pub(crate) const PARTS: [(&str, Prepare); 10] = [
    ("validate", validate),
    ("jmespath", jmespath),
    ("query", query),
    ("read-json", read_json),
    ("json", |size| format(Format::Json, size)),
    ("text", |size| format(Format::Text, size)),
    ("table", |size| format(Format::Table, size)),
    ("yaml", |size| format(Format::Yaml, size)),
    ("generate", generate),
    ("local-list", local_list),
];

/// Does the work of a part some times.
pub(crate) fn run(name: &str, size: usize, times: usize) -> Result<(), Box<dyn Error>> {
    let part = PARTS.iter().find(|(known, _)| *known == name);
    let (_, prepare) = part.ok_or_else(|| format!("no such part: {name}"))?;
    let work = prepare(size)?;
    (0..times).for_each(|_| work());
    Ok(())
}

/// The input of `CreateRunCache` with a number of tags, against the constraints of the model.
fn validate(tags: usize) -> Result<Work, Box<dyn Error>> {
    let tags: serde_json::Map<_, _> = (0..tags)
        .map(|at| (format!("key-{at}"), json!(format!("value {at}"))))
        .collect();
    let input = json!({
        "cacheS3Location": "s3://bucket/caches/", "cacheBehavior": "CACHE_ALWAYS", "name": "cache",
        "description": "all of it", "cacheBucketOwnerId": "123456789012", "requestId": "1", "tags": tags,
    });
    let operation = omics_model::SERVICE.operation("CreateRunCache");
    let shape = operation.ok_or("no such operation")?.input;
    Ok(Box::new(move || {
        let violations = smithy_catalog::constraint::validate(shape, &input);
        assert!(black_box(violations).is_empty());
    }))
}

/// The text of an answer with a number of items; `peers.py` makes the same.
fn answer(items: usize) -> String {
    let mut text = String::from("{\"items\":[");
    for at in 0..items {
        let comma = if at == 0 { "" } else { "," };
        let status = if at % 2 == 0 { "ACTIVE" } else { "DELETED" };
        let name = (at * 7919) % 1_000_003;
        write!(
            text,
            r#"{comma}{{"arn":"arn:aws:omics:us-west-2:123456789012:runCache/{at}","cacheBehavior":"CACHE_ALWAYS","cacheS3Uri":"s3://bucket/caches/{at}","creationTime":"2026-01-02T03:04:05.678000+00:00","id":"{at}","name":"cache {name}","status":"{status}"}}"#
        )
        .expect("strings can be written to");
    }
    text.push_str("]}");
    text
}

const QUERY: &str = "items[?status=='ACTIVE'].{a: id, b: name} | sort_by(@, &b)";

fn search(answer: &Value) -> Value {
    let query = Expression::compile(QUERY).expect("a sound expression");
    query.search(answer).expect("strings can be sorted")
}

fn jmespath(items: usize) -> Result<Work, Box<dyn Error>> {
    let answer = json::read(&answer(items))?;
    Ok(Box::new(move || {
        black_box(search(&answer));
    }))
}

/// From text to text, as a tool in a pipe does it.
fn query(items: usize) -> Result<Work, Box<dyn Error>> {
    let text = answer(items);
    Ok(Box::new(move || {
        let answer = json::read(&text).expect("sound JSON");
        black_box(json::write_compact(&search(&answer)));
    }))
}

fn read_json(items: usize) -> Result<Work, Box<dyn Error>> {
    let text = answer(items);
    Ok(Box::new(move || {
        black_box(json::read(&text).expect("sound JSON"));
    }))
}

fn format(format: Format, items: usize) -> Result<Work, Box<dyn Error>> {
    let answer: Value = json::read(&answer(items))?;
    Ok(Box::new(move || {
        let written = format.write("ListRunCaches", &answer, &TableStyle::PLAIN);
        black_box(written.expect("all formats can show it"));
    }))
}

/// Crates from a model with the operations of ours, some times over.
fn generate(copies: usize) -> Result<Work, Box<dyn Error>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../model/omics.json");
    let model: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let model = copied(&model, copies).ok_or("the model is not of the form expected")?;
    let text = model.to_string();
    Ok(Box::new(move || {
        let set = CrateSet::from_text(&text, Some("copied"), &Options::default());
        black_box(set.expect("a sound model"));
    }))
}

/// The model with further copies of every operation, which share no shape with the first.
fn copied(model: &serde_json::Value, copies: usize) -> Option<serde_json::Value> {
    let shapes = model.get("shapes")?.as_object()?;
    let is_service = |shape: &serde_json::Value| shape["type"] == "service";
    let mut whole = model.clone();
    for copy in 1..copies {
        let all: Vec<&String> = shapes.keys().collect();
        for (id, shape) in shapes.iter().filter(|(_, shape)| !is_service(shape)) {
            let mut text = shape.to_string();
            for id in &all {
                text = text.replace(&format!("\"{id}\""), &format!("\"{id}{copy}\""));
            }
            let text = text.replace("\"uri\":\"/", &format!("\"uri\":\"/v{copy}/"));
            let shape = serde_json::from_str(&text).ok()?;
            whole["shapes"][format!("{id}{copy}")] = shape;
        }
        let service = shapes.iter().find(|(_, shape)| is_service(shape))?.0;
        for kind in ["operations", "resources"] {
            let Some(members) = whole["shapes"][service][kind].as_array_mut() else {
                continue;
            };
            let first = shapes[service][kind].as_array()?.iter();
            members.extend(first.filter_map(|member| {
                let target = member["target"].as_str()?;
                Some(json!({ "target": format!("{target}{copy}") }))
            }));
        }
    }
    Some(whole)
}

/// A page of 100 from a local service that keeps a number of run caches.
fn local_list(caches: usize) -> Result<Work, Box<dyn Error>> {
    let service: LocalService = omics_local::in_memory().allow_unsigned();
    for at in 0..caches {
        let input = json!({
            "cacheS3Location": "s3://bucket/caches/", "name": format!("cache {at}"),
            "requestId": at.to_string(), "tags": { "a": "b" },
        });
        let made = service.call("123456789012", "us-west-2", "CreateRunCache", input);
        made.map_err(|failure| format!("{failure:?}"))?;
    }
    Ok(Box::new(move || {
        let request = http::Request::get("/runCache").body(Bytes::new());
        let answer = service.handle(&request.expect("a sound request"));
        assert_eq!(black_box(answer).status(), 200);
    }))
}
