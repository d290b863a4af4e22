//! Operations in the catalog.

/// Defines the catalog entries of operations: name and name of the schema, id and documentation; method,
/// URI and code of success; paths of input and output; paths of the errors; then facts as calls in a chain.
#[macro_export]
macro_rules! operations {
    ($(
        $name:ident, $schema:ident = $namespace:literal, $operation:literal $(, $docs:literal)? {
            $method:literal $uri:literal $code:literal;
            $input:path => $output:path;
            $(errors $($error:path),+;)?
            $(facts[$($fact:tt)*];)?
        }
    )*) => {$(
        static $schema: $crate::wire::OperationSchema<'static> = {
            static ERRORS: &[&$crate::wire::Schema<'static>] = &[$($($error.shape.schema),+)?];
            $crate::wire::OperationSchema::builder($crate::wire::shape_id!($namespace, $operation))
                .input($input.schema)
                .output($output.schema)
                .errors(ERRORS)
                .build()
        };

        #[doc = concat!("`", $operation, "`")]
        pub static $name: $crate::Operation = $crate::Operation::new(
            $operation,
            &$schema,
            $crate::Http { method: $method, uri: $uri, code: $code },
            &$input,
            &$output,
            &[$($(&$error),+)?],
        )
        $($($fact)*)? $(.documented($docs))?;
    )*};
}
