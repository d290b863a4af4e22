use AcceptorState::{Failure, NoAcceptorsMatched, Retry, Success};
use aws_smithy_schema::serde::{SerdeError, ShapeSerializer};
use aws_smithy_schema::{Schema, ShapeType, prelude, shape_id};

use super::*;

/// An output with a list of strings, and a string.
#[derive(Debug)]
struct Things(&'static [&'static str], Option<&'static str>);

static NAMES: Schema<'static> = Schema::new_member(
    shape_id!("example", "Things", "names"),
    ShapeType::List,
    "names",
    0,
);
static NEXT: Schema<'static> = Schema::new_member(
    shape_id!("example", "Things", "next"),
    ShapeType::String,
    "next",
    1,
);
static THINGS: Schema<'static> = Schema::new_struct(
    shape_id!("example", "Things"),
    ShapeType::Structure,
    &[&NAMES, &NEXT],
);

impl SerializableStruct for Things {
    fn schema(&self) -> &Schema<'_> {
        &THINGS
    }

    fn serialize_members(&self, serializer: &mut dyn ShapeSerializer) -> Result<(), SerdeError> {
        serializer.write_list(&NAMES, &|serializer| {
            let mut names = self.0.iter();
            names.try_for_each(|name| serializer.write_string(&prelude::STRING, name))
        })?;
        match self.1 {
            Some(next) => serializer.write_string(&NEXT, next),
            None => Ok(()),
        }
    }
}

fn judge(matcher: Matcher) -> Judge {
    let acceptors = Vec::from([Acceptor {
        state: Success,
        matcher,
    }]);
    let waiter = Box::leak(Box::new(Waiter {
        min_delay: 1,
        max_delay: 2,
        acceptors: acceptors.leak(),
    }));
    Judge::new(waiter, &Things(&["asked"], None)).expect("a path that compiles")
}

#[test]
fn paths_find_what_is_expected_and_nothing_else() {
    use Expected::{AllStrings, AnyString, Boolean, String};
    use Matcher::{InputOutput, Output};

    let (none, some) = (Things(&[], None), Things(&["a", "b"], Some("n")));
    let same = Things(&["a", "a"], None);
    for (matcher, output, is_met) in [
        (Output("next", String("n")), &some, true),
        (Output("next", String("m")), &some, false),
        (Output("next", String("n")), &none, false),
        (Output("names", AnyString("b")), &some, true),
        (Output("names", AnyString("c")), &some, false),
        (Output("names", AllStrings("a")), &same, true),
        (Output("names", AllStrings("a")), &some, false),
        // Nothing is not all.
        (Output("names", AllStrings("a")), &none, false),
        (Output("missing", AllStrings("a")), &none, false),
        (Output("length(names) > `1`", Boolean(true)), &some, true),
        (Output("length(names) > `1`", Boolean(false)), &none, true),
        // No function of what is not there.
        (
            Output("length(missing) > `1`", Boolean(false)),
            &none,
            false,
        ),
        (Output("next", Boolean(true)), &some, false),
        (
            InputOutput("contains(output.names, input.names[0])", Boolean(false)),
            &some,
            true,
        ),
    ] {
        let name = format!("{matcher:?} of {output:?}");
        let expected = if is_met { Success } else { NoAcceptorsMatched };
        assert_eq!(judge(matcher).of_output(output), expected, "{name}");
    }
}

#[test]
fn errors_are_named_by_their_code_or_their_shape() {
    let state = |matcher, code| judge(matcher).of_error(code, &[]);
    assert_eq!(state(Matcher::Error("NotThere"), Some("NotThere")), Success);
    assert_eq!(
        state(Matcher::Error("NotThere"), Some("Other")),
        NoAcceptorsMatched
    );
    assert_eq!(state(Matcher::Error("NotThere"), None), NoAcceptorsMatched);
    assert_eq!(state(Matcher::Success(false), None), Success);
    assert_eq!(state(Matcher::Success(true), None), NoAcceptorsMatched);
}

#[test]
fn the_first_acceptor_that_matches_counts() {
    static WAITER: Waiter = Waiter {
        min_delay: 1,
        max_delay: 2,
        acceptors: &[
            Acceptor {
                state: Failure,
                matcher: Matcher::Output("next", Expected::String("lost")),
            },
            Acceptor {
                state: Retry,
                matcher: Matcher::Success(true),
            },
            Acceptor {
                state: Success,
                matcher: Matcher::Success(true),
            },
        ],
    };
    let judge = Judge::new(&WAITER, &Things(&[], None)).expect("paths that compile");
    assert_eq!(judge.of_output(&Things(&[], Some("lost"))), Failure);
    assert_eq!(judge.of_output(&Things(&[], None)), Retry);
}
