//! The service's answers.

/// An error answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceError {
    /// Error code.
    pub code: String,
    /// Text for people.
    pub message: String,
    /// The modelled `message` member, where the error is modelled and has one.
    pub modelled_message: Option<crate::value::Value>,
    /// HTTP status.
    pub status: u16,
    /// Request id.
    pub request_id: Option<String>,
}
