//! From rows to catalog values. What is made is never dropped: it is what statics would be.

use aws_smithy_schema::traits::{HttpTrait, TimestampFormat};
use aws_smithy_schema::{OperationSchema, Schema, ShapeId, ShapeType};

use super::row::{
    AuthRow, ErrorRow, HttpRow, KindRow, LimitsRow, MemberRow, OperationRow, ShapeRow, Text,
    TimestampRow, WireRow,
};
use super::{LaterMembers, Packed};
use crate::{
    Auth, AuthScheme, Constraints, EnumValue, ErrorShape, Http, HttpChecksum, Kind, Length, Member,
    Members, Operation, Pagination, Range, Retryable, Shape,
};

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn leak_all<T>(values: impl IntoIterator<Item = T>) -> &'static [T] {
    Box::leak(values.into_iter().collect::<Box<[T]>>())
}

fn text(text: &'static Option<Text>) -> Option<&'static str> {
    text.as_deref()
}

pub(super) fn operation(
    catalog: &'static Packed,
    row: &'static OperationRow,
) -> &'static Operation {
    let input = catalog.shape(&row.input);
    let output = catalog.shape(&row.output);
    let errors = leak_all(row.errors.iter().map(|key| error(catalog, key)));
    let schemas = leak_all(errors.iter().map(|error| error.shape.schema));
    let schema = OperationSchema::builder(shape_id(&row.id))
        .input(input.schema)
        .output(output.schema)
        .errors(schemas)
        .build();
    let empty = HttpRow::default();
    let http = row.http.as_ref().unwrap_or(leak(empty));
    leak(Operation {
        name: &row.name,
        schema: leak(schema),
        documentation: &row.docs,
        deprecated: text(&row.deprecated),
        http: Http {
            method: &http.method,
            uri: &http.uri,
            code: http.code,
        },
        input,
        output,
        errors,
        host_prefix: text(&row.host_prefix),
        idempotency_token: text(&row.idempotency_token),
        pagination: row.pagination.as_ref().map(|pagination| Pagination {
            input_token: &pagination.input_token,
            output_token: &pagination.output_token,
            page_size: text(&pagination.page_size),
            items: text(&pagination.items),
        }),
        auth: match row.auth {
            AuthRow::SigV4 => Auth::SigV4,
            AuthRow::Optional => Auth::Optional,
            AuthRow::None => Auth::None,
        },
        auth_schemes: auth_schemes(catalog.auth_schemes, row.auth_schemes.as_deref()),
        readonly: row.readonly,
        idempotent: row.idempotent,
        checksum_required: row.checksum_required,
        checksum: row.checksum.as_ref().map(|checksum| HttpChecksum {
            request_algorithm_member: text(&checksum.request_algorithm_member),
            request_required: checksum.request_required,
            response_mode_member: text(&checksum.response_mode_member),
            response_algorithms: leak_all(checksum.response_algorithms.iter().map(|name| &**name)),
        }),
        unsigned_payload: row.unsigned_payload,
        compression: row.compression,
        stalls_fail: !row.may_stall,
        cli: catalog.facts(&row.name),
    })
}

fn auth_schemes(all: &'static [AuthScheme], chosen: Option<&[usize]>) -> &'static [AuthScheme] {
    match chosen {
        None => all.get(..1).unwrap_or_default(),
        Some(chosen) => leak_all(chosen.iter().map(|index| all[*index])),
    }
}

fn error(catalog: &'static Packed, key: &'static str) -> &'static ErrorShape {
    let shape = catalog.shape(key);
    let usual = ErrorRow::default();
    let row = catalog.row(key).error.as_ref().unwrap_or(leak(usual));
    leak(ErrorShape {
        code: shape.name(),
        query_code: text(&row.query_code),
        shape,
        status: row.status,
        fault: row.fault(),
        retryable: row.retryable.map(|throttling| Retryable { throttling }),
    })
}

pub(super) fn shape(catalog: &'static Packed, row: &'static ShapeRow) -> &'static Shape {
    let schema = leak(wired(plain_schema(catalog, row), &row.wire));
    leak(Shape {
        id: id(row),
        schema,
        kind: kind(catalog, row, schema),
        constraints: constraints(&row.limits),
        sensitive: row.sensitive,
        documentation: &row.docs,
    })
}

