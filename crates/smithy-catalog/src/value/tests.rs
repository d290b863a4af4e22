use std::collections::HashMap;

use aws_smithy_json::codec::{JsonCodec, JsonCodecSettings};
use aws_smithy_schema::codec::Codec;
use aws_smithy_schema::prelude;
use aws_smithy_types::byte_stream::ByteStream;

use super::{Missing, ShapeValue, field_name};
use crate::document::Unit;
use crate::document::tests::{LIST_SCHEMA, Log, MAP_SCHEMA, QUERY_SCHEMA};

/// What a serializer is told of a value, and of it as a member.
fn told(value: &impl ShapeValue, schema: &aws_smithy_schema::Schema<'_>) -> [String; 2] {
    let (mut log, mut member) = (Log::default(), Log::default());
    value.write(&mut log, schema).expect("it can be written");
    value
        .write_member(&mut member, schema)
        .expect("it can be written");
    [log, member].map(|log| log.0.join(", "))
}

/// What is read from JSON.
fn read<T: ShapeValue>(json: &str, schema: &aws_smithy_schema::Schema<'_>) -> T {
    let codec = JsonCodec::new(JsonCodecSettings::builder().build());
    T::read(&mut codec.create_deserializer(json.as_bytes()), schema).expect("it can be read")
}

#[test]
fn what_is_not_there_is_null_in_a_collection_and_nothing_as_a_member() {
    assert_eq!(told(&Some(true), &prelude::BOOLEAN), ["boolean true"; 2]);
    assert_eq!(told(&None::<bool>, &prelude::BOOLEAN), ["null", ""]);
    assert!(None::<bool>.is_null() && !Some(true).is_null() && !true.is_null());
    assert_eq!(told(&Box::new(7_i8), &prelude::BYTE), ["byte 7"; 2]);
    assert_eq!(*read::<Box<i8>>("7", &prelude::BYTE), 7);
    assert_eq!(read::<Option<bool>>("true", &prelude::BOOLEAN), Some(true));
}

#[test]
fn lists_keep_order_and_sparse_ones_their_nulls() {
    let sparse = vec![Some("a".to_owned()), None];
    assert_eq!(
        told(&sparse, &LIST_SCHEMA),
        ["list, string a, null, end"; 2]
    );
    let json = r#"["a", null]"#;
    assert_eq!(read::<Vec<Option<String>>>(json, &LIST_SCHEMA), sparse);
    assert_eq!(read::<Vec<String>>(json, &LIST_SCHEMA), ["a"]);
    assert!(Vec::<bool>::missing().is_empty());
}

#[test]
fn maps_keep_nulls_but_in_a_query() {
    let sparse = HashMap::from([("a".to_owned(), None::<String>)]);
    assert_eq!(told(&sparse, &MAP_SCHEMA)[0], "map, string a, null, end");
    assert_eq!(told(&sparse, &QUERY_SCHEMA)[0], "map, end");
    let full = HashMap::from([("a".to_owned(), "b".to_owned())]);
    for schema in [&MAP_SCHEMA, &QUERY_SCHEMA] {
        assert_eq!(told(&full, schema)[0], "map, string a, string b, end");
    }
    let json = r#"{"a": null}"#;
    let read_sparse = read::<HashMap<String, Option<String>>>(json, &MAP_SCHEMA);
    assert_eq!(read_sparse, sparse);
    assert!(read::<HashMap<String, String>>(json, &MAP_SCHEMA).is_empty());
    let read_full = read::<HashMap<String, String>>(r#"{"a": "b"}"#, &MAP_SCHEMA);
    assert_eq!(read_full, full);
    assert!(HashMap::<String, bool>::missing().is_empty());
}

#[test]
fn a_collection_needs_the_schema_of_its_elements() {
    let mut log = Log::default();
    let error = vec![true].write(&mut log, &prelude::BOOLEAN);
    assert!(error.is_err_and(|error| error.to_string().contains("no element")));
}

#[test]
fn units_are_empty_structures_and_streams_are_not_written() {
    assert_eq!(told(&Unit, &prelude::UNIT)[0], "struct, end");
    assert_eq!(read::<Unit>("{}", &prelude::UNIT), Unit);
    assert_eq!(told(&ByteStream::default(), &prelude::BLOB)[0], "");
}

#[test]
fn raw_identifiers_are_shown_without_their_prefix() {
    assert_eq!([field_name("r#type"), field_name("rate")], ["type", "rate"]);
}
