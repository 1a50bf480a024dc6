//! Documents, links and relationships, there and back.

use serde_json::json;

use super::*;
use crate::runtime::codec::from_slice;
use crate::runtime::prelude::Timestamp;
use crate::runtime::secret::Secrets;

fn read<T: Wire>(json: &Json) -> T {
    from_slice(json.to_string().as_bytes(), &Secrets::of("s3cr3t")).expect("it is lenient")
}

/// Reads by both traits, and writes what was read.
fn there_and_back<T: Wire + DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(json: &Json) -> Json {
    let value: T = read(json);
    assert_eq!(serde_json::from_value::<T>(json.clone()).expect("it is lenient"), value);
    serde_json::to_value(&value).expect("it can be written")
}

#[test]
fn links_are_written_as_they_came() {
    for link in [
        json!("https://x.example/a?b=c"),
        json!(""),
        json!({"href": "/a", "meta": {"count": 5}}),
        json!({"href": "/a", "meta": null, "rel": "x"}),
        json!({"meta": {}}),
        json!({"href": null}),
    ] {
        assert_eq!(there_and_back::<Link>(&link), link);
    }
    let link: Link = read(&json!({"href": "/a", "meta": {"count": 5}}));
    assert_eq!((link.href(), link.to_string().as_str(), link.as_ref()), ("/a", "/a", "/a"));
    assert_eq!(link.meta().expect("meta")["count"], 5);
    let bare: Link = read(&json!({"meta": 5}));
    assert_eq!((bare.href(), bare.meta()), ("", None));
    assert_eq!(Link::from("/a"), Link::from("/a".to_owned()));
}

#[test]
fn links_by_name() {
    let json = json!({"self": "/s", "next": null, "prev": {"href": "/p"}, "related": "/r", "first": "/f", "last": "/l", "x": "/x"});
    assert_eq!(there_and_back::<Links>(&json), json);
    let links: Links = read(&json);
    let hrefs = [links.self_(), links.prev(), links.related(), links.first(), links.last(), links.get("x")]
        .map(|link| link.expect("a link").href());
    assert_eq!(hrefs, ["/s", "/p", "/r", "/f", "/l", "/x"]);
    assert_eq!((links.next(), links.get("y")), (None, None));
    assert_eq!(links.iter().filter(|(_, link)| link.is_none()).map(|(name, _)| name).collect::<Vec<_>>(), ["next"]);
    assert!(!links.is_empty() && Links::default().is_empty());
    assert_eq!(Links::from_iter([("next", "/n")]).next().map(Link::href), Some("/n"));
}

#[test]
fn documents_are_read_and_written() {
    type Doc = Document<Vec<i64>, Object, Timestamp>;
    let whole = json!({"data": [1, 2], "jsonapi": {"version": "1.0"}, "links": {"next": "/n", "prev": null},
        "meta": {"count": 2}, "included": ["2024-10-15"]});
    assert_eq!(there_and_back::<Doc>(&whole), whole);
    let mut more = whole.clone();
    more["errors"] = json!([{"new": 1}]);
    assert_eq!(there_and_back::<Doc>(&more), whole);
    let bare = json!({"data": []});
    for absent in [bare.clone(), json!({"data": [], "jsonapi": null, "links": null, "meta": null, "included": null})] {
        assert_eq!(there_and_back::<Doc>(&absent), bare);
    }
    let document: Doc = read(&whole);
    assert_eq!((document.len(), document.meta.as_ref().map(Object::len)), (2, Some(1)));
    assert_eq!(document.included, [Timestamp::from("2024-10-15")]);
    assert_eq!(document.into_data(), [1, 2]);
    assert_eq!(Document::<i64>::new(5), read(&json!({"data": 5})));
}

