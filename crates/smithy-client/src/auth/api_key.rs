//! `smithy.api#httpApiKeyAuth`. The runtime's own puts a blank before a key without a prefix.

use aws_smithy_runtime_api::client::auth::http::HTTP_API_KEY_AUTH_SCHEME_ID;
use aws_smithy_runtime_api::client::auth::{
    AuthScheme, AuthSchemeEndpointConfig, AuthSchemeId, Sign,
};
use aws_smithy_runtime_api::client::identity::http::Token;
use aws_smithy_runtime_api::client::identity::{Identity, SharedIdentityResolver};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::{GetIdentityResolver, RuntimeComponents};
use aws_smithy_types::config_bag::ConfigBag;
use smithy_catalog::ApiKey;

use crate::error::BoxError;
use crate::signing::write_query_value;

/// Sends the key where the model says.
#[derive(Debug)]
pub(super) struct ApiKeyScheme(pub(super) ApiKey);

impl AuthScheme for ApiKeyScheme {
    fn scheme_id(&self) -> AuthSchemeId {
        HTTP_API_KEY_AUTH_SCHEME_ID
    }

    fn identity_resolver(
        &self,
        resolvers: &dyn GetIdentityResolver,
    ) -> Option<SharedIdentityResolver> {
        resolvers.identity_resolver(HTTP_API_KEY_AUTH_SCHEME_ID)
    }

    fn signer(&self) -> &dyn Sign {
        self
    }
}

impl Sign for ApiKeyScheme {
    fn sign_http_request(
        &self,
        request: &mut HttpRequest,
        identity: &Identity,
        _endpoint: AuthSchemeEndpointConfig<'_>,
        _components: &RuntimeComponents,
        _cfg: &ConfigBag,
    ) -> Result<(), BoxError> {
        let key = identity
            .data::<Token>()
            .ok_or("the identity to authenticate with is no API key")?
            .token();
        let ApiKey {
            name,
            in_query,
            scheme,
        } = self.0;
        if in_query {
            let uri = request.uri();
            let mut uri = match uri.contains('?') {
                true => format!("{uri}&{name}="),
                false => format!("{uri}?{name}="),
            };
            write_query_value(&mut uri, key);
            request.set_uri(uri)?;
            return Ok(());
        }
        let value = match scheme {
            Some(scheme) => format!("{scheme} {key}"),
            None => key.to_owned(),
        };
        request
            .headers_mut()
            .try_insert(name.to_ascii_lowercase(), value)
            .map_err(|_| "the API key has characters that no header can hold")?;
        Ok(())
    }
}
