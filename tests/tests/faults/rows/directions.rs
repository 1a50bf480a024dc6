//! Answers that point elsewhere, where the token must not go.

use serde_json::{Value, json};
use snyk_api::{Error, ErrorKind};
use snyk_api_tests::service::Reply;

use crate::column::Column;
use crate::fault::{Fault, Scene, Times};

pub(crate) fn rows() -> Vec<Fault> {
    let mut rows = Vec::new();
    for status in [301, 302, 303, 307, 308] {
        rows.push(redirect(format!("{status} to another host"), status, |scene| format!("{}/rest/a", scene.elsewhere)));
    }
    rows.push(redirect("302 to the same host", 302, |scene| format!("http://{}/rest/orgs", scene.host)));
    rows.push(redirect("302 to nowhere", 302, |_| String::new()));
    let downgrade = redirect("302 from https to http", 302, |scene| format!("http://{}/rest/a", scene.host));
    rows.push(Fault { is_encrypted: true, ..downgrade });
    rows.push(
        link("next page on another host", |scene| format!("{}/rest/a?starting_after=4", scene.elsewhere))
            .says("points to another host"),
    );
    rows.push(Fault {
        is_encrypted: true,
        ..link("next page from https to http", |scene| format!("http://{}/rest/a?starting_after=4", scene.host))
            .says("which is not encrypted")
    });
    rows
}

fn redirect(name: impl Into<String>, status: u16, to: fn(&Scene<'_>) -> String) -> Fault {
    Fault::new(name, Times::Always, move |scene| Reply::status(status).header("location", to(scene)))
        .says("the service answered 30")
        .is(|error| error.kind() == ErrorKind::Redirect)
}

/// A good page with a bad link to the next one.
fn link(name: &str, to: fn(&Scene<'_>) -> String) -> Fault {
    let page = move |scene: &Scene<'_>| {
        let mut body: Value = serde_json::from_slice(scene.good.parts().2).expect("JSON");
        body["links"] = json!({"next": to(scene)});
        Reply::ok(body)
    };
    Fault::new(name, Times::Always, page).is(Error::is_paging).skips(|column| match column {
        Column::FirstPage | Column::ThirdPage => None,
        Column::SecondPosted => Some("pages by number"),
        _ => Some("no links"),
    })
}
