//! The functions of the endpoint rules language, for compiled rules.

pub use super::ResolveEndpointError;
pub use super::partition::Partition;
pub use super::url::{Url, parse_url};

use aws_smithy_schema::http_protocol::percent_encode;

/// `aws.partition`. Some partition is always found.
pub fn partition(region: &str) -> Option<&'static Partition> {
    Some(super::partition::partition(region))
}

/// The error of rules of which none matched.
pub fn no_match() -> ResolveEndpointError {
    ResolveEndpointError::message("No endpoint rule matched")
}

/// `isValidHostLabel`: labels (one, or several with dots between) of 1 to 63 letters, digits and
/// hyphens that begin with none of the hyphens.
pub fn is_valid_host_label(text: &str, allow_sub_domains: bool) -> bool {
    fn is_label(label: &str) -> bool {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    }
    if allow_sub_domains {
        text.split('.').all(is_label)
    } else {
        is_label(text)
    }
}

/// `substring`: characters `start..stop`, counted from the end if `reverse`. Only ASCII text has
/// substrings.
pub fn substring(text: &str, start: usize, stop: usize, reverse: bool) -> Option<&str> {
    if start >= stop || text.len() < stop || !text.is_ascii() {
        return None;
    }
    if reverse {
        text.get(text.len() - stop..text.len() - start)
    } else {
        text.get(start..stop)
    }
}

/// `uriEncode`: percent-encodes everything but unreserved characters.
pub fn uri_encode(text: &str) -> String {
    percent_encode(text)
}

/// `split`: at most `limit` pieces, or any number if `limit` is 0.
pub fn split<'a>(text: &'a str, delimiter: &str, limit: usize) -> Vec<&'a str> {
    match limit {
        0 => text.split(delimiter).collect(),
        _ => text.splitn(limit, delimiter).collect(),
    }
}

/// `getAttr` with an index from the end: `-1` is the last.
pub fn from_end<S: AsRef<str>>(texts: &[S], index: isize) -> Option<&str> {
    let index = texts.len().checked_sub(index.unsigned_abs())?;
    texts.get(index).map(AsRef::as_ref)
}

/// An ARN, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    partition: &'a str,
    service: &'a str,
    region: &'a str,
    account_id: &'a str,
    resource_id: Vec<&'a str>,
}

impl<'a> Arn<'a> {
    /// Partition, as `aws`.
    pub fn partition(&self) -> &'a str {
        self.partition
    }

    /// Service, as `lambda`.
    pub fn service(&self) -> &'a str {
        self.service
    }

    /// Region, empty for global resources.
    pub fn region(&self) -> &'a str {
        self.region
    }

    /// Account, empty for resources of none.
    pub fn account_id(&self) -> &'a str {
        self.account_id
    }

    /// Parts of the resource, between `:` and `/`.
    pub fn resource_id(&self) -> &[&'a str] {
        &self.resource_id
    }
}

/// `aws.parseArn`.
pub fn parse_arn(text: &str) -> Option<Arn<'_>> {
    let mut parts = text.splitn(6, ':');
    let mut next = || parts.next();
    let ("arn", partition, service, region, account_id, resource) =
        (next()?, next()?, next()?, next()?, next()?, next()?)
    else {
        return None;
    };
    if partition.is_empty() || service.is_empty() || resource.is_empty() {
        return None;
    }
    Some(Arn {
        partition,
        service,
        region,
        account_id,
        resource_id: resource.split([':', '/']).collect(),
    })
}

/// `aws.isVirtualHostableS3Bucket`: bucket names that can be part of a host name.
pub fn is_virtual_hostable_s3_bucket(bucket: &str, allow_sub_domains: bool) -> bool {
    fn is_hostable(label: &str) -> bool {
        (3..=63).contains(&label.len())
            && !label.bytes().any(|b| b.is_ascii_uppercase())
            && label.starts_with(|c: char| c.is_ascii_alphanumeric())
            && label.ends_with(|c: char| c.is_ascii_alphanumeric())
    }
    is_valid_host_label(bucket, allow_sub_domains)
        && bucket.parse::<std::net::Ipv4Addr>().is_err()
        && if allow_sub_domains {
            bucket.split('.').all(is_hostable)
        } else {
            is_hostable(bucket)
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_labels() {
        assert!(is_valid_host_label("a-1", false));
        assert!(is_valid_host_label("a.b-c", true));
        for (text, dots) in [
            ("", false),
            ("a.b", false),
            ("-a", false),
            ("a..b", true),
            ("ü", true),
        ] {
            assert!(!is_valid_host_label(text, dots), "{text}");
        }
        assert!(!is_valid_host_label(&"a".repeat(64), false));
    }

    #[test]
    fn substrings() {
        assert_eq!(substring("abcdefg", 0, 4, false), Some("abcd"));
        assert_eq!(substring("abcdefg", 0, 4, true), Some("defg"));
        assert_eq!(substring("abc", 0, 4, false), None);
        assert_eq!(substring("abc", 2, 2, false), None);
        assert_eq!(substring("ab\u{fdfd}", 0, 2, false), None);
    }

    #[test]
    fn urls() {
        let url = parse_url("https://example.com:8443/base").expect("a URL");
        assert_eq!(
            (
                url.scheme(),
                url.authority(),
                url.path(),
                &*url.normalized_path(),
                url.is_ip()
            ),
            ("https", "example.com:8443", "/base", "/base/", false)
        );
        let root = parse_url("http://[::1]:80").expect("a URL");
        assert_eq!(
            (root.path(), &*root.normalized_path(), root.is_ip()),
            ("", "/", true)
        );
        for text in [
            "example.com",
            "ftp://x",
            "https://x?y=z",
            "https://",
            "http://[::1",
        ] {
            assert_eq!(parse_url(text), None, "{text}");
        }
    }

    #[test]
    fn arns() {
        let arn = parse_arn("arn:aws:omics:us-west-2:123456789012:run/1:2").expect("an ARN");
        assert_eq!(arn.service(), "omics");
        assert_eq!(arn.resource_id(), ["run", "1", "2"]);
        assert_eq!(parse_arn("arn:aws::r:a:x"), None);
        assert_eq!(parse_arn("arn:aws:s3:r:a"), None);
    }

    #[test]
    fn buckets() {
        assert!(is_virtual_hostable_s3_bucket("my-bucket", false));
        assert!(is_virtual_hostable_s3_bucket("the.bucket", true));
        for bucket in ["My-bucket", "ab", "192.168.1.1", "bucket-"] {
            assert!(!is_virtual_hostable_s3_bucket(bucket, true), "{bucket}");
        }
    }

    #[test]
    fn pieces() {
        assert_eq!(split("a--b--c", "--", 0), ["a", "b", "c"]);
        assert_eq!(split("a--b--c", "--", 2), ["a", "b--c"]);
        assert_eq!(split("", "--", 0), [""]);
        let pieces = split("a.b.c", ".", 0);
        assert_eq!(from_end(&pieces, -1), Some("c"));
        assert_eq!(from_end(&pieces, -4), None);
    }
}
