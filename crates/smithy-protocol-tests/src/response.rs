//! Response tests: what a client makes of an answer.

use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::Value;
use smithy_catalog::Shape;
use smithy_catalog::document::{DeserializableStruct, DocumentStruct, from_document, to_document};
use smithy_client::dynamic::{self, DynamicError, RawResponse};
use smithy_client::error::{DisplayErrorContext, SdkError};
use smithy_client::{OperationSpec, invoke};

use crate::case::{self, ResponseCase};
use crate::connection::Connection;
use crate::difference::differences;
use crate::{handle, params, report};

/// Answers a call as the case says and compares the output. `take_body` takes a streamed body out of it.
///
/// # Panics
///
/// If the case does not hold.
pub async fn response<O>(case: &str, take_body: fn(&mut O::Output) -> Option<ByteStream>)
where
    O: OperationSpec<Input: DeserializableStruct, Output: SerializableStruct>,
{
    let mut case: ResponseCase = case::read(case);
    let shape = O::OPERATION.output;
    let mut output = match call::<O>(&case).await {
        Ok(output) => output,
        Err(error) => panic!(
            "{}: the call failed: {}",
            case.id,
            DisplayErrorContext(error)
        ),
    };
    let mut found = Vec::new();
    if let Some(member) = params::streaming_member(shape) {
        let expected = case.message.params.remove(member.name);
        let expected = expected
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or_default();
        compare_body(expected, take_body(&mut output), &mut found).await;
    }
    compare(&case, shape, &output, &mut found);
    match dynamic_call::<O>(&case).await {
        Ok(response) => match response.output::<O::Service>(O::OPERATION) {
            Ok(output) => compare_value(&case, shape, &params::of_value(&output), &mut found),
            Err(error) => found.push(format!("dynamic: the output cannot be read: {error}")),
        },
        Err(error) => found.push(format!("dynamic: {}", DisplayErrorContext(error))),
    }
    report(&case.id, &found);
}

/// Answers a call with an error and compares the error. `find` gives the error where it is the
/// modelled one.
///
/// # Panics
///
/// If the case does not hold.
pub async fn error<O>(
    case: &str,
    code: &str,
    find: fn(&O::Error) -> Option<&dyn SerializableStruct>,
) where
    O: OperationSpec<Input: DeserializableStruct>,
{
    let case: ResponseCase = case::read(case);
    let mut errors = O::OPERATION.errors.iter();
    let modelled = errors.find(|error| error.code == code);
    let modelled = modelled.expect("the operation has the error");
    let error = match call::<O>(&case).await {
        Ok(output) => panic!("{}: expected the error {code}, found {output:?}", case.id),
        Err(SdkError::ServiceError(error)) => error.into_err(),
        Err(error) => panic!(
            "{}: expected the error {code}, found {}",
            case.id,
            DisplayErrorContext(error)
        ),
    };
    let Some(found_error) = find(&error) else {
        panic!("{}: expected the error {code}, found {error:?}", case.id)
    };
    let mut found = Vec::new();
    if !error
        .meta()
        .code()
        .is_some_and(|code| modelled.has_code(code))
    {
        found.push(format!(
            "code: expected `{code}`, found {:?}",
            error.meta().code()
        ));
    }
    compare(&case, modelled.shape, found_error, &mut found);
    let dynamic = dynamic_call::<O>(&case).await;
    match dynamic.as_ref().err().and_then(SdkError::raw_response) {
        Some(response) => match RawResponse::from(response).error::<O::Service>(modelled) {
            Ok(error) => {
                let mut actual = params::of_value(&error);
                let error = dynamic.as_ref().err();
                params::add_message(
                    modelled.shape,
                    &mut actual,
                    error.and_then(SdkError::message),
                );
                compare_value(&case, modelled.shape, &actual, &mut found);
            }
            Err(error) => found.push(format!("dynamic: the error cannot be read: {error}")),
        },
        None => found.push(format!("dynamic: expected an error, found {dynamic:?}")),
    }
    report(&case.id, &found);
}

async fn dynamic_call<O>(case: &ResponseCase) -> Result<RawResponse, SdkError<DynamicError>>
where
    O: OperationSpec<Input: DeserializableStruct>,
{
    let Value::Object(members) = params::least_input(O::OPERATION) else {
        unreachable!("the least input is an object")
    };
    let input = DocumentStruct::new(O::OPERATION.input, members);
    let connection = Connection::answering(case);
    let handle: smithy_client::Handle<O::Service> = handle(&connection, None);
    dynamic::call(&handle, O::OPERATION, input, None).await
}

/// Compares what is read by the catalog. It is the answer as it came: a member that is missing in it has no
/// default there.
fn compare_value(
    case: &ResponseCase,
    shape: &'static Shape,
    actual: &Value,
    found: &mut Vec<String>,
) {
    let params = Value::Object(case.message.params.clone());
    let mut expected = params::comparable(shape, &params::document(shape, &params));
    params::remove_defaults(shape, &mut expected, actual);
    let mut differing = Vec::new();
    differences("output", &expected, actual, &mut differing);
    found.extend(differing.iter().map(|line| format!("dynamic: {line}")));
}

async fn call<O>(case: &ResponseCase) -> Result<O::Output, SdkError<O::Error>>
where
    O: OperationSpec<Input: DeserializableStruct>,
{
    let input =
        from_document(&params::least_input(O::OPERATION)).expect("the least input is an input");
    let connection = Connection::answering(case);
    invoke::<O>(&handle(&connection, None), input, None).await
}

fn compare(
    case: &ResponseCase,
    shape: &'static Shape,
    actual: &dyn SerializableStruct,
    found: &mut Vec<String>,
) {
    let params = Value::Object(case.message.params.clone());
    let expected = params::comparable(shape, &params::document(shape, &params));
    match to_document(actual) {
        Ok(actual) => differences(
            "output",
            &expected,
            &params::comparable(shape, &actual),
            found,
        ),
        Err(error) => found.push(format!(
            "the output cannot be written as a document: {error}"
        )),
    }
}

async fn compare_body(expected: &str, body: Option<ByteStream>, found: &mut Vec<String>) {
    let Some(body) = body else {
        return found.push("the output has no body to read".to_owned());
    };
    match body.collect().await {
        Ok(bytes) => {
            let actual = bytes.into_bytes();
            if actual != expected.as_bytes() {
                found.push(format!(
                    "body: expected `{expected}`, found `{}`",
                    String::from_utf8_lossy(&actual)
                ));
            }
        }
        Err(error) => found.push(format!("the body cannot be read: {error}")),
    }
}
