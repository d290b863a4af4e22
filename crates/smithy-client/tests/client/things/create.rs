use std::fmt;

use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{
    SerdeError, SerializableStruct, ShapeDeserializer, ShapeSerializer,
};
use smithy_client::error::{BoxError, BuildError, ErrorMetadata, ProvideErrorMetadata};
use smithy_client::{OperationSpec, RequestId};

use super::{Things, schema};

#[derive(Clone, Debug, Default)]
pub struct CreateThing;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct CreateThingInput {
    pub name: Option<String>,
    pub request_id: Option<String>,
    pub owner: Option<String>,
}

impl SerializableStruct for CreateThingInput {
    fn schema(&self) -> &Schema<'_> {
        &schema::CREATE_INPUT
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        for (schema, value) in [
            (&schema::NAME, &self.name),
            (&schema::TOKEN, &self.request_id),
            (&schema::OWNER, &self.owner),
        ] {
            if let Some(value) = value {
                serializer.write_string(schema, value)?;
            }
        }
        Ok(())
    }
}

#[derive(Clone, Debug, Default)]
pub struct CreateThingInputBuilder(CreateThingInput);

#[derive(Debug, Default)]
pub struct CreateThingOutput {
    pub id: Option<String>,
    request_id: Option<String>,
}

impl RequestId for CreateThingOutput {
    fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

#[derive(Debug)]
pub struct ConflictException {
    pub message: Option<String>,
    meta: ErrorMetadata,
}

impl fmt::Display for ConflictException {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "ConflictException: {}",
            self.message.as_deref().unwrap_or_default()
        )
    }
}

impl std::error::Error for ConflictException {}

impl ProvideErrorMetadata for ConflictException {
    fn meta(&self) -> &ErrorMetadata {
        &self.meta
    }
}

smithy_client::operation_error! {
    /// Errors of `CreateThing`.
    pub enum CreateThingError {
        /// In use.
        ConflictException(ConflictException), is_conflict_exception;
    }
}

impl OperationSpec for CreateThing {
    type Service = Things;
    type Input = CreateThingInput;
    type InputBuilder = CreateThingInputBuilder;
    type Output = CreateThingOutput;
    type Error = CreateThingError;
    const OPERATION: &'static smithy_catalog::Operation = &schema::CREATE_THING;

    fn build_input(builder: CreateThingInputBuilder) -> Result<CreateThingInput, BuildError> {
        Ok(builder.0)
    }

    fn read_output(
        deserializer: &mut dyn ShapeDeserializer,
        request_id: Option<&str>,
    ) -> Result<CreateThingOutput, SerdeError> {
        let mut output = CreateThingOutput {
            id: None,
            request_id: request_id.map(str::to_owned),
        };
        deserializer.read_struct(&schema::CREATE_OUTPUT, &mut |member, deserializer| {
            if member.member_name() == Some("id") {
                output.id = Some(deserializer.read_string(member)?);
            }
            Ok(())
        })?;
        Ok(output)
    }

    fn read_error(
        code: &str,
        deserializer: &mut dyn ShapeDeserializer,
        meta: ErrorMetadata,
    ) -> Result<CreateThingError, SerdeError> {
        if code != "ConflictException" {
            return Ok(CreateThingError::generic(meta));
        }
        let mut message = None;
        deserializer.read_struct(&schema::CONFLICT, &mut |member, deserializer| {
            message = Some(deserializer.read_string(member)?);
            Ok(())
        })?;
        Ok(CreateThingError::ConflictException(ConflictException {
            message,
            meta,
        }))
    }

    fn idempotency_token(input: &mut CreateThingInput) -> Option<&mut Option<String>> {
        Some(&mut input.request_id)
    }

    fn validate(input: &CreateThingInput) -> Result<(), BoxError> {
        match input.name {
            Some(_) => Ok(()),
            None => Err("`name` must not be null".into()),
        }
    }
}

smithy_client::fluent_builder! {
    /// A call of `CreateThing` in the making.
    #[derive(Clone)]
    pub struct CreateThingFluentBuilder for CreateThing;
}

impl CreateThingFluentBuilder {
    pub fn name(self, name: impl Into<String>) -> Self {
        self.map_input(|mut input| {
            input.0.name = Some(name.into());
            input
        })
    }

    pub fn owner(self, owner: impl Into<String>) -> Self {
        self.map_input(|mut input| {
            input.0.owner = Some(owner.into());
            input
        })
    }

    pub fn get_name(&self) -> &Option<String> {
        &self.as_input().0.name
    }
}
