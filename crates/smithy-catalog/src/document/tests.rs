use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeSerializer};
use aws_smithy_schema::{Schema, ShapeId, ShapeType, prelude};
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document};
use serde_json::{Value, json};

use super::{DocumentStruct, Unit, from_document, to_document};
use crate::value::ShapeValue;
use crate::{Kind, Member, Members, Shape};

/// A serializer that writes down what it is told to write, a word a value.
#[derive(Default)]
pub(crate) struct Log(pub(crate) Vec<String>);

type Elements<'a> = dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError> + 'a;

impl Log {
    fn nested(
        &mut self,
        brackets: [&str; 2],
        write: impl FnOnce(&mut Self) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.0.push(brackets[0].to_owned());
        write(self)?;
        self.0.push(brackets[1].to_owned());
        Ok(())
    }
}

macro_rules! logged {
    ($($method:ident($value:ident: $type:ty) => $text:expr;)*) => {
        $(fn $method(&mut self, _: &Schema<'_>, $value: $type) -> Result<(), SerdeError> {
            self.0.push($text);
            Ok(())
        })*
    };
}

impl ShapeSerializer for Log {
    fn write_struct(
        &mut self,
        _: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        self.nested(["struct", "end"], |log| value.serialize_members(log))
    }

    fn write_list(&mut self, _: &Schema<'_>, elements: &Elements<'_>) -> Result<(), SerdeError> {
        self.nested(["list", "end"], |log| elements(log))
    }

    fn write_map(&mut self, _: &Schema<'_>, entries: &Elements<'_>) -> Result<(), SerdeError> {
        self.nested(["map", "end"], |log| entries(log))
    }

    fn write_null(&mut self, _: &Schema<'_>) -> Result<(), SerdeError> {
        self.0.push("null".to_owned());
        Ok(())
    }

    logged! {
        write_boolean(value: bool) => format!("boolean {value}");
        write_byte(value: i8) => format!("byte {value}");
        write_short(value: i16) => format!("short {value}");
        write_integer(value: i32) => format!("integer {value}");
        write_long(value: i64) => format!("long {value}");
        write_float(value: f32) => format!("float {value}");
        write_double(value: f64) => format!("double {value}");
        write_big_integer(value: &BigInteger) => format!("big integer {}", value.as_ref());
        write_big_decimal(value: &BigDecimal) => format!("big decimal {}", value.as_ref());
        write_string(value: &str) => format!("string {value}");
        write_blob(value: Blob) => format!("blob {:?}", value.as_ref());
        write_timestamp(value: &DateTime) => format!("timestamp {}", value.as_secs_f64());
        write_document(value: &Document) => format!("document {value:?}");
    }
}

macro_rules! of_kind {
    ($($name:ident $type:ident $schema:ident;)*) => {
        $(static $name: Shape = Shape::new(stringify!($type), &prelude::$schema, Kind::$type);)*
    };
}

of_kind! {
    STRING String STRING;
    BOOLEAN Boolean BOOLEAN;
    LONG Long LONG;
    FLOAT Float FLOAT;
    DOUBLE Double DOUBLE;
    BIG_INTEGER BigInteger BIG_INTEGER;
    BIG_DECIMAL BigDecimal BIG_DECIMAL;
    BLOB Blob BLOB;
    TIMESTAMP Timestamp TIMESTAMP;
    DOCUMENT Document DOCUMENT;
}

const ID: ShapeId<'static> = ShapeId::from_parts("t#Thing", "t", "Thing");

static KEY: Member = Member::new("key", &prelude::STRING, &STRING);
static VALUE: Member = Member::new("value", &prelude::STRING, &STRING);
static LIST: Shape = Shape::new(
    "t#List",
    &LIST_SCHEMA,
    Kind::List {
        member: &VALUE,
        sparse: true,
    },
);
pub(crate) static LIST_SCHEMA: Schema<'static> = Schema::new_list(ID, &prelude::STRING);
static MAP: Shape = Shape::new(
    "t#Map",
    &MAP_SCHEMA,
    Kind::Map {
        key: &KEY,
        value: &VALUE,
        sparse: true,
    },
);
pub(crate) static MAP_SCHEMA: Schema<'static> =
    Schema::new_map(ID, &prelude::STRING, &prelude::STRING);
/// Entries of this go into a query.
pub(crate) static QUERY_SCHEMA: Schema<'static> =
    Schema::new_map(ID, &prelude::STRING, &prelude::STRING).with_http_query_params();

static THING: Shape = Shape::new(
    "t#Thing",
    &THING_SCHEMA,
    Kind::Structure(Members::listed(&MEMBERS)),
);
static THING_SCHEMA: Schema<'static> =
    Schema::new_struct(ID, ShapeType::Structure, &[&LONG_MEMBER]);
static LONG_MEMBER: Schema<'static> = Schema::new_member(ID, ShapeType::Long, "long", 0);
static MEMBERS: [Member; 14] = [
    Member::new("string", &prelude::STRING, &STRING),
    Member::new("boolean", &prelude::BOOLEAN, &BOOLEAN),
    Member::new("long", &LONG_MEMBER, &LONG),
    Member::new("float", &prelude::FLOAT, &FLOAT),
    Member::new("double", &prelude::DOUBLE, &DOUBLE),
    Member::new("bigInteger", &prelude::BIG_INTEGER, &BIG_INTEGER),
    Member::new("bigDecimal", &prelude::BIG_DECIMAL, &BIG_DECIMAL),
    Member::new("blob", &prelude::BLOB, &BLOB),
    Member::new("timestamp", &prelude::TIMESTAMP, &TIMESTAMP),
    Member::new("document", &prelude::DOCUMENT, &DOCUMENT),
    Member::new("list", &LIST_SCHEMA, &LIST),
    Member::new("map", &MAP_SCHEMA, &MAP),
    Member::new("query", &QUERY_SCHEMA, &MAP),
    Member::new("thing", &THING_SCHEMA, &THING),
];

