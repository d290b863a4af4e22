//! Mixins of every kind of shape, and what is applied to them, reach whoever mixes them in.

use serde_json::{Value, json};
use smithy_codegen::ast;
use smithy_codegen::model::{Kind, Member, Model, Options, resolve};

/// A service with the operation `Get`, whose input is `a.b#Input`, and `shapes` besides.
fn model(version: &str, shapes: Value) -> Value {
    let mut model = json!({
        "smithy": version,
        "shapes": {
            "a.b#Service": {
                "type": "service",
                "version": "1",
                "operations": [{ "target": "a.b#Get" }],
                "traits": { "aws.protocols#restJson1": {} }
            },
            "a.b#Get": {
                "type": "operation",
                "input": { "target": "a.b#Input" },
                "traits": { "smithy.api#http": { "method": "POST", "uri": "/" } }
            },
            "a.b#Input": { "type": "structure" }
        }
    });
    let all = model["shapes"].as_object_mut().expect("an object");
    let Value::Object(shapes) = shapes else {
        panic!("shapes are an object");
    };
    all.extend(shapes);
    model
}

fn try_resolve(model: &Value) -> Result<Model, String> {
    let ast = ast::Model::parse(&model.to_string()).map_err(|error| error.to_string())?;
    resolve(ast, &Options::default()).map_err(|error| error.to_string())
}

fn resolved(shapes: Value) -> Model {
    try_resolve(&model("2.0", shapes)).expect("a sound model")
}

fn members(model: &Model, key: &str) -> Vec<String> {
    let Kind::Structure(members) = &model.shape(key).kind else {
        panic!("{key} is a structure");
    };
    members.iter().map(|member| member.name.clone()).collect()
}

fn member<'a>(model: &'a Model, key: &str, name: &str) -> &'a Member {
    let (Kind::Structure(members) | Kind::Union(members)) = &model.shape(key).kind else {
        panic!("{key} has members");
    };
    let found = members.iter().find(|member| member.name == name);
    found.unwrap_or_else(|| panic!("{key} has {name}"))
}

fn mixes(target: &str) -> Value {
    json!([{ "target": target }])
}

#[test]
fn members_come_in_the_order_of_the_mixins_and_the_last_trait_wins() {
    let named = |name: &str, json_name: &str| {
        json!({
            "type": "structure",
            "members": {
                "both": { "target": "smithy.api#String", "traits": { "smithy.api#jsonName": json_name } },
                name: { "target": "smithy.api#String" }
            },
            "traits": { "smithy.api#mixin": {}, "smithy.api#documentation": json_name }
        })
    };
    let model = resolved(json!({
        "a.b#One": named("one", "ONE"),
        "a.b#Two": named("two", "TWO"),
        "a.b#Input": {
            "type": "structure",
            "mixins": [{ "target": "a.b#One" }, { "target": "a.b#Two" }],
            "members": { "own": { "target": "smithy.api#String" } }
        }
    }));
    let input = "a.b#Get$input";
    assert_eq!(members(&model, input), ["both", "one", "two", "own"]);
    assert_eq!(
        member(&model, input, "both").json_name.as_deref(),
        Some("TWO")
    );
    assert_eq!(model.shape(input).docs, "TWO");
}

#[test]
fn local_traits_stay_with_the_mixin() {
    let model = resolved(json!({
        "a.b#Mixin": {
            "type": "structure",
            "traits": {
                "smithy.api#mixin": { "localTraits": ["smithy.api#sensitive", "smithy.api#documentation"] },
                "smithy.api#sensitive": {},
                "smithy.api#documentation": "Of the mixin.",
                "smithy.api#deprecated": { "message": "Of both." }
            }
        },
        "a.b#Input": { "type": "structure", "mixins": mixes("a.b#Mixin") }
    }));
    let input = model.shape("a.b#Get$input");
    assert!(!input.traits.sensitive);
    assert_eq!(input.docs, "");
    assert_eq!(input.traits.deprecated.as_deref(), Some("Of both."));
}

