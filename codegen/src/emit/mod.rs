//! Model to files: one function for each thing that is emitted.
//!
//! Nothing here can fail, and nothing looks at the name of an operation or a type to decide what to do: what is odd has a key in
//! the description and a place in the model.

mod answers;
mod area;
mod calls;
mod describe;
mod docs;
mod enums;
mod example;
mod expression;
mod facts;
mod fits;
mod ids;
mod manifest;
mod names;
mod operation_docs;
mod operations;
mod pages;
mod regions;
mod requests;
mod reserved;
mod roots;
mod stability;
mod structs;
pub(crate) mod surface;
mod tests;
mod ty;
mod types;
mod unions;

use proc_macro2::TokenStream;

use crate::File;
use crate::model::{Api, Area, AreaId, FamilyId, Home};
use crate::render::render;

/// Where the client's generated code lives.
const CLIENT: &str = "generated-client/src/generated";

/// What is the same for all operations of a family.
const API_FILE: &str = "spec/api.yaml";

/// What more than one area uses.
const SHARED_FILE: &str = "spec/shared.yaml";

/// The client's code, in the order of paths.
#[must_use]
pub fn client(api: &Api) -> Vec<File> {
    let mut files = vec![
        file("mod.rs", API_FILE, roots::root(api)),
        file("describe.rs", API_FILE, describe::emit()),
        file("families.rs", API_FILE, roots::families(api)),
        file("regions.rs", API_FILE, regions::emit(api)),
        file("ids.rs", SHARED_FILE, ids::emit(api)),
        file("shared.rs", SHARED_FILE, types::shared(api)),
        file("operations.rs", "spec/", roots::operations(api)),
    ];
    for (index, family) in api.families.iter().enumerate() {
        let tokens = roots::family(api, FamilyId(index), family);
        files.push(file(&format!("{}/mod.rs", family.ident), API_FILE, tokens));
    }
    for (index, area) in api.areas.iter().enumerate() {
        files.extend(area_files(api, AreaId(index), area));
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// The lines of the client's manifest that declare the areas' features.
#[must_use]
pub fn features(api: &Api) -> String {
    manifest::features(api)
}

/// The tests that the examples make, in the order of paths.
#[must_use]
pub fn tests(api: &Api) -> Vec<File> {
    let mut files = tests::emit(api);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

fn area_files(api: &Api, id: AreaId, area: &Area) -> Vec<File> {
    let module = format!("{}/{}", api.family(area).ident, area.ident);
    let file = |name: &str, tokens| file(&format!("{module}/{name}"), &area.file, tokens);
    let mut files = vec![file("mod.rs", area::emit(api, id, area))];
    if api.types_of(Home::Area(id)).next().is_some() {
        files.push(file("types.rs", types::area(api, id, area)));
    }
    if roots::has_handle(area) {
        files.push(file("requests.rs", requests::emit(api, id, area)));
        files.push(file("operations.rs", operations::emit(api, area)));
    }
    files
}

fn file(path: &str, source: &str, tokens: TokenStream) -> File {
    render(format!("{CLIENT}/{path}"), source, tokens)
}
