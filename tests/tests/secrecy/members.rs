//! Secrets in answers and in requests: nothing shows them, whatever the operation, and whatever goes wrong.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use snyk_api::Client;
use snyk_api_codegen::model::{Type, TypeKind};
use snyk_api_codegen::{Api, compile};
use snyk_api_recorder::capture;
use snyk_api_tests::conformance::{Call, Outcome};
use snyk_api_tests::generated::conformance::CALLS;
use snyk_api_tests::planted::{Planted, SECRET, in_answer, in_value};
use snyk_api_tests::service::{Reply, Routes, Service, hides};

fn api() -> Api {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace is around this package");
    let sources = xtask::project::read_sources(root).expect("the description can be read");
    compile(&sources).expect("the description is good")
}

/// A service whose answer can be changed.
struct Changing {
    service: Service,
    next: Arc<Mutex<Reply>>,
}

impl Changing {
    async fn start() -> Self {
        let next = Arc::new(Mutex::new(Reply::status(204)));
        let script = Arc::clone(&next);
        let routes = Routes::new().otherwise(move |_, _| script.lock().expect("no test panicked").clone());
        Self { service: routes.start().await, next }
    }

    /// Makes a call that is answered with this. What it tells on the way shows no secret, either.
    async fn call(&self, client: &Client, call: &Call, reply: Reply) -> (Outcome, String) {
        *self.next.lock().expect("no test panicked") = reply;
        let captured = capture();
        let outcome = (call.run)(client).await;
        (outcome, captured.text())
    }
}

/// Every example of an answer that has secrets in it, with its operation and its status.
fn answers(api: &Api) -> Vec<(&'static Call, u16, Planted)> {
    let mut found = Vec::new();
    for call in CALLS {
        let (_, operation) = api.operation(call.operation).expect("it is in the description");
        for answer in &operation.answers {
            let of_it = operation.examples.answers.iter().filter(|example| example.status == answer.status);
            let planted = of_it.map(|example| in_answer(api, answer, &example.body));
            found.extend(planted.filter(|one| !one.places.is_empty()).map(|one| (call, answer.status, one)));
        }
    }
    found
}

/// The members that hold a secret, of types that come in answers or of those that are sent.
fn secret_members(api: &Api, received: bool) -> BTreeSet<String> {
    let types = api.types.iter().filter(|ty| if received { ty.received } else { ty.sent });
    let structs = types.filter_map(|ty| match &ty.kind {
        TypeKind::Struct(members) => Some(members),
        TypeKind::Enum(_) | TypeKind::Union(_) => None,
    });
    let is_secret = |ty: &Type| match ty {
        Type::Nullable(inner) | Type::Loose(inner) => **inner == Type::Secret,
        other => *other == Type::Secret,
    };
    structs.flatten().filter(|member| is_secret(&member.ty)).map(|member| member.name.clone()).collect()
}

/// The names of the members at these places.
fn names<'a>(places: impl IntoIterator<Item = &'a String>) -> BTreeSet<String> {
    places.into_iter().filter_map(|place| place.rsplit('/').next()).map(str::to_owned).collect()
}

#[tokio::test]
async fn secrets_in_answers_are_not_shown() {
    let (api, changing) = (api(), Changing::start().await);
    let client = changing.service.client();
    let answers = answers(&api);
    for (call, status, planted) in &answers {
        let (outcome, told) = changing.call(&client, call, Reply::json(*status, &planted.value)).await;
        assert!(outcome.is_ok(), "{}: {}", call.operation, outcome.detail);
        // It was understood: whoever asks for it gets it.
        let value = outcome.value.unwrap_or_default().to_string();
        assert!(value.matches(SECRET).count() >= planted.places.len(), "{}: {value}", call.operation);
        assert!(outcome.shown.contains("(hidden)"), "{}: {}", call.operation, outcome.shown);
        hides(&outcome.shown);
        assert!(told.contains(call.operation), "{told}");
        hides(&told);
    }
    // No kind of secret was left out: each has an example.
    let seen = names(answers.iter().flat_map(|(_, _, planted)| &planted.places));
    assert_eq!(seen, secret_members(&api, true), "members of answers that are secrets and that no example has");
}

