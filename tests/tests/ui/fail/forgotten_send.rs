//! A request that is never sent is noticed.
#![deny(unused_must_use)]

use snyk_api::Client;

fn call(client: &Client) {
    client.v1().projects().delete("org", "project");
}

fn main() {
    let _ = call;
}