fn id(row: &'static ShapeRow) -> &'static str {
    row.id.as_deref().unwrap_or(&row.key)
}

fn kind(
    catalog: &'static Packed,
    row: &'static ShapeRow,
    schema: &'static Schema<'static>,
) -> Kind {
    let later = || {
        Members::later(leak(LaterMembers {
            catalog,
            row,
            schema,
            members: std::sync::OnceLock::new(),
        }))
    };
    let element = |index: usize| {
        let element = &row.members[index];
        leak(member(
            catalog,
            element,
            leak(element_schema(catalog, row, index)),
        ))
    };
    match row.kind {
        KindRow::Blob => Kind::Blob,
        KindRow::Boolean => Kind::Boolean,
        KindRow::String => Kind::String,
        KindRow::Enum => Kind::Enum(leak_all(row.values.iter().map(|value| EnumValue {
            value: &value.value,
            documentation: &value.docs,
        }))),
        KindRow::IntEnum => Kind::IntEnum(&row.integers),
        KindRow::Byte => Kind::Byte,
        KindRow::Short => Kind::Short,
        KindRow::Integer => Kind::Integer,
        KindRow::Long => Kind::Long,
        KindRow::Float => Kind::Float,
        KindRow::Double => Kind::Double,
        KindRow::BigInteger => Kind::BigInteger,
        KindRow::BigDecimal => Kind::BigDecimal,
        KindRow::Timestamp => Kind::Timestamp,
        KindRow::Document => Kind::Document,
        KindRow::List => Kind::List {
            member: element(0),
            sparse: row.sparse,
        },
        KindRow::Map => Kind::Map {
            key: element(0),
            value: element(1),
            sparse: row.sparse,
        },
        KindRow::Structure => Kind::Structure(later()),
        KindRow::Union => Kind::Union(later()),
    }
}

/// The members of a structure or union, whose schemas stand in its own.
pub(super) fn members(
    catalog: &'static Packed,
    row: &'static ShapeRow,
    schema: &'static Schema<'static>,
) -> Vec<Member> {
    let schema_of = |index| {
        schema
            .member_schema_by_index(index)
            .expect("the schema is made of the same row")
    };
    let members = row.members.iter().enumerate();
    members
        .map(|(index, row)| member(catalog, row, schema_of(index)))
        .collect()
}

fn member(
    catalog: &'static Packed,
    row: &'static MemberRow,
    schema: &'static Schema<'static>,
) -> Member {
    let target = catalog.shape(&row.target);
    Member {
        name: &row.name,
        schema,
        target,
        required: row.required,
        constraints: constraints(&row.limits),
        default: text(&row.default),
        deprecated: text(&row.deprecated),
        documentation: match &*row.docs {
            "" => target.documentation,
            docs => docs,
        },
    }
}

fn constraints(row: &'static LimitsRow) -> Constraints {
    Constraints {
        length: row.length.map(|(min, max)| Length { min, max }),
        range: row.range.map(|(min, max)| Range {
            min,
            max,
            decimal_min: row.decimal_min,
        }),
        pattern: text(&row.pattern),
        unique_items: row.unique_items,
    }
}

/// The schema of a shape, without its traits.
fn plain_schema(catalog: &'static Packed, row: &'static ShapeRow) -> Schema<'static> {
    let id = shape_id(id(row));
    match row.kind {
        KindRow::Structure | KindRow::Union => {
            let members = row.members.iter().enumerate();
            let members = members.map(|(index, member)| {
                leak(member_schema(catalog, row, index, member)) as &Schema<'static>
            });
            Schema::new_struct(id, shape_type(row.kind), leak_all(members))
        }
        KindRow::List => Schema::new_list(id, leak(element_schema(catalog, row, 0))),
        KindRow::Map => {
            let [key, value] = [0, 1].map(|index| leak(element_schema(catalog, row, index)));
            Schema::new_map(id, key, value)
        }
        kind => Schema::new(id, shape_type(kind)),
    }
}

