//! Mixins and `apply`: merged into the shapes they change, so that the rest of the generator never
//! meets them.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use indexmap::map::Entry;
use serde_json::Value;

use crate::ast::{Member, Model, Operation, Reference, Resource, Service, Shape, Traits};
use crate::error::{Problem, Problems};

const MIXIN: &str = "smithy.api#mixin";

/// The longest chain of mixins of mixins.
const DEEPEST: usize = 256;

/// Merges `apply` statements, then mixins: what is applied to a mixin or to a member of one reaches
/// whoever mixes it in.
pub(super) fn flatten(model: &mut Model, problems: &mut Problems) {
    let introduced = apply(model, problems);
    let users: Vec<String> = model
        .shapes
        .iter()
        .filter(|(_, shape)| !shape.mixins().is_empty())
        .map(|(id, _)| id.clone())
        .collect();
    let mut merger = Merger {
        model,
        introduced,
        done: BTreeSet::new(),
        path: Vec::new(),
        problems,
    };
    for id in users {
        merger.merge(&id);
    }
    merger.leftovers();
}

/// Traits that are applied to members a shape does not have itself: those of its mixins.
type Introduced = BTreeMap<String, Vec<(String, Traits)>>;

fn apply(model: &mut Model, problems: &mut Problems) -> Introduced {
    let mut applied: Vec<(String, Traits)> = Vec::new();
    model.shapes.retain(|id, shape| match shape {
        Shape::Apply(apply) => {
            applied.push((id.clone(), std::mem::take(&mut apply.traits)));
            false
        }
        _ => true,
    });
    let mut introduced = Introduced::new();
    for (id, traits) in applied {
        let (shape, member) = id.split_once('$').unwrap_or((&id, ""));
        match model.shapes.get_mut(shape) {
            None => problems.0.push(not_there(&id)),
            Some(shape) if member.is_empty() => shape.traits_mut().extend(traits),
            Some(found) => match found.member_mut(member) {
                Some(member) => member.traits.extend(traits),
                None => introduced
                    .entry(shape.to_owned())
                    .or_default()
                    .push((member.to_owned(), traits)),
            },
        }
    }
    introduced
}

fn not_there(id: &str) -> Problem {
    Problem {
        shape: id.to_owned(),
        path: String::new(),
        reason: "traits are applied to this shape, which is not in the model".to_owned(),
    }
}

struct Merger<'a> {
    model: &'a mut Model,
    introduced: Introduced,
    done: BTreeSet<String>,
    /// The shapes whose mixins are being merged, outermost first.
    path: Vec<String>,
    problems: &'a mut Problems,
}

impl Merger<'_> {
    /// Merges the mixins of a shape into it, theirs before.
    fn merge(&mut self, id: &str) {
        if self.path.iter().any(|other| other == id) {
            self.problem(id, "mixes itself in");
            return;
        }
        if self.path.len() > DEEPEST {
            self.problem(id, "is mixed in by a chain too long");
            return;
        }
        let Some(shape) = self.model.shapes.get(id) else {
            let user = self.path.last().cloned().unwrap_or_default();
            self.problem(&user, &format!("mixes in {id}, which is not in the model"));
            return;
        };
        if self.done.contains(id) {
            return;
        }
        let mixins: Vec<String> = shape.mixins().iter().map(|m| m.target.clone()).collect();
        self.path.push(id.to_owned());
        for mixin in &mixins {
            self.merge(mixin);
        }
        self.path.pop();
        self.done.insert(id.to_owned());
        for mixin in mixins.iter().rev() {
            self.mix_in(mixin, id);
        }
        for (member, traits) in self.introduced.remove(id).unwrap_or_default() {
            match self.member(id, &member) {
                Some(member) => member.traits.extend(traits),
                None => self.problems.0.push(not_there(&format!("{id}${member}"))),
            }
        }
    }

    fn member(&mut self, id: &str, member: &str) -> Option<&mut Member> {
        self.model.shapes.get_mut(id)?.member_mut(member)
    }

    /// Puts what a mixin has before what the shape has, the shape's own winning.
    fn mix_in(&mut self, mixin_id: &str, id: &str) {
        let shapes = &mut self.model.shapes;
        let (Some(from), Some(to)) = (shapes.get_index_of(mixin_id), shapes.get_index_of(id))
        else {
            return;
        };
        let Ok([(_, mixin), (_, user)]) = shapes.get_disjoint_indices_mut([from, to]) else {
            return;
        };
        inherit_traits(user.traits_mut(), mixin.traits());
        let fits = match (user, &*mixin) {
            (Shape::Structure(user), Shape::Structure(mixin))
            | (Shape::Union(user), Shape::Union(mixin))
            | (Shape::Enum(user), Shape::Enum(mixin))
            | (Shape::IntEnum(user), Shape::IntEnum(mixin)) => {
                inherit_members(&mut user.members, &mixin.members);
                true
            }
            (Shape::List(user), Shape::List(mixin)) => {
                inherit_member(&mut user.member, &mixin.member);
                true
            }
            (Shape::Map(user), Shape::Map(mixin)) => {
                inherit_member(&mut user.key, &mixin.key);
                inherit_member(&mut user.value, &mixin.value);
                true
            }
            (Shape::Service(user), Shape::Service(mixin)) => {
                inherit_service(user, mixin);
                true
            }
            (Shape::Operation(user), Shape::Operation(mixin)) => {
                inherit_operation(user, mixin);
                true
            }
            (Shape::Resource(user), Shape::Resource(mixin)) => {
                inherit_resource(user, mixin);
                true
            }
            (Shape::Simple(user, _), Shape::Simple(mixin, _)) => user == mixin,
            _ => false,
        };
        if !fits {
            let reason = format!("mixes in {mixin_id}, which is of another type");
            self.problem(id, &reason);
        }
    }

    fn problem(&mut self, id: &str, reason: &str) {
        self.problems.0.push(Problem {
            shape: id.to_owned(),
            path: "mixins".to_owned(),
            reason: reason.to_owned(),
        });
    }

    /// What was to be mixed in and was not there.
    fn leftovers(self) {
        for (id, members) in self.introduced {
            for (member, _) in members {
                self.problems.0.push(not_there(&format!("{id}${member}")));
            }
        }
        for (id, shape) in &self.model.shapes {
            let lost = match shape {
                Shape::List(list) => list.member.target.is_empty(),
                Shape::Map(map) => map.key.target.is_empty() || map.value.target.is_empty(),
                _ => false,
            };
            if lost {
                self.problems.0.push(Problem {
                    shape: id.clone(),
                    path: String::new(),
                    reason: "needs a `member`, or a `key` and a `value`, each with a target"
                        .to_owned(),
                });
            }
        }
    }
}

