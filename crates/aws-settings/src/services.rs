//! The services that credentials come from.
//!
//! Their catalogs are generated from slim models, like those of any client; what is written by hand
//! is where they are. Calls go through [`smithy_client::dynamic`].

use smithy_catalog::Service;
use smithy_client::ServiceSpec;
use smithy_client::endpoint::partition::partition;
use smithy_client::endpoint::{Context, Endpoint, ResolveEndpointError};
use smithy_client::error::BoxError;
use smithy_client::protocol::SharedClientProtocol;

macro_rules! catalogs {
    ($($module:ident),*) => {$(
        #[allow(
            dead_code,
            unreachable_pub,
            unused_imports,
            reason = "generated for any use; calls here need the catalog alone"
        )]
        pub(crate) mod $module;
    )*};
}

catalogs!(signin, sso, sso_oidc, sts);

/// What decides where a service is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Place {
    url: Option<String>,
    region: Option<String>,
    use_fips: bool,
    use_dual_stack: bool,
}

impl Place {
    fn of(context: &Context<'_>) -> Self {
        Self {
            url: context.endpoint_url().map(str::to_owned),
            region: context.region().map(str::to_owned),
            use_fips: context.use_fips().unwrap_or_default(),
            use_dual_stack: context.use_dual_stack().unwrap_or_default(),
        }
    }

    /// The endpoint, for services that are at `PREFIX.REGION.SUFFIX`.
    fn endpoint(&self, service: &Service) -> Result<Endpoint, ResolveEndpointError> {
        if let Some(url) = &self.url {
            return Ok(Endpoint::builder().url(url.clone()).build());
        }
        let refused = |reason: &str| Err(ResolveEndpointError::message(reason.to_owned()));
        let Some(region) = &self.region else {
            return refused("Invalid Configuration: Missing Region");
        };
        let partition = partition(region);
        if self.use_fips && !partition.supports_fips() {
            return refused("FIPS is enabled but this partition does not support FIPS");
        }
        if self.use_dual_stack && !partition.supports_dual_stack() {
            return refused("DualStack is enabled but this partition does not support DualStack");
        }
        let prefix = service.endpoint_prefix;
        // What is in GovCloud is FIPS anyway.
        let is_plain = !self.use_fips || (partition.name() == "aws-us-gov" && !self.use_dual_stack);
        let fips = if is_plain { "" } else { "-fips" };
        let suffix = match self.use_dual_stack {
            true => partition.dual_stack_dns_suffix(),
            false => partition.dns_suffix(),
        };
        let url = format!("https://{prefix}{fips}.{region}.{suffix}");
        Ok(Endpoint::builder().url(url).build())
    }

    /// The endpoint of the sign-in service, which browsers know as well.
    fn signin(&self, service: &Service) -> Result<Endpoint, ResolveEndpointError> {
        let domain = match &self.region {
            Some(region) => match partition(region).name() {
                "aws" => Some((region, "signin.aws.amazon.com")),
                "aws-cn" => Some((region, "signin.amazonaws.cn")),
                "aws-us-gov" => Some((region, "signin.amazonaws-us-gov.com")),
                _ => None,
            },
            None => None,
        };
        match domain {
            Some((region, domain))
                if self.url.is_none() && !self.use_fips && !self.use_dual_stack =>
            {
                let url = format!("https://{region}.{domain}");
                Ok(Endpoint::builder().url(url).build())
            }
            _ => self.endpoint(service),
        }
    }
}

macro_rules! services {
    ($($name:ident in $module:ident at $place:ident speaks $protocol:ident;)*) => {$(
        #[doc = concat!("The service of the module `", stringify!($module), "`.")]
        #[derive(Clone, Copy, Debug, Default)]
        pub(crate) struct $name;

        impl ServiceSpec for $name {
            const SERVICE: &'static Service = &$module::SERVICE;
            const CRATE_NAME: &'static str = env!("CARGO_PKG_NAME");
            const PACKAGE_VERSION: &'static str = env!("CARGO_PKG_VERSION");
            type EndpointParams = Place;

            fn protocol() -> SharedClientProtocol {
                smithy_client::protocol::$protocol(Self::SERVICE)
            }

            fn endpoint_params(context: &Context<'_>) -> Result<Place, BoxError> {
                Ok(Place::of(context))
            }

            fn resolve_endpoint(place: &Place) -> Result<Endpoint, ResolveEndpointError> {
                place.$place(Self::SERVICE)
            }
        }
    )*};
}

services! {
    Signin in signin at signin speaks rest_json_1;
    Sso in sso at endpoint speaks rest_json_1;
    SsoOidc in sso_oidc at endpoint speaks rest_json_1;
    Sts in sts at endpoint speaks aws_query;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(region: &str, use_fips: bool, use_dual_stack: bool) -> Place {
        Place {
            url: None,
            region: Some(region.to_owned()),
            use_fips,
            use_dual_stack,
        }
    }

    #[test]
    fn services_are_where_their_rules_say() {
        let sso = &sso::SERVICE;
        for (place, url) in [
            (
                place("eu-west-1", false, false),
                "https://portal.sso.eu-west-1.amazonaws.com",
            ),
            (
                place("cn-north-1", false, false),
                "https://portal.sso.cn-north-1.amazonaws.com.cn",
            ),
            (
                place("eu-west-1", true, false),
                "https://portal.sso-fips.eu-west-1.amazonaws.com",
            ),
            (
                place("us-gov-west-1", true, false),
                "https://portal.sso.us-gov-west-1.amazonaws.com",
            ),
            (
                place("eu-west-1", false, true),
                "https://portal.sso.eu-west-1.api.aws",
            ),
            (
                place("eu-west-1", true, true),
                "https://portal.sso-fips.eu-west-1.api.aws",
            ),
        ] {
            let endpoint = place.endpoint(sso).expect(url);
            assert_eq!(endpoint.url(), url);
        }
        let isolated = place("us-iso-east-1", false, true).endpoint(sso);
        assert!(isolated.is_err());
        let signin = place("eu-west-1", false, false).signin(&signin::SERVICE);
        let signin = signin.expect("a place").url().to_owned();
        assert_eq!(signin, "https://eu-west-1.signin.aws.amazon.com");
    }
}
