//! Operations: their HTTP binding, pagination, authentication and the rest of their traits.

use serde_json::Value;
use smithy_catalog::Auth;

use super::traits::Reader;
use super::{
    AuthScheme, Kind, Member, Operation, Pagination, PathStep, Protocol, Shape, customizations,
    path, waiters,
};
use crate::ast;
use crate::error::{Problem, Problems};
use crate::names;

/// What the service says about all its operations.
pub(super) struct ServiceDefaults<'a> {
    pub(super) protocol: Protocol,
    /// Name of the service shape.
    pub(super) name: &'a str,
    pub(super) paginated: Option<&'a Value>,
    pub(super) errors: Vec<String>,
}

/// Reads an operation; its input and output keys are set by the caller.
pub(super) fn read(
    id: &str,
    operation: &ast::Operation,
    service: &ServiceDefaults<'_>,
    auth_schemes: Vec<AuthScheme>,
    problems: &mut Problems,
) -> Operation {
    let model_name = id.rsplit('#').next().unwrap_or(id).to_owned();
    let mut errors = service.errors.clone();
    for error in &operation.errors {
        if !errors.contains(&error.target) {
            errors.push(error.target.clone());
        }
    }
    let (name, module) = names::operation(&model_name);
    let mut traits = Reader::new(&operation.traits, id, problems);
    let (method, uri, code) = match service.protocol {
        protocol if protocol.binds_http() => http(protocol, &mut traits),
        Protocol::RpcV2Cbor | Protocol::RpcV2Json => {
            let uri = format!("/service/{}/operation/{model_name}", service.name);
            ("POST".to_owned(), uri, 200)
        }
        _ => ("POST".to_owned(), "/".to_owned(), 200),
    };
    Operation {
        id: id.to_owned(),
        name,
        module,
        model_name,
        docs: traits.docs(),
        deprecated: traits.deprecated(),
        input: format!("{id}$input"),
        output: format!("{id}$output"),
        errors,
        method,
        uri,
        code,
        host_prefix: traits
            .property("smithy.api#endpoint", "hostPrefix")
            .map(str::to_owned),
        pagination: None,
        auth: auth(&auth_schemes),
        auth_schemes,
        unsigned_payload: traits.has("aws.auth#unsignedPayload"),
        readonly: traits.has("smithy.api#readonly"),
        idempotent: traits.has("smithy.api#idempotent"),
        checksum_required: traits.has("smithy.api#httpChecksumRequired"),
        checksum: traits.checksum(),
        compression: traits.has("smithy.api#requestCompression"),
        static_context_params: object(traits.value("smithy.rules#staticContextParams"), |value| {
            value.get("value").cloned()
        }),
        operation_context_params: context_paths(&mut traits),
        request_tests: traits.list("smithy.test#httpRequestTests"),
        response_tests: traits.list("smithy.test#httpResponseTests"),
        event_tests: traits.list("smithy.test#eventStreamTests"),
        waiters: waiters::read(&mut traits),
        unwrapped_output: traits.has("aws.customizations#s3UnwrappedXmlOutput"),
        needs_discovered_endpoint: traits
            .value("aws.api#clientDiscoveredEndpoint")
            .is_some_and(|value| value.get("required").and_then(Value::as_bool) == Some(true)),
    }
}

fn object<T>(value: Option<&Value>, read: impl Fn(&Value) -> Option<T>) -> Vec<(String, T)> {
    value
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.clone(), read(value)?)))
        .collect()
}

fn context_paths(traits: &mut Reader<'_>) -> Vec<(String, Vec<PathStep>)> {
    const ID: &str = "smithy.rules#operationContextParams";
    let params = object(traits.value(ID), |value| Some(value.get("path").cloned()));
    params
        .into_iter()
        .filter_map(|(name, value)| {
            let steps = value.as_ref().and_then(Value::as_str).and_then(path::read);
            if steps.is_none() {
                traits.problem(ID, format!("`{name}` has no `path` that the trait allows"));
            }
            Some((name, steps?))
        })
        .collect()
}

fn http(protocol: Protocol, traits: &mut Reader<'_>) -> (String, String, u16) {
    const ID: &str = "smithy.api#http";
    let (Some(method), Some(uri)) = (traits.property(ID, "method"), traits.property(ID, "uri"))
    else {
        let name = protocol.id().rsplit('#').next().unwrap_or_default();
        traits.problem(
            ID,
            format!("a {name} operation needs `smithy.api#http` with `method` and `uri`"),
        );
        return (String::new(), String::new(), 200);
    };
    if !uri.starts_with('/') {
        traits.problem(ID, format!("the uri `{uri}` must begin with `/`"));
    }
    let code = match traits.value(ID).and_then(|value| value.get("code")) {
        None => 200,
        Some(code) => match code.as_u64().and_then(|code| u16::try_from(code).ok()) {
            Some(code) => code,
            None => {
                traits.problem(ID, format!("`{code}` is no HTTP status code"));
                200
            }
        },
    };
    (method.to_owned(), uri.to_owned(), code)
}

fn auth(schemes: &[AuthScheme]) -> Auth {
    let place = |scheme| schemes.iter().position(|other| *other == scheme);
    match (place(AuthScheme::SigV4), place(AuthScheme::NoAuth)) {
        (Some(_), None) => Auth::SigV4,
        (Some(signed), Some(unsigned)) if signed < unsigned => Auth::Optional,
        _ => Auth::None,
    }
}

/// Pagination of an operation: its own trait over the service's, checked against the shapes.
pub(super) fn pagination(
    id: &str,
    operation: &ast::Operation,
    service: &ServiceDefaults<'_>,
    input: &Shape,
    find: impl Fn(&[String]) -> bool,
    problems: &mut Problems,
) -> Option<Pagination> {
    const ID: &str = "smithy.api#paginated";
    let own = operation.traits.get(ID)?;
    let property = |name: &str| {
        own.get(name)
            .or_else(|| service.paginated?.get(name))
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let path = |name: &str| property(name).map(|path| path.split('.').map(str::to_owned).collect());
    let mut problem = |reason: String| {
        problems.0.push(Problem {
            shape: id.to_owned(),
            path: format!("traits.{ID}"),
            reason,
        });
    };
    let (Some(input_token), Some(output_token)) = (property("inputToken"), path("outputToken"))
    else {
        problem("needs `inputToken` and `outputToken`, here or on the service".to_owned());
        return None;
    };
    let output_token: Vec<String> = output_token;
    let page_size = property("pageSize");
    let items: Option<Vec<String>> = path("items");
    for name in [Some(&input_token), page_size.as_ref()]
        .into_iter()
        .flatten()
    {
        if member(input, name).is_none() {
            problem(format!(
                "names the member `{name}`, which the input does not have"
            ));
            return None;
        }
    }
    for path in [Some(&output_token), items.as_ref()].into_iter().flatten() {
        if !find(path) {
            problem(format!(
                "names the path `{}`, which the output does not have",
                path.join(".")
            ));
            return None;
        }
    }
    let more = customizations::more_pages(id).filter(|more| find(&[(*more).to_owned()]));
    Some(Pagination {
        input_token,
        output_token,
        more,
        page_size,
        items,
    })
}

/// The member of a structure with this name.
pub(super) fn member<'a>(shape: &'a Shape, name: &str) -> Option<&'a Member> {
    match &shape.kind {
        Kind::Structure(members) => members.iter().find(|member| member.name == name),
        _ => None,
    }
}