#[test]
fn what_is_applied_to_a_mixin_or_on_the_way_reaches_the_user() {
    let apply = |name: &str| json!({ "type": "apply", "traits": { "smithy.api#jsonName": name } });
    let model = resolved(json!({
        "a.b#Base": {
            "type": "structure",
            "members": {
                "base": { "target": "smithy.api#String" },
                "middle": { "target": "smithy.api#String" },
                "user": { "target": "smithy.api#String" }
            },
            "traits": { "smithy.api#mixin": {} }
        },
        "a.b#Middle": { "type": "structure", "mixins": mixes("a.b#Base"), "traits": { "smithy.api#mixin": {} } },
        "a.b#Input": { "type": "structure", "mixins": mixes("a.b#Middle") },
        "a.b#Base$base": apply("BASE"),
        "a.b#Middle$middle": apply("MIDDLE"),
        "a.b#Input$user": apply("USER")
    }));
    for (name, expected) in [("base", "BASE"), ("middle", "MIDDLE"), ("user", "USER")] {
        let member = member(&model, "a.b#Get$input", name);
        assert_eq!(member.json_name.as_deref(), Some(expected), "{name}");
    }
}

#[test]
fn lists_maps_unions_and_enums_take_mixins() {
    let mixin = json!({ "smithy.api#mixin": {}, "smithy.api#deprecated": {} });
    let string = json!({ "target": "smithy.api#String" });
    let model = resolved(json!({
        "a.b#ListMixin": { "type": "list", "member": string, "traits": mixin },
        "a.b#MapMixin": { "type": "map", "key": string, "value": string, "traits": mixin },
        "a.b#UnionMixin": { "type": "union", "members": { "text": string }, "traits": mixin },
        "a.b#EnumMixin": { "type": "enum", "members": { "RED": { "target": "smithy.api#Unit" } }, "traits": mixin },
        "a.b#StringMixin": { "type": "string", "traits": { "smithy.api#mixin": {}, "smithy.api#sensitive": {} } },
        "a.b#List": { "type": "list", "mixins": mixes("a.b#ListMixin") },
        "a.b#Map": { "type": "map", "mixins": mixes("a.b#MapMixin") },
        "a.b#Union": { "type": "union", "members": { "own": string }, "mixins": mixes("a.b#UnionMixin") },
        "a.b#Enum": { "type": "enum", "members": { "BLUE": { "target": "smithy.api#Unit" } }, "mixins": mixes("a.b#EnumMixin") },
        "a.b#String": { "type": "string", "mixins": mixes("a.b#StringMixin") },
        "a.b#Input": {
            "type": "structure",
            "members": {
                "list": { "target": "a.b#List" },
                "map": { "target": "a.b#Map" },
                "union": { "target": "a.b#Union" },
                "enum": { "target": "a.b#Enum" },
                "string": { "target": "a.b#String" }
            }
        }
    }));
    for shape in ["List", "Map", "Union", "Enum"] {
        let traits = &model.shape(&format!("a.b#{shape}")).traits;
        assert!(traits.deprecated.is_some(), "{shape}");
    }
    assert!(model.shape("a.b#String").traits.sensitive);
    member(&model, "a.b#Union", "text");
    member(&model, "a.b#Union", "own");
    match &model.shape("a.b#Enum").kind {
        Kind::Enum(values) => assert_eq!(values.len(), 2),
        other => panic!("{other:?} is an enum"),
    }
    match &model.shape("a.b#List").kind {
        Kind::List { member, .. } => assert_eq!(member.target, "smithy.api#String"),
        other => panic!("{other:?} is a list"),
    }
}