/// Traits of a mixin but its `mixin` trait and those this names `localTraits`.
fn inherit_traits(user: &mut Traits, mixin: &Traits) {
    let local: Vec<&str> = mixin
        .get(MIXIN)
        .and_then(|value| value.get("localTraits"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (id, value) in mixin {
        if id != MIXIN && !local.contains(&id.as_str()) && !user.contains_key(id) {
            user.insert(id.clone(), value.clone());
        }
    }
}

fn inherit_member(user: &mut Member, mixin: &Member) {
    if user.target.is_empty() {
        user.target.clone_from(&mixin.target);
    }
    for (id, value) in &mixin.traits {
        if !user.traits.contains_key(id) {
            user.traits.insert(id.clone(), value.clone());
        }
    }
}

fn inherit_members(user: &mut IndexMap<String, Member>, mixin: &IndexMap<String, Member>) {
    let mut members = mixin.clone();
    for (name, own) in std::mem::take(user) {
        match members.entry(name) {
            Entry::Occupied(mut slot) => {
                slot.get_mut().target = own.target;
                slot.get_mut().traits.extend(own.traits);
            }
            Entry::Vacant(slot) => {
                slot.insert(own);
            }
        }
    }
    *user = members;
}

/// The mixin's references before the user's, each once.
fn inherit_references(user: &mut Vec<Reference>, mixin: &[Reference]) {
    let own = std::mem::replace(user, mixin.to_vec());
    for reference in own {
        if !user.iter().any(|other| other.target == reference.target) {
            user.push(reference);
        }
    }
}

fn inherit_service(user: &mut Service, mixin: &Service) {
    if user.version.is_empty() {
        user.version.clone_from(&mixin.version);
    }
    inherit_references(&mut user.operations, &mixin.operations);
    inherit_references(&mut user.resources, &mixin.resources);
    inherit_references(&mut user.errors, &mixin.errors);
    for (id, name) in &mixin.rename {
        user.rename
            .entry(id.clone())
            .or_insert_with(|| name.clone());
    }
}

fn inherit_operation(user: &mut Operation, mixin: &Operation) {
    let unit = |reference: &Option<Reference>| {
        reference
            .as_ref()
            .is_none_or(|reference| reference.target == "smithy.api#Unit")
    };
    if unit(&user.input) {
        user.input.clone_from(&mixin.input);
    }
    if unit(&user.output) {
        user.output.clone_from(&mixin.output);
    }
    inherit_references(&mut user.errors, &mixin.errors);
}

fn inherit_resource(user: &mut Resource, mixin: &Resource) {
    for (own, inherited) in [
        (&mut user.create, &mixin.create),
        (&mut user.put, &mixin.put),
        (&mut user.read, &mixin.read),
        (&mut user.update, &mixin.update),
        (&mut user.delete, &mixin.delete),
        (&mut user.list, &mixin.list),
    ] {
        if own.is_none() {
            own.clone_from(inherited);
        }
    }
    inherit_references(&mut user.operations, &mixin.operations);
    inherit_references(
        &mut user.collection_operations,
        &mixin.collection_operations,
    );
    inherit_references(&mut user.resources, &mixin.resources);
}
