//! What became of a request, for logs and for people who watch.

/// What became of a request. The answers of a service carry it as an extension.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// The id the answer bears.
    pub id: String,
    /// The operation that was meant, if there is one.
    pub operation: Option<&'static str>,
    /// The access key of a good signature.
    pub key_id: Option<String>,
    /// The account the request counted for.
    pub account: Option<String>,
    /// The region the request was signed for.
    pub region: Option<String>,
    /// The code of an error answer.
    pub code: Option<String>,
    /// What an error answer says.
    pub message: Option<String>,
    /// The fault that was asked for and met this request.
    pub fault: Option<&'static str>,
}
