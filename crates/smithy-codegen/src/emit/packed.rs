//! The catalog as the text of a [packed](smithy_catalog::packed) one: a row an operation or shape.

use std::collections::BTreeSet;

use smithy_catalog::packed::row::{
    AuthRow, ChecksumRow, ErrorRow, HttpRow, KindRow, LimitsRow, MemberRow, OperationRow,
    PaginationRow, ShapeRow, Text, TimestampRow, ValueRow, WireRow,
};
use smithy_catalog::{Auth, Fault};

use super::aggregate::has_no_body;
use super::catalog::MAY_STALL;
use super::paths::Names;
use crate::model::{
    AuthScheme, Binding, Constraints, HttpChecksum, Kind, Member, Model, Operation, Pagination,
    Protocol, Shape, TimestampFormat, XmlNamespace,
};

/// Id of the shape that rows do not list.
const UNIT: &str = "smithy.api#Unit";

/// The authentication schemes of all operations, the most frequent first: what an operation has that names none.
pub(super) fn auth_schemes(model: &Model) -> Vec<&AuthScheme> {
    let mut found: Vec<&AuthScheme> = Vec::new();
    for scheme in model.operations.iter().flat_map(|it| &it.auth_schemes) {
        if !found.contains(&scheme) {
            found.push(scheme);
        }
    }
    let alone = |scheme: &AuthScheme| {
        let of = |it: &&Operation| it.auth_schemes.len() == 1 && it.auth_schemes[0] == *scheme;
        model.operations.iter().filter(of).count()
    };
    found.sort_by_key(|scheme| std::cmp::Reverse(alone(scheme)));
    found
}

/// The text: operations sorted by name, then every shape they reach, sorted by key.
pub(super) fn text(model: &Model) -> String {
    let writer = Writer {
        names: Names::new(model),
        model,
        schemes: auth_schemes(model),
    };
    let mut text = String::new();
    let mut line = |row: serde_json::Result<String>| {
        text.push_str(&row.expect("rows are texts, numbers and lists"));
        text.push('\n');
    };
    let mut operations: Vec<&Operation> = model.operations.iter().collect();
    operations.sort_by_key(|operation| &operation.model_name);
    for operation in &operations {
        line(serde_json::to_string(&writer.operation(operation)));
    }
    for key in writer.reached() {
        line(serde_json::to_string(&writer.shape(model.shape(key))));
    }
    text
}

struct Writer<'a> {
    names: Names<'a>,
    model: &'a Model,
    schemes: Vec<&'a AuthScheme>,
}

fn checksum(checksum: &HttpChecksum) -> ChecksumRow {
    ChecksumRow {
        request_algorithm_member: text_of(checksum.request_algorithm_member.as_ref()),
        request_required: checksum.request_checksum_required,
        response_mode_member: text_of(checksum.request_validation_mode_member.as_ref()),
        response_algorithms: checksum
            .response_algorithms
            .iter()
            .map(Text::from)
            .collect(),
    }
}

fn text_of(text: Option<&String>) -> Option<Text> {
    text.map(Text::from)
}

