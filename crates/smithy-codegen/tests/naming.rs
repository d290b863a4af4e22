//! No name of a model meets a name of the generated code: every identifier that the runtime's macros
//! and generated crates use, and every word that Rust keeps, stands in every place a model can put a
//! name, and what is generated compiles.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Map, Value, json};
use smithy_codegen::CrateSet;
use smithy_codegen::model::Options;

/// Keywords, and names that are there without being asked for.
const RUST: &str = "
    Self abstract as async await become box break const continue crate do dyn else enum extern false
    final fn for gen if impl in let loop macro match mod move mut override priv pub ref return self
    static struct super trait true try type typeof unsafe unsized use virtual where while yield union
    raw dyn auto default safe
    AsMut AsRef AsyncFn AsyncFnMut AsyncFnOnce Box Clone Copy Debug Default DoubleEndedIterator Drop Eq
    Err ExactSizeIterator Extend Fn FnMut FnOnce From FromIterator Hash Into IntoIterator Iterator None
    Ok Option Ord PartialEq PartialOrd Result Send Sized Some String Sync ToOwned ToString TryFrom
    TryInto Unpin Vec bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize
    std core alloc test main clone eq fmt cmp hash drop into from as_ref borrow to_owned to_string
    new build send customize validate set_x x get_x x_value foo_bar fooBar";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

fn identifiers(tokens: TokenStream, into: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                into.insert(ident.to_string().trim_start_matches("r#").to_owned());
            }
            TokenTree::Group(group) => identifiers(group.stream(), into),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The macros that an operation's name is given to.
const OF_OPERATIONS: [&str; 8] = [
    "client",
    "fluent_builder",
    "from_env",
    "operation",
    "operation_error",
    "operations",
    "paginated",
    "waiter",
];

/// The identifiers of the macros that generated code calls, by the macro.
fn macros() -> BTreeMap<String, BTreeSet<String>> {
    let mut files = Vec::new();
    for name in ["smithy-client", "smithy-catalog", "aws-settings"] {
        rust_files(&root().join("crates").join(name).join("src"), &mut files);
    }
    let mut found = BTreeMap::<_, BTreeSet<_>>::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("readable");
        let tree = syn::parse_file(&text).expect("Rust");
        for item in tree.items {
            if let syn::Item::Macro(item) = item
                && let Some(name) = &item.ident
                && item
                    .attrs
                    .iter()
                    .any(|attribute| attribute.path().is_ident("macro_export"))
            {
                identifiers(item.mac.tokens, found.entry(name.to_string()).or_default());
            }
        }
    }
    assert!(
        OF_OPERATIONS.iter().all(|name| found.contains_key(*name)),
        "{found:?}"
    );
    found
}

/// The identifiers of generated code: of a service with a shape of every kind.
fn generated() -> BTreeSet<String> {
    let string = json!({ "target": "smithy.api#String" });
    let model = json!({ "smithy": "2.0", "shapes": {
        "a.b#Service": {
            "type": "service",
            "version": "1",
            "operations": [reference("List")],
            "traits": { "aws.protocols#restJson1": {} }
        },
        "a.b#List": {
            "type": "operation",
            "input": reference("Everything"),
            "output": reference("Everything"),
            "errors": [reference("Error")],
            "traits": {
                "smithy.api#http": { "method": "POST", "uri": "/" },
                "smithy.api#paginated": { "inputToken": "a", "outputToken": "a", "items": "b" }
            }
        },
        "a.b#Everything": { "type": "structure", "members": {
            "a": string,
            "b": reference("Strings"),
            "c": reference("Map"),
            "d": reference("Union"),
            "e": reference("Enum"),
            "f": { "target": "smithy.api#Timestamp", "traits": { "smithy.api#default": 0 } },
            "g": { "target": "smithy.api#Document" },
            "h": { "target": "smithy.api#Blob", "traits": { "smithy.api#required": {} } },
            "i": { "target": "smithy.api#BigDecimal" }
        } },
        "a.b#Strings": { "type": "list", "member": string, "traits": { "smithy.api#sparse": {} } },
        "a.b#Map": { "type": "map", "key": string, "value": reference("Everything") },
        "a.b#Union": { "type": "union", "members": { "a": reference("Everything"), "b": { "target": "smithy.api#Unit" } } },
        "a.b#Enum": { "type": "enum", "members": { "A": { "target": "smithy.api#Unit" } } },
        "a.b#Error": {
            "type": "structure",
            "members": { "message": string },
            "traits": { "smithy.api#error": "server", "smithy.api#retryable": {}, "smithy.api#sensitive": {} }
        }
    } });
    let set =
        CrateSet::from_text(&model.to_string(), None, &Options::default()).expect("a sound model");
    let mut found = BTreeSet::new();
    for text in set.crates.iter().flat_map(|one| one.sources.values()) {
        identifiers(text.parse().expect("Rust"), &mut found);
    }
    assert!(found.contains("endpoint_params") && found.contains("ListInput"));
    found
}

