//! Texts whose reading by the AWS CLI is known.

use aws_settings::Environment;

use super::*;
use std::fs;

fn read(text: &str) -> Result<Value, MapError> {
    parse_map(text, &ParamFiles::new(&Environment::default()))
}

fn string(text: &str) -> Value {
    Value::String(text.into())
}

fn map(pairs: &[(&str, Value)]) -> Value {
    let pairs = pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()));
    Value::Map(pairs.collect())
}

fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| string(item)).collect())
}

#[test]
fn pairs_of_strings() {
    for (text, pairs) in [
        ("a=b,c=d", &[("a", "b"), ("c", "d")][..]),
        ("a=b , c=d", &[("a", "b"), ("c", "d")]),
        ("a=b,\nc=d", &[("a", "b"), ("c", "d")]),
        ("a=b,,c=d", &[("a", "b"), ("c", "d")]),
        ("a=", &[("a", "")]),
        ("a=,b=c", &[("a", ""), ("b", "c")]),
        ("a=b c", &[("a", "b c")]),
        ("a= b", &[("a", "b")]),
        ("a =b", &[("a", "b")]),
        ("a=b\nc=d", &[("a", "b\nc=d")]),
        ("=b", &[("", "b")]),
        ("a=\"b,c\"", &[("a", "b,c")]),
        ("a='b,c'", &[("a", "b,c")]),
        ("a='b',c='d'", &[("a", "b"), ("c", "d")]),
        ("a=b\\,c", &[("a", "b,c")]),
        ("a=\"b\\\"c\"", &[("a", "b\"c")]),
        ("a='it\\'s'", &[("a", "it's")]),
        ("a=\"b\\\\c\"", &[("a", "b\\c")]),
        ("a=b\\\\c", &[("a", "b\\\\c")]),
        ("a='x\\\\'", &[("a", "x\\")]),
        ("a=b=c", &[("a", "b=c")]),
        ("a=http://x?y=z", &[("a", "http://x?y=z")]),
        ("a=s3://x,y=z", &[("a", "s3://x"), ("y", "z")]),
        ("a=]x", &[("a", "]x")]),
        ("aws:x=v", &[("aws:x", "v")]),
        ("k-1_2.3#4/5:6=v", &[("k-1_2.3#4/5:6", "v")]),
        ("a=\"😀\"", &[("a", "😀")]),
        ("Key=x,Value=y", &[("Key", "x"), ("Value", "y")]),
        ("a=file://x", &[("a", "file://x")]),
        ("{\"a\":\"b\"}", &[("a", "b")]),
    ] {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|&(key, value)| (key, string(value)))
            .collect();
        assert_eq!(read(text).expect(text), map(&pairs), "{text:?}");
    }
}

#[test]
fn lists_and_maps() {
    for (text, value) in [
        ("a=b,c", map(&[("a", list(&["b", "c"]))])),
        ("a=b\\,,c", map(&[("a", list(&["b,", "c"]))])),
        ("a=bb,cc,dd", map(&[("a", list(&["bb", "cc", "dd"]))])),
        ("a=b,cd e", map(&[("a", list(&["b", "cd e"]))])),
        (
            "a=b,'c', \"d\",e=f",
            map(&[("a", list(&["b", "c", "d"])), ("e", string("f"))]),
        ),
        ("a=[ b , 'c',[]]", {
            let items = vec![string("b"), string("c"), list(&[])];
            map(&[("a", Value::List(items))])
        }),
        ("a={b=c, d=[e],b=f}", {
            map(&[("a", map(&[("b", string("f")), ("d", list(&["e"]))]))])
        }),
        ("{}", map(&[])),
    ] {
        assert_eq!(read(text).expect(text), value, "{text:?}");
    }
}

#[test]
fn errors_point_at_the_place() {
    for (text, message) in [
        (" a=b", "Expected: '=', received: 'a' for input:\n  a=b\n ^"),
        (
            "a=b,",
            "Expected: '<second>', received: '<none>' for input:\n a=b,\n    ^",
        ),
        ("a", "Expected: '=', received: 'EOF' for input:\n a\n ^"),
        ("", "Expected: '=', received: 'EOF' for input:\n \n^"),
        (
            "a=\"b\"c",
            "Expected: ',', received: 'c' for input:\n a=\"b\"c\n     ^",
        ),
        (
            "a=b\"c",
            "Expected: ',', received: '\"' for input:\n a=b\"c\n   ^",
        ),
        (
            "a==b",
            "Expected: ',', received: '=' for input:\n a==b\n  ^",
        ),
        (
            "a=b]",
            "Expected: ',', received: ']' for input:\n a=b]\n   ^",
        ),
        (
            "a=b[0]",
            "Expected: ',', received: ']' for input:\n a=b[0]\n     ^",
        ),
        (
            "k+1=v",
            "Expected: '=', received: '+' for input:\n k+1=v\n ^",
        ),
        (
            "k@1=v",
            "Expected: '=', received: '1' for input:\n k@1=v\n  ^",
        ),
        ("ké=v", "Expected: '=', received: 'é' for input:\n ké=v\n ^"),
        (
            "\"k\"=v",
            "Expected: '=', received: '\"' for input:\n \"k\"=v\n^",
        ),
        (
            "a b=c",
            "Expected: '=', received: 'b' for input:\n a b=c\n  ^",
        ),
        (
            "a=😀",
            "Expected: ',', received: '😀' for input:\n a=😀\n  ^",
        ),
        (
            "a=\"b",
            "Expected: '<double quoted>', received: '<none>' for input:\n a=\"b\n  ^",
        ),
        (
            "a='b",
            "Expected: '<singled quoted>', received: '<none>' for input:\n a='b\n  ^",
        ),
        (
            "a=b,\nc]=d\nx",
            "Expected: '=', received: ']' for input:\n a=b,\nc]=d\n ^\nx",
        ),
        (
            "a=b,a=c",
            "Second instance of key \"a\" encountered for input:\na=b,a=c\n    ^\nThis is often \
             because there is a preceding \",\" instead of a space.",
        ),
        ("[\"a\"]", "Invalid JSON:\n[\"a\"]"),
        (
            "{\"a\":",
            "Invalid JSON: Expecting value: line 1 column 6 (char 5)\nJSON received: {\"a\":",
        ),
    ] {
        assert_eq!(read(text).expect_err(text).to_string(), message, "{text:?}");
    }
}

#[test]
fn an_at_sign_loads_files() {
    let file = std::env::temp_dir().join(format!("omics-shorthand-{}", std::process::id()));
    fs::write(&file, "from file").expect("the temporary directory is writable");
    let path = format!("file://{}", file.display());
    let loaded = read(&format!(
        "a@={path},b={path},c@=[x,{path},{{d={path}}},{path}]"
    ));
    let nested = vec![
        string("x"),
        string("from file"),
        map(&[("d", string(&path))]),
        // The key of the nested map has no `@`, and was the last before this value.
        string(&path),
    ];
    assert_eq!(
        loaded.expect("shorthand"),
        map(&[
            ("a", string("from file")),
            ("b", string(&path)),
            ("c", Value::List(nested))
        ])
    );
    assert!(matches!(
        read("a@=file://f/missing"),
        Err(MapError::Load(_))
    ));
}

#[test]
fn depth_is_limited() {
    let nested = |depth| format!("a={}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&nested(MAX_DEPTH)).is_ok());
    // What stands before a value does not count.
    assert!(read(&format!("a=[{}x]", "[],".repeat(MAX_DEPTH * 2))).is_ok());
    assert!(read(&nested(MAX_DEPTH + 1)).is_err());
}
