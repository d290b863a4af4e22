//! The service: its traits, and the protocol chosen among those it offers.

use serde_json::{Value, json};

use super::docs;
use super::traits::Reader;
use super::{AuthScheme, ContextKind, ContextParam, Options, Protocol, Service, customizations};
use crate::ast;
use crate::error::{Error, Problems};
use crate::names::{self, Place};

/// The protocol to speak: the one asked for, else the best of those offered.
pub(super) fn protocol(
    id: &str,
    service: &ast::Service,
    options: &Options,
) -> Result<Protocol, Error> {
    let offered = Protocol::offered(&service.traits);
    let chosen = match options.protocol {
        Some(wanted) => offered.iter().find(|offered| offered.id() == wanted.id()),
        None => offered.first(),
    };
    match chosen {
        Some(chosen) => Ok(*chosen),
        // Endpoint rules do not depend on the protocol.
        None if options.endpoints_only => Ok(Protocol::RestJson1),
        None => {
            let wanted = options
                .protocol
                .map_or_else(supported, |wanted| wanted.id().to_owned());
            Err(refuse(id, &wanted, service))
        }
    }
}

fn supported() -> String {
    Protocol::ALL.map(Protocol::id).join(", ")
}

fn refuse(id: &str, wanted: &str, service: &ast::Service) -> Error {
    let offered: Vec<&str> = service
        .traits
        .keys()
        .filter(|id| id.starts_with("aws.protocols#") || id.starts_with("smithy.protocols#"))
        .map(String::as_str)
        .collect();
    let offered = match offered.is_empty() {
        true => "none".to_owned(),
        false => offered.join(", "),
    };
    let reason = format!(
        "does not speak {wanted} (it speaks: {offered}; this generator supports: {})",
        supported()
    );
    Error::shape(id, "traits", reason)
}

/// Reads the service.
pub(super) fn read(
    id: &str,
    service: &ast::Service,
    protocol: Protocol,
    auth: Vec<AuthScheme>,
    problems: &mut Problems,
) -> Service {
    const SERVICE: &str = "aws.api#service";
    let name = id.rsplit('#').next().unwrap_or(id).to_owned();
    let mut traits = Reader::new(&service.traits, id, problems);
    let sdk_id = traits
        .property(SERVICE, "sdkId")
        .unwrap_or(&name)
        .to_owned();
    let arn_namespace = traits
        .property(SERVICE, "arnNamespace")
        .map_or_else(|| name.to_lowercase(), str::to_owned);
    let endpoint_prefix = traits
        .property(SERVICE, "endpointPrefix")
        .unwrap_or(&arn_namespace)
        .to_owned();
    Service {
        id: id.to_owned(),
        version: docs::line(&service.version),
        title: traits
            .string("smithy.api#title")
            .map(docs::line)
            .unwrap_or_default(),
        docs: traits.docs(),
        signing_name: traits.property("aws.auth#sigv4", "name").map(str::to_owned),
        protocol,
        protocols: Protocol::offered(&service.traits),
        query_compatible: traits.has("aws.protocols#awsQueryCompatible"),
        xml_namespace: traits.xml_namespace(),
        auth,
        customizations: customizations::of(&sdk_id),
        endpoint_discovery: traits
            .property("aws.api#clientEndpointDiscovery", "operation")
            .map(str::to_owned),
        endpoint_rules: traits
            .value("smithy.rules#endpointRuleSet")
            .or_else(|| traits.value("smithy.rules#endpointBdd"))
            .cloned()
            .unwrap_or_else(no_endpoint_rules),
        endpoint_tests: traits.value("smithy.rules#endpointTests").cloned(),
        client_context_params: client_context_params(
            traits.value("smithy.rules#clientContextParams"),
        ),
        name,
        sdk_id,
        arn_namespace,
        endpoint_prefix,
    }
}

/// The rules of a model without any: requests go where the configuration says.
fn no_endpoint_rules() -> Value {
    json!({
        "parameters": {
            "Region": { "type": "string", "builtIn": "AWS::Region", "documentation": "The Region." },
            "Endpoint": { "type": "string", "builtIn": "SDK::Endpoint", "documentation": "Where to send requests." }
        },
        "rules": [
            {
                "type": "endpoint",
                "conditions": [{ "fn": "isSet", "argv": [{ "ref": "Endpoint" }] }],
                "endpoint": { "url": { "ref": "Endpoint" } }
            },
            {
                "type": "error",
                "conditions": [],
                "error": "the model of this service has no endpoint rules: configure an endpoint URL"
            }
        ]
    })
}

fn client_context_params(value: Option<&Value>) -> Vec<ContextParam> {
    let params = value.and_then(Value::as_object).into_iter().flatten();
    let names: Vec<&str> = params.clone().map(|(name, _)| name.as_str()).collect();
    params
        .zip(names::members(Place::Structure, &names))
        .map(|((name, value), rust_name)| {
            let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
            ContextParam {
                name: name.clone(),
                rust_name,
                kind: match text("type").to_ascii_lowercase().as_str() {
                    "boolean" => ContextKind::Boolean,
                    "stringarray" => ContextKind::StringArray,
                    _ => ContextKind::String,
                },
                docs: docs::markdown(text("documentation")),
            }
        })
        .collect()
}
