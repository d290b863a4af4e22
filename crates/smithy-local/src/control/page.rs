//! The page for people: one file, with nothing from anywhere else.

use aws_smithy_types::base64;
use bytes::Bytes;
use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_FRAME_OPTIONS};
use http::{HeaderValue, Response, StatusCode};
use sha2::{Digest as _, Sha256};

const PAGE: &str = include_str!("page.html");

/// The page. Its policy lets in the script and the style that stand in it, by their hashes, and
/// nothing else.
pub(super) fn response(name: &str) -> Response<Bytes> {
    let page = PAGE.replace("{name}", name);
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; connect-src 'self'; img-src data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hash(&page, "script"),
        hash(&page, "style")
    );
    let policy = HeaderValue::try_from(policy).expect("a hash is text");
    let mut response = super::text_response(StatusCode::OK, "text/html; charset=utf-8", page);
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// The hash of what stands in an element, as policies write it.
fn hash(page: &str, element: &str) -> String {
    let inner = page
        .split_once(&format!("<{element}>"))
        .and_then(|(_, rest)| rest.split_once(&format!("</{element}>")))
        .map_or("", |(inner, _)| inner);
    format!("sha256-{}", base64::encode(Sha256::digest(inner)))
}

#[cfg(test)]
mod tests {
    use super::{PAGE, response};

    #[test]
    fn the_page_needs_nothing_that_its_policy_forbids() {
        for inline in ["onclick=", "style=\"", "src=", "@import", "url("] {
            assert!(!PAGE.contains(inline), "{inline}");
        }
        assert_eq!(PAGE.matches("<script").count(), 1);
        assert_eq!(PAGE.matches("<style").count(), 1);
        let policy = response("notes").headers()["content-security-policy"].clone();
        let policy = policy.to_str().expect("it is text");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'sha256-"),
            "{policy}"
        );
    }
}
