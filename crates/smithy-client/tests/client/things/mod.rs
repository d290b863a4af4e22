//! A service of two operations, written as the generator writes them.

#![allow(
    unreachable_pub,
    reason = "the macros make public items, as they do in generated crates"
)]

mod create;
mod list;
mod schema;
mod transfer;

use smithy_client::ServiceSpec;
use smithy_client::endpoint::rules::{no_match, partition};
use smithy_client::endpoint::{Context, Endpoint, ResolveEndpointError};
use smithy_client::error::BoxError;

pub use create::{CreateThingError, CreateThingInput};
pub use list::ListThingsError;
pub use schema::CREATE_THING;

#[derive(Clone, Copy, Debug, Default)]
pub struct Things;

#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    region: Option<String>,
    endpoint: Option<String>,
}

impl ServiceSpec for Things {
    const SERVICE: &'static smithy_catalog::Service = &schema::SERVICE;
    const CRATE_NAME: &'static str = "things-client";
    const PACKAGE_VERSION: &'static str = "1.2.3";
    type EndpointParams = Params;

    fn endpoint_params(context: &Context<'_>) -> Result<Params, BoxError> {
        Ok(Params {
            region: context.region().map(str::to_owned),
            endpoint: context.endpoint_url().map(str::to_owned),
        })
    }

    fn resolve_endpoint(params: &Params) -> Result<Endpoint, ResolveEndpointError> {
        if let Some(endpoint) = &params.endpoint {
            return Ok(Endpoint::builder().url(endpoint.clone()).build());
        }
        let region = params.region.as_deref().ok_or_else(|| {
            ResolveEndpointError::message("Invalid Configuration: Missing Region")
        })?;
        let partition = partition(region).ok_or_else(no_match)?;
        let url = format!("https://things.{region}.{}", partition.dns_suffix());
        Ok(Endpoint::builder().url(url).build())
    }
}

pub mod config {
    pub type Config = smithy_client::config::Config<super::Things>;
    pub type Builder = smithy_client::config::Builder<super::Things>;

    pub mod endpoint {
        pub use super::super::Params;

        smithy_client::endpoint_types! { super::super::Things, Params }
    }
}

smithy_client::client! {
    /// Client of things.
    pub struct Client for Things;
}

impl Client {
    pub fn create_thing(&self) -> create::CreateThingFluentBuilder {
        create::CreateThingFluentBuilder::new(self.handle().clone())
    }

    pub fn transfer(&self) -> transfer::TransferFluentBuilder {
        transfer::TransferFluentBuilder::new(self.handle().clone())
    }

    pub fn list_things(&self) -> list::ListThingsFluentBuilder {
        list::ListThingsFluentBuilder::new(self.handle().clone())
    }
}

smithy_client::service_error! {
    /// Every error of the service.
    pub enum Error {
        /// In use.
        ConflictException(create::ConflictException);
    }
    from CreateThingError { ConflictException }
    from ListThingsError {}
}
