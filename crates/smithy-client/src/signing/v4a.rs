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

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningParams};
    use aws_sigv4::sign::v4a;

    use super::*;
    use crate::signing::{Payload, SigningRequest, SigningSettings};

    /// Signatures are deterministic (RFC 6979), so those of aws-sigv4 can be compared.
    #[test]
    fn requests_are_signed_as_aws_sigv4_signs_them() {
        let credentials = Credentials::new("AKID", "secret", Some("token".into()), None, "test");
        let time = UNIX_EPOCH + Duration::from_secs(1_440_938_160);
        let keys = SignerV4a::default();
        for (expires_in, uri) in [
            (None, "https://example.com/a%20b/c?x=1&a=2"),
            (
                Some(Duration::from_secs(60)),
                "https://example.com:8443/?x=1",
            ),
        ] {
            let stamp = Stamp::new(time);
            let key = keys.key(&credentials);
            let signer = Signer {
                algorithm: "AWS4-ECDSA-P256-SHA256",
                scope: &format!("{}/things/aws4_request", stamp.day()),
                stamp: stamp.as_str(),
                region_set: Some("*"),
                access_key: "AKID",
                token: Some("token"),
                sign: &|string_to_sign| calculate_signature(key, string_to_sign.as_bytes()),
            };
            let headers = vec![("x-thing", " a  b ")];
            let request = SigningRequest {
                method: "PUT",
                uri,
                headers: headers.clone(),
                payload: Payload::Bytes(b"body"),
            };
            let settings = SigningSettings {
                expires_in,
                ..SigningSettings::default()
            };
            let ours = signer.sign(&request, &settings).expect("it has a host");

            let mut settings = aws_sigv4::http_request::SigningSettings::default();
            settings.expires_in = expires_in;
            if expires_in.is_some() {
                settings.signature_location =
                    aws_sigv4::http_request::SignatureLocation::QueryParams;
            }
            let identity = credentials.clone().into();
            let params = v4a::SigningParams::builder()
                .identity(&identity)
                .region_set("*")
                .name("things")
                .time(time)
                .settings(settings)
                .build()
                .expect("everything is set");
            let body = SignableBody::Bytes(b"body");
            let request = SignableRequest::new("PUT", uri, headers.into_iter(), body);
            let theirs = aws_sigv4::http_request::sign(
                request.expect("a request"),
                &SigningParams::V4a(params),
            );
            let (instructions, signature) = theirs.expect("it is signed").into_parts();
            assert_eq!(ours.signature, signature);
            for (name, value) in instructions.headers() {
                let same = ours.headers.iter().find(|(ours, _)| *ours == name);
                assert_eq!(same.map(|(_, value)| value.as_str()), Some(value), "{name}");
            }
        }
    }

    #[test]
    fn another_identity_has_another_key_and_none_is_shown() {
        let keys = SignerV4a::default();
        for (access_key, secret) in [
            ("AKID", "secret"),
            ("AKID", "other"),
            ("ALSO", "other"),
            ("AKID", "other"),
            ("AKID", "other"),
        ] {
            let credentials = Credentials::new(access_key, secret, None, None, "test");
            let derived = SignerV4a::default().key(&credentials);
            assert_eq!(keys.key(&credentials), derived, "{access_key} {secret}");
        }
        assert_eq!(format!("{keys:?}"), "SignerV4a { .. }");
    }
}
