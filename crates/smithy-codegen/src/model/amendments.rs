//! What official SDKs change in the models of some services before they read them: defaults that the
//! services do not keep to, secrets that are not marked, members that are not as modelled.
//!
//! Source of fact: the customizations of smithy-rs, `aws/codegen-aws-sdk`.

use serde_json::json;

use super::closure;
use crate::ast::{Members, Model, Shape, SimpleType};

const DEFAULT: &str = "smithy.api#default";
const ENDPOINT: &str = "smithy.api#endpoint";

/// A change of a model. Shapes are named without the namespace of the service.
enum Amendment {
    /// A simple shape has no default, and neither have members that target it.
    NoDefault(&'static str),
    /// A member of a structure has no default.
    NoMemberDefault(&'static str, &'static str),
    /// A member of an operation's input has no default.
    NoInputDefault(&'static str, &'static str),
    /// A member of an operation's output has no default.
    NoOutputDefault(&'static str, &'static str),
    /// No number and no boolean has a default.
    NoScalarDefaults,
    /// No member of a structure is there for certain.
    AllOptional,
    /// A structure is a secret.
    Sensitive(&'static str),
    /// An error is the server's, and worth another attempt.
    Retryable(&'static str),
    /// Nothing goes before the host where the endpoint rules put this member there.
    NoHostPrefixOf(&'static str),
    /// The header `Expires` of answers may be no date: its text is a member as well.
    ExpiresAsText,
}

use Amendment::*;

/// The amendments of a service, by its shape id.
fn of(service: &str) -> &'static [Amendment] {
    match service {
        "com.amazonaws.amplifyuibuilder#AmplifyUIBuilder" => &[
            NoDefault("ListComponentsLimit"),
            NoDefault("ListFormsLimit"),
            NoDefault("ListThemesLimit"),
        ],
        "com.amazonaws.drs#ElasticDisasterRecoveryService" => &[
            NoDefault("Validity"),
            NoMemberDefault("CostOptimizationConfiguration", "burstBalanceThreshold"),
            NoMemberDefault(
                "CostOptimizationConfiguration",
                "burstBalanceDeltaThreshold",
            ),
            NoInputDefault("ListStagingAccounts", "maxResults"),
            NoDefault("StrictlyPositiveInteger"),
            NoDefault("MaxResultsType"),
            NoDefault("MaxResultsReplicatingSourceServers"),
            NoDefault("LaunchActionOrder"),
        ],
        "com.amazonaws.ec2#AmazonEC2" => &[AllOptional],
        "com.amazonaws.emrserverless#AwsToledoWebService" => &[NoDefault("WorkerCounts")],
        "com.amazonaws.evidently#Evidently" => &[NoDefault("ResultsPeriod")],
        "com.amazonaws.iot#AWSIotService" => &[
            NoMemberDefault("ThingConnectivity", "connected"),
            NoInputDefault("UpdateProvisioningTemplate", "enabled"),
            NoInputDefault("CreateProvisioningTemplate", "enabled"),
            NoOutputDefault("DescribeProvisioningTemplate", "enabled"),
            NoMemberDefault("ProvisioningTemplateSummary", "enabled"),
        ],
        "com.amazonaws.location#LocationService" => &[
            NoInputDefault("ListPlaceIndexes", "MaxResults"),
            NoInputDefault("SearchPlaceIndexForSuggestions", "MaxResults"),
            NoDefault("PlaceIndexSearchResultLimit"),
        ],
        "com.amazonaws.paymentcryptographydata#PaymentCryptographyDataPlane" => {
            &[NoDefault("IntegerRangeBetween4And12")]
        }
        "com.amazonaws.s3#AmazonS3" => &[NoScalarDefaults, ExpiresAsText],
        "com.amazonaws.s3control#AWSS3ControlServiceV20180820" => &[
            NoHostPrefixOf("AccountId"),
            NoMemberDefault("PublicAccessBlockConfiguration", "BlockPublicAcls"),
            NoMemberDefault("PublicAccessBlockConfiguration", "IgnorePublicAcls"),
            NoMemberDefault("PublicAccessBlockConfiguration", "BlockPublicPolicy"),
            NoMemberDefault("PublicAccessBlockConfiguration", "RestrictPublicBuckets"),
        ],
        "com.amazonaws.sso#SWBPortalService" => &[Sensitive("RoleCredentials")],
        "com.amazonaws.sts#AWSSecurityTokenServiceV20110615" => &[
            Sensitive("Credentials"),
            Retryable("IDPCommunicationErrorException"),
        ],
        _ => &[],
    }
}

/// Amends the model, as the service of this id has it. What the model does not have is not amended: it is
/// a slice, or the service has mended it.
pub(super) fn amend(model: &mut Model, service: &str) {
    let namespace = service.split('#').next().unwrap_or_default();
    for amendment in of(service) {
        apply(
            model,
            service,
            &|name| format!("{namespace}#{name}"),
            amendment,
        );
    }
}

fn apply(model: &mut Model, service: &str, id: &dyn Fn(&str) -> String, amendment: &Amendment) {
    match *amendment {
        NoDefault(name) => no_default(model, &id(name)),
        NoMemberDefault(name, member) => no_member_default(model, &id(name), member),
        NoInputDefault(operation, member) => {
            if let Some(Shape::Operation(operation)) = model.shapes.get(&id(operation))
                && let Some(input) = operation.input.clone()
            {
                no_member_default(model, &input.target, member);
            }
        }
        NoOutputDefault(operation, member) => {
            if let Some(Shape::Operation(operation)) = model.shapes.get(&id(operation))
                && let Some(output) = operation.output.clone()
            {
                no_member_default(model, &output.target, member);
            }
        }
        NoScalarDefaults => no_scalar_defaults(model),
        AllOptional => {
            for structure in structures(model) {
                for member in structure.members.values_mut() {
                    let optional = "smithy.api#clientOptional".to_owned();
                    member.traits.insert(optional, json!({}));
                }
            }
        }
        Sensitive(name) => add_trait(model, &id(name), "smithy.api#sensitive", json!({})),
        Retryable(name) => {
            add_trait(model, &id(name), "smithy.api#error", json!("server"));
            add_trait(model, &id(name), "smithy.api#retryable", json!({}));
        }
        NoHostPrefixOf(label) => no_host_prefix(model, service, label),
        ExpiresAsText => expires_as_text(model),
    }
}

fn structures(model: &mut Model) -> impl Iterator<Item = &mut Members> {
    model.shapes.values_mut().filter_map(|shape| match shape {
        Shape::Structure(structure) => Some(structure),
        _ => None,
    })
}

fn add_trait(model: &mut Model, shape: &str, id: &str, value: serde_json::Value) {
    if let Some(Shape::Structure(structure)) = model.shapes.get_mut(shape) {
        structure.traits.insert(id.to_owned(), value);
    }
}

fn no_default(model: &mut Model, id: &str) {
    if let Some(Shape::Simple(_, shape)) = model.shapes.get_mut(id) {
        shape.traits.shift_remove(DEFAULT);
    }
    for structure in structures(model) {
        let members = structure.members.values_mut();
        for member in members.filter(|member| member.target == id) {
            member.traits.shift_remove(DEFAULT);
        }
    }
}

fn no_member_default(model: &mut Model, shape: &str, member: &str) {
    if let Some(Shape::Structure(structure)) = model.shapes.get_mut(shape)
        && let Some(member) = structure.members.get_mut(member)
    {
        member.traits.shift_remove(DEFAULT);
    }
}

fn no_scalar_defaults(model: &mut Model) {
    use SimpleType as T;
    let is_scalar = |simple: SimpleType| {
        matches!(
            simple,
            T::Boolean | T::Byte | T::Short | T::Integer | T::Long | T::Float | T::Double
        )
    };
    let mut scalars = std::collections::BTreeSet::new();
    for (id, shape) in &mut model.shapes {
        if let Shape::Simple(simple, shape) = shape
            && is_scalar(*simple)
        {
            shape.traits.shift_remove(DEFAULT);
            scalars.insert(id.clone());
        }
    }
    for structure in structures(model) {
        for member in structure.members.values_mut() {
            let prelude = closure::prelude(&member.target);
            if scalars.contains(&member.target) || prelude.is_some_and(is_scalar) {
                member.traits.shift_remove(DEFAULT);
            }
        }
    }
}

fn no_host_prefix(model: &mut Model, service: &str, label: &str) {
    let has_rules = model.shapes.get(service).is_some_and(|service| {
        let rules = ["smithy.rules#endpointRuleSet", "smithy.rules#endpointBdd"];
        rules.iter().any(|id| service.traits().contains_key(*id))
    });
    if !has_rules {
        return;
    }
    let label = format!("{{{label}}}");
    for shape in model.shapes.values_mut() {
        if let Shape::Operation(operation) = shape {
            let prefix = operation.traits.get(ENDPOINT);
            let prefix = prefix.and_then(|endpoint| endpoint.get("hostPrefix")?.as_str());
            if prefix.is_some_and(|prefix| prefix.contains(&label)) {
                operation.traits.shift_remove(ENDPOINT);
            }
        }
    }
}

fn expires_as_text(model: &mut Model) {
    const HEADER: &str = "smithy.api#httpHeader";
    let outputs: std::collections::BTreeSet<String> = model
        .shapes
        .values()
        .filter_map(|shape| match shape {
            Shape::Operation(operation) => Some(operation.output.as_ref()?.target.clone()),
            _ => None,
        })
        .collect();
    for id in outputs {
        let Some(Shape::Structure(output)) = model.shapes.get_mut(&id) else {
            continue;
        };
        let is_header =
            |member: &crate::ast::Member| member.traits.get(HEADER) == Some(&json!("Expires"));
        if output.members.get("Expires").is_some_and(is_header)
            && !output.members.contains_key("ExpiresString")
        {
            let text = crate::ast::Member {
                target: "smithy.api#String".to_owned(),
                traits: [
                    (HEADER.to_owned(), json!("ExpiresString")),
                    (
                        "smithy.api#documentation".to_owned(),
                        json!("The header `Expires` as it is, be it a date or not."),
                    ),
                ]
                .into(),
            };
            output.members.insert("ExpiresString".to_owned(), text);
        }
    }
}
