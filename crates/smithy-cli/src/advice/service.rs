//! Answers that are errors, and answers that did not come.

use aws_settings::Sourced;
use cli_formats::{Map, Value};
use smithy_catalog::Operation;

use super::sourced;
use crate::error::ServiceFailure;
use crate::options;

/// The call that failed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scope {
    /// The region.
    pub(crate) region: Sourced<String>,
    /// What the service is signed for as, which permissions begin with.
    pub(crate) service: &'static str,
    /// Where the credentials come from.
    pub(crate) credentials: &'static str,
    /// The variables that the service looks at, and what each is for, where it is built in.
    pub(crate) variables: &'static [(&'static str, &'static str)],
}

/// A call without an answer, which may have been carried out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unanswered {
    /// The operation, as `CreateThing`.
    pub(crate) operation: &'static str,
    /// The option of its idempotency token, with dashes, and the token that was sent.
    pub(crate) token: Option<(String, String)>,
    /// The model says that to do it twice is to do it once.
    pub(crate) is_idempotent: bool,
}

impl Unanswered {
    /// A call with these members; none where nothing is changed by it.
    pub(crate) fn of(operation: &Operation, document: &Map) -> Option<Self> {
        let token = operation.idempotency_token.and_then(|member| {
            let option = format!("--{}", options::name(operation, member));
            match document.get(member)? {
                Value::String(token) => Some((option, token.clone())),
                _ => None,
            }
        });
        (!operation.readonly).then_some(Self {
            operation: operation.name,
            token,
            is_idempotent: operation.idempotent,
        })
    }

    pub(super) fn advice(&self) -> String {
        let operation = self.operation;
        let may = format!("{operation} may have been carried out all the same.");
        match &self.token {
            Some((option, token)) => format!(
                "{may} To repeat it safely, give the same line with {option} {token}: the service \
                 knows the token and does it once."
            ),
            None if self.is_idempotent => format!("{may} It is safe to repeat."),
            None => format!("{may} Look before you repeat it: it could be done twice."),
        }
    }
}

/// What to do about an error answer.
pub(super) fn of_failure(failure: &ServiceFailure, scope: Option<&Scope>) -> Vec<String> {
    let (code, operation) = (failure.error.code.as_str(), failure.operation);
    let from = scope.map(|scope| scope.credentials);
    let from = from.map_or_else(String::new, |from| format!(" (from {from})"));
    let service = scope.map_or("", |scope| scope.service);
    match code {
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" | "NotAuthorized" => {
            vec![
                format!(
                    "The credentials{from} lack a permission, usually {service}:{operation}. Who \
                     administers the account can grant it."
                ),
                "Other credentials: --profile NAME. Whose these are: `aws sts get-caller-identity`"
                    .to_owned(),
            ]
        }
        "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => vec![format!(
            "The session of these credentials{from} has ended. Get new ones where they came from, \
             with single sign-on by `aws sso login`."
        )],
        "UnrecognizedClientException" | "InvalidClientTokenId" | "InvalidAccessKeyId" => {
            vec![format!(
                "The service does not know the access key{from}: it may be mistyped, deleted, of \
                 another partition, or need AWS_SESSION_TOKEN beside it."
            )]
        }
        "SignatureDoesNotMatch" | "InvalidSignatureException" => vec![
            format!("The secret access key{from} is not that of the access key id: set both anew."),
            "If they are right, compare the clock of this machine with another.".to_owned(),
        ],
        "RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture" => {
            vec!["Set the clock of this machine: requests are valid for minutes.".to_owned()]
        }
        "ThrottlingException"
        | "Throttling"
        | "TooManyRequestsException"
        | "SlowDown"
        | "RequestLimitExceeded"
        | "ProvisionedThroughputExceededException" => vec![
            "Wait and repeat. AWS_MAX_ATTEMPTS=10 tries more often, AWS_RETRY_MODE=adaptive also \
             slows down."
                .to_owned(),
        ],
        "ServiceQuotaExceededException" | "LimitExceededException" => {
            vec!["Delete what is not needed, or ask for more under Service Quotas in the AWS console."
                .to_owned()]
        }
        "ResourceNotFoundException" | "NotFoundException" | "ResourceNotFound" => match scope {
            Some(scope) => vec![format!(
                "What was asked for is in one region and account: this was {}, and the account of \
                 the credentials{from}.",
                sourced(&scope.region)
            )],
            None => Vec::new(),
        },
        _ if failure.error.status >= 500 => {
            let variables = scope.map_or(&[][..], |scope| scope.variables);
            let line = |(name, what): &(&str, &str)| format!("{name} sets {what}.");
            variables.iter().map(line).collect()
        }
        _ => Vec::new(),
    }
}
