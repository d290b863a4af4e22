//! Mixins and `apply`: merged into the shapes they change, so that the rest of the generator never
//! meets them.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::ast::{Member, Model, Reference, Shape, Traits};
use crate::error::{Problem, Problems};

/// Merges mixins, then `apply` statements.
pub(super) fn flatten(model: &mut Model, problems: &mut Problems) {
    merge_mixins(model, problems);
    merge_applied_traits(model, problems);
}

fn merge_mixins(model: &mut Model, problems: &mut Problems) {
    let users: Vec<String> = model
        .shapes
        .iter()
        .filter(|(_, shape)| !mixins(shape).is_empty())
        .map(|(id, _)| id.clone())
        .collect();
    for id in users {
        let mut merged = (IndexMap::new(), Traits::new());
        collect(model, &id, &mut BTreeSet::new(), &mut merged, problems);
        let (members, traits) = merged;
        match model.shapes.get_mut(&id) {
            Some(
                Shape::Structure(shape)
                | Shape::Union(shape)
                | Shape::Enum(shape)
                | Shape::IntEnum(shape),
            ) => {
                shape.members = members;
                shape.traits = traits;
            }
            Some(Shape::Simple(_, shape)) => shape.traits = traits,
            _ => {}
        }
    }
    for shape in model.shapes.values_mut() {
        match shape {
            Shape::Structure(shape)
            | Shape::Union(shape)
            | Shape::Enum(shape)
            | Shape::IntEnum(shape) => {
                shape.mixins.clear();
            }
            Shape::Simple(_, shape) => shape.mixins.clear(),
            _ => {}
        }
    }
}

fn mixins(shape: &Shape) -> &[Reference] {
    match shape {
        Shape::Structure(shape)
        | Shape::Union(shape)
        | Shape::Enum(shape)
        | Shape::IntEnum(shape) => &shape.mixins,
        Shape::Simple(_, shape) => &shape.mixins,
        _ => &[],
    }
}

/// What `id` has with its mixins merged in: the mixins' members first, its own traits winning.
fn collect(
    model: &Model,
    id: &str,
    path: &mut BTreeSet<String>,
    into: &mut (IndexMap<String, Member>, Traits),
    problems: &mut Problems,
) {
    let Some(shape) = model.shapes.get(id) else {
        let reason = "mixes in this shape, which is not in the model".to_owned();
        problems.0.push(Problem {
            shape: id.to_owned(),
            path: "mixins".to_owned(),
            reason,
        });
        return;
    };
    if !path.insert(id.to_owned()) {
        let reason = "mixes itself in".to_owned();
        problems.0.push(Problem {
            shape: id.to_owned(),
            path: "mixins".to_owned(),
            reason,
        });
        return;
    }
    for mixin in mixins(shape) {
        collect(model, &mixin.target, path, into, problems);
    }
    path.remove(id);
    into.1.shift_remove("smithy.api#mixin");
    into.1.extend(
        shape
            .traits()
            .into_iter()
            .flatten()
            .map(|(id, value)| (id.clone(), value.clone())),
    );
    if let Shape::Structure(own) | Shape::Union(own) | Shape::Enum(own) | Shape::IntEnum(own) =
        shape
    {
        for (name, member) in &own.members {
            let slot = into.0.entry(name.clone()).or_insert_with(|| member.clone());
            slot.target.clone_from(&member.target);
            slot.traits.extend(member.traits.clone());
        }
    }
}

fn merge_applied_traits(model: &mut Model, problems: &mut Problems) {
    let applied: Vec<(String, Traits)> = model
        .shapes
        .iter_mut()
        .filter_map(|(id, shape)| match shape {
            Shape::Apply(apply) => Some((id.clone(), std::mem::take(&mut apply.traits))),
            _ => None,
        })
        .collect();
    model
        .shapes
        .retain(|_, shape| !matches!(shape, Shape::Apply(_)));
    for (id, traits) in applied {
        match traits_of(model, &id) {
            Some(target) => target.extend(traits),
            None => problems.0.push(Problem {
                shape: id,
                path: String::new(),
                reason: "traits are applied to this shape, which is not in the model".to_owned(),
            }),
        }
    }
}

fn traits_of<'a>(model: &'a mut Model, id: &str) -> Option<&'a mut Traits> {
    let (shape, member) = id
        .split_once('$')
        .map_or((id, None), |(shape, member)| (shape, Some(member)));
    let shape = model.shapes.get_mut(shape)?;
    let Some(member) = member else {
        return match shape {
            Shape::Simple(_, shape) => Some(&mut shape.traits),
            Shape::List(shape) => Some(&mut shape.traits),
            Shape::Map(shape) => Some(&mut shape.traits),
            Shape::Structure(shape)
            | Shape::Union(shape)
            | Shape::Enum(shape)
            | Shape::IntEnum(shape) => Some(&mut shape.traits),
            Shape::Service(shape) => Some(&mut shape.traits),
            Shape::Operation(shape) => Some(&mut shape.traits),
            Shape::Resource(_) | Shape::Apply(_) => None,
        };
    };
    match (shape, member) {
        (Shape::List(list), "member") => Some(&mut list.member.traits),
        (Shape::Map(map), "key") => Some(&mut map.key.traits),
        (Shape::Map(map), "value") => Some(&mut map.value.traits),
        (
            Shape::Structure(shape)
            | Shape::Union(shape)
            | Shape::Enum(shape)
            | Shape::IntEnum(shape),
            member,
        ) => shape
            .members
            .get_mut(member)
            .map(|member| &mut member.traits),
        _ => None,
    }
}
