use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{
    SerdeError, SerializableStruct, ShapeDeserializer, ShapeSerializer,
};
use smithy_client::OperationSpec;
use smithy_client::error::{BuildError, ErrorMetadata};
use smithy_client::primitives::ByteStream;

use super::{Things, schema};

#[derive(Debug)]
pub struct Transfer;

#[derive(Debug, Default)]
pub struct TransferInput {
    body: ByteStream,
}

/// The payload is not a member that serializes.
impl SerializableStruct for TransferInput {
    fn schema(&self) -> &Schema<'_> {
        &schema::TRANSFER_INPUT
    }

    fn serialize_members(&self, _serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        Ok(())
    }
}

#[derive(Debug, Default)]
pub struct TransferOutput {
    pub body: ByteStream,
}

smithy_client::operation_error! {
    /// Errors of `Transfer`.
    pub enum TransferError {}
}

impl OperationSpec for Transfer {
    type Service = Things;
    type Input = TransferInput;
    type InputBuilder = TransferInput;
    type Output = TransferOutput;
    type Error = TransferError;
    const OPERATION: &'static smithy_catalog::Operation = &schema::TRANSFER;
    const STREAMING_OUTPUT: bool = true;

    fn build_input(builder: TransferInput) -> Result<TransferInput, BuildError> {
        Ok(builder)
    }

    fn read_output(
        deserializer: &mut dyn ShapeDeserializer,
        _request_id: Option<&str>,
    ) -> Result<TransferOutput, SerdeError> {
        deserializer.read_struct(&schema::TRANSFER_OUTPUT, &mut |_, _| Ok(()))?;
        Ok(TransferOutput::default())
    }

    fn read_error(
        _code: &str,
        _deserializer: &mut dyn ShapeDeserializer,
        meta: ErrorMetadata,
    ) -> Result<TransferError, SerdeError> {
        Ok(TransferError::generic(meta))
    }

    fn take_body(input: &mut TransferInput) -> Option<ByteStream> {
        Some(std::mem::take(&mut input.body))
    }

    fn put_body(output: &mut TransferOutput, body: ByteStream) {
        output.body = body;
    }
}

smithy_client::fluent_builder! {
    /// A call of `Transfer` in the making.
    pub struct TransferFluentBuilder for Transfer;
}

impl TransferFluentBuilder {
    pub fn body(self, body: ByteStream) -> Self {
        self.map_input(|_| TransferInput { body })
    }
}
