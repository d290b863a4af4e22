use aws_smithy_schema::Schema;
use aws_smithy_schema::serde::{
    SerdeError, SerializableStruct, ShapeDeserializer, ShapeSerializer,
};
use smithy_client::OperationSpec;
use smithy_client::error::{BuildError, ErrorMetadata};
use smithy_client::paginator::{PageSize, Paginated, PaginatedItems, Paginator};

use super::{Things, schema};

#[derive(Clone, Debug, Default)]
pub struct ListThings;

#[derive(Clone, Debug, Default)]
pub struct ListThingsInput {
    starting_token: Option<String>,
    max_results: Option<i32>,
}

impl SerializableStruct for ListThingsInput {
    fn schema(&self) -> &Schema<'_> {
        &schema::LIST_INPUT
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        if let Some(token) = &self.starting_token {
            serializer.write_string(&schema::STARTING_TOKEN, token)?;
        }
        if let Some(size) = self.max_results {
            serializer.write_integer(&schema::MAX_RESULTS, size)?;
        }
        Ok(())
    }
}

#[derive(Debug, Default)]
pub struct ListThingsOutput {
    next_token: Option<String>,
    items: Option<Vec<String>>,
}

smithy_client::operation_error! {
    /// Errors of `ListThings`.
    pub enum ListThingsError {}
}

impl OperationSpec for ListThings {
    type Service = Things;
    type Input = ListThingsInput;
    type InputBuilder = ListThingsInput;
    type Output = ListThingsOutput;
    type Error = ListThingsError;
    const OPERATION: &'static smithy_catalog::Operation = &schema::LIST_THINGS;

    fn build_input(builder: ListThingsInput) -> Result<ListThingsInput, BuildError> {
        Ok(builder)
    }

    fn read_output(
        deserializer: &mut dyn ShapeDeserializer,
        _request_id: Option<&str>,
    ) -> Result<ListThingsOutput, SerdeError> {
        let mut output = ListThingsOutput::default();
        deserializer.read_struct(&schema::LIST_OUTPUT, &mut |member, deserializer| {
            match member.member_name() {
                Some("nextToken") => output.next_token = Some(deserializer.read_string(member)?),
                Some("items") => output.items = Some(deserializer.read_string_list(member)?),
                _ => {}
            }
            Ok(())
        })?;
        Ok(output)
    }

    fn read_error(
        _code: &str,
        _deserializer: &mut dyn ShapeDeserializer,
        meta: ErrorMetadata,
    ) -> Result<ListThingsError, SerdeError> {
        Ok(ListThingsError::generic(meta))
    }
}

impl Paginated for ListThings {
    type Token = String;

    fn input_token(input: &mut ListThingsInput) -> &mut Option<String> {
        &mut input.starting_token
    }

    fn output_token(output: &ListThingsOutput) -> Option<&String> {
        output.next_token.as_ref()
    }
}

impl PageSize for ListThings {
    fn set_page_size(mut builder: ListThingsInput, size: i32) -> ListThingsInput {
        builder.max_results = Some(size);
        builder
    }
}

impl PaginatedItems for ListThings {
    type Items = Vec<String>;

    fn items(output: ListThingsOutput) -> Option<Vec<String>> {
        output.items
    }
}

smithy_client::fluent_builder! {
    /// A call of `ListThings` in the making.
    #[derive(Clone)]
    pub struct ListThingsFluentBuilder for ListThings;
}

impl ListThingsFluentBuilder {
    pub fn into_paginator(self) -> Paginator<ListThings> {
        self.into_fluent().into_paginator()
    }
}
