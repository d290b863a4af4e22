//! Which members are `Option`, as smithy-rs decides it for clients: inputs always are, and so are
//! members that target structures and unions; otherwise required members and members with a default
//! are not, unless `clientOptional` says so.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Home, Kind, Shapes};

/// Sets `optional` on every structure member.
pub(super) fn assign(shapes: &mut Shapes, client_optional: &BTreeSet<(String, String)>) {
    let aggregates: BTreeSet<String> = shapes
        .iter()
        .filter(|(_, shape)| matches!(shape.kind, Kind::Structure(_) | Kind::Union(_)))
        .map(|(key, _)| key.clone())
        .collect();
    for shape in shapes.values_mut() {
        let input = matches!(shape.home, Home::Input(_));
        let key = shape.key.clone();
        let Kind::Structure(members) = &mut shape.kind else {
            continue;
        };
        for member in members {
            let has_value = match &member.default {
                Some(default) => *default != Value::Null,
                None => member.required,
            };
            member.optional = input
                || !has_value
                || client_optional.contains(&(key.clone(), member.name.clone()))
                || aggregates.contains(&member.target);
        }
    }
}

/// Sets `boxed` on the members that close a cycle of structures and unions.
///
/// A cycle through a list or map needs no box. Members are visited in shape and model order, so the
/// same model always boxes the same members.
pub(super) fn box_cycles(shapes: &mut Shapes) {
    let edges: BTreeMap<String, Vec<(usize, String)>> = shapes
        .iter()
        .filter_map(|(key, shape)| match &shape.kind {
            Kind::Structure(members) | Kind::Union(members) => {
                let targets = members
                    .iter()
                    .map(|member| member.target.clone())
                    .enumerate();
                Some((key.clone(), targets.collect()))
            }
            _ => None,
        })
        .collect();
    let mut boxed: BTreeSet<(String, usize)> = BTreeSet::new();
    for (key, targets) in &edges {
        for (index, target) in targets {
            if edges.contains_key(target) && reaches(&edges, target, key, &boxed) {
                boxed.insert((key.clone(), *index));
            }
        }
    }
    for (key, index) in boxed {
        if let Some(Kind::Structure(members) | Kind::Union(members)) =
            shapes.get_mut(&key).map(|shape| &mut shape.kind)
        {
            members[index].boxed = true;
        }
    }
}

/// Whether `from` contains `to` by value, following no edge that is boxed already.
fn reaches(
    edges: &BTreeMap<String, Vec<(usize, String)>>,
    from: &str,
    to: &str,
    boxed: &BTreeSet<(String, usize)>,
) -> bool {
    let mut seen = BTreeSet::new();
    let mut queue = vec![from];
    while let Some(key) = queue.pop() {
        if key == to {
            return true;
        }
        if !seen.insert(key) {
            continue;
        }
        for (index, target) in edges.get(key).into_iter().flatten() {
            if !boxed.contains(&(key.to_owned(), *index)) {
                queue.push(target);
            }
        }
    }
    false
}
