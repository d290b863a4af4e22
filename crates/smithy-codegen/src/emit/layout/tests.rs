use std::fs;
use std::path::Path;

use quote::quote;

use super::{WIDTH, file};

fn laid_out(tokens: proc_macro2::TokenStream) -> String {
    let text = file(tokens.clone()).expect("Rust");
    let again = syn::parse_file(&text).expect("what is written is Rust");
    let same = syn::parse2::<syn::File>(tokens).expect("Rust");
    assert_eq!(
        texts(quote! { #again }),
        texts(quote! { #same }),
        "the layout changes nothing:\n{text}"
    );
    text
}

/// Tokens as text, literals by their values: a text may be written in several ways.
fn texts(tokens: proc_macro2::TokenStream) -> Vec<String> {
    let mut out = Vec::new();
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Group(group) => {
                out.push(format!("{:?}", group.delimiter()));
                out.extend(texts(group.stream()));
            }
            proc_macro2::TokenTree::Literal(literal) => {
                let text = syn::parse_str::<syn::LitStr>(&literal.to_string());
                out.push(text.map_or_else(|_| literal.to_string(), |text| text.value()));
            }
            other => out.push(other.to_string()),
        }
    }
    out
}

#[test]
fn a_blank_line_stands_between_items_but_not_between_declarations() {
    let text = laid_out(quote! {
        use a::b;
        use c::d;
        pub struct S;
        impl S { pub fn f(&self) {} const X: u8 = 1; pub fn g(self) {} }
        pub mod m { use e::f; pub fn h() {} }
    });
    assert_eq!(
        text,
        "use a::b;\nuse c::d;\n\npub struct S;\n\nimpl S {\n    pub fn f(&self) {}\n\n    const X: u8 = 1;\n\n    \
         pub fn g(self) {}\n}\n\npub mod m {\n    use e::f;\n\n    pub fn h() {}\n}\n"
    );
}

#[test]
fn rows_of_a_macro_call_end_at_semicolons_and_documentation_is_a_comment() {
    let text = laid_out(quote! {
        ::a::b! {
            #[doc = " Docs."]
            pub struct S for crate::T;
            x, y: into(::std::string::String) => |x| x.y.as_deref();
            kind { A = "a", B = "b", }
        }
    });
    assert_eq!(
        text,
        "::a::b! {\n    /// Docs.\n    pub struct S for crate::T;\n    \
         x, y: into(::std::string::String) => |x| x.y.as_deref();\n    \
         kind {\n        A = \"a\",\n        B = \"b\",\n    }\n}\n"
    );
}

#[test]
fn long_rows_break_and_texts_keep_their_value() {
    let long = "word ".repeat(60);
    let spaced = format!("one\n\n    two   three \\ \" {long}\n   end\t");
    let text = laid_out(quote! {
        a! {
            0 "member" name(set_name, get_name): optional value(crate::types::AVeryLongNameOfSomething)
                = String => crate::shapes::ALSO_LONG_AND_LONGER, facts[.required().with_length(Some(1), None)],
                #long;
            1 #spaced;
            nested[.with_x(&crate::a::bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, &crate::c::ddddddddddddddddddddddddddd)];
        }
    });
    let longest = text.lines().map(str::len).max();
    assert!(longest <= Some(WIDTH + 1), "{longest:?}\n{text}");
}

#[test]
fn what_is_no_rust_is_an_error() {
    assert!(file(quote! { pub struct }).is_err());
}

/// The generated crates of the protocol model have every form that the emitters write.
#[test]
fn generated_files_are_laid_out_already() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/golden");
    let mut folders = vec![
        golden.join("protocol-model/src"),
        golden.join("protocol-client/src"),
    ];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of generated files") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("a generated file");
            let (_, text) = text.split_once("\n\n").expect("a mark, then code");
            assert_eq!(
                laid_out(text.parse().expect("Rust")),
                text,
                "{}",
                path.display()
            );
            files += 1;
        }
    }
    assert!(files > 100, "{files} files");
}
