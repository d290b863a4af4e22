//! URLs without what is secret in them.

/// The URL with `***:***` in place of its user information. A password may hold what ends it in a URL
/// that is written well: where what stands for a port is none, the last at sign ends it.
pub fn masked(url: &str) -> String {
    let start = url.find("://").map_or(0, |colon| colon + 3);
    let (scheme, rest) = url.split_at(start);
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let at = authority.rfind('@').or_else(|| match has_port(authority) {
        true => None,
        false => rest.rfind('@'),
    });
    match at {
        Some(at) => format!("{scheme}***:***{}", &rest[at..]),
        None => url.to_owned(),
    }
}

/// Whether what follows the last colon is a port, or nothing does.
fn has_port(authority: &str) -> bool {
    match authority.rsplit_once(':') {
        Some((_, port)) => port.ends_with(']') || port.bytes().all(|byte| byte.is_ascii_digit()),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_information_ends_at_the_last_at_sign_of_the_authority() {
        for (url, shown) in [
            ("http://me:hush@p:1/x@y", "http://***:***@p:1/x@y"),
            ("http://me:p@ss@p", "http://***:***@p"),
            ("me:hush@p", "***:***@p"),
            ("http://me:hu/sh@p:1/x", "http://***:***@p:1/x"),
            ("http://me:hu#sh?@p", "http://***:***@p"),
            ("http://[::1]/x@y", "http://[::1]/x@y"),
            ("http://p:1/@", "http://p:1/@"),
            ("http://p?a@b", "http://p?a@b"),
        ] {
            assert_eq!(masked(url), shown);
        }
    }
}
