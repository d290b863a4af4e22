//! One attempt: identity, endpoint, signature, transmission and what comes of it.

use std::pin::pin;

use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime_api::client::auth::{
    AuthScheme as _, AuthSchemeId, AuthSchemeOption, AuthSchemeOptionResolverParams,
    AuthSchemePreference, ResolveAuthSchemeOptions as _,
};
use aws_smithy_runtime_api::client::endpoint::{EndpointResolverParams, ResolveEndpoint as _};
use aws_smithy_runtime_api::client::http::{
    HttpClient as _, HttpConnector as _, HttpConnectorSettings,
};
use aws_smithy_runtime_api::client::identity::{
    Identity, IdentityCacheLocation, ResolveCachedIdentity as _, ResolveIdentity as _,
};
use aws_smithy_runtime_api::client::interceptors::context::{Error, InterceptorContext};
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::client::ser_de::{
    DeserializeResponse as _, SharedResponseDeserializer,
};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{ConfigBag, FrozenLayer};
use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::timeout::TimeoutConfig;
use http_body_util::BodyExt as _;
use tracing::{Instrument as _, debug_span, trace};

use super::{Plan, halt_on_err, note};
use crate::auth::scheme_of_endpoint;
use crate::call::protocol;
use crate::error::BoxError;
use crate::stalls;

/// The hooks that end an attempt, whichever way it went.
pub(super) fn finish(plan: &Plan, context: &mut InterceptorContext, cfg: &mut ConfigBag) {
    let (hooks, components) = (&plan.hooks, &plan.components);
    let result = hooks.modify_before_attempt_completion(context, components, cfg);
    note(context, result);
    let result = hooks.read_after_attempt(context, components, cfg);
    note(context, result);
}

pub(super) async fn run(plan: &Plan, context: &mut InterceptorContext, cfg: &mut ConfigBag) {
    let (hooks, components) = (&plan.hooks, &plan.components);
    halt_on_err!(context, hooks.read_before_attempt(context, components, cfg));
    let resolved = resolve_identity(components, cfg).await;
    let (scheme, identity) = halt_on_err!(context, resolved.map_err(OrchestratorError::other));
    #[cfg(feature = "checksums")]
    cfg.interceptor_state()
        .store_put(crate::auth::ChosenScheme(scheme.clone()));
    let resolved = {
        let resolving = pin!(resolve_endpoint(identity.clone(), context, components, cfg));
        resolving
            .instrument(debug_span!("orchestrate_endpoint"))
            .await
    };
    halt_on_err!(context, resolved.map_err(OrchestratorError::other));

    halt_on_err!(
        context,
        hooks.modify_before_signing(context, components, cfg)
    );
    halt_on_err!(context, hooks.read_before_signing(context, components, cfg));
    let signed = sign(&scheme, &identity, context, components, cfg);
    halt_on_err!(context, signed.map_err(OrchestratorError::other));
    halt_on_err!(context, hooks.read_after_signing(context, components, cfg));
    halt_on_err!(
        context,
        hooks.modify_before_transmit(context, components, cfg)
    );
    halt_on_err!(
        context,
        hooks.read_before_transmit(context, components, cfg)
    );
    if plan.presigns {
        return;
    }

    context.enter_transmit_phase();
    let response = halt_on_err!(context, transmit(context, components, cfg).await);
    trace!(status = response.status().as_u16(), "received response");
    context.set_response(response);
    context.enter_before_deserialization_phase();
    halt_on_err!(context, hooks.read_after_transmit(context, components, cfg));
    halt_on_err!(
        context,
        hooks.modify_before_deserialization(context, components, cfg)
    );
    halt_on_err!(
        context,
        hooks.read_before_deserialization(context, components, cfg)
    );

    context.enter_deserialization_phase();
    pin!(deserialize(context, cfg))
        .instrument(debug_span!("deserialization"))
        .await;
    context.enter_after_deserialization_phase();
    halt_on_err!(
        context,
        hooks.read_after_deserialization(context, components, cfg)
    );
}

/// The first scheme that has someone to sign for.
async fn resolve_identity(
    components: &RuntimeComponents,
    cfg: &mut ConfigBag,
) -> Result<(AuthSchemeId, Identity), BoxError> {
    let params = cfg
        .load::<AuthSchemeOptionResolverParams>()
        .expect("the plugin of the call has the parameters");
    let mut options = components
        .auth_scheme_option_resolver()
        .resolve_auth_scheme_options_v2(params, cfg, components)
        .await?;
    if let Some(preference) = cfg.load::<AuthSchemePreference>() {
        prefer(&mut options, preference);
    }
    trace!(?options, "orchestrating auth");
    let mut passed_over = Vec::new();
    for option in &options {
        let id = option.scheme_id();
        let Some(scheme) = components.auth_scheme(id) else {
            passed_over.push((id, "no auth scheme was registered for it"));
            continue;
        };
        let Some(resolver) = scheme.identity_resolver(components) else {
            passed_over.push((id, "there was no identity resolver for it"));
            continue;
        };
        let cache = match resolver.cache_location() {
            IdentityCacheLocation::RuntimeComponents => components.identity_cache(),
            _ => IdentityCache::no_cache(),
        };
        if let Some(properties) = option.properties() {
            cfg.push_shared_layer(properties);
        }
        let identity = cache
            .resolve_cached_identity(resolver, components, cfg)
            .await?;
        // What the user agent says of the credentials.
        if let Some(layer) = identity.property::<FrozenLayer>().cloned() {
            cfg.push_shared_layer(layer);
        }
        return Ok((id.clone(), identity));
    }
    Err(nothing_signs(&passed_over))
}

