//! The tests that the examples of the description make.

mod conformance;
mod encode;
mod wire;

use quote::quote;

use crate::File;
use crate::model::Api;
use crate::render::render;

use super::docs;

/// Where the generated tests live.
const TESTS: &str = "tests/src/generated";

/// What they are made from.
const EXAMPLES: &str = "spec/examples/";

/// All files.
pub(super) fn emit(api: &Api) -> Vec<File> {
    let attributes = docs::module("What the examples of the description say of the client.");
    let root = quote! {
        #attributes
        pub mod conformance;
        #[cfg(test)]
        mod wire;
    };
    let mut files = vec![file("mod.rs", root), file("conformance.rs", conformance::emit(api))];
    files.extend(wire::emit(api));
    files
}

fn file(path: &str, tokens: proc_macro2::TokenStream) -> File {
    render(format!("{TESTS}/{path}"), EXAMPLES, tokens)
}
