//! What a client writes it reads: a request body of each protocol, taken for the body of an answer of the same
//! shape. For the query protocols, whose requests are forms, the XML around an answer is put there by hand.

use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_schema::OperationSchema;
use aws_smithy_schema::shape_id;
use aws_smithy_types::config_bag::{ConfigBag, Layer};
use bytes::Bytes;
use proptest::prelude::*;
use protocol_model::operations::{DO_BODY, DO_UNION};
use serde_json::Value;
use smithy_catalog::document::DocumentStruct;
use smithy_catalog::{Kind, Member, Operation, Shape};
use smithy_client::ServiceSpec;
use smithy_client::dynamic::RawResponse;

use crate::documents::{difference, document};
use crate::fuzz::targets::spoken::{
    AwsJson1_0, AwsJson1_1, AwsQuery, Ec2Query, RestJson1, RestXml, RpcV2Cbor, RpcV2Json,
};
use crate::round_trip::plain;
use crate::{Named, config};

/// The body of a request with this document.
fn written<S: ServiceSpec>(shape: &'static Shape, document: &Value) -> Bytes {
    let mut layer = Layer::new("test");
    layer.store_put(Metadata::new("DoBody", "Protocol"));
    let cfg = ConfigBag::of_layers(vec![layer]);
    let fields = document.as_object().expect("inputs are structures").clone();
    let input = DocumentStruct::new(shape, fields);
    let request = S::protocol().serialize_request(&input, shape.schema, "", &cfg);
    let request = request.expect("a valid document can be written");
    Bytes::copy_from_slice(request.body().bytes().expect("the body is in memory"))
}

/// The document that an answer with this body is read as.
fn read<S: ServiceSpec>(shape: &'static Shape, body: Bytes) -> Result<Value, String> {
    // One an input shape would do; a test ends soon.
    let schema: &'static OperationSchema<'static> = Box::leak(Box::new(
        OperationSchema::builder(shape_id!("test", "Mirror"))
            .output(shape.schema)
            .build(),
    ));
    let operation: &'static Operation = Box::leak(Box::new(Operation {
        schema,
        output: shape,
        ..DO_BODY
    }));
    let response = RawResponse {
        status: 200,
        headers: Headers::new(),
        body,
    };
    let output = response
        .output::<S>(operation)
        .map_err(|error| error.to_string())?;
    Ok(plain(&output))
}

fn mirrored<S: ServiceSpec>(shape: &'static Shape, document: &Value) -> Option<String> {
    let body = written::<S>(shape, document);
    compared::<S>(shape, document, body)
}

fn compared<S: ServiceSpec>(
    shape: &'static Shape,
    document: &Value,
    body: Bytes,
) -> Option<String> {
    let shown = String::from_utf8_lossy(&body).into_owned();
    let read = match read::<S>(shape, body) {
        Ok(read) => read,
        Err(error) => return Some(format!("{error}: {shown}")),
    };
    difference(shape, document, &read).map(|difference| format!("{difference}: {shown}"))
}

/// The XML of a document with the elements of a query protocol around it.
fn enveloped<S: ServiceSpec>(
    shape: &'static Shape,
    document: &Value,
    before: &str,
    after: &str,
) -> Option<String> {
    let body = written::<RestXml>(shape, document);
    let xml = String::from_utf8(body.to_vec()).expect("XML is text");
    // The root element has the name of the shape; what it holds are the members.
    let members = xml
        .split_once('>')
        .and_then(|(_, rest)| rest.rsplit_once("</"));
    let members = members.map_or("", |(members, _)| members);
    compared::<S>(
        shape,
        document,
        Bytes::from(format!("{before}{members}{after}")),
    )
}

fn shapes() -> [&'static Shape; 2] {
    [DO_BODY.input, DO_UNION.input]
}

fn rich() -> impl Strategy<Value = (Named<Shape>, Value)> {
    let shapes = shapes().map(Named).to_vec();
    proptest::sample::select(shapes).prop_flat_map(|shape| (Just(shape), document(shape.0)))
}

/// The document without what the document type holds, which CBOR and XML have no form for.
fn without_documents(shape: &'static Shape, value: &Value) -> Value {
    let is_document = |member: &Member| match member.target.kind {
        Kind::Document => true,
        Kind::List { member, .. } | Kind::Map { value: member, .. } => {
            matches!(member.target.kind, Kind::Document)
        }
        _ => false,
    };
    match (shape.kind, value) {
        (Kind::Structure(_) | Kind::Union(_), Value::Object(fields)) => fields
            .iter()
            .filter_map(|(name, value)| {
                let member = shape.member(name).filter(|member| !is_document(member))?;
                Some((name.clone(), without_documents(member.target, value)))
            })
            .collect(),
        (Kind::List { member, .. }, Value::Array(items)) => items
            .iter()
            .map(|item| without_documents(member.target, item))
            .collect(),
        (Kind::Map { value: member, .. }, Value::Object(entries)) => entries
            .iter()
            .map(|(key, entry)| (key.clone(), without_documents(member.target, entry)))
            .collect(),
        _ => value.clone(),
    }
}

/// The document without what XML has no form for: nulls, and most control characters.
fn printable(value: &Value) -> Value {
    let text = |text: &str| {
        text.replace(
            |it: char| {
                (it.is_control() && !"\n\r\t".contains(it)) || "\u{fffe}\u{ffff}".contains(it)
            },
            "_",
        )
    };
    match value {
        Value::String(content) => Value::from(text(content)),
        Value::Array(items) => {
            let items = items.iter().filter(|item| !item.is_null());
            items.map(printable).collect()
        }
        Value::Object(entries) => entries
            .iter()
            .filter(|(_, entry)| !entry.is_null())
            .map(|(key, entry)| (text(key), printable(entry)))
            .collect(),
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn what_json_protocols_write_they_read((Named(shape), document) in rich()) {
        prop_assert_eq!(mirrored::<RestJson1>(shape, &document), None);
        prop_assert_eq!(mirrored::<AwsJson1_0>(shape, &document), None);
        prop_assert_eq!(mirrored::<AwsJson1_1>(shape, &document), None);
        prop_assert_eq!(mirrored::<RpcV2Json>(shape, &document), None);
    }

    #[test]
    fn what_cbor_writes_it_reads((Named(shape), document) in rich()) {
        let document = without_documents(shape, &document);
        prop_assert_eq!(mirrored::<RpcV2Cbor>(shape, &document), None);
    }

    #[test]
    fn what_xml_protocols_write_they_read((Named(shape), document) in rich()) {
        let document = printable(&without_documents(shape, &document));
        prop_assert_eq!(mirrored::<RestXml>(shape, &document), None);
        let [before, after] = ["<DoBodyResponse><DoBodyResult>", "</DoBodyResult></DoBodyResponse>"];
        prop_assert_eq!(enveloped::<AwsQuery>(shape, &document, before, after), None);
        let [before, after] = ["<DoBodyResponse>", "<requestId>1</requestId></DoBodyResponse>"];
        prop_assert_eq!(enveloped::<Ec2Query>(shape, &document, before, after), None);
    }
}