impl<'a> Writer<'a> {
    /// Keys of the shapes that the operations reach.
    fn reached(&self) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let operations = self.model.operations.iter();
        let mut open: Vec<&str> = operations
            .flat_map(|it| [&it.input, &it.output].into_iter().chain(&it.errors))
            .map(String::as_str)
            .collect();
        while let Some(key) = open.pop() {
            if key != UNIT && reached.insert(key) {
                open.extend(
                    members(self.model.shape(key))
                        .into_iter()
                        .map(|it| it.target.as_str()),
                );
            }
        }
        reached
    }

    fn operation(&self, operation: &Operation) -> OperationRow {
        let place = |scheme: &AuthScheme| self.schemes.iter().position(|it| *it == scheme);
        let schemes: Vec<usize> = operation.auth_schemes.iter().filter_map(place).collect();
        OperationRow {
            name: Text::from(&operation.model_name),
            id: Text::from(&operation.id),
            http: Some(http(operation)),
            input: Text::from(&operation.input),
            output: Text::from(&operation.output),
            errors: operation.errors.iter().map(Text::from).collect(),
            host_prefix: text_of(operation.host_prefix.as_ref()),
            idempotency_token: operation
                .idempotency_token(self.model)
                .map(|member| Text::from(&member.name)),
            pagination: operation.pagination.as_ref().map(pagination),
            auth: match operation.auth {
                Auth::SigV4 => AuthRow::SigV4,
                Auth::Optional => AuthRow::Optional,
                Auth::None => AuthRow::None,
            },
            auth_schemes: (schemes != [0]).then_some(schemes),
            readonly: operation.readonly,
            idempotent: operation.idempotent,
            checksum_required: operation.checksum_required,
            checksum: operation.checksum.as_ref().map(checksum),
            unsigned_payload: operation.unsigned_payload,
            compression: operation.compression,
            may_stall: MAY_STALL.contains(&operation.id.as_str()),
            deprecated: text_of(operation.deprecated.as_ref()),
            docs: Text::from(&operation.docs),
        }
    }

    fn shape(&self, shape: &Shape) -> ShapeRow {
        let is_structure = matches!(shape.kind, Kind::Structure(_) | Kind::Union(_));
        let mut row = ShapeRow {
            key: Text::from(&shape.key),
            id: (shape.id != shape.key).then(|| Text::from(&shape.id)),
            kind: kind(&shape.kind),
            members: members(shape)
                .into_iter()
                .map(|it| self.member(it))
                .collect(),
            sensitive: shape.traits.sensitive,
            limits: limits(&shape.traits.constraints),
            wire: match is_structure {
                true => self.structure_wire(shape),
                false => simple_wire(shape),
            },
            error: shape.traits.error.as_ref().map(|error| ErrorRow {
                status: error.status,
                server: error.fault == Fault::Server,
                retryable: error.retryable,
                query_code: error.query_error.as_ref().map(|(code, _)| Text::from(code)),
            }),
            docs: Text::from(&shape.docs),
            ..ShapeRow::default()
        };
        match &shape.kind {
            Kind::Enum(values) => {
                let value = |value: &crate::model::EnumValue| ValueRow {
                    value: Text::from(&value.value),
                    docs: Text::from(&value.docs),
                };
                row.values = values.iter().map(value).collect();
            }
            Kind::IntEnum(values) => row.integers = values.iter().map(|(_, it)| *it).collect(),
            Kind::List { sparse, .. } | Kind::Map { sparse, .. } => row.sparse = *sparse,
            _ => {}
        }
        row
    }

    fn structure_wire(&self, shape: &Shape) -> WireRow {
        let mut wire = WireRow {
            sensitive: shape.traits.sensitive,
            ..WireRow::default()
        };
        if self.protocol().reads_xml() {
            wire.xml_name = text_of(shape.traits.xml_name.as_ref());
            wire.xml_namespace = shape.traits.xml_namespace.as_ref().map(namespace);
            wire.xml_unwrapped = self.names.unwrapped_output(shape);
        }
        let mut operations = self.model.operations.iter();
        if let Some(operation) = operations.find(|it| it.input == shape.key) {
            wire.http = Some(http(operation));
            wire.no_body = match &shape.kind {
                Kind::Structure(members) => has_no_body(members, &self.names),
                _ => false,
            };
        }
        wire
    }

    fn member(&self, member: &Member) -> MemberRow {
        let target = self.model.shape(&member.target);
        MemberRow {
            name: Text::from(&member.name),
            target: Text::from(&member.target),
            kind: kind(&target.kind),
            required: member.required,
            limits: limits(&member.constraints),
            wire: self.member_wire(member, target),
            default: member
                .default
                .as_ref()
                .map(|json| Text::from(&json.to_string())),
            deprecated: text_of(member.deprecated.as_ref()),
            docs: match member.docs == target.docs {
                true => Text::default(),
                false => Text::from(&member.docs),
            },
        }
    }

    fn member_wire(&self, member: &Member, target: &Shape) -> WireRow {
        let protocol = self.protocol();
        let mut wire = WireRow {
            json_name: text_of(member.json_name.as_ref()),
            host_label: member.host_label,
            timestamp_format: member
                .timestamp_format
                .or(target.traits.timestamp_format)
                .map(timestamp_format),
            media_type: text_of(
                member
                    .media_type
                    .as_ref()
                    .or(target.traits.media_type.as_ref()),
            ),
            sensitive: target.traits.sensitive,
            streaming: self.names.streaming(member),
            event_header: member.event_header,
            event_payload: member.event_payload,
            ..WireRow::default()
        };
        if protocol == Protocol::Ec2Query {
            wire.original_name = text_of(member.ec2_query_name.as_ref());
        }
        if protocol.reads_xml() {
            wire.xml_name = text_of(member.xml_name.as_ref());
            wire.xml_flattened = member.xml_flattened;
            wire.xml_attribute = member.xml_attribute;
            wire.xml_namespace = member.xml_namespace.as_ref().map(namespace);
        }
        match &member.binding {
            Binding::Body => {}
            Binding::Label => wire.label = true,
            Binding::Query(name) => wire.query = Some(Text::from(name)),
            Binding::QueryParams => wire.query_params = true,
            Binding::Header(name) => wire.header = Some(Text::from(name)),
            Binding::PrefixHeaders(prefix) => wire.prefix_headers = Some(Text::from(prefix)),
            Binding::Payload => wire.payload = true,
            Binding::ResponseCode => wire.response_code = true,
        }
        wire
    }

    fn protocol(&self) -> Protocol {
        self.model.service.protocol
    }
}

