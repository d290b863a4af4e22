use aws_smithy_schema::traits::HttpTrait;
use aws_smithy_schema::{OperationSchema, Schema, ShapeType, prelude, shape_id};
use smithy_catalog::{
    Auth, AuthScheme, Constraints, ErrorShape, Fault, Http, Kind, Member, Operation, Pagination,
    Protocol, Retryable, Service, Shape, UNIT,
};

pub static NAME: Schema<'static> = Schema::new_member(
    shape_id!("test", "CreateThingRequest"),
    ShapeType::String,
    "name",
    0,
);
pub static TOKEN: Schema<'static> = Schema::new_member(
    shape_id!("test", "CreateThingRequest"),
    ShapeType::String,
    "requestId",
    1,
);
pub static OWNER: Schema<'static> = Schema::new_member(
    shape_id!("test", "CreateThingRequest"),
    ShapeType::String,
    "owner",
    2,
)
.with_http_label();
pub static CREATE_INPUT: Schema<'static> = Schema::new_struct(
    shape_id!("test", "CreateThingRequest"),
    ShapeType::Structure,
    &[&NAME, &TOKEN, &OWNER],
)
.with_http(HttpTrait::new("POST", "/owner/{owner}/thing", Some(201)));

pub static ID: Schema<'static> = Schema::new_member(
    shape_id!("test", "CreateThingResponse"),
    ShapeType::String,
    "id",
    0,
);
pub static CREATE_OUTPUT: Schema<'static> = Schema::new_struct(
    shape_id!("test", "CreateThingResponse"),
    ShapeType::Structure,
    &[&ID],
);

pub static MESSAGE: Schema<'static> = Schema::new_member(
    shape_id!("test", "ConflictException"),
    ShapeType::String,
    "message",
    0,
);
pub static CONFLICT: Schema<'static> = Schema::new_struct(
    shape_id!("test", "ConflictException"),
    ShapeType::Structure,
    &[&MESSAGE],
);

pub static STARTING_TOKEN: Schema<'static> = Schema::new_member(
    shape_id!("test", "ListThingsRequest"),
    ShapeType::String,
    "startingToken",
    0,
)
.with_http_query("startingToken");
pub static MAX_RESULTS: Schema<'static> = Schema::new_member(
    shape_id!("test", "ListThingsRequest"),
    ShapeType::Integer,
    "maxResults",
    1,
)
.with_http_query("maxResults");
pub static LIST_INPUT: Schema<'static> = Schema::new_struct(
    shape_id!("test", "ListThingsRequest"),
    ShapeType::Structure,
    &[&STARTING_TOKEN, &MAX_RESULTS],
)
.with_http(HttpTrait::new("GET", "/thing", Some(200)))
.with_no_body_members();

pub static NEXT_TOKEN: Schema<'static> = Schema::new_member(
    shape_id!("test", "ListThingsResponse"),
    ShapeType::String,
    "nextToken",
    0,
);
pub static ITEMS: Schema<'static> = Schema::new_member(
    shape_id!("test", "ListThingsResponse"),
    ShapeType::List,
    "items",
    1,
)
.with_list_member(&prelude::STRING);
pub static LIST_OUTPUT: Schema<'static> = Schema::new_struct(
    shape_id!("test", "ListThingsResponse"),
    ShapeType::Structure,
    &[&NEXT_TOKEN, &ITEMS],
);

pub static TRANSFER_INPUT: Schema<'static> = Schema::new_struct(
    shape_id!("test", "TransferRequest"),
    ShapeType::Structure,
    &[&UP],
)
.with_http(HttpTrait::new("PUT", "/transfer", Some(200)));
static UP: Schema<'static> = Schema::new_member(
    shape_id!("test", "TransferRequest"),
    ShapeType::Blob,
    "body",
    0,
)
.with_http_payload()
.with_streaming();
pub static TRANSFER_OUTPUT: Schema<'static> = Schema::new_struct(
    shape_id!("test", "TransferResponse"),
    ShapeType::Structure,
    &[&DOWN],
);
static DOWN: Schema<'static> = Schema::new_member(
    shape_id!("test", "TransferResponse"),
    ShapeType::Blob,
    "body",
    0,
)
.with_http_payload()
.with_streaming();
static TRANSFER_SCHEMA: OperationSchema<'static> =
    OperationSchema::builder(shape_id!("test", "Transfer"))
        .input(&TRANSFER_INPUT)
        .output(&TRANSFER_OUTPUT)
        .build();

