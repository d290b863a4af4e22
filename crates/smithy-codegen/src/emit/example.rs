//! The call that documentation shows.

use super::CrateNames;
use crate::model::{Kind, Member, Model, Operation};
use crate::names;

/// The lines of a call of the operation that asks for least, with a configuration by hand.
pub(crate) fn example(model: &Model, crates: &CrateNames) -> String {
    let library = names::library(&crates.client);
    let call = least(model);
    format!(
        "let config = {library}::Config::builder()
    .region({library}::config::Region::new(\"us-east-1\"))
    .build();
let client = {library}::Client::from_conf(config);
{call}"
    )
}

/// The same with settings and credentials as they are found, by the feature `from-env`.
pub(crate) fn example_from_env(model: &Model, crates: &CrateNames) -> String {
    let library = names::library(&crates.client);
    let call = least(model);
    format!("let client = {library}::Client::from_env().await?;\n{call}")
}

/// A call of the operation that asks for least.
fn least(model: &Model) -> String {
    let operation = model
        .operations
        .iter()
        .min_by_key(|operation| effort(operation, model));
    operation.map_or_else(String::new, |operation| call(operation, model))
}

fn call(operation: &Operation, model: &Model) -> String {
    let method = &operation.module;
    let setters: String = required(operation, model)
        .filter(|member| is_string(member, model))
        .map(|member| format!("    .{}({:?})\n", member.rust_name, member.name))
        .collect();
    match setters.as_str() {
        "" => format!("let output = client.{method}().send().await?;"),
        setters => {
            format!("let output = client\n    .{method}()\n{setters}    .send()\n    .await?;")
        }
    }
}

/// What a caller has to know: values that are no strings, values, and whether anything changes.
fn effort(operation: &Operation, model: &Model) -> (usize, usize, bool) {
    let count = required(operation, model).count();
    let others = required(operation, model)
        .filter(|member| !is_string(member, model))
        .count();
    (others, count, !operation.readonly)
}

fn required<'a>(operation: &Operation, model: &'a Model) -> impl Iterator<Item = &'a Member> {
    let members = match &model.shape(&operation.input).kind {
        Kind::Structure(members) => members.as_slice(),
        _ => &[],
    };
    members
        .iter()
        .filter(|member| member.required && !member.idempotency_token)
}

fn is_string(member: &Member, model: &Model) -> bool {
    matches!(model.shape(&member.target).kind, Kind::String)
}
