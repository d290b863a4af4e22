//! URLs without what is secret in them.

/// The URL with `***:***` in place of its user information.
pub fn masked(url: &str) -> String {
    let start = url.find("://").map_or(0, |colon| colon + 3);
    let (scheme, rest) = url.split_at(start);
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    match authority.rfind('@') {
        Some(at) => format!("{scheme}***:***{}", &rest[at..]),
        None => url.to_owned(),
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
            ("http://p:1/@", "http://p:1/@"),
            ("http://p?a@b", "http://p?a@b"),
        ] {
            assert_eq!(masked(url), shown);
        }
    }
}
