//! Which authentication scheme a call has, and what carries each out.

mod api_key;
#[cfg(feature = "sessions")]
pub(crate) mod sessions;

use std::borrow::Cow;
use std::fmt::Debug;

use aws_runtime::auth::sigv4;
use aws_smithy_runtime::client::auth::http::{BasicAuthScheme, BearerAuthScheme, DigestAuthScheme};
use aws_smithy_runtime::client::auth::no_auth::{NO_AUTH_SCHEME_ID, NoAuthScheme};
use aws_smithy_runtime::client::identity::no_auth::NoAuthIdentityResolver;
use aws_smithy_runtime_api::client::auth::http::{
    HTTP_API_KEY_AUTH_SCHEME_ID, HTTP_BASIC_AUTH_SCHEME_ID, HTTP_BEARER_AUTH_SCHEME_ID,
    HTTP_DIGEST_AUTH_SCHEME_ID,
};
use aws_smithy_runtime_api::client::auth::{
    AuthSchemeEndpointConfig, AuthSchemeId, AuthSchemeOption, AuthSchemeOptionResolverParams,
    AuthSchemeOptionsFuture, ResolveAuthSchemeOptions, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::endpoint::{EndpointResolverParams, ResolveEndpoint as _};
use aws_smithy_runtime_api::client::runtime_components::{
    RuntimeComponents, RuntimeComponentsBuilder,
};
use aws_smithy_types::Document;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::endpoint::Endpoint;
use aws_smithy_types::error::operation::BuildError;
use smithy_catalog::{AuthScheme, Operation, Service};

use crate::ServiceSpec;
use crate::error::BoxError;
use crate::signing::Sigv4;
use api_key::ApiKeyScheme;

/// Chooses authentication schemes, most preferred first.
pub trait ResolveAuthScheme: Send + Sync + Debug {
    /// Schemes for a call with these parameters.
    fn resolve_auth_scheme<'a>(
        &'a self,
        params: &'a Params,
        cfg: &'a ConfigBag,
        runtime_components: &'a RuntimeComponents,
    ) -> AuthSchemeOptionsFuture<'a>;

    /// Erases the type, for the runtime.
    fn into_shared_resolver(self) -> SharedAuthSchemeOptionResolver
    where
        Self: Sized + 'static,
    {
        SharedAuthSchemeOptionResolver::new(Erased(self))
    }
}

/// The runtime's view of a resolver.
#[derive(Debug)]
struct Erased<R>(R);

impl<R: ResolveAuthScheme> ResolveAuthSchemeOptions for Erased<R> {
    fn resolve_auth_scheme_options_v2<'a>(
        &'a self,
        params: &'a AuthSchemeOptionResolverParams,
        cfg: &'a ConfigBag,
        runtime_components: &'a RuntimeComponents,
    ) -> AuthSchemeOptionsFuture<'a> {
        match params.get::<Params>() {
            Some(params) => self.0.resolve_auth_scheme(params, cfg, runtime_components),
            None => AuthSchemeOptionsFuture::ready(Err(
                "the authentication parameters of the call have an unknown type".into(),
            )),
        }
    }
}

/// The schemes the model names for the operation, or those of its endpoint where the endpoint
/// decides.
#[derive(Clone, Copy, Debug, Default)]
pub struct DefaultAuthSchemeResolver;

impl ResolveAuthScheme for DefaultAuthSchemeResolver {
    fn resolve_auth_scheme<'a>(
        &'a self,
        params: &'a Params,
        cfg: &'a ConfigBag,
        runtime_components: &'a RuntimeComponents,
    ) -> AuthSchemeOptionsFuture<'a> {
        if params.endpoint_decides {
            return AuthSchemeOptionsFuture::new(of_endpoint(params, cfg, runtime_components));
        }
        AuthSchemeOptionsFuture::ready(Ok(modelled(params)))
    }
}

/// Those that nothing carries out are among them: whoever chooses one tells why it cannot be.
fn modelled(params: &Params) -> Vec<AuthSchemeOption> {
    let ids = params.schemes.iter().map(id);
    ids.map(AuthSchemeOption::from).collect()
}

/// The schemes of the endpoint, as `sigv4a` where one signature is for several regions, before the
/// modelled ones.
async fn of_endpoint(
    params: &Params,
    cfg: &ConfigBag,
    components: &RuntimeComponents,
) -> Result<Vec<AuthSchemeOption>, BoxError> {
    let endpoint_params = cfg
        .load::<EndpointResolverParams>()
        .ok_or("the endpoint parameters of the call are missing")?;
    let resolver = components.endpoint_resolver();
    let endpoint = resolver.resolve_endpoint(endpoint_params).await?;
    let typed = endpoint.auth_schemes().iter();
    let typed = typed.map(|scheme| scheme.name().to_owned());
    let documents = match endpoint.properties().get("authSchemes") {
        Some(Document::Array(schemes)) => schemes.as_slice(),
        _ => &[],
    };
    let documents = documents
        .iter()
        .filter_map(|scheme| Some(scheme.as_object()?.get("name")?.as_string()?.to_owned()));
    let of_endpoint = typed
        .chain(documents)
        .map(|name| AuthSchemeId::from(Cow::Owned(name)));
    let mut ids: Vec<AuthSchemeId> = of_endpoint
        .filter(|id| components.auth_scheme(id).is_some())
        .collect();
    for id in params.schemes.iter().map(id) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids.into_iter().map(AuthSchemeOption::from).collect())
}