/// The schema of an element, key or value.
fn element_schema(
    catalog: &'static Packed,
    row: &'static ShapeRow,
    index: usize,
) -> Schema<'static> {
    member_schema(catalog, row, index, &row.members[index])
}

/// The schema of a member, with those of its elements where it is a list or map. Only rows are looked at: a
/// structure may contain itself.
fn member_schema(
    catalog: &'static Packed,
    row: &'static ShapeRow,
    index: usize,
    member: &'static MemberRow,
) -> Schema<'static> {
    let name: &'static str = &member.name;
    let owner = shape_id(id(row));
    let fqn = leak(format!("{}${name}", owner.as_str()));
    let id = ShapeId::from_parts_with_member(fqn, owner.namespace(), owner.shape_name(), name);
    let schema = wired(
        Schema::new_member(id, shape_type(member.kind), name, index),
        &member.wire,
    );
    let element = |index| leak(element_schema(catalog, catalog.row(&member.target), index));
    match member.kind {
        KindRow::List => schema.with_list_member(element(0)),
        KindRow::Map => schema.with_map_members(element(0), element(1)),
        _ => schema,
    }
}

fn shape_id(id: &'static str) -> ShapeId<'static> {
    let (namespace, name) = id.split_once('#').unwrap_or(("", id));
    ShapeId::from_parts(id, namespace, name)
}

fn shape_type(kind: KindRow) -> ShapeType {
    match kind {
        KindRow::Blob => ShapeType::Blob,
        KindRow::Boolean => ShapeType::Boolean,
        KindRow::String | KindRow::Enum => ShapeType::String,
        KindRow::IntEnum | KindRow::Integer => ShapeType::Integer,
        KindRow::Byte => ShapeType::Byte,
        KindRow::Short => ShapeType::Short,
        KindRow::Long => ShapeType::Long,
        KindRow::Float => ShapeType::Float,
        KindRow::Double => ShapeType::Double,
        KindRow::BigInteger => ShapeType::BigInteger,
        KindRow::BigDecimal => ShapeType::BigDecimal,
        KindRow::Timestamp => ShapeType::Timestamp,
        KindRow::Document => ShapeType::Document,
        KindRow::List => ShapeType::List,
        KindRow::Map => ShapeType::Map,
        KindRow::Structure => ShapeType::Structure,
        KindRow::Union => ShapeType::Union,
    }
}

/// The schema with its traits.
fn wired(mut schema: Schema<'static>, wire: &'static WireRow) -> Schema<'static> {
    macro_rules! flags {
        ($($field:ident => $with:ident;)*) => {
            $(if wire.$field { schema = schema.$with(); })*
        };
    }
    macro_rules! texts {
        ($($field:ident => $with:ident;)*) => {
            $(if let Some(text) = &wire.$field { schema = schema.$with(text); })*
        };
    }
    flags! {
        label => with_http_label;
        query_params => with_http_query_params;
        payload => with_http_payload;
        response_code => with_http_response_code;
        host_label => with_host_label;
        sensitive => with_sensitive;
        streaming => with_streaming;
        event_header => with_event_header;
        event_payload => with_event_payload;
        xml_flattened => with_xml_flattened;
        xml_attribute => with_xml_attribute;
        xml_unwrapped => with_xml_unwrapped_output;
        no_body => with_no_body_members;
    }
    texts! {
        query => with_http_query;
        header => with_http_header;
        prefix_headers => with_http_prefix_headers;
        json_name => with_json_name;
        media_type => with_media_type;
        original_name => with_original_name;
        xml_name => with_xml_name;
    }
    if let Some(format) = wire.timestamp_format {
        schema = schema.with_timestamp_format(match format {
            TimestampRow::DateTime => TimestampFormat::DateTime,
            TimestampRow::HttpDate => TimestampFormat::HttpDate,
            TimestampRow::EpochSeconds => TimestampFormat::EpochSeconds,
        });
    }
    if let Some((uri, prefix)) = &wire.xml_namespace {
        schema = schema.with_xml_namespace(uri, text(prefix));
    }
    if let Some(http) = &wire.http {
        schema = schema.with_http(HttpTrait::new(&http.method, &http.uri, Some(http.code)));
    }
    schema
}