/// Every place in a value, as JSON pointers.
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| places(item, &format!("{at}/{index}"), all));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| places(member, &format!("{at}/{name}"), all))
        }
        _ => {}
    }
}

/// What a service may make of an answer with secrets in it that cannot be read, or that is an error.
fn broken(status: u16, planted: &Planted) -> Vec<Reply> {
    let body = planted.value.to_string();
    let mut replies: Vec<_> =
        [400, 403, 404, 409, 410, 422, 429, 500, 503].into_iter().map(|status| Reply::json(status, &body)).collect();
    replies.extend([body.len() - 1, body.len() / 2].map(|end| Reply::json(status, &body[..end])));
    replies
        .extend([json!([planted.value]), json!({"data": planted.value})].map(|wrapped| Reply::json(status, wrapped)));
    let mut all = Vec::new();
    places(&planted.value, "", &mut all);
    for place in all {
        for wrong in [json!([[7]]), json!({"unexpected": SECRET}), json!(7), Value::Null] {
            let mut body = planted.value.clone();
            if wrong.is_object() && !planted.places.contains(&place) {
                continue; // a secret in another place than that of a secret is none
            }
            *body.pointer_mut(&place).expect("it is there") = wrong;
            replies.push(Reply::json(status, body));
        }
    }
    replies
}

#[tokio::test]
async fn secrets_in_answers_that_cannot_be_read_are_not_shown() {
    let (api, changing) = (api(), Changing::start().await);
    let client = changing.service.client();
    let mut failures = 0;
    for (call, status, planted) in answers(&api) {
        for reply in broken(status, &planted) {
            let (outcome, told) = changing.call(&client, call, reply).await;
            failures += usize::from(!outcome.is_ok());
            hides(&outcome.shown);
            hides(&told);
        }
    }
    assert!(failures > 100, "{failures}");
}

/// Members of requests that no operation's first example has: what they are part of is looked at by itself, in `token`.
const WITHOUT_EXAMPLE: [&str; 2] = ["encrypted", "password"];

/// What a service may answer that does not like a request, or that repeats it. Secrets stand there by their names: under
/// another name, or in a sentence, the client has no means to know those of requests.
fn replies_to(sent: &Value) -> Vec<Reply> {
    let bodies = [json!("nothing"), sent.clone(), json!([sent]), json!({"data": sent}), json!({"errors": [sent]})];
    let replies = bodies.iter().flat_map(|body| [200, 201, 400].map(|status| Reply::json(status, body)));
    replies.chain([Reply::status(500), Reply::json(200, "{")]).collect()
}

#[tokio::test]
async fn secrets_in_requests_are_not_shown() {
    let (api, changing) = (api(), Changing::start().await);
    let client = changing.service.client();
    let mut seen = BTreeSet::new();
    for call in CALLS {
        let (_, operation) = api.operation(call.operation).expect("it is in the description");
        let (Some(body), Some(request)) = (&operation.body, operation.examples.requests.first()) else { continue };
        let Some(value) = &request.body else { continue };
        let value = if body.envelope { value.get("data").unwrap_or(value) } else { value };
        let found = in_value(&api, &body.ty, value);
        seen.extend(names(&found.places));
        if found.texts.is_empty() {
            continue;
        }
        for reply in replies_to(value) {
            let before = changing.service.requests().len();
            let (outcome, told) = changing.call(&client, call, reply).await;
            let sent = &changing.service.requests()[before..];
            for text in &found.texts {
                assert!(
                    sent.iter().any(|sent| String::from_utf8_lossy(&sent.body).contains(&**text)),
                    "{text} is sent"
                );
                assert!(!outcome.shown.contains(&**text), "{}: {text}: {}", call.operation, outcome.shown);
                assert!(!told.contains(&**text), "{}: {text}: {told}", call.operation);
            }
        }
    }
    seen.extend(WITHOUT_EXAMPLE.map(str::to_owned));
    assert_eq!(seen, secret_members(&api, false), "members of requests that are secrets and that no example has");
}
