//! Who is calling: SigV4 signatures in headers, checked against what the request should carry.
//!
//! The request is read as it arrived and not trusted: any bytes may stand in its headers and URI.

mod claim;
mod signature;

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Request;
use http::header::AUTHORIZATION;
use smithy_catalog::Auth;
use subtle::ConstantTimeEq;

use self::claim::{ALGORITHM, Claim};
pub(crate) use self::signature::sign;
use crate::caller::Caller;
use crate::failure::Failure;

/// Region of requests that carry no signature to name one.
pub(crate) const UNSIGNED_REGION: &str = "us-east-1";

/// How far the time of a signature may lie from the clock, as with AWS.
const SKEW: Duration = Duration::from_secs(15 * 60);

/// Whose requests are answered. The first caller stands for requests without a signature.
#[derive(Debug)]
pub(crate) struct Access {
    pub(crate) callers: Vec<Caller>,
    pub(crate) allow_unsigned: bool,
    /// Signatures of any date are good.
    pub(crate) any_date: bool,
}

/// Whom a request comes from, and which region it is for.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// None where there was no signature.
    pub(crate) key_id: Option<String>,
    pub(crate) account: String,
    pub(crate) region: String,
}

impl Access {
    /// Who calls, once the signature is found good.
    pub(crate) fn check(
        &self,
        request: &Request<Bytes>,
        auth: Auth,
        signing_name: Option<&str>,
        now: SystemTime,
    ) -> Result<Identity, Failure> {
        let (Some(signing_name), Auth::SigV4 | Auth::Optional) = (signing_name, auth) else {
            return Ok(self.anonymous());
        };
        let Some(header) = request.headers().get(AUTHORIZATION) else {
            return if self.allow_unsigned || auth == Auth::Optional {
                Ok(self.anonymous())
            } else {
                let code = "MissingAuthenticationTokenException";
                Err(Failure::new(code, "Missing Authentication Token"))
            };
        };
        let claim = header.to_str().ok().and_then(Claim::parse).ok_or_else(|| {
            incomplete(format!(
                "The Authorization header must read {ALGORITHM} Credential=KEY/DATE/REGION/\
                 SERVICE/aws4_request, SignedHeaders=…, Signature=…"
            ))
        })?;
        claim.check_scope(signing_name)?;
        let caller = self.caller(claim.key_id)?;
        claim.check_signed_headers()?;
        let time = claim.time(request)?;
        if !self.any_date {
            check_time(time, now)?;
        }
        check_session(request, caller)?;
        if !signature::is_good(request, &claim, &caller.secret_access_key)? {
            return Err(invalid(
                "The request signature we calculated does not match the signature you provided. \
                 Check your AWS Secret Access Key and signing method.",
            ));
        }
        Ok(Identity {
            key_id: Some(caller.access_key_id.clone()),
            account: caller.account.clone(),
            region: claim.region.to_owned(),
        })
    }

    fn anonymous(&self) -> Identity {
        Identity {
            key_id: None,
            account: self
                .callers
                .first()
                .map_or(crate::ACCOUNT, |caller| &caller.account)
                .to_owned(),
            region: UNSIGNED_REGION.to_owned(),
        }
    }

    fn caller(&self, key_id: &str) -> Result<&Caller, Failure> {
        let mut known = self.callers.iter();
        known.find(|known| known.access_key_id == key_id).ok_or_else(|| {
            let ids: Vec<_> = self.callers.iter().map(Caller::access_key_id).collect();
            let message = format!(
                "The security token included in the request is invalid. Access keys known to the \
                 local service: {}.",
                ids.join(", ")
            );
            Failure::new("UnrecognizedClientException", message)
        })
    }
}

fn check_time(time: SystemTime, now: SystemTime) -> Result<(), Failure> {
    let late = now.duration_since(time).is_ok_and(|age| age > SKEW);
    let early = time.duration_since(now).is_ok_and(|lead| lead > SKEW);
    match (late, early) {
        (true, _) => Err(invalid(
            "Signature expired: the x-amz-date of the request lies more than 15 minutes in the \
             past. Set the clock, or let the local service take any date.",
        )),
        (_, true) => Err(invalid(
            "Signature not yet current: the x-amz-date of the request lies more than 15 minutes \
             in the future. Set the clock, or let the local service take any date.",
        )),
        _ => Ok(()),
    }
}

fn check_session(request: &Request<Bytes>, caller: &Caller) -> Result<(), Failure> {
    let Some(wanted) = &caller.session_token else {
        return Ok(());
    };
    let given = request.headers().get("x-amz-security-token");
    if given.is_some_and(|given| bool::from(given.as_bytes().ct_eq(wanted.as_bytes()))) {
        return Ok(());
    }
    let message = "The security token included in the request is invalid.";
    Err(Failure::new("UnrecognizedClientException", message))
}

fn incomplete(message: impl Into<String>) -> Failure {
    Failure::new("IncompleteSignatureException", message)
}

fn invalid(message: impl Into<String>) -> Failure {
    Failure::new("InvalidSignatureException", message)
}
