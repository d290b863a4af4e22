use aws_smithy_cbor::codec::CborCodec;
use aws_smithy_schema::codec::{Codec as _, FinishSerializer as _};
use aws_smithy_schema::{ShapeType, shape_id};
use smithy_catalog::Members;

use super::*;

static SINGLE: Schema<'static> =
    Schema::new_member(shape_id!("t", "S"), ShapeType::Float, "single", 0);
static DOUBLE: Schema<'static> =
    Schema::new_member(shape_id!("t", "S"), ShapeType::Double, "double", 1);
static FLOAT_SHAPE: Shape = Shape::new("t#Float", &prelude::FLOAT, Kind::Float);
static DOUBLE_SHAPE: Shape = Shape::new("t#Double", &prelude::DOUBLE, Kind::Double);
static MEMBERS: [Member; 2] = [
    Member::new("single", &SINGLE, &FLOAT_SHAPE),
    Member::new("double", &DOUBLE, &DOUBLE_SHAPE),
];
static SHAPE: Shape = Shape::new(
    "t#S",
    &prelude::DOCUMENT,
    Kind::Structure(Members::listed(&MEMBERS)),
);

fn cbor(members: &[(&str, Value)]) -> Result<Vec<u8>, SerdeError> {
    let members = members.iter().cloned();
    let members = members.map(|(name, value)| (name.to_owned(), value));
    let input = Input::new(&SHAPE, members.collect(), Protocol::RpcV2Cbor, false);
    let mut serializer = CborCodec::default().create_serializer();
    serializer.write_struct(SHAPE.schema, &input)?;
    Ok(serializer.finish())
}

/// botocore packs them as `>f` and `>d`.
#[test]
fn a_float_has_the_bits_of_its_kind_in_cbor() {
    for (value, number) in [(Value::Float(0.1), 0.1_f64), (Value::Int(3), 3.0)] {
        let bytes = cbor(&[("single", value.clone()), ("double", value)]).expect("it is written");
        let single = [&b"\xfa"[..], &(number as f32).to_be_bytes()].concat();
        let double = [&b"\xfb"[..], &number.to_be_bytes()].concat();
        for wanted in [single, double] {
            let is_there = bytes.windows(wanted.len()).any(|part| part == wanted);
            assert!(is_there, "{wanted:x?} in {bytes:x?}");
        }
    }
    let large = Value::Float(1e300);
    assert!(cbor(&[("double", large.clone())]).is_ok());
    let refused = cbor(&[("single", large)]).expect_err("it has no place in 32 bits");
    assert!(refused.to_string().contains("32 bits"), "{refused}");
}