/// Members; of a list its element, of a map key and value.
fn members(shape: &Shape) -> Vec<&Member> {
    match &shape.kind {
        Kind::Structure(members) | Kind::Union(members) => members.iter().collect(),
        Kind::List { member, .. } => vec![member],
        Kind::Map { key, value, .. } => vec![key, value],
        _ => Vec::new(),
    }
}

fn simple_wire(shape: &Shape) -> WireRow {
    let traits = &shape.traits;
    WireRow {
        sensitive: traits.sensitive,
        timestamp_format: traits.timestamp_format.map(timestamp_format),
        media_type: text_of(traits.media_type.as_ref()),
        streaming: matches!(
            shape.kind,
            Kind::Blob {
                streaming: true,
                ..
            }
        ),
        ..WireRow::default()
    }
}

fn http(operation: &Operation) -> HttpRow {
    HttpRow {
        method: Text::from(&operation.method),
        uri: Text::from(&operation.uri),
        code: operation.code,
    }
}

fn pagination(pagination: &Pagination) -> PaginationRow {
    PaginationRow {
        input_token: Text::from(&pagination.input_token),
        output_token: Text::from(&pagination.output_token.join(".")),
        page_size: text_of(pagination.page_size.as_ref()),
        items: pagination
            .items
            .as_ref()
            .map(|path| Text::from(&path.join("."))),
    }
}

fn limits(constraints: &Constraints) -> LimitsRow {
    LimitsRow {
        length: constraints.length,
        range: constraints.range,
        decimal_min: constraints.decimal_min,
        pattern: text_of(constraints.pattern.as_ref()),
        unique_items: constraints.unique_items,
    }
}

fn namespace(XmlNamespace { uri, prefix }: &XmlNamespace) -> (Text, Option<Text>) {
    (Text::from(uri), text_of(prefix.as_ref()))
}

fn timestamp_format(format: TimestampFormat) -> TimestampRow {
    match format {
        TimestampFormat::DateTime => TimestampRow::DateTime,
        TimestampFormat::HttpDate => TimestampRow::HttpDate,
        TimestampFormat::EpochSeconds => TimestampRow::EpochSeconds,
    }
}

fn kind(kind: &Kind) -> KindRow {
    match kind {
        Kind::Blob { .. } => KindRow::Blob,
        Kind::Boolean => KindRow::Boolean,
        Kind::String => KindRow::String,
        Kind::Enum(_) => KindRow::Enum,
        Kind::IntEnum(_) => KindRow::IntEnum,
        Kind::Byte => KindRow::Byte,
        Kind::Short => KindRow::Short,
        Kind::Integer => KindRow::Integer,
        Kind::Long => KindRow::Long,
        Kind::Float => KindRow::Float,
        Kind::Double => KindRow::Double,
        Kind::BigInteger => KindRow::BigInteger,
        Kind::BigDecimal => KindRow::BigDecimal,
        Kind::Timestamp => KindRow::Timestamp,
        Kind::Document => KindRow::Document,
        Kind::List { .. } => KindRow::List,
        Kind::Map { .. } => KindRow::Map,
        Kind::Structure(_) => KindRow::Structure,
        Kind::Union(_) => KindRow::Union,
    }
}
