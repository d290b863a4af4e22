//! Response tests: what a client makes of an answer.

use aws_smithy_schema::serde::SerializableStruct;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::Value;
use smithy_catalog::Shape;
use smithy_catalog::document::{DeserializableStruct, from_document, to_document};
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
    let modelled = O::OPERATION.errors.iter().find(|error| error.code == code);
    let shape = modelled.expect("the operation has the error").shape;
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
    if error.meta().code() != Some(code) {
        found.push(format!(
            "code: expected `{code}`, found {:?}",
            error.meta().code()
        ));
    }
    compare(&case, shape, found_error, &mut found);
    report(&case.id, &found);
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
