//! Endpoint rules that are no rules are refused. That sound ones resolve as they should is what the tests of
//! `conformance/services` show, which are generated from the models `endpoint-tree` and `endpoint-diagram`.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use smithy_codegen::CrateSet;
use smithy_codegen::model::Options;

/// The endpoint rules of the service `a.b#Service`.
const RULES: &str = "/shapes/a.b#Service/traits/smithy.rules#endpointBdd";

/// A model whose rules are a sound decision diagram.
fn diagram() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../conformance/models/endpoint-diagram.json");
    let text = fs::read_to_string(file).expect("the model is read");
    serde_json::from_str(&text).expect("the model is JSON")
}

#[test]
fn a_diagram_that_ends_nowhere_is_refused() {
    let refused = |change: fn(&mut Value)| {
        let mut model = diagram();
        let rules = model.pointer_mut(RULES);
        change(rules.expect("it has rules"));
        let error = CrateSet::from_text(&model.to_string(), None, &Options::default())
            .expect_err("refused")
            .to_string();
        assert!(
            error.contains("a.b#Service") && error.contains("decision diagram"),
            "{error}"
        );
    };
    // Nodes of a condition, and where to go if it holds and if it does not, in base64.
    const ROUND: &str = "AAAAAAAAAAIAAAACAAAAAAAAAAIAAAAC";
    assert!(CrateSet::from_text(&diagram().to_string(), None, &Options::default()).is_ok());
    refused(|rules| rules["root"] = json!(99));
    refused(|rules| rules["nodes"] = json!("%%%"));
    refused(|rules| rules["nodes"] = json!(ROUND));
    refused(|rules| rules["results"] = json!([]));
    refused(|rules| rules["conditions"] = json!([]));
}
