//! A call owns what it needs, so that it can be handed to another task.

use std::future::Future;

use snyk_api::Client;
use snyk_api::v1::projects::UpdateProject;

fn spawn<F: Future<Output = ()> + Send + 'static>(_: F) {}

fn all(client: &Client) {
    let client = client.clone();
    spawn(async move {
        let projects = client.v1().projects();
        let _ = projects.get("org", "project").send().await;
        let _ = projects.update("org", "project", UpdateProject::new().branch("main")).response().await;
    });
}

fn main() {
    let _ = all;
}
