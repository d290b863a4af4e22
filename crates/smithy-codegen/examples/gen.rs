//! scratch
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let t = std::time::Instant::now();
    let ast = smithy_codegen::ast::Model::parse(&std::fs::read_to_string(&a[1]).unwrap()).unwrap_or_else(|e| panic!("{e}"));
    let m = smithy_codegen::model::resolve(ast, &smithy_codegen::model::Options { skip_unsupported: true, ..Default::default() }).unwrap_or_else(|e| panic!("{e}"));
    let f = smithy_codegen::emit::model_crate(&m).unwrap_or_else(|e| panic!("{e}"));
    for s in smithy_codegen::generate::write(std::path::Path::new(&a[2]), &f).unwrap() { println!("{s}"); }
    if a.len() > 3 { let c = smithy_codegen::emit::client_crate(&m, &smithy_codegen::emit::CrateNames::from_base(&a[4])).unwrap_or_else(|e| panic!("{e}")); for s in smithy_codegen::generate::write(std::path::Path::new(&a[3]), &c).unwrap() { println!("{s}"); } }
    eprintln!("{} files {:?}; skipped {}", f.len(), t.elapsed(), m.skipped.len());
}
