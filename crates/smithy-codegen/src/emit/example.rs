//! The call that documentation shows.

use super::CrateNames;
use crate::model::{Kind, Member, Model, Operation};
use crate::names;

/// The lines of a call of the operation that asks for least.
pub(crate) fn example(model: &Model, crates: &CrateNames) -> String {
    let library = names::library(&crates.client);
    let operation = model
        .operations
        .iter()
        .min_by_key(|operation| effort(operation, model));
    let call = operation.map_or_else(String::new, |operation| call(operation, model));
    format!(
        "let config = {library}::Config::builder()
    .region({library}::config::Region::new(\"us-east-1\"))
    .build();
let client = {library}::Client::from_conf(config);
{call}"
    )
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
