//! Broken models give errors that say where, and never a panic.

use serde_json::{Value, json};
use smithy_codegen::CrateSet;
use smithy_codegen::model::Options;

/// A small model that is sound.
fn sound() -> Value {
    json!({
        "smithy": "2.0",
        "shapes": {
            "a.b#Service": {
                "type": "service",
                "version": "1",
                "operations": [{ "target": "a.b#Get" }],
                "traits": { "aws.protocols#restJson1": {}, "aws.api#service": { "sdkId": "Broken" } }
            },
            "a.b#Get": {
                "type": "operation",
                "input": { "target": "a.b#Input" },
                "output": { "target": "a.b#Output" },
                "errors": [{ "target": "a.b#Oops" }],
                "traits": { "smithy.api#http": { "method": "GET", "uri": "/{id}" } }
            },
            "a.b#Input": {
                "type": "structure",
                "members": {
                    "id": {
                        "target": "smithy.api#String",
                        "traits": { "smithy.api#httpLabel": {}, "smithy.api#required": {} }
                    }
                }
            },
            "a.b#Output": {
                "type": "structure",
                "members": {
                    "color": { "target": "a.b#Color" },
                    "list": { "target": "a.b#List" },
                    "map": { "target": "a.b#Map" },
                    "self": { "target": "a.b#Recursive" },
                    "count": { "target": "smithy.api#Integer", "traits": { "smithy.api#default": 1 } }
                }
            },
            "a.b#ownAuth": { "type": "structure", "traits": { "smithy.api#authDefinition": {} } },
            "a.b#Recursive": { "type": "structure", "members": { "next": { "target": "a.b#Recursive" } } },
            "a.b#Color": { "type": "string", "traits": { "smithy.api#enum": [{ "value": "red" }] } },
            "a.b#List": { "type": "list", "member": { "target": "smithy.api#String" } },
            "a.b#Map": {
                "type": "map",
                "key": { "target": "smithy.api#String" },
                "value": { "target": "smithy.api#String" }
            },
            "a.b#Oops": {
                "type": "structure",
                "members": { "message": { "target": "smithy.api#String" } },
                "traits": { "smithy.api#error": "client" }
            }
        }
    })
}

fn generate(model: &Value) -> Result<CrateSet, String> {
    CrateSet::from_text(&model.to_string(), None, &Options::default())
        .map_err(|error| error.to_string())
}

/// The error after `value` is put at `pointer`.
fn broken(pointer: &str, value: Value) -> String {
    let mut model = sound();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = model.pointer_mut(parent).expect("the parent is there");
    parent[name.replace("~1", "/")] = value;
    generate(&model).expect_err("the model is broken")
}

#[test]
fn the_sound_model_is_sound() {
    generate(&sound()).expect("sound");
}

#[test]
fn errors_name_shape_and_path() {
    let member = |target: &str| json!({ "target": target });
    for (pointer, value, expected) in [
        (
            "/smithy",
            json!(3),
            "at `smithy`: invalid type: integer `3`, expected a string",
        ),
        ("/smithy", json!("3.0"), "the model says `smithy: 3.0`"),
        (
            "/shapes/a.b#Output/type",
            json!("record"),
            "a.b#Output at `type`: `record` is not a Smithy 2.0 shape type",
        ),
        (
            "/shapes/a.b#Output/members",
            json!([]),
            "a.b#Output at `members`: invalid type: sequence, expected a map",
        ),
        (
            "/shapes/a.b#Output/members/x",
            member("a.b#None"),
            "`members.x`: targets `a.b#None`, which is not in the model",
        ),
        (
            "/shapes/a.b#Output/members/x",
            member("a.b#Get"),
            "`members.x`: targets `a.b#Get`, an operation; it must be a data shape",
        ),
        (
            "/shapes/a.b#Output/members/COUNT",
            member("smithy.api#String"),
            "`members.COUNT`: has the name of the member `count`, from which it differs in case only",
        ),
        (
            "/shapes/a.b#Output/members/a-b",
            member("smithy.api#String"),
            "`members.a-b`: is no Smithy identifier",
        ),
        (
            "/shapes/a.b#Output/members/count/traits/smithy.api#default",
            json!("x"),
            "the default is no value of the member's target",
        ),
        (
            "/shapes/a.b#Input/members/id/traits/smithy.api#pattern",
            json!("^([a-z$"),
            "a.b#Get$input$id at `traits.smithy.api#pattern`: the pattern `^([a-z$` is not valid",
        ),
        (
            "/shapes/a.b#Service/traits",
            json!({ "aws.protocols#restJson1": {}, "a.b#ownAuth": {} }),
            "a.b#Get: is authenticated by a.b#ownAuth (a.b#Service), which is not supported",
        ),
        (
            "/shapes/a.b#Get/traits/smithy.api#auth",
            json!(["smithy.api#httpApiKeyAuth"]),
            "a.b#Service at `traits.smithy.api#httpApiKeyAuth`: needs a `name` and an `in`",
        ),
        (
            "/shapes/a.b#Get/traits/smithy.waiters#waitable",
            json!({ "Ready": { "acceptors": [{ "state": "done", "matcher": { "success": true } }] } }),
            "`Ready` has an acceptor whose `state` is none of success, failure, retry",
        ),
        (
            "/shapes/a.b#List/member/target",
            json!("a.b#List"),
            "a.b#List: contains itself without a structure or union between",
        ),
        (
            "/shapes/a.b#Map/key/target",
            json!("smithy.api#Integer"),
            "a.b#Map at `key`: the key of a map must target a string",
        ),
        (
            "/shapes/a.b#Color/traits/smithy.api#enum",
            json!([{ "name": "RED" }]),
            "a.b#Color at `traits.smithy.api#enum[0]`: needs a `value`",
        ),
        (
            "/shapes/a.b#Color/traits/smithy.api#enum",
            json!([]),
            "a.b#Color: an enum needs at least one value",
        ),
        (
            "/shapes/a.b#Oops/traits/smithy.api#error",
            json!("both"),
            "`both` is neither client nor server",
        ),
        (
            "/shapes/a.b#Oops/traits",
            json!({}),
            "a.b#Get at `errors`: targets `a.b#Oops`, a structure; it must be a structure with smithy.api#error",
        ),
        (
            "/shapes/a.b#Get/traits",
            json!({}),
            "a.b#Get at `traits.smithy.api#http`: a restJson1 operation needs",
        ),
        (
            "/shapes/a.b#Get/traits/smithy.api#http/uri",
            json!("/{ID}"),
            "the label `ID` is in the uri `/{ID}` or on an input member, but not both",
        ),
        (
            "/shapes/a.b#Service/operations",
            json!([{ "target": "a.b#Nope" }]),
            "a.b#Service at `operations`: targets `a.b#Nope`, which is not in the model",
        ),
        (
            "/shapes/a.b#Service/traits/aws.api#service/sdkId",
            json!("4 ever"),
            "`4-ever` is no name for a crate",
        ),
    ] {
        let error = broken(pointer, value);
        assert!(error.contains(expected), "{pointer}: {error}");
    }
}

