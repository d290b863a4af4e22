//! The end of the line: records the request and answers with what the case says.

use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

use crate::case::ResponseCase;

/// A connection that takes one request.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    request: Arc<Mutex<Option<HttpRequest>>>,
    answer: Arc<Answer>,
}

#[derive(Debug)]
struct Answer {
    code: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Connection {
    /// Answers every request with an empty success.
    pub(crate) fn empty() -> Self {
        Self::new(Answer {
            code: 200,
            headers: Vec::new(),
            body: Vec::new(),
        })
    }

    /// Answers as the case says.
    pub(crate) fn answering(case: &ResponseCase) -> Self {
        let headers = case.message.headers.clone().into_iter().collect();
        let body = case.message.body.as_deref().unwrap_or_default();
        // Binary bodies stand in base64.
        let body = match case.message.body_media_type.as_deref() {
            Some("application/cbor") => {
                aws_smithy_types::base64::decode(body).expect("the case has base64")
            }
            _ => body.as_bytes().to_vec(),
        };
        Self::new(Answer {
            code: case.code,
            headers,
            body,
        })
    }

    fn new(answer: Answer) -> Self {
        Self {
            request: Arc::default(),
            answer: Arc::new(answer),
        }
    }

    /// The request that arrived.
    pub(crate) fn request(&self) -> Option<HttpRequest> {
        self.request
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    fn response(&self) -> HttpResponse {
        let status = StatusCode::try_from(self.answer.code).expect("a status code of the model");
        let mut response = HttpResponse::new(status, SdkBody::from(self.answer.body.clone()));
        for (name, value) in &self.answer.headers {
            response
                .headers_mut()
                .append(name.to_lowercase(), value.clone());
        }
        response
    }
}

impl HttpConnector for Connection {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        *self.request.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        HttpConnectorFuture::ready(Ok(self.response()))
    }
}

impl HttpClient for Connection {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
