//! Which operation a request means, by the URI patterns of the model.

use percent_encoding::percent_decode_str;
use smithy_catalog::{Operation, Service};

/// An operation and what its labels stand for.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) operation: &'static Operation,
    pub(crate) labels: Vec<(&'static str, String)>,
}

/// Finds the operation for a method, path and query. Of several, the one with the most literal
/// segments is meant.
pub(crate) fn find(
    service: &'static Service,
    method: &str,
    path: &str,
    query: &str,
) -> Option<Route> {
    let candidates = service
        .operations
        .iter()
        .filter(|op| op.http.method == method);
    candidates
        .filter_map(|operation| {
            let (pattern, literals) = split(operation.http.uri);
            let labels = match_path(pattern, path)?;
            let has_literals = literals
                .split('&')
                .filter(|literal| !literal.is_empty())
                .all(|literal| query.split('&').any(|pair| pair == literal));
            has_literals.then_some(Route { operation, labels })
        })
        .max_by_key(|route| {
            let (pattern, literals) = split(route.operation.http.uri);
            let segments = pattern
                .split('/')
                .filter(|segment| !segment.starts_with('{'));
            (segments.count(), literals.len())
        })
}

/// A pattern's path and its query of literals.
fn split(uri: &'static str) -> (&'static str, &'static str) {
    uri.split_once('?').unwrap_or((uri, ""))
}

fn match_path(pattern: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut labels = Vec::new();
    let mut segments: Vec<_> = path.trim_start_matches('/').split('/').collect();
    let mut wanted = pattern.trim_start_matches('/').split('/');
    while let Some(part) = wanted.next() {
        let Some(name) = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
        else {
            if segments.first() != Some(&part) {
                return None;
            }
            segments.remove(0);
            continue;
        };
        let (name, taken) = match name.strip_suffix('+') {
            // A greedy label leaves the rest of the pattern one segment each.
            Some(name) => (name, segments.len().checked_sub(wanted.clone().count())?),
            None => (name, 1),
        };
        if taken == 0 || taken > segments.len() {
            return None;
        }
        let raw = segments.drain(..taken).collect::<Vec<_>>().join("/");
        labels.push((
            name,
            percent_decode_str(&raw).decode_utf8().ok()?.into_owned(),
        ));
    }
    segments.is_empty().then_some(labels)
}

#[cfg(test)]
mod tests {
    use super::match_path;

    fn labels(pattern: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
        match_path(pattern, path)
    }

    #[test]
    fn labels_take_one_decoded_segment() {
        assert_eq!(labels("/notes", "/notes"), Some(vec![]));
        assert_eq!(
            labels("/a/{id}/b", "/a/x%2Fy%20z/b"),
            Some(vec![("id", "x/y z".to_owned())])
        );
        assert_eq!(labels("/a/{id}", "/a/"), Some(vec![("id", String::new())]));
        for other in ["/a", "/a/b/c", "/b/c", "/", "/a/%ff"] {
            assert_eq!(labels("/a/{id}", other), None, "{other}");
        }
    }

    #[test]
    fn greedy_labels_take_what_the_rest_leaves() {
        assert_eq!(
            labels("/{bucket}/{key+}/end", "/b/x/y/end"),
            Some(vec![("bucket", "b".to_owned()), ("key", "x/y".to_owned())])
        );
        assert_eq!(labels("/{key+}/end", "/end"), None);
    }
}