/// What an endpoint says of a scheme.
pub(crate) fn scheme_of_endpoint<'a>(
    endpoint: &'a Endpoint,
    id: &AuthSchemeId,
) -> Result<AuthSchemeEndpointConfig<'a>, BoxError> {
    let not_listed = || {
        format!(
            "the endpoint takes no requests signed with `{}`",
            id.inner()
        )
    };
    if *id == NO_AUTH_SCHEME_ID {
        return Ok(AuthSchemeEndpointConfig::empty());
    }
    let typed = endpoint.auth_schemes();
    if !typed.is_empty() {
        let found = typed.iter().find(|scheme| scheme.name() == id.inner());
        return Ok(AuthSchemeEndpointConfig::from_typed(
            found.ok_or_else(not_listed)?,
        ));
    }
    let schemes = match endpoint.properties().get("authSchemes") {
        None => return Ok(AuthSchemeEndpointConfig::empty()),
        Some(Document::Array(schemes)) => schemes,
        Some(_) => return Err("`authSchemes` of the endpoint is no list".into()),
    };
    let name = |scheme: &&Document| {
        let name = scheme.as_object().and_then(|object| object.get("name"));
        name.and_then(Document::as_string) == Some(id.inner())
    };
    let found = schemes.iter().find(name).ok_or_else(not_listed)?;
    Ok(AuthSchemeEndpointConfig::from(found))
}

/// What the runtime calls a scheme.
fn id(scheme: &AuthScheme) -> AuthSchemeId {
    match *scheme {
        AuthScheme::SigV4 => sigv4::SCHEME_ID,
        AuthScheme::SigV4a => AuthSchemeId::new("sigv4a"),
        AuthScheme::Bearer => HTTP_BEARER_AUTH_SCHEME_ID,
        AuthScheme::ApiKey(_) => HTTP_API_KEY_AUTH_SCHEME_ID,
        AuthScheme::Basic => HTTP_BASIC_AUTH_SCHEME_ID,
        AuthScheme::Digest => HTTP_DIGEST_AUTH_SCHEME_ID,
        AuthScheme::NoAuth => NO_AUTH_SCHEME_ID,
        AuthScheme::Custom(id) => AuthSchemeId::new(id),
        _ => AuthSchemeId::new("unknown"),
    }
}

/// Registers what authenticates the operations of a service.
pub(crate) fn register(
    service: &Service,
    mut components: RuntimeComponentsBuilder,
) -> RuntimeComponentsBuilder {
    components.push_auth_scheme(Sigv4::default());
    #[cfg(feature = "sigv4a")]
    components.push_auth_scheme(crate::signing::Sigv4a::default());
    components.push_auth_scheme(NoAuthScheme::new());
    components.set_identity_resolver(NO_AUTH_SCHEME_ID, NoAuthIdentityResolver::new());
    for scheme in service.operations.auth_schemes() {
        match scheme {
            AuthScheme::Bearer => components.push_auth_scheme(BearerAuthScheme::new()),
            AuthScheme::Basic => components.push_auth_scheme(BasicAuthScheme::new()),
            AuthScheme::Digest => components.push_auth_scheme(DigestAuthScheme::new()),
            AuthScheme::ApiKey(key) => components.push_auth_scheme(ApiKeyScheme(key)),
            _ => &mut components,
        };
    }
    components
}

/// The scheme of an attempt, once its identity is known.
#[cfg(feature = "checksums")]
#[derive(Clone, Debug)]
pub(crate) struct ChosenScheme(pub(crate) AuthSchemeId);

#[cfg(feature = "checksums")]
impl aws_smithy_types::config_bag::Storable for ChosenScheme {
    type Storer = aws_smithy_types::config_bag::StoreReplace<Self>;
}

#[cfg(feature = "checksums")]
impl ChosenScheme {
    /// Whether the scheme can sign what follows a request.
    pub(crate) fn signs_streams(&self) -> bool {
        self.0 == sigv4::SCHEME_ID
    }
}

/// What a scheme is chosen by.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    operation_name: Cow<'static, str>,
    schemes: &'static [AuthScheme],
    endpoint_decides: bool,
}

impl Params {
    /// A builder; the operation name is required.
    pub fn builder() -> ParamsBuilder {
        ParamsBuilder::default()
    }

    /// Name of the operation, as `PutObject`.
    pub fn operation_name(&self) -> &str {
        &self.operation_name
    }

    pub(crate) fn of<S: ServiceSpec>(operation: &Operation) -> Self {
        Self {
            operation_name: Cow::Borrowed(operation.name),
            schemes: match operation.auth_schemes {
                [] => &[AuthScheme::NoAuth],
                schemes => schemes,
            },
            endpoint_decides: S::ENDPOINT_AUTH_SCHEMES,
        }
    }
}

/// Builder of [`Params`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParamsBuilder {
    operation_name: Option<Cow<'static, str>>,
}

impl ParamsBuilder {
    /// Sets the operation name.
    pub fn operation_name(self, name: impl Into<Cow<'static, str>>) -> Self {
        self.set_operation_name(Some(name.into()))
    }

    /// Sets or clears the operation name.
    pub fn set_operation_name(mut self, name: Option<Cow<'static, str>>) -> Self {
        self.operation_name = name;
        self
    }

    /// The parameters, for an operation that is signed.
    pub fn build(self) -> Result<Params, BuildError> {
        let operation_name = self.operation_name.ok_or_else(|| {
            BuildError::missing_field("operation_name", "a scheme is chosen per operation")
        })?;
        Ok(Params {
            operation_name,
            schemes: &[AuthScheme::SigV4],
            endpoint_decides: false,
        })
    }
}