/// Names that Smithy tells apart: by their letters, whatever their case.
fn distinct(names: impl IntoIterator<Item = String>, cased: fn(&str) -> String) -> Vec<String> {
    let mut seen = BTreeMap::new();
    for name in names {
        let name = cased(&name);
        if name.contains(|c: char| c.is_ascii_alphanumeric()) {
            seen.entry(name.to_ascii_lowercase()).or_insert(name);
        }
    }
    seen.into_values().collect()
}

fn as_is(name: &str) -> String {
    name.to_owned()
}

/// `foo_bar` as `FooBar`, as shapes and operations are named.
fn pascal(name: &str) -> String {
    let upper = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(chars).collect::<String>()
    };
    name.split('_').map(upper).collect()
}

fn members(names: &[String], target: &str) -> Value {
    let member = |name: &String| (name.clone(), json!({ "target": target }));
    Value::Object(names.iter().map(member).collect())
}

fn reference(name: &str) -> Value {
    json!({ "target": format!("a.b#{name}") })
}

/// The names in parts, since what a compiler does for a type grows faster than its members. Names that are made from
/// each other, as `x` and `set_x`, stay together.
fn parts(names: &[String]) -> Vec<Vec<String>> {
    const SIZE: usize = 150;
    let base = |name: &String| {
        let name = name.to_ascii_lowercase().replace('_', "");
        let name = ["set", "get", "try"]
            .iter()
            .find_map(|prefix| name.strip_prefix(prefix))
            .unwrap_or(&name);
        name.strip_suffix("value").unwrap_or(name).to_owned()
    };
    let mut together = BTreeMap::<String, Vec<String>>::new();
    for name in names {
        together.entry(base(name)).or_default().push(name.clone());
    }
    let mut parts = vec![Vec::new()];
    for names in together.into_values() {
        match parts.last_mut() {
            Some(part) if part.len() < SIZE => part.extend(names),
            _ => parts.push(names),
        }
    }
    parts
}

/// A model with every name in every place that code given this name mentions. Shapes and errors are in a namespace
/// each, so that one of either kind can have any name.
fn model() -> Value {
    let used = macros();
    let kept: BTreeSet<String> = RUST.split_whitespace().map(str::to_owned).collect();
    let mut all = generated();
    all.extend(used.values().flatten().chain(&kept).cloned());
    let in_place = OF_OPERATIONS.iter().flat_map(|name| &used[*name]);
    let in_place: BTreeSet<String> = in_place.chain(&kept).cloned().collect();
    let fields = distinct(all.clone(), as_is);
    let types = distinct(all, pascal);
    let operations = distinct(in_place, pascal);
    println!(
        "{} fields, {} types, {} operations",
        fields.len(),
        types.len(),
        operations.len()
    );

    let mut shapes = Map::new();
    let mut put = |id: String, shape: Value| {
        shapes.insert(id, shape);
    };
    let string = "smithy.api#String";
    let parts = parts(&fields);
    for (index, fields) in parts.iter().enumerate() {
        for place in ["Input", "Output"] {
            put(
                format!("a.b#All{place}{index}"),
                json!({ "type": "structure", "members": members(fields, string) }),
            );
        }
        put(
            format!("a.b#AllUnion{index}"),
            json!({ "type": "union", "members": members(fields, string) }),
        );
        put(
            format!("a.b#AllError{index}"),
            json!({
                "type": "structure",
                "members": members(fields, string),
                "traits": { "smithy.api#error": "client" }
            }),
        );
        put(
            format!("a.b#AllValues{index}"),
            json!({ "type": "enum", "members": members(fields, "smithy.api#Unit") }),
        );
    }
    let mut targets = Map::new();
    for (index, name) in types.iter().enumerate() {
        let id = format!("a.types#{name}");
        let body = match index % 3 {
            0 => json!({ "type": "structure", "members": { "into": { "target": string } } }),
            1 => json!({ "type": "union", "members": { "into": { "target": string } } }),
            _ => json!({ "type": "enum", "members": { "INTO": { "target": "smithy.api#Unit" } } }),
        };
        put(id.clone(), body);
        targets.insert(format!("m{index}"), json!({ "target": id }));
    }
    for index in 0..parts.len() {
        for name in [
            format!("AllOutput{index}"),
            format!("AllUnion{index}"),
            format!("AllValues{index}"),
        ] {
            targets.insert(name.clone(), reference(&name));
        }
    }
    put(
        "a.b#Types".into(),
        json!({ "type": "structure", "members": targets }),
    );
    let mut rename = Map::new();
    let mut errors = Vec::new();
    for name in &types {
        let id = format!("a.errors#{name}");
        put(
            id.clone(),
            json!({ "type": "structure", "traits": { "smithy.api#error": "server" } }),
        );
        // An error and a type may not have one name in Smithy; they have one in Rust.
        rename.insert(id.clone(), json!(format!("{name}_")));
        errors.push(json!({ "target": id }));
    }
    let mut bound = ["AllErrors", "AllTypes", "AllWaiters"]
        .map(reference)
        .to_vec();
    let http =
        |name: &str| json!({ "smithy.api#http": { "method": "POST", "uri": format!("/{name}") } });
    for index in 0..parts.len() {
        let name = format!("AllMembers{index}");
        put(
            format!("a.b#{name}"),
            json!({
                "type": "operation",
                "input": reference(&format!("AllInput{index}")),
                "output": reference(&format!("AllOutput{index}")),
                "errors": [reference(&format!("AllError{index}"))],
                "traits": http(&name)
            }),
        );
        bound.push(reference(&name));
    }
    put(
        "a.b#AllErrors".into(),
        json!({ "type": "operation", "errors": errors, "traits": http("errors") }),
    );
    // An operation of its own: each waiter has a setter for every member.
    let mut traits = http("waiters");
    let waiter = json!({ "acceptors": [{ "state": "success", "matcher": { "success": true } }] });
    traits["smithy.waiters#waitable"] = operations
        .iter()
        .map(|name| (name.clone(), waiter.clone()))
        .collect::<Map<String, Value>>()
        .into();
    put(
        "a.b#AllWaiters".into(),
        json!({ "type": "operation", "traits": traits }),
    );
    put(
        "a.b#AllTypes".into(),
        json!({ "type": "operation", "input": reference("Types"), "traits": http("types") }),
    );
    for name in &operations {
        let id = format!("a.operations#{name}");
        put(
            id.clone(),
            json!({ "type": "operation", "traits": http(name) }),
        );
        bound.push(json!({ "target": id }));
    }
    put(
        "a.b#Service".into(),
        json!({
            "type": "service",
            "version": "1",
            "operations": bound,
            "rename": rename,
            "traits": { "aws.protocols#restJson1": {}, "aws.api#service": { "sdkId": "Client" } }
        }),
    );
    json!({ "smithy": "2.0", "shapes": shapes })
}

