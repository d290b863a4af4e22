use aws_smithy_schema::{Schema, ShapeId, ShapeType, prelude};
use serde_json::{Value, json};

use super::{
    InvalidInput, MAX_VIOLATIONS, Rule, compile, service_message, validate, validate_input,
};
use crate::document::DocumentStruct;
use crate::{Constraints, EnumValue, Kind, Length, Member, Members, Range, Shape};

const fn shape(id: &'static str, schema: &'static Schema<'static>, kind: Kind) -> Shape {
    Shape {
        id,
        schema,
        kind,
        constraints: Constraints::NONE,
        sensitive: false,
        documentation: "",
    }
}

const fn member(name: &'static str, target: &'static Shape) -> Member {
    Member {
        name,
        schema: target.schema,
        target,
        required: false,
        constraints: Constraints::NONE,
        default: None,
        deprecated: None,
        documentation: "",
    }
}

const fn length(min: u64, max: u64) -> Constraints {
    Constraints {
        length: Some(Length {
            min: Some(min),
            max: Some(max),
        }),
        ..Constraints::NONE
    }
}

static STRING: Shape = shape("smithy.api#String", &prelude::STRING, Kind::String);

static NAME: Shape = Shape {
    constraints: Constraints {
        pattern: Some(r"^[\p{L}||\p{N}||\p{P}]+.?$"),
        ..length(1, 8)
    },
    ..shape("t#Name", &prelude::STRING, Kind::String)
};

static SECRET: Shape = Shape {
    constraints: length(8, 16),
    sensitive: true,
    ..shape("t#Secret", &prelude::STRING, Kind::String)
};

static MODE: Shape = shape(
    "t#Mode",
    &prelude::STRING,
    Kind::Enum(&[
        EnumValue {
            value: "FAST",
            documentation: "",
        },
        EnumValue {
            value: "SAFE",
            documentation: "",
        },
    ]),
);

static COUNT: Shape = Shape {
    constraints: Constraints {
        range: Some(Range {
            decimal_min: false,
            min: Some(1.0),
            max: Some(100.0),
        }),
        ..Constraints::NONE
    },
    ..shape("t#Count", &prelude::INTEGER, Kind::Integer)
};

static BLOB: Shape = Shape {
    constraints: length(2, 3),
    ..shape("t#Blob", &prelude::BLOB, Kind::Blob)
};

static ITEM: Shape = shape(
    "t#Item",
    &prelude::DOCUMENT,
    Kind::Structure(Members::listed(&ITEM_MEMBERS)),
);
static ITEM_MEMBERS: [Member; 2] = [
    Member {
        required: true,
        ..member("name", &NAME)
    },
    member("item", &ITEM),
];

static ITEMS: Shape = Shape {
    constraints: Constraints {
        unique_items: true,
        ..length(0, 3)
    },
    ..shape(
        "t#Items",
        &prelude::DOCUMENT,
        Kind::List {
            member: &ITEMS_MEMBER,
            sparse: false,
        },
    )
};
static ITEMS_MEMBER: Member = member("member", &ITEM);

static TAGS: Shape = shape(
    "t#Tags",
    &prelude::DOCUMENT,
    Kind::Map {
        key: &TAGS_KEY,
        value: &TAGS_VALUE,
        sparse: false,
    },
);
static TAGS_KEY: Member = Member {
    constraints: length(1, 4),
    ..member("key", &STRING)
};
static TAGS_VALUE: Member = Member {
    constraints: length(0, 2),
    ..member("value", &STRING)
};

static CHOICE: Shape = shape(
    "t#Choice",
    &prelude::DOCUMENT,
    Kind::Union(Members::listed(&CHOICE_MEMBERS)),
);
static CHOICE_MEMBERS: [Member; 2] = [member("left", &STRING), member("right", &SECRET)];

static INPUT: Shape = shape(
    "t#Input",
    &prelude::DOCUMENT,
    Kind::Structure(Members::listed(&INPUT_MEMBERS)),
);
static INPUT_MEMBERS: [Member; 10] = [
    member("name", &NAME),
    member("secret", &SECRET),
    member("mode", &MODE),
    member("count", &COUNT),
    member("blob", &BLOB),
    member("items", &ITEMS),
    member("tags", &TAGS),
    member("choice", &CHOICE),
    Member {
        required: true,
        ..member("token", &STRING)
    },
    Member {
        required: true,
        default: Some("\"x\""),
        ..member("defaulted", &STRING)
    },
];