/// Puts the preferred schemes first, in the order of preference.
fn prefer(options: &mut [AuthSchemeOption], preference: &AuthSchemePreference) {
    let preferred: Vec<AuthSchemeId> = preference.clone().into_iter().collect();
    options.sort_by_key(|option| {
        let place = preferred.iter().position(|id| id == option.scheme_id());
        place.unwrap_or(preferred.len())
    });
}

fn nothing_signs(passed_over: &[(&AuthSchemeId, &str)]) -> BoxError {
    let mut text = "failed to select an auth scheme to sign the request with.".to_owned();
    for (id, reason) in passed_over {
        let id = id.inner();
        text.push_str(&format!(
            " \"{id}\" wasn't a valid option because {reason}."
        ));
    }
    text.push_str(
        " Set what the call is to be authenticated by, such as credentials or a token, or allow \
         unsigned calls with `allow_no_auth`.",
    );
    text.into()
}

async fn resolve_endpoint(
    identity: Identity,
    context: &mut InterceptorContext,
    components: &RuntimeComponents,
    cfg: &mut ConfigBag,
) -> Result<(), BoxError> {
    let params = cfg
        .get_mut_from_interceptor_state::<EndpointResolverParams>()
        .ok_or("the endpoint parameters of the call are missing")?;
    params.set_property(identity);
    let resolver = components.endpoint_resolver();
    resolver.finalize_params(params)?;
    let endpoint = resolver.resolve_endpoint(params).await?;
    tracing::debug!(url = endpoint.url(), "resolved endpoint");
    let request = context.request_mut().expect("it was serialized");
    protocol(cfg).update_endpoint(request, &endpoint, cfg)?;
    cfg.interceptor_state().store_put(endpoint);
    Ok(())
}

fn sign(
    scheme: &AuthSchemeId,
    identity: &Identity,
    context: &mut InterceptorContext,
    components: &RuntimeComponents,
    cfg: &ConfigBag,
) -> Result<(), BoxError> {
    let endpoint = cfg.load::<Endpoint>().expect("it was resolved before");
    let properties = scheme_of_endpoint(endpoint, scheme)?;
    let signer = components
        .auth_scheme(scheme)
        .ok_or("the auth scheme of the call is registered no more")?;
    let request = context.request_mut().expect("it was serialized");
    signer
        .signer()
        .sign_http_request(request, identity, properties, components, cfg)
}

async fn transmit(
    context: &mut InterceptorContext,
    components: &RuntimeComponents,
    cfg: &ConfigBag,
) -> Result<HttpResponse, OrchestratorError<Error>> {
    let request = context.take_request().expect("it was serialized");
    // Path, headers and body hold what the model may call sensitive.
    trace!(method = request.method(), "transmitting request");
    let client = components.http_client().ok_or_else(|| {
        OrchestratorError::other(
            "No HTTP client was available to send this request. Enable the \
             `default-https-client` crate feature or configure an HTTP client to fix this.",
        )
    })?;
    let timeouts = cfg.load::<TimeoutConfig>();
    let mut settings = HttpConnectorSettings::builder();
    settings.set_connect_timeout(timeouts.and_then(TimeoutConfig::connect_timeout));
    settings.set_read_timeout(timeouts.and_then(TimeoutConfig::read_timeout));
    let connector = client.http_connector(&settings.build(), components);
    let response = stalls::watch(cfg, connector.call(request)).await;
    response.map_err(OrchestratorError::connector)
}

/// Reads output or error of the response.
async fn deserialize(context: &mut InterceptorContext, cfg: &ConfigBag) {
    let response = context.response_mut().expect("it was received");
    let deserializer = cfg
        .load::<SharedResponseDeserializer>()
        .expect("the plugin of the call has a deserializer");
    let streamed = {
        let _span = debug_span!("deserialize_streaming").entered();
        deserializer.deserialize_streaming_with_config(response, cfg)
    };
    let read = match streamed {
        Some(read) => read,
        None => match read_body(response)
            .instrument(debug_span!("read_body"))
            .await
        {
            Err(error) => Err(OrchestratorError::response(error)),
            Ok(()) => {
                let _span = debug_span!("deserialize_nonstreaming").entered();
                deserializer.deserialize_nonstreaming_with_config(response, cfg)
            }
        },
    };
    context.set_output_or_error(read);
}

async fn read_body(response: &mut HttpResponse) -> Result<(), BoxError> {
    let announced = response.headers().get("content-length");
    let announced = announced.map(|length| length.parse().ok());
    if let Some(bytes) = response.body().bytes()
        && announced.is_none_or(|length| length == Some(bytes.len()))
    {
        return Ok(());
    }
    let body = std::mem::replace(response.body_mut(), SdkBody::taken());
    let read = body.collect().await?.to_bytes();
    *response.body_mut() = SdkBody::from(read);
    Ok(())
}
