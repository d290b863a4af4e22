//! Endpoint rules resolve as their own tests say, whether they stand as a tree or as a decision diagram.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use aws_smithy_types::base64;
use serde_json::{Value, json};
use smithy_codegen::protocol_tests::{self, Request};

fn call(function: &str, arguments: Value) -> Value {
    json!({ "fn": function, "argv": arguments })
}

fn assign(function: &str, arguments: Value, name: &str) -> Value {
    json!({ "fn": function, "argv": arguments, "assign": name })
}

fn reference(name: &str) -> Value {
    json!({ "ref": name })
}

fn endpoint(url: Value) -> Value {
    json!({ "type": "endpoint", "conditions": [], "endpoint": { "url": url } })
}

fn case(params: Value, expected: &str) -> Value {
    let expect = match expected.strip_prefix("error: ") {
        Some(error) => json!({ "error": error }),
        None => json!({ "endpoint": { "url": expected } }),
    };
    json!({ "documentation": params.to_string(), "params": params, "expect": expect })
}

fn parameters() -> Value {
    json!({
        "Region": { "type": "String", "builtIn": "AWS::Region" },
        "Endpoint": { "type": "string", "builtIn": "SDK::Endpoint" },
        "Zones": { "type": "stringArray", "required": true, "default": ["north", "south"] },
        "Keys": { "type": "stringArray" },
        "Name": { "type": "string" },
        "Fips": { "type": "boolean", "required": true, "default": false },
        // What the generated type has methods for.
        "build": { "type": "string" },
        "set_Name": { "type": "boolean" }
    })
}

fn tree() -> Value {
    let rule = |conditions: Value, url: &str| json!({ "type": "endpoint", "conditions": conditions, "endpoint": { "url": url } });
    json!({
        "version": "1.0",
        "parameters": parameters(),
        "rules": [
            rule(json!([
                call("isSet", json!([reference("Endpoint")])),
                assign("parseURL", json!([reference("Endpoint")]), "url"),
                call("stringEquals", json!(["{url#normalizedPath}", "/"]))
            ]), "{url#scheme}://{url#authority}/root"),
            rule(json!([
                call("isSet", json!([reference("Keys")])),
                assign("getAttr", json!([reference("Keys"), "[1]"]), "key")
            ]), "https://{key}"),
            rule(json!([
                call("isSet", json!([reference("Name")])),
                assign("split", json!([reference("Name"), "--", 0]), "pieces"),
                assign("getAttr", json!([reference("pieces"), "[-2]"]), "piece")
            ]), "https://{piece}.split"),
            rule(json!([
                call("isSet", json!([reference("build")])),
                assign("coalesce", json!([reference("Name"), reference("build")]), "some"),
                assign("ite", json!([reference("Fips"), "{some}-fips", reference("some")]), "chosen")
            ]), "https://{chosen}.ite"),
            rule(json!([
                assign("getAttr", json!([reference("Zones"), "[0]"]), "zone"),
                call("not", json!([call("stringEquals", json!([reference("zone"), "none"]))]))
            ]), "https://{zone}.zones"),
            { "type": "error", "conditions": [], "error": "no {Fips}" }
        ]
    })
}

fn tree_cases() -> Value {
    json!([
        case(json!({ "Endpoint": "http://h" }), "http://h/root"),
        case(json!({ "Keys": ["p", "q"] }), "https://q"),
        case(json!({ "Keys": ["p"] }), "https://north.zones"),
        case(json!({ "Name": "a--b--c" }), "https://b.split"),
        case(json!({ "build": "b", "Fips": true }), "https://b-fips.ite"),
        case(json!({ "build": "b", "Name": "n" }), "https://n.ite"),
        case(json!({}), "https://north.zones")
    ])
}

/// Nodes from 1: a condition, and where to go if it holds and if it does not.
fn nodes(nodes: &[[i32; 3]]) -> String {
    let bytes: Vec<u8> = nodes
        .iter()
        .flatten()
        .flat_map(|n| n.to_be_bytes())
        .collect();
    base64::encode(bytes)
}

