//! A client is cheap to clone, and can be used from any thread.

fn shared<T: Clone + Send + Sync + 'static>() {}

fn main() {
    shared::<snyk_api::Client>();
}