#[test]
fn every_name_in_every_place_compiles() {
    let set = CrateSet::from_text(&model().to_string(), Some("names"), &Options::default())
        .unwrap_or_else(|error| panic!("{error}"));
    // In the target folder of this workspace, some of what is below the client is there already.
    let target = root().join("target");
    let folder = target.join("naming");
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("removed");
    }
    set.write_standalone(&folder, &root().join("crates"))
        .expect("written");
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("copied");
    make_a_program_of_the_instructions(&folder);
    let output = Command::new(env!("CARGO"))
        .current_dir(&folder)
        .args([
            "check",
            "--quiet",
            "--lib",
            "--examples",
            "--features",
            "names-client/from-env",
            "--target-dir",
        ])
        .arg(&target)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    let start: String = errors.chars().take(6000).collect();
    assert!(
        output.status.success() && !errors.contains("warning:"),
        "{start}"
    );
}

/// The call that the instructions show as an example of the client, so that it is compiled with it.
fn make_a_program_of_the_instructions(folder: &Path) {
    let text = fs::read_to_string(folder.join("README.md")).expect("instructions");
    let call = text.split_once("```rust\n").expect("a call").1;
    let call = call.split_once("```").expect("the end of the call").0;
    let program = format!(
        "//! As the instructions say.\n#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {{\n\
         {call}let _ = output;\nOk(())\n}}\n"
    );
    let client = folder.join("names-client");
    fs::create_dir_all(client.join("examples")).expect("a folder");
    fs::write(client.join("examples/first.rs"), program).expect("written");
    let manifest = client.join("Cargo.toml");
    let mut text = fs::read_to_string(&manifest).expect("a manifest");
    text.push_str("\n[dev-dependencies]\ntokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n");
    fs::write(manifest, text).expect("written");
}

/// The error of the stream `Talk` is `TalkError`, which a model may have as well.
#[test]
fn the_error_of_a_stream_makes_way_for_a_modelled_one() {
    let error = json!({ "type": "structure", "traits": { "smithy.api#error": "client" } });
    let model = json!({ "smithy": "2.0", "shapes": {
        "a.b#Service": {
            "type": "service",
            "version": "1",
            "operations": [reference("Listen")],
            "traits": { "aws.protocols#restJson1": {} }
        },
        "a.b#Listen": {
            "type": "operation",
            "output": reference("Heard"),
            "errors": [reference("TalkError")],
            "traits": { "smithy.api#http": { "method": "POST", "uri": "/" } }
        },
        "a.b#Heard": { "type": "structure", "members": {
            "talk": { "target": "a.b#Talk", "traits": { "smithy.api#httpPayload": {} } }
        } },
        "a.b#Talk": {
            "type": "union",
            "members": { "error": reference("TalkError"), "more": reference("TalkStreamError") },
            "traits": { "smithy.api#streaming": {} }
        },
        "a.b#TalkError": error,
        "a.b#TalkStreamError": error
    } });
    let set = CrateSet::from_text(&model.to_string(), None, &Options::default());
    let sources = &set.expect("a sound model").crates[0].sources;
    let module = &sources["types/error.rs"];
    for name in ["TalkError", "TalkStreamError", "TalkStreamStreamError"] {
        let exported = format!("::{name};");
        assert_eq!(module.matches(&exported).count(), 1, "{name}:\n{module}");
    }
    assert!(sources["types/error/_talk_stream_stream_error.rs"].contains("TalkStreamStreamError"));
}