/// Violations of `fields` added to a valid input, in words.
fn words(fields: Value) -> Vec<String> {
    let mut document = json!({"token": "t"});
    for (name, value) in fields.as_object().expect("tests pass objects") {
        document[name] = value.clone();
    }
    validate(&INPUT, &document)
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_valid_document_has_no_violations() {
    let valid = json!({
        "name": "a|b", "secret": "12345678", "mode": "SAFE", "count": 100, "blob": "AAA=",
        "items": [{"name": "a"}, {"name": "b", "item": {"name": "c"}}],
        "tags": {"a.b": ""}, "choice": {"left": "x"}, "count2": null,
    });
    assert_eq!(
        words(valid),
        [
            "count2: is not known, the members here are name, secret, mode, \
        count, blob, items, tags, choice, token, defaulted"
        ]
    );
    assert!(words(json!({"name": null})).is_empty());
}

#[test]
fn lengths_count_scalar_values_bytes_and_entries() {
    assert_eq!(
        words(json!({"name": ""})),
        [
            "name: must have at least 1 character, has 0",
            r"name: must match the pattern ^[\p{L}||\p{N}||\p{P}]+.?$, is ``",
        ]
    );
    assert!(words(json!({"name": "éééééééé"})).is_empty());
    assert_eq!(
        words(json!({"blob": "AAAAAA=="})),
        ["blob: must have at most 3 bytes, has 4"]
    );
    assert_eq!(
        words(json!({"blob": "?"})),
        ["blob: must be base64 text, is a string (?)"]
    );
}

#[test]
fn all_that_is_wrong_with_one_member_is_told() {
    let [long, unmatched] = &words(json!({"name": "          "}))[..] else {
        panic!("two violations expected");
    };
    assert_eq!(long, "name: must have at most 8 characters, has 10");
    assert!(
        unmatched.starts_with("name: must match the pattern"),
        "{unmatched}"
    );
}

#[test]
fn text_that_is_far_too_long_is_not_matched() {
    assert_eq!(
        words(json!({"name": " ".repeat(5_000)})),
        ["name: must have at most 8 characters, has 5000"]
    );
}

#[test]
fn patterns_are_searched_and_the_dot_stops_at_line_ends() {
    assert!(words(json!({"name": "ab "})).is_empty());
    assert_eq!(words(json!({"name": "ab\n"})).len(), 1);
    assert!(super::pattern::matches("b", "abc"));
    let refused = compile(r"[\_]").expect_err("not an escape under the u flag");
    assert!(refused.to_string().contains(r"`[\_]`"), "{refused}");
    let deep = |levels| compile(&["(".repeat(levels), ")".repeat(levels)].concat());
    assert!(deep(100).is_ok());
    let refused = deep(20_000).expect_err("the stack has an end");
    assert!(refused.to_string().ends_with("deeper than 100 levels"));
    let wide = compile(&"a|".repeat(1_001)).expect_err("each takes stack");
    assert!(wide.to_string().ends_with("more than 1000 alternatives"));
}

#[test]
fn every_place_has_its_path() {
    assert_eq!(
        words(json!({
            "items": [{"name": "ok"}, {"name": "ok"}, {}, {"name": "a", "item": {"name": 1}}],
            "tags": {"a.b.c": "x", "t": "long", "n": null},
        })),
        [
            "items: must have at most 3 items, has 4",
            "items.2.name: is required",
            "items.3.item.name: must be a string, is a number (1)",
            "items: must not repeat items, 1 is the same as 0",
            "tags: key `a.b.c` must have at most 4 characters, has 5",
            "tags.t: must have at most 2 characters, has 4",
            "tags.n: is required",
        ]
    );
}

#[test]
fn types_numbers_enums_and_unions() {
    assert_eq!(
        words(json!({"mode": "SLOW", "count": 0, "items": {}, "choice": {}})),
        [
            "mode: must be one of FAST, SAFE, is `SLOW`",
            "count: must be at least 1, is `0`",
            "items: must be a list, is an object",
            "choice: must have exactly one of left, right, has 0",
        ]
    );
    for count in [json!(1.5), json!("1"), json!(4_294_967_296_i64)] {
        let found = validate(&INPUT, &json!({"token": "t", "count": count}));
        assert!(matches!(found[0].rule, Rule::WrongType { .. }), "{found:?}");
    }
    let both = words(json!({"choice": {"left": "a", "right": "hunter2hunter2"}}));
    assert_eq!(
        both,
        ["choice: must have exactly one of left, right, has 2"]
    );
}

#[test]
fn sensitive_values_are_never_shown() {
    let found = validate(
        &INPUT,
        &json!({"token": "t", "secret": "hunter2", "choice": "hunter2"}),
    );
    assert_eq!(found.len(), 2);
    let shown = format!("{found:?} {} {}", found[0], service_message(&found));
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn the_service_wording_lists_all_violations() {
    let found = validate(
        &INPUT,
        &json!({"name": "", "mode": "SLOW", "count": 101, "tags": {"abcde": ""}}),
    );
    assert_eq!(
        service_message(&found),
        "6 validation errors detected: \
         Value '' at 'name' failed to satisfy constraint: Member must have length greater than or \
         equal to 1; \
         Value '' at 'name' failed to satisfy constraint: Member must satisfy regular expression \
         pattern: ^[\\p{L}||\\p{N}||\\p{P}]+.?$; \
         Value 'SLOW' at 'mode' failed to satisfy constraint: Member must satisfy enum value set: \
         [FAST, SAFE]; \
         Value '101' at 'count' failed to satisfy constraint: Member must have value less than or \
         equal to 100; \
         Value 'abcde' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: \
         [Member must have length less than or equal to 4]; \
         Value null at 'token' failed to satisfy constraint: Member must not be null"
    );
    assert!(service_message(&found[..1]).starts_with("1 validation error detected: "));
}

#[test]
fn long_values_and_control_characters_are_made_fit_to_show() {
    let [shown] = &words(json!({"mode": format!("\u{1b}[2J{}", "x".repeat(100))}))[..] else {
        panic!("one violation expected");
    };
    assert!(
        shown.contains(r"\u{1b}[2Jxxx") && shown.ends_with("x…`"),
        "{shown}"
    );
}

#[test]
fn depth_and_count_are_bounded() {
    let deep = (0..500).fold(
        json!({"name": "a"}),
        |item, _| json!({"name": "a", "item": item}),
    );
    let found = validate(&ITEM, &deep);
    assert!(!found.is_empty());
    assert!(
        found.iter().all(|violation| violation.rule == Rule::Depth),
        "{found:?}"
    );
    // Each level is a step down, and so is the name in the last.
    let deepest = (1..super::MAX_DEPTH).fold(
        json!({"name": "a"}),
        |item, _| json!({"name": "a", "item": item}),
    );
    assert_eq!(validate(&ITEM, &deepest), []);

    let wide: Vec<_> = (0..500).map(|_| json!({})).collect();
    let document = json!({"token": "t", "items": wide});
    assert_eq!(validate(&INPUT, &document).len(), MAX_VIOLATIONS);
}

const CALL_ID: ShapeId<'static> = ShapeId::from_parts("t#Call", "t", "Call");
static TOKEN_SCHEMA: Schema<'static> = Schema::new_member(CALL_ID, ShapeType::String, "token", 0);
static NAME_SCHEMA: Schema<'static> = Schema::new_member(CALL_ID, ShapeType::String, "name", 1);
static CALL_SCHEMA: Schema<'static> = Schema::new_struct(
    CALL_ID,
    ShapeType::Structure,
    &[&TOKEN_SCHEMA, &NAME_SCHEMA],
);
static CALL: Shape = shape(
    "t#Call",
    &CALL_SCHEMA,
    Kind::Structure(Members::listed(&CALL_MEMBERS)),
);
static CALL_MEMBERS: [Member; 2] = [
    Member {
        schema: &TOKEN_SCHEMA,
        required: true,
        ..member("token", &STRING)
    },
    Member {
        schema: &NAME_SCHEMA,
        required: true,
        ..member("name", &NAME)
    },
];

/// Whether a call with this input is sent, by a client that fills in the token or by one that has none.
fn sent(input: Value, token: Option<&str>) -> Result<(), InvalidInput> {
    let Value::Object(members) = input else {
        panic!("tests pass objects")
    };
    validate_input(&CALL, &DocumentStruct::new(&CALL, members), token)
}

#[test]
fn an_input_may_lack_the_token_that_its_client_fills_in_and_nothing_else() {
    assert_eq!(sent(json!({"name": "a"}), Some("token")), Ok(()));
    let refused = sent(json!({}), None).expect_err("both are missing");
    assert_eq!(refused.violations().len(), 2);
    assert_eq!(
        refused.to_string(),
        "the input is invalid: token: is required; name: is required"
    );
    let refused = sent(json!({"name": "much-too-long"}), Some("token"));
    let refused = refused.expect_err("the name is too long").to_string();
    assert_eq!(
        refused,
        "the input is invalid: name: must have at most 8 characters, has 13"
    );
    let refused = sent(json!({"name": "a", "nobody": 1}), Some("token"));
    let refused = refused.expect_err("it has no document");
    let [violation] = refused.violations() else {
        panic!("one violation expected")
    };
    assert!(matches!(violation.rule, Rule::Unserializable(_)));
}
