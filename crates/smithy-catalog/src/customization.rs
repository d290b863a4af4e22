//! What clients of some services do beyond the model, as every official SDK does.

/// Something the model of a service does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Customization {
    /// A header that every request has.
    Header {
        /// Its name, in lower case.
        name: &'static str,
        /// Its value.
        value: &'static str,
    },
    /// What a string member stands for where it is unset or empty.
    MemberDefault {
        /// Name of the input member.
        member: &'static str,
        /// The value.
        value: &'static str,
    },
    /// The value of a label is what follows the last slash of one of these prefixes: ids may be given as
    /// the service answers with them.
    TrimmedLabels {
        /// The prefixes, as `/hostedzone/`.
        prefixes: &'static [&'static str],
    },
    /// A string member that is the endpoint of its request.
    MemberEndpoint {
        /// Name of the input member.
        member: &'static str,
    },
    /// Bodies of a member that streams come with their SHA-256 and the SHA-256 of the tree of their
    /// mebibytes, in `x-amz-sha256-tree-hash`.
    TreeHash,
    /// Paths are signed as they are sent: encoded once and with their dots, and the hash of the body is a
    /// header.
    PlainPaths,
    /// An answer of success may have an error as its body.
    ErrorsInSuccess,
    /// Errors with these codes are worth another attempt.
    TransientErrors {
        /// The codes.
        codes: &'static [&'static str],
    },
    /// Endpoints may take a scheme of their own: SigV4 with credentials that the service hands out for
    /// one of the places it keeps things in.
    Sessions {
        /// Id of the scheme.
        scheme: &'static str,
        /// Name of the operation that hands credentials out, as its output member `Credentials`.
        operation: &'static str,
        /// Name of the member, of its input and that of other operations, that names the place.
        member: &'static str,
        /// Name of the header with the token of the session.
        token_header: &'static str,
    },
    /// The header `Expires` of an answer may be no date: its text is a header `ExpiresString` as well, and
    /// what is no date is left out.
    ExpiresAsText,
}