/// Defaults of members of `Output`, by the target.
fn with_default(target: &str, default: &Value) -> Result<CrateSet, String> {
    let mut model = sound();
    model["shapes"]["a.b#Output"]["members"]["count"] = json!({
        "target": target,
        "traits": { "smithy.api#default": default },
    });
    generate(&model)
}

#[test]
fn defaults_are_values_of_their_targets() {
    for (target, sound, broken) in [
        (
            "Boolean",
            vec![json!(true), json!(null)],
            vec![json!("true"), json!(0)],
        ),
        ("String", vec![json!(""), json!("x\"\\\n")], vec![json!(1)]),
        ("Byte", vec![json!(-128)], vec![json!(128), json!(1.5)]),
        (
            "Long",
            vec![json!(i64::MIN)],
            vec![json!(u64::MAX), json!("1")],
        ),
        (
            "Float",
            vec![json!("NaN"), json!("Infinity"), json!(-1.5)],
            vec![json!("nan"), json!(1e300)],
        ),
        (
            "Double",
            vec![json!("-Infinity"), json!(1e300)],
            vec![json!("Inf")],
        ),
        (
            "BigInteger",
            vec![json!("123456789012345678901234567890"), json!(7)],
            vec![json!("x")],
        ),
        ("BigDecimal", vec![json!("1.5")], vec![json!("one")]),
        (
            "Timestamp",
            vec![json!(0), json!("1985-04-12T23:20:50.52Z")],
            vec![json!("yesterday"), json!("1985-04-12"), json!(1e18)],
        ),
        (
            "Blob",
            vec![json!(""), json!("aGk=")],
            vec![json!("a"), json!([1])],
        ),
        (
            "Document",
            vec![json!({}), json!([]), json!("x"), json!(null)],
            vec![],
        ),
    ] {
        let target = format!("smithy.api#{target}");
        for default in sound {
            with_default(&target, &default).unwrap_or_else(|error| panic!("{default}: {error}"));
        }
        for default in broken {
            let error = with_default(&target, &default).expect_err(&target);
            let expected = "a.b#Get$output at `members.count.traits.smithy.api#default`";
            assert!(error.contains(expected), "{target} {default}: {error}");
        }
    }
}

#[test]
fn deep_nesting_is_an_error() {
    let deep = format!(
        "{{\"smithy\":\"2.0\",\"shapes\":{}{}}}",
        "{\"a\":".repeat(10_000),
        "}".repeat(10_000)
    );
    let error = CrateSet::from_text(&deep, None, &Options::default()).expect_err("too deep");
    assert!(error.to_string().contains("recursion limit"), "{error}");
}

/// Every node of a model with every shape kind, replaced by what does not belong there.
#[test]
fn no_mutation_panics() {
    let text = include_str!("../../../conformance/models/protocol.json");
    let model: Value = serde_json::from_str(text).expect("JSON");
    let mut pointers = Vec::new();
    collect(&model, String::new(), &mut pointers);
    for (index, pointer) in pointers
        .iter()
        .enumerate()
        .step_by(pointers.len() / 300 + 1)
    {
        let replacements = [
            Value::Null,
            json!(-1),
            json!("x y"),
            json!([]),
            json!({}),
            json!("example.protocol#Everything"),
        ];
        let mut mutated = model.clone();
        *mutated.pointer_mut(pointer).expect("collected") =
            replacements[index % replacements.len()].clone();
        // Sound or not, it must come back.
        let _ = generate(&mutated);
    }
}

/// Pointers to every node but the test cases, which generation does not read.
fn collect(value: &Value, pointer: String, into: &mut Vec<String>) {
    let step = |name: &str| format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(entries) => {
            for (name, entry) in entries
                .iter()
                .filter(|(name, _)| !name.starts_with("smithy.test#"))
            {
                collect(entry, step(name), into);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                collect(element, step(&index.to_string()), into);
            }
        }
        _ => {}
    }
    into.push(pointer);
}
