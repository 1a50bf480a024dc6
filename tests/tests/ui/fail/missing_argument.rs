//! What an operation needs can't be left out.

use snyk_api::Client;

fn call(client: &Client) {
    let _ = client.v1().projects().move_to_org("org", "project");
}

fn main() {
    let _ = call;
}
