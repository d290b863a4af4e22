//! SigV4 as an authentication scheme of the runtime.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_runtime::auth::{
    HttpSignatureType, PayloadSigningOverride, SigV4OperationSigningConfig,
    SigV4SessionTokenNameOverride, SigningOptions, sigv4,
};
use aws_sigv4::http_request::{SessionTokenMode, SignableBody, SignatureLocation};
use aws_smithy_runtime_api::client::auth::{
    AuthScheme, AuthSchemeEndpointConfig, AuthSchemeId, Sign,
};
use aws_smithy_runtime_api::client::identity::{Identity, SharedIdentityResolver};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::{GetIdentityResolver, RuntimeComponents};
use aws_smithy_types::Document;
use aws_smithy_types::config_bag::ConfigBag;
use aws_types::SigningName;
use aws_types::region::SigningRegion;

use super::Stamp;
use super::canonical::PathStyle;
use super::key::{Scope, SigningKeys};
use super::stream::{StreamSigner, StreamSignerSlot};
use super::v4::{Payload, Signature, SigningRequest, SigningSettings, sign};
use crate::clock_skew;
use crate::error::BoxError;

/// The scheme `aws.auth#sigv4`. Its keys are kept, so that a client derives each once.
#[derive(Debug, Default)]
pub struct Sigv4 {
    signer: Signer,
}

impl AuthScheme for Sigv4 {
    fn scheme_id(&self) -> AuthSchemeId {
        sigv4::SCHEME_ID
    }

    fn identity_resolver(
        &self,
        resolvers: &dyn GetIdentityResolver,
    ) -> Option<SharedIdentityResolver> {
        resolvers.identity_resolver(sigv4::SCHEME_ID)
    }

    fn signer(&self) -> &dyn Sign {
        &self.signer
    }
}

impl Sigv4 {
    /// The scheme with another header for the token of credentials.
    #[cfg(feature = "sessions")]
    pub(crate) fn with_token_header(name: &'static str) -> Self {
        let token_header = Some(name);
        let keys = Arc::default();
        Self {
            signer: Signer { keys, token_header },
        }
    }
}

#[derive(Debug, Default)]
struct Signer {
    keys: Arc<SigningKeys>,
    /// The header of the token, where it is not the usual one.
    token_header: Option<&'static str>,
}

impl Sign for Signer {
    fn sign_http_request(
        &self,
        request: &mut HttpRequest,
        identity: &Identity,
        endpoint: AuthSchemeEndpointConfig<'_>,
        components: &RuntimeComponents,
        cfg: &ConfigBag,
    ) -> Result<(), BoxError> {
        let mut call = CallSigning::new(identity, &endpoint, components, cfg)?;
        if let Some(name) = self.token_header {
            call.settings.token_header = name;
        }
        let region = property(&endpoint, "signingRegion")?
            .or_else(|| cfg.load::<SigningRegion>().map(AsRef::as_ref))
            .or_else(|| call.config.region.as_ref().map(AsRef::as_ref))
            .ok_or("there is no region to sign for: set one in the configuration")?;
        let service = call.service(&endpoint, cfg)?;
        let scope = Scope {
            stamp: Stamp::new(call.time),
            region,
            service,
        };
        let (credentials, settings) = (call.credentials, &call.settings);
        let signature = call.sign(request, |request| {
            Ok(sign(request, credentials, &scope, settings, &self.keys)?)
        })?;
        if let Some(slot) = cfg.load::<StreamSignerSlot>() {
            slot.fill(StreamSigner {
                keys: Arc::clone(&self.keys),
                credentials: credentials.clone(),
                stamp: scope.stamp,
                region: region.to_owned(),
                service: service.to_owned(),
                last: signature,
            });
        }
        Ok(())
    }
}

/// What SigV4 and SigV4a read alike of a call.
pub(super) struct CallSigning<'a> {
    pub(super) credentials: &'a Credentials,
    pub(super) config: &'a SigV4OperationSigningConfig,
    pub(super) settings: SigningSettings,
    pub(super) time: SystemTime,
    payload: Option<&'a SignableBody<'static>>,
    payload_override: Option<&'a PayloadSigningOverride>,
}

impl<'a> CallSigning<'a> {
    pub(super) fn new(
        identity: &'a Identity,
        endpoint: &AuthSchemeEndpointConfig<'_>,
        components: &RuntimeComponents,
        cfg: &'a ConfigBag,
    ) -> Result<Self, BoxError> {
        let credentials = identity
            .data::<Credentials>()
            .ok_or("the identity to sign with is no AWS credentials")?;
        let config = cfg
            .load::<SigV4OperationSigningConfig>()
            .ok_or("the call says nothing of how it is signed")?;
        let options = &config.signing_options;
        let settings = settings(options, endpoint, cfg)?;
        let now = components.time_source().unwrap_or_default().now();
        let time = match settings.expires_in {
            // What is presigned is never sent from here, so no service has shown its clock.
            Some(expires_in) => {
                warn_of_expiry(credentials, now, expires_in);
                now
            }
            None => clock_skew::corrected(now, cfg),
        };
        Ok(Self {
            credentials,
            config,
            settings,
            time,
            payload: options.payload_override.as_ref(),
            payload_override: cfg.load::<PayloadSigningOverride>(),
        })
    }

