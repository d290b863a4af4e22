//! Authentication schemes: those the service is given, and which of them an operation takes.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Service;
use super::traits::Reader;
use crate::ast::{self, Traits};

/// How a request is authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthScheme {
    /// `aws.auth#sigv4`
    SigV4,
    /// `aws.auth#sigv4a`
    SigV4a,
    /// `smithy.api#httpBearerAuth`
    Bearer,
    /// `smithy.api#httpApiKeyAuth`
    ApiKey(ApiKey),
    /// `smithy.api#httpBasicAuth`
    Basic,
    /// `smithy.api#httpDigestAuth`
    Digest,
    /// `smithy.api#noAuth`: sent as it is.
    NoAuth,
    /// A scheme of the model's own, by its trait id.
    Custom(String),
}

/// `smithy.api#httpApiKeyAuth`: where the key goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Name of the header or query parameter.
    pub name: String,
    /// In the query, else in a header.
    pub in_query: bool,
    /// What stands before the key in the header, as `Bearer`.
    pub scheme: Option<String>,
}

const SIGV4: &str = "aws.auth#sigv4";
const SIGV4A: &str = "aws.auth#sigv4a";
const BEARER: &str = "smithy.api#httpBearerAuth";
const API_KEY: &str = "smithy.api#httpApiKeyAuth";
const BASIC: &str = "smithy.api#httpBasicAuth";
const DIGEST: &str = "smithy.api#httpDigestAuth";
const NO_AUTH: &str = "smithy.api#noAuth";

impl AuthScheme {
    /// Id of the scheme's trait.
    pub fn id(&self) -> &str {
        match self {
            Self::SigV4 => SIGV4,
            Self::SigV4a => SIGV4A,
            Self::Bearer => BEARER,
            Self::ApiKey(_) => API_KEY,
            Self::Basic => BASIC,
            Self::Digest => DIGEST,
            Self::NoAuth => NO_AUTH,
            Self::Custom(id) => id,
        }
    }

    fn read(id: &str, service: &mut Reader<'_>) -> Option<Self> {
        Some(match id {
            SIGV4 => Self::SigV4,
            SIGV4A => Self::SigV4a,
            BEARER => Self::Bearer,
            BASIC => Self::Basic,
            DIGEST => Self::Digest,
            NO_AUTH => Self::NoAuth,
            API_KEY => Self::ApiKey(api_key(service)?),
            other => Self::Custom(other.to_owned()),
        })
    }
}

fn api_key(service: &mut Reader<'_>) -> Option<ApiKey> {
    let name = service.property(API_KEY, "name");
    let place = service.property(API_KEY, "in");
    let (Some(name), Some(place @ ("header" | "query"))) = (name, place) else {
        service.problem(
            API_KEY,
            "needs a `name` and an `in` that is header or query",
        );
        return None;
    };
    Some(ApiKey {
        name: name.to_owned(),
        in_query: place == "query",
        scheme: service.property(API_KEY, "scheme").map(str::to_owned),
    })
}

impl Service {
    /// Names of the schemes that endpoint rules choose, as `sigv4a`.
    pub fn endpoint_schemes(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        collect_schemes(&self.endpoint_rules, &mut names);
        names
    }
}

fn collect_schemes<'a>(rules: &'a Value, names: &mut BTreeSet<&'a str>) {
    match rules {
        Value::Array(values) => values
            .iter()
            .for_each(|value| collect_schemes(value, names)),
        Value::Object(members) => members.iter().for_each(|(key, value)| match value {
            Value::Array(schemes) if key == "authSchemes" => {
                let name = |scheme: &'a Value| scheme.get("name").and_then(Value::as_str);
                names.extend(schemes.iter().filter_map(name));
            }
            value => collect_schemes(value, names),
        }),
        _ => {}
    }
}

/// The schemes a service has, in the order in which it prefers them: that of `smithy.api#auth`, else
/// that of their ids.
pub(super) fn of_service(model: &ast::Model, service: &mut Reader<'_>) -> Vec<AuthScheme> {
    if let Some(ids) = listed(service.traits()) {
        return read(ids, service);
    }
    let mut ids: Vec<String> = service
        .traits()
        .keys()
        .filter(|id| is_scheme(model, id))
        .cloned()
        .collect();
    ids.sort();
    read(ids, service)
}

/// The schemes an operation takes: its own `smithy.api#auth` over the service's; with
/// `smithy.api#optionalAuth` also none.
pub(super) fn of_operation(
    operation: &Traits,
    of_service: &[AuthScheme],
    service: &mut Reader<'_>,
) -> Vec<AuthScheme> {
    let mut schemes = match listed(operation) {
        Some(ids) => read(ids, service),
        None => of_service.to_vec(),
    };
    if operation.contains_key("smithy.api#optionalAuth") && !schemes.contains(&AuthScheme::NoAuth) {
        schemes.push(AuthScheme::NoAuth);
    }
    schemes
}

fn read(ids: Vec<String>, service: &mut Reader<'_>) -> Vec<AuthScheme> {
    ids.iter()
        .filter_map(|id| AuthScheme::read(id, service))
        .collect()
}

fn listed(traits: &Traits) -> Option<Vec<String>> {
    let ids = traits.get("smithy.api#auth")?.as_array()?;
    Some(
        ids.iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    )
}

fn is_scheme(model: &ast::Model, id: &str) -> bool {
    let known = [SIGV4, SIGV4A, BEARER, API_KEY, BASIC, DIGEST];
    known.contains(&id)
        || model
            .shapes
            .get(id)
            .is_some_and(|shape| shape.traits().contains_key("smithy.api#authDefinition"))
}
