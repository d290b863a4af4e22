//! Signature Version 4a: one signature for several regions, by an elliptic curve.

use std::sync::{Mutex, PoisonError};

use aws_credential_types::Credentials;
use aws_runtime::auth::{sigv4, sigv4a};
use aws_sigv4::sign::v4a::{calculate_signature, generate_signing_key};
use aws_smithy_runtime_api::client::auth::{
    AuthScheme, AuthSchemeEndpointConfig, AuthSchemeId, Sign,
};
use aws_smithy_runtime_api::client::identity::{Identity, SharedIdentityResolver};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::{GetIdentityResolver, RuntimeComponents};
use aws_smithy_types::Document;
use aws_smithy_types::config_bag::ConfigBag;
use aws_types::region::{Region, SigningRegionSet};

use super::Stamp;
use super::scheme::{CallSigning, wrong_type};
use super::v4::Signer;
use crate::error::BoxError;

/// The scheme `aws.auth#sigv4a`.
#[derive(Debug, Default)]
pub struct Sigv4a {
    signer: SignerV4a,
}

impl AuthScheme for Sigv4a {
    fn scheme_id(&self) -> AuthSchemeId {
        sigv4a::SCHEME_ID
    }

    fn identity_resolver(
        &self,
        resolvers: &dyn GetIdentityResolver,
    ) -> Option<SharedIdentityResolver> {
        // The credentials are those of SigV4 unless set apart.
        resolvers
            .identity_resolver(sigv4a::SCHEME_ID)
            .or_else(|| resolvers.identity_resolver(sigv4::SCHEME_ID))
    }

    fn signer(&self) -> &dyn Sign {
        &self.signer
    }
}

/// Keeps the key derived last: a client has one identity at a time, if not for long.
#[derive(Default)]
struct SignerV4a {
    kept: Mutex<Option<(Credentials, [u8; 32])>>,
}

impl std::fmt::Debug for SignerV4a {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignerV4a").finish_non_exhaustive()
    }
}

impl SignerV4a {
    fn key(&self, credentials: &Credentials) -> [u8; 32] {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (access_key, secret) = (credentials.access_key_id(), credentials.secret_access_key());
        match &*kept {
            Some((of, key))
                if of.access_key_id() == access_key && of.secret_access_key() == secret =>
            {
                *key
            }
            _ => {
                let derived = generate_signing_key(access_key, secret);
                let key = derived
                    .as_ref()
                    .try_into()
                    .expect("a key on P-256 has 32 bytes");
                *kept = Some((credentials.clone(), key));
                key
            }
        }
    }
}

impl Sign for SignerV4a {
    fn sign_http_request(
        &self,
        request: &mut HttpRequest,
        identity: &Identity,
        endpoint: AuthSchemeEndpointConfig<'_>,
        components: &RuntimeComponents,
        cfg: &ConfigBag,
    ) -> Result<(), BoxError> {
        let call = CallSigning::new(identity, &endpoint, components, cfg)?;
        let region_set = region_set(&endpoint, cfg)?
            .or_else(|| call.config.region_set.clone())
            .ok_or("there is no region to sign for: set one in the configuration")?;
        let service = call.service(&endpoint, cfg)?;
        let stamp = Stamp::new(call.time);
        let key = self.key(call.credentials);
        let signer = Signer {
            algorithm: "AWS4-ECDSA-P256-SHA256",
            scope: &format!("{}/{service}/aws4_request", stamp.day()),
            stamp: stamp.as_str(),
            region_set: Some(region_set.as_ref()),
            access_key: call.credentials.access_key_id(),
            token: call
                .credentials
                .session_token()
                .filter(|token| !token.is_empty()),
            sign: &|string_to_sign| calculate_signature(key, string_to_sign.as_bytes()),
        };
        call.sign(request, |request| Ok(signer.sign(request, &call.settings)?))?;
        Ok(())
    }
}

/// The regions of the configuration, of the endpoint rules, or the region of the client.
fn region_set(
    endpoint: &AuthSchemeEndpointConfig<'_>,
    cfg: &ConfigBag,
) -> Result<Option<SigningRegionSet>, BoxError> {
    if let Some(configured) = cfg.load::<SigningRegionSet>() {
        return Ok(Some(configured.clone()));
    }
    match endpoint.get("signingRegionSet") {
        Some(Document::Array(regions)) => Ok(Some(
            regions.iter().filter_map(Document::as_string).collect(),
        )),
        Some(_) => Err(wrong_type("signingRegionSet")),
        None => Ok(cfg.load::<Region>().cloned().map(SigningRegionSet::from)),
    }
}
