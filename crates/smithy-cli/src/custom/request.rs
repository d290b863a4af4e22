//! Changes to a request before it is signed.

use std::fs::File;
use std::io::{self, Read};

use aws_runtime::auth::PayloadSigningOverride;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextMut, BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use cli_formats::Value;
use smithy_catalog::cli::Customization;
use smithy_catalog::{Kind, Member, Operation, Service};
use smithy_client::tree_hash::{Hashes, TreeHash};

use super::of;
use crate::input::EMPTY_LABEL;
use crate::options::payload_blob;
use crate::params::Parameters;

/// Changes the requests of a call as the AWS CLI sends them. Of these some hold for every operation: a
/// body of bytes or text has no content type but what the input gives it, and a body from a file is
/// signed by its hash.
#[derive(Debug, Clone)]
pub(crate) struct Adjust {
    headers: Vec<(&'static str, String)>,
    query_as_form: bool,
    /// The content type of the body is nobody's business but the input's, which does not say it.
    untyped: bool,
    /// Hash of a body that is read while it is sent.
    payload: Option<String>,
}

impl Adjust {
    /// The changes to the requests of the operation with these parameters. Reads the body, where its
    /// hash is asked for.
    ///
    /// # Errors
    /// If the body cannot be read.
    pub(crate) fn of(
        service: &'static Service,
        operation: &'static Operation,
        parameters: &Parameters,
    ) -> io::Result<Self> {
        let mut headers = Vec::new();
        let (mut query_as_form, mut tree_hash) = (false, None);
        for customization in of(service, operation) {
            match *customization {
                Customization::Header { name, value } => headers.push((name, value.to_owned())),
                Customization::QueryAsForm => query_as_form = true,
                Customization::TreeHash { member } => tree_hash = Some(member),
                _ => {}
            }
        }
        let signed = parameters.body.is_some() && !operation.unsigned_payload;
        let hashes = match tree_hash.is_some() || signed {
            true => Some(hashes(operation, parameters)?),
            false => None,
        };
        if let (Some(_), Some(hashes)) = (tree_hash, &hashes) {
            headers.push(("x-amz-sha256-tree-hash", hashes.tree.clone()));
            headers.push(("x-amz-content-sha256", hashes.linear.clone()));
        }
        Ok(Self {
            headers,
            query_as_form,
            untyped: has_untyped_body(operation, parameters),
            payload: hashes
                .filter(|_| parameters.body.is_some())
                .map(|hashes| hashes.linear),
        })
    }

    fn request(&self, request: &mut HttpRequest) -> Result<(), BoxError> {
        let empty: String = EMPTY_LABEL
            .bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect();
        if request.uri().contains(&empty) {
            let uri = request.uri().replace(&empty, "");
            request.set_uri(uri)?;
        }
        if self.untyped {
            request.headers_mut().remove("content-type");
        }
        if self.query_as_form {
            to_form(request)?;
        }
        for (name, value) in &self.headers {
            if !request.headers().contains_key(*name) {
                request.headers_mut().insert(*name, value.clone());
            }
        }
        Ok(())
    }
}

#[dyn_dispatch_hint]
impl Intercept for Adjust {
    fn name(&self) -> &'static str {
        "Adjust"
    }

    fn modify_before_serialization(
        &self,
        _context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(hash) = &self.payload {
            cfg.interceptor_state()
                .store_put(PayloadSigningOverride::Precomputed(hash.clone()));
        }
        Ok(())
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.request(context.request_mut())
    }
}

/// The hashes of the body, from the file it is read from or the bytes it is.
fn hashes(operation: &Operation, parameters: &Parameters) -> io::Result<Hashes> {
    if let Some(path) = &parameters.body {
        return read(File::open(path)?);
    }
    let payload = payload_blob(operation.input);
    let given = payload.and_then(|member| parameters.document.get(member.name));
    match given {
        Some(Value::Bytes(bytes)) => read(bytes.as_slice()),
        _ => read(io::empty()),
    }
}

fn read(mut body: impl Read) -> io::Result<Hashes> {
    let mut hash = TreeHash::default();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match body.read(&mut buffer) {
            Ok(0) => return Ok(hash.finish()),
            Ok(length) => hash.update(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Whether the body is bytes or text of which the input does not say what they are.
fn has_untyped_body(operation: &Operation, parameters: &Parameters) -> bool {
    let members = operation.input.members();
    let is_payload = |member: &Member| {
        let kind = member.target.kind;
        member.schema.http_payload().is_some()
            && matches!(kind, Kind::Blob | Kind::String | Kind::Enum(_))
    };
    let is_type = |member: &Member| {
        let header = member.schema.http_header();
        header.is_some_and(|header| header.value().eq_ignore_ascii_case("content-type"))
            && parameters.document.contains_key(member.name)
    };
    members.iter().any(is_payload) && !members.iter().any(is_type)
}

/// Moves the query string into the body of a POST.
fn to_form(request: &mut HttpRequest) -> Result<(), BoxError> {
    let uri = request.uri().to_owned();
    let (path, query) = uri.split_once('?').unwrap_or((&uri, ""));
    request.set_uri(path)?;
    request.set_method("POST")?;
    let headers = request.headers_mut();
    headers.insert("content-type", "application/x-www-form-urlencoded");
    headers.insert("content-length", query.len().to_string());
    *request.body_mut() = SdkBody::from(query);
    Ok(())
}
