//! The form of ec2Query, which smithy-rs has no serializer for.
//!
//! It differs from awsQuery's in three things: names are `ec2QueryName`s, or the XML or member name with
//! its first letter raised; lists are always flat; and an empty list is not there at all. There are no
//! maps.

use std::borrow::Cow;

use aws_smithy_schema::Schema;
use aws_smithy_schema::codec::FinishSerializer;
use aws_smithy_schema::serde::{SerdeError, SerializableStruct, ShapeSerializer};
use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::primitive::Encoder;
use aws_smithy_types::{BigDecimal, BigInteger, Blob, DateTime, Document};

/// Writes `name=value` pairs, names dotted from the outside in.
pub(super) struct Ec2QuerySerializer {
    form: form::Form,
    /// Path of what is written now.
    path: String,
    /// Where a list's elements are written: the number of the next.
    index: Option<usize>,
}

impl Ec2QuerySerializer {
    pub(super) fn new(action: &str, version: &str) -> Self {
        let mut form = form::Form::default();
        form.push("Action", action);
        form.push("Version", version);
        Self {
            form,
            path: String::new(),
            index: None,
        }
    }

    /// Runs `write` with the path of a member, or of the next element of the list written now.
    fn at<T>(&mut self, schema: &Schema<'_>, write: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.path.len();
        let step = match (&mut self.index, schema.member_name()) {
            (Some(index), _) => {
                *index += 1;
                Some(Cow::Owned(index.to_string()))
            }
            (None, Some(member)) => Some(name(schema, member)),
            // The input itself.
            (None, None) => None,
        };
        if let Some(step) = step {
            if outer > 0 {
                self.path.push('.');
            }
            self.path.push_str(&step);
        }
        let index = self.index.take();
        let written = write(self);
        self.index = index;
        self.path.truncate(outer);
        written
    }

    fn scalar(&mut self, schema: &Schema<'_>, value: &str) -> Result<(), SerdeError> {
        self.at(schema, |this| this.form.push(&this.path, value));
        Ok(())
    }
}

/// Name of a member on the wire. The generator keeps `ec2QueryName` as the schema's original name, as
/// schemas have no trait for it.
fn name<'a>(schema: &'a Schema<'_>, member: &'a str) -> Cow<'a, str> {
    if let Some(name) = schema.original_name() {
        return Cow::Borrowed(name);
    }
    let name = schema.xml_name().map_or(member, |name| name.value());
    match name.as_bytes().first() {
        Some(first) if first.is_ascii_lowercase() => {
            let mut name = name.to_owned();
            name[..1].make_ascii_uppercase();
            Cow::Owned(name)
        }
        _ => Cow::Borrowed(name),
    }
}

impl FinishSerializer for Ec2QuerySerializer {
    fn finish(self) -> Vec<u8> {
        self.form.finish()
    }
}

/// Writers of what is its own text, in the form `Encoder` gives numbers.
macro_rules! scalars {
    ($($method:ident($value:ident: $type:ty) => $text:expr;)*) => {
        $(fn $method(&mut self, schema: &Schema<'_>, $value: $type) -> Result<(), SerdeError> {
            self.scalar(schema, $text)
        })*
    };
}

impl ShapeSerializer for Ec2QuerySerializer {
    fn write_struct(
        &mut self,
        schema: &Schema<'_>,
        value: &dyn SerializableStruct,
    ) -> Result<(), SerdeError> {
        self.at(schema, |this| value.serialize_members(this))
    }

    fn write_list(
        &mut self,
        schema: &Schema<'_>,
        write_elements: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        self.at(schema, |this| {
            this.index = Some(0);
            write_elements(this)
        })
    }

    fn write_map(
        &mut self,
        schema: &Schema<'_>,
        _write_entries: &dyn Fn(&mut dyn ShapeSerializer) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        Err(SerdeError::unsupported(format!(
            "ec2Query has no maps, and {} is one",
            schema.shape_id().as_str()
        )))
    }

    scalars! {
        write_boolean(value: bool) => if value { "true" } else { "false" };
        write_byte(value: i8) => Encoder::from(value).encode();
        write_short(value: i16) => Encoder::from(value).encode();
        write_integer(value: i32) => Encoder::from(value).encode();
        write_long(value: i64) => Encoder::from(value).encode();
        write_float(value: f32) => Encoder::from(value).encode();
        write_double(value: f64) => Encoder::from(value).encode();
        write_big_integer(value: &BigInteger) => value.as_ref();
        write_big_decimal(value: &BigDecimal) => value.as_ref();
        write_string(value: &str) => value;
        write_blob(value: Blob) => &aws_smithy_types::base64::encode(value.as_ref());
    }

    fn write_timestamp(&mut self, schema: &Schema<'_>, value: &DateTime) -> Result<(), SerdeError> {
        let format = match schema.timestamp_format().map(|format| format.format()) {
            Some(TimestampFormat::EpochSeconds) => Format::EpochSeconds,
            Some(TimestampFormat::HttpDate) => Format::HttpDate,
            _ => Format::DateTime,
        };
        let text = value
            .fmt(format)
            .map_err(|error| SerdeError::custom(format!("not a timestamp: {error}")))?;
        self.scalar(schema, &text)
    }

    fn write_document(&mut self, schema: &Schema<'_>, _: &Document) -> Result<(), SerdeError> {
        Err(SerdeError::unsupported(format!(
            "ec2Query has no documents, and {} is one",
            schema.shape_id().as_str()
        )))
    }

    fn write_null(&mut self, _: &Schema<'_>) -> Result<(), SerdeError> {
        Ok(())
    }
}

mod form {
    //! `application/x-www-form-urlencoded`, with everything escaped that AWS escapes.

    #[derive(Default)]
    pub(super) struct Form(String);

    impl Form {
        pub(super) fn push(&mut self, name: &str, value: &str) {
            if !self.0.is_empty() {
                self.0.push('&');
            }
            self.escape(name);
            self.0.push('=');
            self.escape(value);
        }

        fn escape(&mut self, text: &str) {
            for byte in text.bytes() {
                match byte {
                    b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                        self.0.push(char::from(byte));
                    }
                    _ => self.0.push_str(&format!("%{byte:02X}")),
                }
            }
        }

        pub(super) fn finish(self) -> Vec<u8> {
            self.0.into_bytes()
        }
    }
}