static CREATE_SCHEMA: OperationSchema<'static> =
    OperationSchema::builder(shape_id!("test", "CreateThing"))
        .input(&CREATE_INPUT)
        .output(&CREATE_OUTPUT)
        .errors(&[&CONFLICT])
        .build();
static LIST_SCHEMA: OperationSchema<'static> =
    OperationSchema::builder(shape_id!("test", "ListThings"))
        .input(&LIST_INPUT)
        .output(&LIST_OUTPUT)
        .build();

static STRING: Shape = Shape {
    id: "smithy.api#String",
    schema: &prelude::STRING,
    kind: Kind::String,
    constraints: Constraints::NONE,
    sensitive: false,
    documentation: "",
};

const fn member(name: &'static str, schema: &'static Schema<'static>) -> Member {
    Member {
        name,
        schema,
        target: &STRING,
        required: false,
        constraints: Constraints::NONE,
        default: None,
        deprecated: None,
        documentation: "",
    }
}

static CREATE_SHAPE: Shape = Shape {
    id: "test#CreateThingRequest",
    schema: &CREATE_INPUT,
    kind: Kind::Structure(smithy_catalog::Members::listed(&[
        member("name", &NAME),
        member("requestId", &TOKEN),
        member("owner", &OWNER),
    ])),
    constraints: Constraints::NONE,
    sensitive: false,
    documentation: "",
};

static BUSY: ErrorShape = ErrorShape {
    code: "BusyException",
    query_code: None,
    shape: &UNIT,
    status: 503,
    fault: Fault::Server,
    retryable: Some(Retryable { throttling: false }),
};

pub static CREATE_THING: Operation = Operation {
    name: "CreateThing",
    schema: &CREATE_SCHEMA,
    documentation: "",
    deprecated: None,
    http: Http {
        method: "POST",
        uri: "/owner/{owner}/thing",
        code: 201,
    },
    input: &CREATE_SHAPE,
    output: &UNIT,
    errors: &[&BUSY],
    host_prefix: Some("{owner}.control-"),
    idempotency_token: Some("requestId"),
    pagination: None,
    auth: Auth::SigV4,
    auth_schemes: &[AuthScheme::SigV4],
    readonly: false,
    idempotent: true,
    checksum_required: false,
    checksum: None,
    unsigned_payload: false,
    compression: false,
    stalls_fail: true,
    cli: smithy_catalog::cli::OperationFacts::NONE,
};

pub static LIST_THINGS: Operation = Operation {
    name: "ListThings",
    schema: &LIST_SCHEMA,
    documentation: "",
    deprecated: None,
    http: Http {
        method: "GET",
        uri: "/thing",
        code: 200,
    },
    input: &UNIT,
    output: &UNIT,
    errors: &[],
    host_prefix: None,
    idempotency_token: None,
    pagination: Some(Pagination {
        input_token: "startingToken",
        output_token: "nextToken",
        page_size: Some("maxResults"),
        items: Some("items"),
    }),
    auth: Auth::None,
    auth_schemes: &[AuthScheme::NoAuth],
    readonly: true,
    idempotent: false,
    checksum_required: false,
    checksum: None,
    unsigned_payload: true,
    compression: false,
    stalls_fail: true,
    cli: smithy_catalog::cli::OperationFacts::NONE,
};

pub static TRANSFER: Operation = Operation {
    name: "Transfer",
    schema: &TRANSFER_SCHEMA,
    documentation: "",
    deprecated: None,
    http: Http {
        method: "PUT",
        uri: "/transfer",
        code: 200,
    },
    input: &UNIT,
    output: &UNIT,
    errors: &[],
    host_prefix: None,
    idempotency_token: None,
    pagination: None,
    auth: Auth::SigV4,
    auth_schemes: &[AuthScheme::SigV4],
    readonly: false,
    idempotent: false,
    checksum_required: true,
    checksum: None,
    unsigned_payload: true,
    compression: false,
    stalls_fail: true,
    cli: smithy_catalog::cli::OperationFacts::NONE,
};

pub static SERVICE: Service = Service {
    id: "test#Things",
    sdk_id: "Things",
    arn_namespace: "things",
    endpoint_prefix: "things",
    signing_name: Some("things"),
    protocol: Protocol::RestJson1,
    query_compatible: false,
    xml_namespace: None,
    customizations: &[],
    version: "2024-01-01",
    title: "Things",
    documentation: "",
    operations: smithy_catalog::Operations::listed(&[&CREATE_THING, &LIST_THINGS, &TRANSFER]),
    cli: smithy_catalog::cli::ServiceFacts::NONE,
};
