//! What the emitters cannot carry yet: said of the operation, with the shape id, never left out in
//! silence.

use std::collections::BTreeMap;

use super::{AuthScheme, Skipped, closure};
use crate::ast;
use crate::error::Problems;

/// Operations that need what the generated client does not have, with the reason.
pub(super) fn unsupported(
    ast: &ast::Model,
    service_id: &str,
    operations: &BTreeMap<&str, &ast::Operation>,
    schemes: &BTreeMap<&str, Vec<AuthScheme>>,
) -> Vec<Skipped> {
    operations
        .iter()
        .filter_map(|(id, operation)| {
            let reason = event_stream(ast, operation)
                .or_else(|| foreign_auth(service_id, schemes.get(id).map_or(&[], Vec::as_slice)))?;
            Some(Skipped {
                operation: (*id).to_owned(),
                reason,
            })
        })
        .collect()
}

fn event_stream(ast: &ast::Model, operation: &ast::Operation) -> Option<String> {
    let roots = [&operation.input, &operation.output];
    let roots = roots
        .into_iter()
        .flatten()
        .map(|reference| reference.target.as_str());
    let mut ignored = Problems(Vec::new());
    let stream = closure::shapes(ast, roots, &mut ignored)
        .into_iter()
        .find(|shape| match &ast.shapes[*shape] {
            ast::Shape::Union(union) => union.traits.contains_key("smithy.api#streaming"),
            _ => false,
        })?;
    Some(format!(
        "uses the event stream {stream} (smithy.api#streaming), which is not supported"
    ))
}

/// There are schemes, and none that the client can carry out.
fn foreign_auth(service_id: &str, schemes: &[AuthScheme]) -> Option<String> {
    let carried = |scheme: &AuthScheme| matches!(scheme, AuthScheme::SigV4 | AuthScheme::NoAuth);
    if schemes.is_empty() || schemes.iter().any(carried) {
        return None;
    }
    let ids: Vec<&str> = schemes.iter().map(AuthScheme::id).collect();
    Some(format!(
        "is authenticated by {} ({service_id}), which is not supported",
        ids.join(", ")
    ))
}
