//! What the endpoint tests of a model expect: `smithy.rules#endpointTests`.

use std::collections::HashMap;

use aws_smithy_json::deserialize::json_token_iter;
use aws_smithy_json::deserialize::token::expect_document;
use aws_smithy_types::Document;
use aws_smithy_types::endpoint::Endpoint;

use super::ResolveEndpointError;

/// What a test expects of its parameters. Of an endpoint, what it does not mention may be anything.
#[derive(Debug)]
pub struct Expected {
    /// The address, or the message of the error.
    outcome: Result<&'static str, &'static str>,
    headers: Option<Document>,
    properties: Option<Document>,
}

impl Expected {
    /// An endpoint with this address.
    pub fn url(url: &'static str) -> Self {
        Self::of(Ok(url))
    }

    /// An error with this message.
    pub fn error(message: &'static str) -> Self {
        Self::of(Err(message))
    }

    fn of(outcome: Result<&'static str, &'static str>) -> Self {
        Self {
            outcome,
            headers: None,
            properties: None,
        }
    }

    /// With these headers: a JSON object of lists.
    pub fn headers(self, headers: &str) -> Self {
        Self {
            headers: Some(document(headers)),
            ..self
        }
    }

    /// With these properties, authentication schemes among them: a JSON object.
    pub fn properties(self, properties: &str) -> Self {
        Self {
            properties: Some(document(properties)),
            ..self
        }
    }

    /// Compares.
    ///
    /// # Panics
    /// Where something else came out.
    #[track_caller]
    pub fn check(&self, resolved: Result<Endpoint, ResolveEndpointError>) {
        match (&resolved, self.outcome) {
            (Ok(endpoint), Ok(url)) => {
                assert_eq!(endpoint.url(), url);
                if let Some(expected) = &self.headers {
                    assert_eq!(&headers(endpoint), expected);
                }
                if let Some(expected) = &self.properties {
                    assert_eq!(&properties(endpoint), expected);
                }
            }
            (Err(error), Err(message)) => assert_eq!(error.to_string(), message),
            _ => panic!("resolved to {resolved:?}, expected {self:?}"),
        }
    }
}

fn document(json: &str) -> Document {
    let mut tokens = json_token_iter(json.as_bytes()).peekable();
    expect_document(&mut tokens).expect("the generator writes JSON")
}

fn headers(endpoint: &Endpoint) -> Document {
    let headers = endpoint.headers().map(|(name, values)| {
        let values = values.map(Document::from).collect();
        (name.to_owned(), Document::Array(values))
    });
    Document::Object(headers.collect())
}

fn properties(endpoint: &Endpoint) -> Document {
    let mut properties: HashMap<_, _> = endpoint
        .properties()
        .iter()
        .map(|(name, value)| (name.to_string(), value.clone()))
        .collect();
    let schemes = endpoint.auth_schemes();
    if !schemes.is_empty() {
        let schemes = schemes.iter().map(|scheme| scheme.as_document()).collect();
        properties.insert("authSchemes".to_owned(), Document::Array(schemes));
    }
    Document::Object(properties)
}

/// The endpoint tests of a model, as tests of the module whose parent has `Params` and `resolve`.
///
/// ```ignore
/// smithy_client::endpoint_tests! {
///     /// In a partition of its own
///     case_0(.region("cn-north-1")) => url "https://example.cn-north-1.amazonaws.com.cn";
///     case_1() => error "a Region is needed";
/// }
/// ```
#[macro_export]
macro_rules! endpoint_tests {
    ($(
        $(#[$meta:meta])*
        $case:ident($($given:tt)*) => $kind:ident $text:literal $(, $part:ident $json:literal)*;
    )*) => {
        use super::{Params, resolve};

        $(
            $(#[$meta])*
            #[test]
            fn $case() {
                let params = Params::builder()$($given)*.build().expect("complete parameters");
                let expected = $crate::endpoint::Expected::$kind($text)$(.$part($json))*;
                expected.check(resolve(&params));
            }
        )*
    };
}
