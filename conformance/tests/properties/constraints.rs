//! The constraints of the model, its enums and `serde`, on generated values.

use std::str::FromStr as _;

use omics_client::operation::create_run_cache::CreateRunCacheInput;
use omics_client::operation::get_run_cache::GetRunCacheOutput;
use omics_client::operation::list_run_caches::{ListRunCachesInput, ListRunCachesOutput};
use omics_client::operation::update_run_cache::UpdateRunCacheInput;
use omics_client::types::{CacheBehavior, RunCacheStatus};
use omics_model::SERVICE;
use proptest::prelude::*;
use proptest::sample::select;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use smithy_catalog::Operation;
use smithy_catalog::constraint::{InvalidInput, Rule, validate};

use crate::documents::{document, json};
use crate::flaws::{Flaw, many_flaws, one_flaw};
use crate::{Named, config, operation};

/// A valid input, and the operation it is for.
fn valid_input() -> impl Strategy<Value = (Named<Operation>, Value)> {
    operation(&SERVICE).prop_flat_map(|operation| (Just(operation), document(operation.input)))
}

/// Reads a document as a type and writes it again.
fn round_trip<T: DeserializeOwned + Serialize>(document: &Value) -> (T, Value) {
    let value: T = serde_json::from_value(document.clone()).expect("the document is valid");
    let written = serde_json::to_value(&value).expect("the value has a document");
    (value, written)
}

fn paths(checked: Result<(), InvalidInput>) -> Vec<String> {
    let violations = checked
        .err()
        .map_or_else(Vec::new, |invalid| invalid.violations().to_vec());
    violations
        .into_iter()
        .map(|violation| violation.path)
        .collect()
}

/// What the engine finds, in an order of its own.
fn found(operation: &Operation, document: &Value) -> Vec<Flaw> {
    let mut found: Vec<_> = validate(operation.input, document)
        .iter()
        .map(Flaw::from)
        .collect();
    found.sort();
    found
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn what_the_constraints_describe_is_valid((operation, document) in valid_input()) {
        prop_assert_eq!(validate(operation.input, &document), []);
    }

    #[test]
    fn one_flaw_is_found_and_no_other(
        (operation, (document, flaws)) in operation(&SERVICE).prop_flat_map(|operation| (Just(operation), one_flaw(operation.input)))
    ) {
        prop_assert_eq!(found(&operation, &document), flaws);
    }

    #[test]
    fn all_flaws_are_found_however_many_a_member_has(
        (operation, (document, mut flaws)) in operation(&SERVICE).prop_flat_map(|operation| (Just(operation), many_flaws(operation.input)))
    ) {
        flaws.sort();
        prop_assert_eq!(found(&operation, &document), flaws);
    }

    #[test]
    fn a_missing_required_member_is_named((operation, mut document) in valid_input()) {
        for member in operation.input.members().iter().filter(|member| member.required) {
            let value = document[member.name].take();
            let violations = validate(operation.input, &document);
            prop_assert_eq!(violations.len(), 1);
            prop_assert_eq!(&violations[0].path, member.name);
            prop_assert_eq!(&violations[0].rule, &Rule::Required);
            document[member.name] = value;
        }
    }

    #[test]
    fn all_violations_are_reported_at_once((operation, mut document) in valid_input()) {
        let members = operation.input.members();
        for member in members {
            document[member.name] = Value::Bool(true);
        }
        let violations = validate(operation.input, &document);
        let paths: Vec<_> = violations.iter().map(|violation| violation.path.as_str()).collect();
        let names: Vec<_> = members.iter().map(|member| member.name).collect();
        prop_assert_eq!(paths, names);
    }

    #[test]
    fn any_json_can_be_checked(operation in operation(&SERVICE), document in json()) {
        for shape in [operation.input, operation.output] {
            let worded: Vec<_> = validate(shape, &document).iter().map(ToString::to_string).collect();
            prop_assert!(worded.iter().all(|text| !text.is_empty()));
        }
    }

    #[test]
    fn typed_inputs_are_checked_as_their_documents(
        create in document(omics_model::operations::CREATE_RUN_CACHE.input),
        location in "[a-z:/]{0,8}",
    ) {
        let (mut input, written) = round_trip::<CreateRunCacheInput>(&create);
        prop_assert_eq!(written, create);
        prop_assert_eq!(paths(input.validate()), Vec::<String>::new());
        input.request_id = None;
        prop_assert_eq!(paths(input.validate()), Vec::<String>::new(), "the client fills it in");
        input.cache_s3_location = Some(location);
        input.name = Some(String::new());
        prop_assert_eq!(paths(input.validate()), ["cacheS3Location", "name", "name"]);
    }

    #[test]
    fn inputs_and_outputs_survive_serde(
        update in document(omics_model::operations::UPDATE_RUN_CACHE.input),
        list in document(omics_model::operations::LIST_RUN_CACHES.input),
        got in document(omics_model::operations::GET_RUN_CACHE.output),
        listed in document(omics_model::operations::LIST_RUN_CACHES.output),
    ) {
        prop_assert_eq!(round_trip::<UpdateRunCacheInput>(&update).1, update);
        prop_assert_eq!(round_trip::<ListRunCachesInput>(&list).1, list);
        let (output, written) = round_trip::<GetRunCacheOutput>(&got);
        prop_assert_eq!(round_trip::<GetRunCacheOutput>(&written).0, output);
        let (output, written) = round_trip::<ListRunCachesOutput>(&listed);
        prop_assert_eq!(round_trip::<ListRunCachesOutput>(&written).0, output);
    }

    #[test]
    fn enums_keep_what_they_do_not_know(text in prop_oneof![
        select(CacheBehavior::values()).prop_map(str::to_owned),
        ".*",
    ]) {
        let behavior = CacheBehavior::from(text.as_str());
        prop_assert_eq!(behavior.as_str(), &text);
        prop_assert_eq!(behavior.to_string(), text.clone());
        prop_assert_eq!(&CacheBehavior::from_str(&text).expect("never fails"), &behavior);
        let known = CacheBehavior::values().contains(&text.as_str());
        prop_assert_eq!(CacheBehavior::try_parse(&text).is_ok(), known);
        let (again, written) = round_trip::<CacheBehavior>(&Value::from(text.clone()));
        prop_assert_eq!(again, behavior);
        prop_assert_eq!(written, Value::from(text.clone()));
        prop_assert_eq!(RunCacheStatus::from(text.as_str()).to_string(), text);
    }
}
