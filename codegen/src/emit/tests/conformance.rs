//! Every operation that can be called, called once with its example.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Area, AreaId, Ident, Operation};

use super::super::{docs, example, reserved};

/// `conformance.rs`.
pub(super) fn emit(api: &Api) -> TokenStream {
    let attributes = docs::module("Every operation, to be called once with the example of the description.");
    let areas = (0..).map(AreaId).zip(&api.areas);
    let calls = areas.flat_map(|(id, area)| area.operations.iter().map(move |operation| (id, area, operation)));
    let calls: Vec<_> = calls.filter(|(_, _, operation)| operation.is_callable()).collect();
    let idents = idents(api, &calls);
    let rows = calls.iter().zip(&idents).map(|((_, _, operation), run)| {
        let name = &operation.name;
        quote!(Call { operation: #name, run: #run })
    });
    let functions = calls.iter().zip(&idents).map(|((id, _, operation), name)| function(api, *id, operation, name));
    let imports = if calls.is_empty() {
        quote!(
            use crate::conformance::Call;
        )
    } else {
        quote!(
            use snyk_api::Client;
            use crate::conformance::{Call, Running, run};
        )
    };
    quote! {
        #attributes
        #imports
        #[doc = " One call of each operation, by family, area and file."]
        pub const CALLS: &[Call] = &[#(#rows),*];
        #(#functions)*
    }
}

/// `v1_projects_get`, each of them once.
fn idents(api: &Api, calls: &[(AreaId, &Area, &Operation)]) -> Vec<Ident> {
    let mut idents: Vec<Ident> = Vec::new();
    for (_, area, operation) in calls {
        let name = Ident::field(&format!("{} {} {}", api.family(area).key, area.key, operation.key));
        idents.push(reserved::free(name.as_str(), |name| {
            name == "run" || idents.iter().any(|ident| ident.as_str() == name)
        }));
    }
    idents
}

fn function(api: &Api, id: AreaId, operation: &Operation, name: &Ident) -> TokenStream {
    let example = example::call(api, id, operation, &example::first(operation));
    let allow = example.deprecated.then(|| quote!(#[allow(deprecated, reason = "it can still be called")]));
    let (imports, call) = (example.imports, example.call);
    quote! {
        #allow
        fn #name(client: &Client) -> Running {
            #imports
            run(#call.response())
        }
    }
}
