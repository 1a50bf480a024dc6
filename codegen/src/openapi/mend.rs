//! Mends a document so that a mock server that follows it to the letter accepts correct requests, and survives wrong ones.
//!
//! The rules are general: none of them knows the name of an operation or of a schema.

mod include;
mod media;
mod security;
mod union;

use std::fmt;

use serde_yaml::Value;

/// One place that was mended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mend {
    /// The place, as a JSON pointer.
    pub pointer: String,
    /// What was changed.
    pub what: String,
    /// Why.
    pub why: String,
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}: {}: {}", self.pointer, self.what, self.why)
    }
}

/// Mends a document.
///
/// 1. A security requirement that names a scheme which the document does not define is dropped, since nobody can meet it. Where
///    none is left, the document's own requirement applies to the operation.
/// 2. A `oneOf` in a request body of which two variants may fit the same value becomes an `anyOf`, since a correct request is
///    refused if it happens to fit both. "May" is meant widely, see [`told_apart`](super::separate::told_apart): where a correct
///    `oneOf` is taken for a wrong one, the mock server only checks a little less. Answers that share the schema are checked
///    less, too.
/// 3. What is listed as a media type and cannot be one is cut down to the media type that it begins with, since it may end the
///    mock server altogether.
/// 4. A body whose schema is a text such as `+ Attributes (Thing)`, which a converter left behind, refers to the schema of that
///    name, since no correct body is a text.
#[must_use]
pub fn mend(mut document: Value) -> (Value, Vec<Mend>) {
    // Media types last: their members are part of the places that the other rules report.
    let mut mends = include::mend(&mut document);
    mends.extend(security::mend(&mut document));
    mends.extend(union::mend(&mut document));
    mends.extend(media::mend(&mut document));
    mends.sort();
    (document, mends)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> (Value, Vec<String>) {
        let (document, mends) = mend(serde_yaml::from_str(text).expect("it is YAML"));
        (document, mends.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn an_include_left_behind_refers_to_its_schema() {
        let body = |schema: &str| {
            format!(
                "paths: {{/a: {{put: {{requestBody: {{content: {{application/json: {schema}}}}}}}}}}}\n\
                 components: {{schemas: {{Thingrequest: {{type: object}}}}}}"
            )
        };
        let left =
            "{schema: {type: string, example: + Attributes (Thing request)}, example: + Attributes (Thing request)}";
        let (document, mends) = mended(&body(left));
        let content = &document["paths"]["/a"]["put"]["requestBody"]["content"]["application/json"];
        assert_eq!(
            content,
            &serde_yaml::from_str::<Value>("{schema: {$ref: '#/components/schemas/Thingrequest'}}")
                .expect("it is YAML")
        );
        assert_eq!(
            mends,
            ["#/paths/~1a/put/requestBody/content/application~1json/schema: made it refer to `Thingrequest`: \
              an include was left behind as a text"]
        );
        for fine in ["{schema: {type: string, example: x}}", "{schema: {type: string, example: + Attributes (Other)}}"]
        {
            assert!(mended(&body(fine)).1.is_empty(), "{fine}");
        }
    }

    const HEAD: &str = "openapi: 3.0.3\n";

    #[test]
    fn nothing_to_mend() {
        let text = "openapi: 3.0.3\nsecurity: [{Key: []}]\ncomponents: {securitySchemes: {Key: {}}}\n\
                    paths: {/a: {get: {security: []}, put: {security: [{Key: []}]}, post: {}}}";
        let (document, mends) = mended(text);
        assert!(mends.is_empty());
        assert_eq!(document, serde_yaml::from_str::<Value>(text).expect("it is YAML"));
    }

    #[test]
    fn an_unknown_scheme_is_dropped() {
        let (document, mends) = mended(
            "security: [{Key: []}]\ncomponents: {securitySchemes: {Key: {}}}\n\
             paths: {/a/b: {get: {security: [{Token: []}]}, put: {security: [{Token: [], Key: []}, {Key: []}]}}}",
        );
        assert_eq!(
            mends,
            [
                "#/paths/~1a~1b/get/security: dropped `Token`, the document's own requirement applies: \
                 the document defines no such security scheme",
                "#/paths/~1a~1b/put/security: dropped `Token`, the others stay: \
                 the document defines no such security scheme",
            ]
        );
        let path = &document["paths"]["/a/b"];
        assert_eq!(path["get"].get("security"), None);
        assert_eq!(path["put"]["security"], serde_yaml::from_str::<Value>("[{Key: []}]").expect("it is YAML"));
    }

    #[test]
    fn the_documents_own_requirement_may_be_unknown_too() {
        let (document, mends) = mended("security: [{Token: []}]\npaths: {}");
        assert_eq!(document.get("security"), None);
        assert_eq!(
            mends,
            ["#/security: dropped `Token`, nothing is required: the document defines no such security scheme"]
        );
    }

    /// A document with one operation that sends `body` and receives `answer`.
    fn with_union(body: &str, answer: &str) -> String {
        format!(
            "{HEAD}paths:\n  /a:\n    post:\n      requestBody: {{content: {{application/json: {{schema: {body}}}}}}}\n      \
             responses: {{200: {{content: {{application/json: {{schema: {answer}}}}}}}}}\n\
             components:\n  schemas:\n    Open: {{type: object, properties: {{a: {{type: string}}}}}}\n    \
             Any: {{title: x, oneOf: [{{$ref: '#/components/schemas/Open'}}, {{type: object}}], description: y}}\n"
        )
    }

    #[test]
    fn an_overlapping_union_is_loosened_in_its_place() {
        let (document, mends) = mended(&with_union("{$ref: '#/components/schemas/Any'}", "{type: object}"));
        assert_eq!(
            mends,
            ["#/components/schemas/Any/oneOf: made it `anyOf`: `Open` and variant 2 may fit the same value"]
        );
        let keys = document["components"]["schemas"]["Any"].as_mapping().expect("a mapping").keys();
        assert_eq!(keys.filter_map(Value::as_str).collect::<Vec<_>>(), ["title", "anyOf", "description"]);
    }

    #[test]
    fn it_is_said_when_answers_share_it() {
        let any = "{type: array, items: {$ref: '#/components/schemas/Any'}}";
        let (_, mends) = mended(&with_union(any, any));
        assert_eq!(
            mends,
            ["#/components/schemas/Any/oneOf: made it `anyOf`: `Open` and variant 2 may fit the same value \
              (answers share this schema)"]
        );
    }

    #[test]
    fn what_is_only_received_stays() {
        let (_, mends) = mended(&with_union("{type: object}", "{$ref: '#/components/schemas/Any'}"));
        assert!(mends.is_empty());
    }

    #[test]
    fn unions_that_are_told_apart_stay() {
        let (_, mends) = mended(&with_union("{oneOf: [{type: string}, {type: object}]}", "{}"));
        assert!(mends.is_empty());
    }

    #[test]
    fn unions_are_found_wherever_schemas_are() {
        let union = "{oneOf: [{type: string}, {type: string}]}";
        for (body, place) in [
            (format!("{{properties: {{m: {union}}}}}"), "properties/m"),
            (format!("{{additionalProperties: {union}}}"), "additionalProperties"),
            (format!("{{not: {union}}}"), "not"),
            (format!("{{allOf: [{{}}, {union}]}}"), "allOf/1"),
            (format!("{{properties: {{oneOf: {union}}}}}"), "properties/oneOf"),
        ] {
            let (_, mends) = mended(&with_union(&body, "{}"));
            assert_eq!(mends.len(), 1, "{body}");
            assert!(mends[0].contains(&format!("/schema/{place}/oneOf: ")), "{}", mends[0]);
        }
    }

    #[test]
    fn an_example_that_looks_like_a_schema_stays() {
        let (_, mends) =
            mended(&with_union("{example: {oneOf: [{}, {}]}, properties: {a: {default: {oneOf: [1, 2]}}}}", "{}"));
        assert!(mends.is_empty());
    }

    #[test]
    fn a_union_beside_an_any_of() {
        let (document, mends) =
            mended(&with_union("{anyOf: [{type: object}], oneOf: [{type: object}, {type: object}]}", "{}"));
        assert_eq!(mends.len(), 1);
        let schema = &document["paths"]["/a"]["post"]["requestBody"]["content"]["application/json"]["schema"];
        let expected = "{anyOf: [{type: object}], allOf: [{anyOf: [{type: object}, {type: object}]}]}";
        assert_eq!(schema, &serde_yaml::from_str::<Value>(expected).expect("it is YAML"));
    }

    #[test]
    fn references_that_lead_nowhere_or_back_are_survived() {
        let (_, mends) = mended(&with_union("{$ref: '#/nowhere'}", "{$ref: 'other.yaml#/x'}"));
        assert!(mends.is_empty());
        let back = "{properties: {again: {$ref: '#/paths/~1a/post/requestBody/content/application~1json/schema'}}}";
        assert!(mended(&with_union(back, "{}")).1.is_empty());
    }

    #[test]
    fn what_is_no_media_type_is_cut_down() {
        let (document, mends) = mended(
            "paths: {/a: {get: {responses: {200: {content: {'application/json, charset=utf-8': {a: 1}, text/plain: {}}}, \
             404: {$ref: '#/components/responses/None'}, 410: {$ref: '#/components/responses/None'}}}}}\n\
             components: {responses: {None: {content: {json: {}, 'text/plain, x': {}, text/plain: {}}}}}",
        );
        assert_eq!(
            mends,
            [
                "#/components/responses/None/content/json: dropped it: this is no media type",
                "#/components/responses/None/content/text~1plain, x: dropped it: this is no media type",
                "#/paths/~1a/get/responses/200/content/application~1json, charset=utf-8: made it `application/json`: \
                 this is no media type",
            ]
        );
        let content = &document["paths"]["/a"]["get"]["responses"][200]["content"];
        assert_eq!(
            content,
            &serde_yaml::from_str::<Value>("{application/json: {a: 1}, text/plain: {}}").expect("it is YAML")
        );
    }

    #[test]
    fn mending_twice_changes_nothing() {
        let (document, _) = mended(&with_union("{$ref: '#/components/schemas/Any'}", "{}"));
        assert_eq!(mend(document.clone()), (document, Vec::new()));
    }
}
