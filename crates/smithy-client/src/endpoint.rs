//! Endpoint resolution.

pub(crate) mod client_param;
mod expected;
mod params;
pub mod partition;
mod path;
pub mod rules;
mod url;

use std::fmt::Debug;
use std::marker::PhantomData;

use aws_credential_types::attributes::AccountId;
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct};
use aws_smithy_types::config_bag::ConfigBag;
use aws_types::endpoint_config::{AccountIdEndpointMode, EndpointUrl, UseDualStack, UseFips};
use aws_types::region::Region;
use smithy_catalog::{Operation, document};

pub use aws_smithy_runtime_api::client::endpoint::error::ResolveEndpointError;
pub use aws_smithy_runtime_api::client::endpoint::{
    EndpointFuture, EndpointResolverParams, SharedEndpointResolver,
};
pub use aws_smithy_types::endpoint::{Endpoint, EndpointAuthScheme};

pub use client_param::ParamValue;
#[doc(hidden)]
pub use expected::Expected;
pub use params::InvalidParams;
pub use path::Step;

use crate::ServiceSpec;
use crate::error::BoxError;
use crate::member;

/// What the parameters of the endpoint rules are bound from: built-in values of the configuration,
/// the operation, and members of its input.
pub struct Context<'a> {
    cfg: &'a ConfigBag,
    operation: &'static Operation,
    input: &'a dyn SerializableStruct,
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        cfg: &'a ConfigBag,
        operation: &'static Operation,
        input: &'a dyn SerializableStruct,
    ) -> Self {
        Self {
            cfg,
            operation,
            input,
        }
    }

    /// `AWS::Region`.
    pub fn region(&self) -> Option<&'a str> {
        self.cfg.load::<Region>().map(AsRef::as_ref)
    }

    /// `AWS::UseDualStack`.
    pub fn use_dual_stack(&self) -> Option<bool> {
        self.cfg.load::<UseDualStack>().map(|flag| flag.0)
    }

    /// `AWS::UseFIPS`.
    pub fn use_fips(&self) -> Option<bool> {
        self.cfg.load::<UseFips>().map(|flag| flag.0)
    }

    /// `SDK::Endpoint`.
    pub fn endpoint_url(&self) -> Option<&'a str> {
        self.cfg.load::<EndpointUrl>().map(|url| url.0.as_str())
    }

    /// `AWS::Auth::AccountIdEndpointMode`: `preferred` where nothing is configured.
    pub fn account_id_endpoint_mode(&self) -> Option<String> {
        let mode = self.cfg.load::<AccountIdEndpointMode>();
        Some(mode.cloned().unwrap_or_default().to_string())
    }

    /// The operation called, for `staticContextParams`.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// A string member of the input, for `contextParam`.
    pub fn string(&self, member: &str) -> Result<Option<String>, SerdeError> {
        member::string(self.input, member)
    }

    /// A boolean the client is configured with, for `clientContextParams`.
    pub fn client_boolean(&self, name: &str) -> Option<bool> {
        match client_param::load(self.cfg, name)? {
            ParamValue::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// A string the client is configured with.
    pub fn client_string(&self, name: &str) -> Option<String> {
        match client_param::load(self.cfg, name)? {
            ParamValue::Text(value) => Some(value.clone()),
            _ => None,
        }
    }

    /// A list of strings the client is configured with.
    pub fn client_strings(&self, name: &str) -> Option<Vec<String>> {
        match client_param::load(self.cfg, name)? {
            ParamValue::List(value) => Some(value.clone()),
            _ => None,
        }
    }

    /// The first string that a path into the input leads to, for `operationContextParams`.
    pub fn string_at(&self, steps: &[Step]) -> Result<Option<String>, SerdeError> {
        let found = path::strings(&document::to_document(self.input)?, steps);
        Ok(found.into_iter().next())
    }

    /// Every string that a path into the input leads to; none where it leads to none.
    pub fn strings_at(&self, steps: &[Step]) -> Result<Option<Vec<String>>, SerdeError> {
        let found = path::strings(&document::to_document(self.input)?, steps);
        Ok((!found.is_empty()).then_some(found))
    }

    /// The first boolean that a path into the input leads to.
    pub fn boolean_at(&self, steps: &[Step]) -> Result<Option<bool>, SerdeError> {
        Ok(path::boolean(&document::to_document(self.input)?, steps))
    }
}

/// Accepts `R` as endpoint resolver of a service. [`endpoint_types!`](crate::endpoint_types)
/// implements it for every implementor of the service's own `ResolveEndpoint` trait.
pub trait AcceptsResolver<R>: ServiceSpec {
    /// Erases the resolver's type, for the runtime.
    fn share_resolver(resolver: R) -> SharedEndpointResolver;
}

/// What a service's `ResolveEndpoint` comes down to, generic over the parameters.
#[doc(hidden)]
pub trait ResolveParams<P>: Send + Sync + Debug {
    /// The endpoint for these parameters.
    fn resolve<'a>(&'a self, params: &'a P) -> EndpointFuture<'a>;
}

/// Shares a resolver of the service's parameters with the runtime.
#[doc(hidden)]
pub fn share_resolver<S: ServiceSpec>(
    resolver: impl ResolveParams<S::EndpointParams> + 'static,
) -> SharedEndpointResolver {
    SharedEndpointResolver::new(Erased {
        resolver,
        service: PhantomData::<fn(S)>,
    })
}

/// The runtime's view of a resolver.
#[derive(Debug)]
struct Erased<R, S> {
    resolver: R,
    service: PhantomData<fn(S)>,
}

impl<R, S> aws_smithy_runtime_api::client::endpoint::ResolveEndpoint for Erased<R, S>
where
    R: ResolveParams<S::EndpointParams>,
    S: ServiceSpec,
{
    fn resolve_endpoint<'a>(&'a self, params: &'a EndpointResolverParams) -> EndpointFuture<'a> {
        match params.get::<S::EndpointParams>() {
            Some(params) => self.resolver.resolve(params),
            None => EndpointFuture::ready(Err(
                "the endpoint parameters of the call have an unknown type".into(),
            )),
        }
    }

    /// The identity is resolved after the parameters were bound, and again for each attempt.
    fn finalize_params<'a>(
        &'a self,
        params: &'a mut EndpointResolverParams,
    ) -> Result<(), BoxError> {
        if !S::ACCOUNT_ENDPOINTS {
            return Ok(());
        }
        let identity = params.get_property::<Identity>();
        let account = identity.and_then(|identity| identity.property::<AccountId>().cloned());
        if let Some(params) = params.get_mut::<S::EndpointParams>() {
            S::set_account(params, account.as_ref().map(AccountId::as_str));
        }
        Ok(())
    }
}