fn diagram() -> Value {
    const RESULT: i32 = 100_000_000;
    json!({
        "version": "1.1",
        "parameters": parameters(),
        "conditions": [
            call("isSet", json!([reference("Endpoint")])),
            assign("parseURL", json!([reference("Endpoint")]), "url"),
            assign("aws.partition", json!([reference("Region")]), "partition"),
            call("getAttr", json!([reference("partition"), "supportsFIPS"])),
            assign("split", json!([reference("Name"), "--", 0]), "pieces"),
            assign("getAttr", json!([reference("pieces"), "[-1]"]), "last"),
            call("booleanEquals", json!([reference("Fips"), true])),
            assign("getAttr", json!([reference("Keys"), "[0]"]), "first"),
            // Not of a parameter, but of what another condition found.
            assign("aws.parseArn", json!([reference("first")]), "arn"),
            assign("getAttr", json!([reference("arn"), "resourceId[1]"]), "id"),
            call("getAttr", json!([reference("arn"), "resourceId[2]"]))
        ],
        "results": [
            endpoint(json!("{url#scheme}://{url#authority}")),
            endpoint(json!("https://fips.{Region}.{partition#dnsSuffix}")),
            endpoint(reference("last")),
            { "type": "error", "conditions": [], "error": "a bad endpoint: {Endpoint}" },
            endpoint(json!("https://{Region}")),
            endpoint(json!("https://{id}.{arn#region}.{arn#accountId}"))
        ],
        "root": 2,
        "nodeCount": 12,
        "nodes": nodes(&[
            [-1, 1, -1],
            [0, 3, 4],
            [1, RESULT + 1, RESULT + 4],
            // The complement of the node: no partition leads to the split.
            [2, -7, 6],
            [6, RESULT + 2, RESULT + 5],
            [4, 8, 9],
            // Fips is asked for by the complement, so its branches change about.
            [6, RESULT + 5, RESULT + 2],
            [5, RESULT + 3, RESULT],
            [7, 10, RESULT],
            [8, 11, RESULT],
            [9, 12, RESULT],
            [10, RESULT, RESULT + 6]
        ])
    })
}

fn diagram_cases() -> Value {
    json!([
        case(json!({ "Endpoint": "http://h:1/p" }), "http://h:1"),
        case(
            json!({ "Endpoint": "nothing" }),
            "error: a bad endpoint: nothing"
        ),
        case(
            json!({ "Region": "us-east-1", "Fips": true }),
            "https://fips.us-east-1.amazonaws.com"
        ),
        case(json!({ "Region": "us-east-1" }), "https://us-east-1"),
        case(json!({ "Name": "a--https://b" }), "https://b"),
        case(
            json!({ "Keys": ["arn:aws:box:north:123:lid/blue"] }),
            "https://blue.north.123"
        ),
        case(
            json!({ "Keys": ["arn:aws:box:north:123:lid/blue/7"] }),
            "error: No endpoint rule matched"
        ),
        case(
            json!({ "Keys": ["blue"] }),
            "error: No endpoint rule matched"
        ),
        case(json!({}), "error: No endpoint rule matched")
    ])
}

fn model(sdk_id: &str, rules: (&str, Value), cases: Value) -> Value {
    json!({ "smithy": "2.0", "shapes": { "a.b#Service": {
        "type": "service",
        "version": "1",
        "traits": {
            "aws.protocols#restJson1": {},
            "aws.api#service": { "sdkId": sdk_id },
            rules.0: rules.1,
            "smithy.rules#endpointTests": { "version": "1.0", "testCases": cases }
        }
    } } })
}

#[test]
fn endpoint_rules_pass_their_own_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = tempfile::tempdir().expect("a folder");
    let tree = ("smithy.rules#endpointRuleSet", tree());
    let diagram = ("smithy.rules#endpointBdd", diagram());
    for (name, rules, cases) in [
        ("Endpoint Tree", tree, tree_cases()),
        ("Endpoint Diagram", diagram, diagram_cases()),
    ] {
        let file = folder.path().join("model.json");
        fs::write(&file, model(name, rules, cases).to_string()).expect("written");
        let report = protocol_tests::run(&Request {
            model: file,
            service: None,
            only: None,
            endpoints_only: true,
            expected_failures: BTreeMap::new(),
            root: root.clone(),
            target: root.join("target/protocol-tests"),
        })
        .unwrap_or_else(|error| panic!("{error}"));
        assert!(report.is_success() && report.tests.len() > 5, "{report}");
    }
}

#[test]
fn a_diagram_that_ends_nowhere_is_refused() {
    let refused = |change: fn(&mut Value)| {
        let mut rules = diagram();
        change(&mut rules);
        let model = model("Broken", ("smithy.rules#endpointBdd", rules), json!([]));
        let options = smithy_codegen::model::Options::default();
        let error = smithy_codegen::CrateSet::from_text(&model.to_string(), None, &options)
            .expect_err("refused")
            .to_string();
        assert!(
            error.contains("a.b#Service") && error.contains("decision diagram"),
            "{error}"
        );
    };
    refused(|rules| rules["root"] = json!(99));
    refused(|rules| rules["nodes"] = json!("%%%"));
    refused(|rules| rules["nodes"] = json!(nodes(&[[0, 2, 2], [0, 2, 2]])));
    refused(|rules| rules["results"] = json!([]));
    refused(|rules| rules["conditions"] = json!([]));
}
