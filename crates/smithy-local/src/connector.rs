//! The service as the HTTP client of a smithy runtime: the same bytes, no socket.

use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;

use crate::faults::Travel;
use crate::service::{Exchange, LocalService};

/// Hands requests to a [`LocalService`] in the same process.
///
/// The service is called on the caller's thread, which waits while the state is read and written
/// and for as long as a delay takes that was asked for. A fault that breaks the connection, or the
/// answer, is a connection reset.
#[derive(Debug, Clone)]
pub struct InProcess(Arc<LocalService>);

impl InProcess {
    /// A client of this service.
    pub fn new(service: LocalService) -> Self {
        Self(Arc::new(service))
    }
}

impl HttpClient for InProcess {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let service = Arc::clone(&self.0);
        HttpConnectorFuture::new(async move { answer(&service, request).await })
    }
}

async fn answer(
    service: &LocalService,
    request: HttpRequest,
) -> Result<HttpResponse, ConnectorError> {
    let request = request
        .try_into_http1x()
        .map_err(|error| ConnectorError::user(error.into()))?;
    let (parts, body) = request.into_parts();
    let body = body
        .collect()
        .await
        .map_err(ConnectorError::user)?
        .to_bytes();
    let request = http::Request::from_parts(parts, body);
    let fate = service.fate(&request);
    if fate.delay > Duration::ZERO {
        std::thread::sleep(fate.delay);
    }
    let Exchange { response, travel } = service.fulfil(&request, &fate);
    if travel != Travel::Whole {
        let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        return Err(ConnectorError::io(broken.into()));
    }
    HttpResponse::try_from(response.map(SdkBody::from))
        .map_err(|error| ConnectorError::other(error.into(), None))
}
