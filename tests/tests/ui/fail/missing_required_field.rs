//! What a request body needs can't be left out.

use snyk_api::v1::projects::Tag;

fn main() {
    let _ = Tag::new("key");
}
