//! Method names that generated types need for themselves, or that readers and clippy know as something else.

use crate::model::Ident;

/// Methods of every sent struct, and methods of the standard library's traits that a method which takes `self` and at most
/// one argument would be taken for.
const METHODS: &[&str] = &[
    "add",
    "as_mut",
    "as_ref",
    "bitand",
    "bitor",
    "bitxor",
    "borrow",
    "borrow_mut",
    "clone",
    "cmp",
    "default",
    "deref",
    "deref_mut",
    "div",
    "drop",
    "eq",
    "fmt",
    "from",
    "from_iter",
    "from_str",
    "hash",
    "index",
    "index_mut",
    "into",
    "into_iter",
    "mul",
    "ne",
    "neg",
    "new",
    "next",
    "not",
    "partial_cmp",
    "rem",
    "shl",
    "shr",
    "sub",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
];

/// Methods of requests. Only some have those for pages and jobs, but others may come to have them one day.
const REQUEST: &[&str] = &["items", "options", "pages", "response", "send", "wait"];

/// Methods that the runtime's client has itself.
const CLIENT: &[&str] = &[
    "base_url",
    "builder",
    "call",
    "client",
    "config",
    "from_env",
    "get",
    "http",
    "items",
    "operations",
    "pages",
    "poll",
    "region",
    "request",
    "secret",
    "token",
    "with_options",
];

/// The name of a setter of a struct.
pub(super) fn setter(ident: &Ident) -> Ident {
    evading(ident, &[METHODS])
}

/// The name of a setter of a request.
pub(super) fn request_setter(ident: &Ident) -> Ident {
    evading(ident, &[METHODS, REQUEST])
}

/// The name of an area's method.
pub(super) fn method(ident: &Ident) -> Ident {
    evading(ident, &[METHODS])
}

/// The name of a method of the client or of a family's handle that leads to an area.
pub(super) fn accessor(ident: &Ident) -> Ident {
    evading(ident, &[METHODS, CLIENT])
}

/// The name, or the name with underscores behind it where it is taken.
pub(super) fn free(name: &str, taken: impl Fn(&str) -> bool) -> Ident {
    let mut ident = Ident::checked(name).unwrap_or_else(|_| Ident::field(name));
    while taken(ident.as_str()) {
        ident = ident.evade();
    }
    ident
}

fn evading(ident: &Ident, lists: &[&[&str]]) -> Ident {
    if lists.iter().any(|list| list.contains(&ident.as_str())) { ident.evade() } else { ident.clone() }
}