fn thing(document: Value) -> DocumentStruct {
    let Value::Object(members) = document else {
        panic!("tests pass objects")
    };
    DocumentStruct::new(&THING, members)
}

/// What a serializer is told of a document.
fn told(document: Value) -> Result<Vec<String>, String> {
    let mut log = Log::default();
    thing(document)
        .serialize_members(&mut log)
        .map_err(|error| error.to_string())?;
    Ok(log.0)
}

#[track_caller]
fn assert_told(document: Value, expected: &[&str]) {
    let told = told(document).expect("it can be written");
    assert_eq!(told, expected);
}

#[test]
fn values_are_written_as_their_members_have_it() {
    assert_told(json!({"string": "a", "long": null}), &["string a", "null"]);
    assert_told(json!({"boolean": false}), &["boolean false"]);
    assert_told(json!({"long": -7}), &["long -7"]);
    assert_told(json!({"double": 7}), &["double 7"]);
    assert_told(json!({"blob": "AQI="}), &["blob [1, 2]"]);
    assert_told(json!({"timestamp": 1.5}), &["timestamp 1.5"]);
    for text in ["1970-01-01T01:00:02+01:00", "Thu, 01 Jan 1970 00:00:02 GMT"] {
        assert_told(json!({"timestamp": text}), &["timestamp 2"]);
    }
    let large = json!(18_446_744_073_709_551_615_u64);
    assert_told(
        json!({"bigInteger": large, "bigDecimal": large, "long": large}),
        &[
            "big integer 18446744073709551615",
            "big decimal 18446744073709551615",
            "double 18446744073709552000",
        ],
    );
}

#[test]
fn floats_have_the_bits_of_their_kind_where_these_suffice() {
    assert_told(
        json!({"float": 0.123_456_789, "double": 0.123_456_789}),
        &["float 0.12345679", "double 0.123456789"],
    );
    let large = format!("double 1{}", "0".repeat(300));
    assert_told(json!({"float": 1e300}), &[&large]);
    for (text, number) in [("NaN", "NaN"), ("Infinity", "inf"), ("-Infinity", "-inf")] {
        assert_told(
            json!({"float": text, "double": text}),
            &[&format!("float {number}"), &format!("double {number}")],
        );
    }
    assert_told(
        json!({"float": "a", "string": "NaN"}),
        &["string a", "string NaN"],
    );
}

#[test]
fn collections_are_written_whole_and_a_query_has_no_nulls() {
    assert_told(
        json!({"list": ["a", null], "thing": {"list": []}}),
        &[
            "list", "string a", "null", "end", "struct", "list", "end", "end",
        ],
    );
    assert_told(
        json!({"map": {"a": "b", "c": null}, "query": {"a": "b", "c": null}}),
        &[
            "map", "string a", "string b", "string c", "null", "end", "map", "string a",
            "string b", "end",
        ],
    );
}

#[test]
fn what_has_no_place_is_written_as_it_stands() {
    assert_told(
        json!({"string": [true]}),
        &["list", "document Bool(true)", "end"],
    );
    assert_told(
        json!({"list": {"a": -1}, "thing": 1}),
        &[
            "map",
            "string a",
            "document Number(NegInt(-1))",
            "end",
            "long 1",
        ],
    );
    assert_told(
        json!({"document": {"a": [1, 1.5, "b", null]}}),
        &[
            "map",
            "string a",
            "list",
            "document Number(PosInt(1))",
            "document Number(Float(1.5))",
            "document String(\"b\")",
            "document Null",
            "end",
            "end",
        ],
    );
    assert_told(json!({"document": "b"}), &["document String(\"b\")"]);
}

#[test]
fn what_cannot_be_written_is_told() {
    for (document, reason) in [
        (json!({"blob": "?"}), "not base64"),
        (json!({"timestamp": "tomorrow"}), "timestamp"),
        (json!({"nobody": 1}), "nobody"),
    ] {
        let error = told(document).expect_err("it cannot be written");
        assert!(error.contains(reason), "{reason}: {error}");
    }
}

#[test]
fn a_document_has_the_members_of_a_value() {
    let document = json!({"long": 7});
    let told = to_document(&thing(document.clone())).expect("it can be written");
    assert_eq!(told, document);
    assert_eq!(to_document(&Unit).expect("it can be written"), json!({}));
}

/// A number, read from a structure that has it.
#[derive(Debug, PartialEq)]
struct Number(i64);

impl super::DeserializableStruct for Number {
    fn deserialize(
        deserializer: &mut dyn aws_smithy_schema::serde::ShapeDeserializer,
    ) -> Result<Self, SerdeError> {
        let mut number = Self(0);
        deserializer.read_struct(&THING_SCHEMA, &mut |member, deserializer| {
            // What the model does not know comes by, too.
            if member.member_name() == Some("long") {
                number.0 = i64::read(deserializer, member)?;
            }
            Ok(())
        })?;
        Ok(number)
    }
}

#[test]
fn a_value_is_read_from_its_document() {
    let read = from_document::<Number>(&json!({"later": true, "long": 7}));
    assert_eq!(read.expect("it can be read"), Number(7));
    assert!(from_document::<Number>(&json!({"long": "x"})).is_err());
}