#[test]
fn failures_tell_where() {
    type Doc = Document<Vec<Related<String, Links>>, i64>;
    for (json, path) in [
        (json!({"data": [{}, {"attributes": {"self": 5}}]}), "$.data[1].attributes.self"),
        (json!({"data": [], "meta": "x"}), "$.meta"),
        (json!({"data": [], "links": {"next": 5}}), "$.links.next"),
        (json!({"data": [{"id": 5}]}), "$.data[0].id"),
    ] {
        let body = json.to_string();
        let failure = from_slice::<Doc>(body.as_bytes(), &Secrets::of("s3cr3t")).expect_err("it does not fit");
        assert_eq!(failure.path, path, "{json}");
        assert!(serde_json::from_str::<Doc>(&body).is_err(), "{json}");
    }
}

#[test]
fn an_envelope_without_data() {
    assert!(read::<Document<Vec<i64>>>(&json!({"data": null})).is_empty());
    let page: Document<Vec<i64>> = read(&json!({"links": {}, "meta": {"count": 0}}));
    assert_eq!((page.len(), page.meta.as_ref().map(Object::len)), (0, Some(1)));
    let body = br#"{"links": {}}"#;
    let failure = from_slice::<Document<i64>>(body, &Secrets::of("s3cr3t")).expect_err("one resource is needed");
    assert_eq!(failure.path, "$.data");
}

#[test]
fn relationships_to_one() {
    type One = Relationship<String, Related<i64>>;
    for json in [
        json!({"data": {"id": "a", "type": "org"}}),
        json!({"data": {"id": "a", "type": "org", "attributes": {"id": 5}, "links": {"self": "/o"}, "meta": {"x": 1}}}),
        json!({"links": {"related": {"href": "/a"}}}),
        json!({"data": {"type": "org"}, "meta": {"x": 1}}),
        json!({"meta": {"x": 1}}),
        json!({"data": null}),
    ] {
        assert_eq!(there_and_back::<One>(&json), json);
    }
    assert_eq!(there_and_back::<One>(&json!({})), json!({"data": null}));
    assert_eq!(there_and_back::<One>(&json!({"data": null, "links": {}})), json!({"links": {}}));
    let nulls = json!({"data": {"id": null, "type": null, "attributes": null, "links": null, "meta": null}});
    assert_eq!(there_and_back::<One>(&nulls), json!({"data": {}}));
    let expanded: One = read(&json!({"data": {"id": "a", "type": "org", "attributes": {"id": 5}}}));
    let attributes = expanded.data.as_ref().and_then(|data| data.attributes.as_ref());
    assert_eq!((expanded.id().map(String::as_str), attributes.and_then(|it| it.id)), (Some("a"), Some(5)));
    assert_eq!(
        serde_json::to_value(Relationship::<String>::to("a", "org")).expect("JSON"),
        json!({"data": {"id": "a", "type": "org"}})
    );
    assert_eq!(Relationship::<String>::default().id(), None);
    // Where an id may be sent as null, its type is an `Option`.
    let cleared = Relationship::<Option<String>>::to(None, "user");
    assert_eq!(serde_json::to_value(&cleared).expect("JSON"), json!({"data": {"id": null, "type": "user"}}));
}

#[test]
fn relationships_to_many() {
    type Many = Relationships<String>;
    for json in [
        json!({"data": [{"id": "a", "type": "org"}, {"id": "b", "type": "org", "attributes": {"x": [null]}}]}),
        json!({"data": []}),
        json!({"links": {"related": "/a"}, "meta": {"count": 0}}),
    ] {
        assert_eq!(there_and_back::<Many>(&json), json);
    }
    assert_eq!(there_and_back::<Many>(&json!({"data": null})), json!({"data": []}));
    let sent = Many::to(["a", "b"], "org");
    assert_eq!(sent.ids().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(sent.data[1].kind.as_deref(), Some("org"));
    assert_eq!(serde_json::to_value(Many::default()).expect("JSON"), json!({"data": []}));
}

#[test]
fn bodies_in_the_envelope() {
    assert_eq!(
        serde_json::to_value(Enveloped(&json!({"type": "org"}))).expect("JSON"),
        json!({"data": {"type": "org"}})
    );
    assert_eq!(serde_json::to_value(Enveloped("text")).expect("JSON"), json!({"data": "text"}));
}
