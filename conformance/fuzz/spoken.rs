//! The rich service in every protocol.

use protocol_model::SERVICE;
use smithy_catalog::Service;
use smithy_client::ServiceSpec;
use smithy_client::endpoint::{Context, Endpoint, ResolveEndpointError};
use smithy_client::error::BoxError;
use smithy_client::protocol::{self, SharedClientProtocol};

/// The rich service, spoken to in another protocol; nobody calls it.
macro_rules! spoken {
    ($($name:ident = $protocol:path;)+) => {
        $(
            #[derive(Clone, Copy, Debug, Default)]
            pub(crate) struct $name;

            impl ServiceSpec for $name {
                const SERVICE: &'static Service = &SERVICE;
                const CRATE_NAME: &'static str = "conformance";
                const PACKAGE_VERSION: &'static str = "0";
                type EndpointParams = ();

                fn protocol() -> SharedClientProtocol {
                    $protocol(&SERVICE)
                }

                fn endpoint_params(_: &Context<'_>) -> Result<(), BoxError> {
                    Ok(())
                }

                fn resolve_endpoint((): &()) -> Result<Endpoint, ResolveEndpointError> {
                    unreachable!("nobody calls the service")
                }
            }
        )+
    };
}

spoken! {
    RestJson1 = protocol::rest_json_1;
    AwsJson1_0 = protocol::aws_json_1_0;
    AwsJson1_1 = protocol::aws_json_1_1;
    RpcV2Json = protocol::rpc_v2_json;
    RpcV2Cbor = protocol::rpc_v2_cbor;
    RestXml = protocol::rest_xml;
    AwsQuery = protocol::aws_query;
    Ec2Query = protocol::ec2_query;
}