    pub(super) fn service<'s>(
        &'s self,
        endpoint: &AuthSchemeEndpointConfig<'s>,
        cfg: &'s ConfigBag,
    ) -> Result<&'s str, BoxError> {
        Ok(property(endpoint, "signingName")?
            .or_else(|| cfg.load::<SigningName>().map(AsRef::as_ref))
            .or_else(|| self.config.name.as_ref().map(AsRef::as_ref))
            .ok_or("there is no service name to sign for")?)
    }

    /// Signs the request and puts the signature into it. Returns the signature.
    pub(super) fn sign(
        &self,
        request: &mut HttpRequest,
        sign: impl FnOnce(&SigningRequest<'_>) -> Result<Signature, BoxError>,
    ) -> Result<String, BoxError> {
        let overridden = self
            .payload_override
            .map(|payload| payload.clone().to_signable_body());
        let payload = match overridden.as_ref().or(self.payload) {
            Some(body) => payload(body)?,
            None => match request.body().bytes() {
                Some(bytes) => Payload::Bytes(bytes),
                None => Payload::Unsigned,
            },
        };
        let signature = sign(&SigningRequest {
            method: request.method(),
            uri: request.uri(),
            headers: request.headers().iter().collect(),
            payload,
        })?;
        for (name, value) in signature.headers {
            request.headers_mut().try_insert(name, value)?;
        }
        if !signature.query.is_empty() {
            let uri = request.uri();
            let separator = match uri.split_once('?') {
                None => "?",
                Some((_, "")) => "",
                Some(_) => "&",
            };
            let uri = format!("{uri}{separator}{}", signature.query);
            request.set_uri(uri)?;
        }
        Ok(signature.signature)
    }
}

fn settings(
    options: &SigningOptions,
    endpoint: &AuthSchemeEndpointConfig<'_>,
    cfg: &ConfigBag,
) -> Result<SigningSettings, BoxError> {
    let mut settings = SigningSettings {
        path: PathStyle {
            normalize: !flag(endpoint, "disableNormalizePath")?
                .unwrap_or(!options.normalize_uri_path),
            double_encode: !flag(endpoint, "disableDoubleEncoding")?
                .unwrap_or(!options.double_uri_encode),
        },
        content_sha256: options.content_sha256_header,
        omit_token: options.omit_session_token,
        ..SigningSettings::default()
    };
    if options.signature_type == HttpSignatureType::HttpRequestQueryParams {
        settings.expires_in = Some(
            options
                .expires_in
                .ok_or("a presigned request needs a time after which it expires")?,
        );
    }
    if let Some(name) = cfg.load::<SigV4SessionTokenNameOverride>() {
        let mut theirs = aws_sigv4::http_request::SigningSettings::default();
        theirs.expires_in = settings.expires_in;
        if settings.omit_token {
            theirs.session_token_mode = SessionTokenMode::Exclude;
        }
        if settings.expires_in.is_some() {
            theirs.signature_location = SignatureLocation::QueryParams;
        }
        if let Some(name) = name.name_override(&theirs, cfg)? {
            settings.token_header = name;
        }
    }
    Ok(settings)
}

fn payload<'a>(body: &'a SignableBody<'_>) -> Result<Payload<'a>, BoxError> {
    Ok(match body {
        SignableBody::Bytes(bytes) => Payload::Bytes(bytes),
        SignableBody::Precomputed(hash) => Payload::Hash(hash),
        SignableBody::UnsignedPayload => Payload::Unsigned,
        SignableBody::StreamingUnsignedPayloadTrailer => Payload::UnsignedTrailer,
        SignableBody::StreamingSignedPayloadTrailer => Payload::SignedTrailer,
        other => return Err(format!("a payload cannot be signed as {other:?}").into()),
    })
}

fn warn_of_expiry(credentials: &Credentials, now: SystemTime, expires_in: std::time::Duration) {
    let expires = now.checked_add(expires_in);
    let too_late = |credentials: SystemTime| expires.is_none_or(|expires| expires > credentials);
    if credentials.expiry().is_some_and(too_late) {
        tracing::warn!("the credentials expire before the presigned request they sign");
    }
}

fn property<'a>(
    endpoint: &AuthSchemeEndpointConfig<'a>,
    name: &'static str,
) -> Result<Option<&'a str>, BoxError> {
    match endpoint.get(name) {
        None => Ok(None),
        Some(Document::String(text)) => Ok(Some(text)),
        Some(_) => Err(wrong_type(name)),
    }
}

fn flag(
    endpoint: &AuthSchemeEndpointConfig<'_>,
    name: &'static str,
) -> Result<Option<bool>, BoxError> {
    match endpoint.get(name) {
        None => Ok(None),
        Some(Document::Bool(flag)) => Ok(Some(*flag)),
        Some(_) => Err(wrong_type(name)),
    }
}

pub(super) fn wrong_type(name: &str) -> BoxError {
    let text: Cow<'_, str> = format!("`{name}` of the endpoint has the wrong type").into();
    text.into()
}