#[test]
fn services_resources_and_operations_take_mixins() {
    let mut file = model(
        "2.0",
        json!({
            "a.b#ServiceMixin": {
                "type": "service",
                "errors": [{ "target": "a.b#Oops" }],
                "resources": [{ "target": "a.b#Thing" }],
                "traits": { "smithy.api#mixin": {}, "smithy.api#title": "Mixed" }
            },
            "a.b#ResourceMixin": {
                "type": "resource",
                "read": { "target": "a.b#Read" },
                "operations": [{ "target": "a.b#Act" }],
                "traits": { "smithy.api#mixin": {} }
            },
            "a.b#Thing": { "type": "resource", "mixins": mixes("a.b#ResourceMixin") },
            "a.b#OperationMixin": {
                "type": "operation",
                "errors": [{ "target": "a.b#Worse" }],
                "traits": { "smithy.api#mixin": {}, "smithy.api#http": { "method": "GET", "uri": "/x" } }
            },
            "a.b#Read": { "type": "operation", "mixins": mixes("a.b#OperationMixin") },
            "a.b#Act": { "type": "operation", "mixins": mixes("a.b#OperationMixin") },
            "a.b#Oops": { "type": "structure", "traits": { "smithy.api#error": "client" } },
            "a.b#Worse": { "type": "structure", "traits": { "smithy.api#error": "server" } }
        }),
    );
    file["shapes"]["a.b#Service"]["mixins"] = mixes("a.b#ServiceMixin");
    let model = try_resolve(&file).expect("a sound model");
    assert_eq!(model.service.title, "Mixed");
    let names: Vec<&str> = model.operations.iter().map(|o| o.name.as_str()).collect();
    assert_eq!(names, ["Act", "Get", "Read"]);
    assert_eq!(model.operations[0].errors, ["a.b#Oops", "a.b#Worse"]);
    assert_eq!(model.operations[0].uri, "/x");
}

#[test]
fn broken_mixins_are_named() {
    for (shapes, expected) in [
        (
            json!({ "a.b#Input": { "type": "structure", "mixins": mixes("a.b#None") } }),
            "a.b#Input at `mixins`: mixes in a.b#None, which is not in the model",
        ),
        (
            json!({ "a.b#Input": { "type": "structure", "mixins": mixes("a.b#Input") } }),
            "a.b#Input at `mixins`: mixes itself in",
        ),
        (
            json!({ "a.b#Input": { "type": "structure", "mixins": mixes("a.b#Get") } }),
            "a.b#Input at `mixins`: mixes in a.b#Get, which is of another type",
        ),
        (
            json!({ "a.b#Input$none": { "type": "apply", "traits": {} } }),
            "a.b#Input$none: traits are applied to this shape, which is not in the model",
        ),
        (
            json!({ "a.b#List": { "type": "list" } }),
            "a.b#List: needs a `member`",
        ),
    ] {
        let error = try_resolve(&model("2.0", shapes)).expect_err(expected);
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn numbers_and_booleans_of_version_1_have_defaults_unless_boxed() {
    let shapes = json!({
        "a.b#Count": { "type": "integer" },
        "a.b#Boxed": { "type": "integer", "traits": { "smithy.api#box": {} } },
        "a.b#Input": {
            "type": "structure",
            "members": {
                "flag": { "target": "smithy.api#PrimitiveBoolean" },
                "count": { "target": "a.b#Count" },
                "boxedCount": { "target": "a.b#Count", "traits": { "smithy.api#box": {} } },
                "boxed": { "target": "a.b#Boxed" },
                "plain": { "target": "smithy.api#Integer" }
            }
        }
    });
    for version in ["1", "1.0"] {
        let model = try_resolve(&model(version, shapes.clone())).expect("a sound model");
        let default = |name| member(&model, "a.b#Get$input", name).default.clone();
        assert_eq!(default("flag"), Some(json!(false)));
        assert_eq!(default("count"), Some(json!(0)));
        for name in ["boxedCount", "boxed", "plain"] {
            assert_eq!(default(name), None, "{name}");
        }
    }
    let model = resolved(shapes);
    assert_eq!(member(&model, "a.b#Get$input", "count").default, None);
}