/// The endpoint rules of a service.
#[derive(Debug)]
pub(crate) struct Rules<S>(pub(crate) S);

impl<S: ServiceSpec> ResolveParams<S::EndpointParams> for Rules<S> {
    fn resolve<'a>(&'a self, params: &'a S::EndpointParams) -> EndpointFuture<'a> {
        EndpointFuture::ready(S::resolve_endpoint(params).map_err(Into::into))
    }
}

/// Makes the endpoint types of a service: its `ResolveEndpoint` trait and `DefaultResolver`.
///
/// Expand it in the service's `config::endpoint` module with the service marker and the type of
/// its endpoint parameters.
#[macro_export]
macro_rules! endpoint_types {
    ($service:path, $params:ty) => {
        pub use $crate::endpoint::{Endpoint, EndpointFuture, SharedEndpointResolver};

        /// Resolves endpoints of this service.
        pub trait ResolveEndpoint: Send + Sync + ::std::fmt::Debug {
            /// The endpoint for these parameters.
            fn resolve_endpoint<'a>(&'a self, params: &'a $params) -> EndpointFuture<'a>;

            /// Erases the type, for the runtime.
            fn into_shared_resolver(self) -> SharedEndpointResolver
            where
                Self: Sized + 'static,
            {
                #[derive(Debug)]
                struct Generic<R>(R);

                impl<R: ResolveEndpoint> $crate::endpoint::ResolveParams<$params> for Generic<R> {
                    fn resolve<'a>(&'a self, params: &'a $params) -> EndpointFuture<'a> {
                        self.0.resolve_endpoint(params)
                    }
                }

                $crate::endpoint::share_resolver::<$service>(Generic(self))
            }
        }

        /// The endpoint rules of this service.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct DefaultResolver;

        impl DefaultResolver {
            /// The endpoint rules of this service.
            pub fn new() -> Self {
                Self
            }
        }

        impl ResolveEndpoint for DefaultResolver {
            fn resolve_endpoint<'a>(&'a self, params: &'a $params) -> EndpointFuture<'a> {
                EndpointFuture::ready(
                    <$service as $crate::ServiceSpec>::resolve_endpoint(params)
                        .map_err(::std::convert::Into::into),
                )
            }
        }

        impl<R: ResolveEndpoint + 'static> $crate::endpoint::AcceptsResolver<R> for $service {
            fn share_resolver(resolver: R) -> SharedEndpointResolver {
                resolver.into_shared_resolver()
            }
        }
    };
}
