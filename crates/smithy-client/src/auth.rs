//! Which authentication scheme signs a call.

use std::borrow::Cow;
use std::fmt::Debug;

use aws_runtime::auth::sigv4;
use aws_smithy_runtime::client::auth::no_auth::NO_AUTH_SCHEME_ID;
use aws_smithy_runtime_api::client::auth::{
    AuthSchemeId, AuthSchemeOption, AuthSchemeOptionResolverParams, AuthSchemeOptionsFuture,
    ResolveAuthSchemeOptions, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::operation::BuildError;
use smithy_catalog::{Auth, Operation};

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

/// The schemes the model names for the operation.
#[derive(Clone, Copy, Debug, Default)]
pub struct DefaultAuthSchemeResolver;

impl ResolveAuthScheme for DefaultAuthSchemeResolver {
    fn resolve_auth_scheme<'a>(
        &'a self,
        params: &'a Params,
        _cfg: &'a ConfigBag,
        _runtime_components: &'a RuntimeComponents,
    ) -> AuthSchemeOptionsFuture<'a> {
        let schemes: &[AuthSchemeId] = match params.auth {
            Auth::SigV4 => &[sigv4::SCHEME_ID],
            Auth::Optional => &[sigv4::SCHEME_ID, NO_AUTH_SCHEME_ID],
            Auth::None => &[NO_AUTH_SCHEME_ID],
        };
        AuthSchemeOptionsFuture::ready(Ok(schemes
            .iter()
            .cloned()
            .map(AuthSchemeOption::from)
            .collect()))
    }
}

/// What a scheme is chosen by.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    operation_name: Cow<'static, str>,
    auth: Auth,
}

impl Params {
    /// A builder; the operation name is required.
    pub fn builder() -> ParamsBuilder {
        ParamsBuilder::default()
    }

    /// Name of the operation, as `CreateRunCache`.
    pub fn operation_name(&self) -> &str {
        &self.operation_name
    }

    pub(crate) fn of(operation: &Operation) -> Self {
        Self {
            operation_name: Cow::Borrowed(operation.name),
            auth: operation.auth,
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
            auth: Auth::SigV4,
        })
    }
}
