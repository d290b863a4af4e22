//! What generated clients cannot carry out: said of the operation, with the shape id, never left out in
//! silence.

use std::collections::BTreeMap;

use super::{AuthScheme, Skipped};
use crate::ast;

/// Operations that need what the generated client does not have, with the reason.
pub(super) fn unsupported(
    service_id: &str,
    operations: &BTreeMap<&str, &ast::Operation>,
    schemes: &BTreeMap<&str, Vec<AuthScheme>>,
) -> Vec<Skipped> {
    operations
        .keys()
        .filter_map(|id| {
            let reason = foreign_auth(service_id, schemes.get(id).map_or(&[], Vec::as_slice))?;
            Some(Skipped {
                operation: (*id).to_owned(),
                reason,
            })
        })
        .collect()
}

/// There are schemes, and none that the client can carry out.
fn foreign_auth(service_id: &str, schemes: &[AuthScheme]) -> Option<String> {
    let carried = |scheme: &AuthScheme| !matches!(scheme, AuthScheme::Custom(_));
    if schemes.is_empty() || schemes.iter().any(carried) {
        return None;
    }
    let ids: Vec<&str> = schemes.iter().map(AuthScheme::id).collect();
    Some(format!(
        "is authenticated by {} ({service_id}), which is not supported",
        ids.join(", ")
    ))
}
