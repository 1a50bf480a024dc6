//! The schema that editors use: it takes what the compiler takes, and refuses what the compiler refuses for its shape.

mod description;

use description::{Files, apply, base, here, repository, sources};
use serde_json::Value as Json;
use serde_yaml::Value as Yaml;
use snyk_api_codegen::{Rule, compile, schema};

/// The kinds of files, in the order in which the schema lists them.
const KINDS: &[&str] = &["area", "spec/api.yaml", "spec/shared.yaml", "spec/deviations.yaml", "spec/permissions.yaml"];

struct Schema(Json);

impl Schema {
    fn new() -> Self {
        Self(serde_json::from_str(&schema()).expect("the schema is JSON"))
    }

    /// Why a file does not fit the schema of its kind.
    fn file(&self, path: &str, text: &str) -> Result<(), String> {
        let kind = KINDS.iter().position(|kind| *kind == path).unwrap_or_default();
        let value = serde_yaml::from_str::<Yaml>(text).map_err(|error| error.to_string())?;
        self.fits(&json(&value), &self.0["anyOf"][kind], "$")
    }

    /// The part of JSON Schema that the schema is written in. An unknown keyword is a panic, so that nothing is passed over.
    fn fits(&self, value: &Json, schema: &Json, at: &str) -> Result<(), String> {
        let Json::Object(keywords) = schema else {
            return if *schema == Json::Bool(true) { Ok(()) } else { Err(format!("{at}: nothing may stand here")) };
        };
        for (keyword, rule) in keywords {
            match keyword.as_str() {
                "title" | "description" | "default" | "format" | "properties" => {}
                "$ref" => self.fits(value, self.definition(rule), at)?,
                "type" => one_of(rule, value).then_some(()).ok_or_else(|| format!("{at}: {value} is no {rule}"))?,
                "const" => (rule == value).then_some(()).ok_or_else(|| format!("{at}: {value} is not {rule}"))?,
                "enum" => {
                    let known = rule.as_array().is_some_and(|rule| rule.contains(value));
                    known.then_some(()).ok_or_else(|| format!("{at}: {value} is none of {rule}"))?;
                }
                "anyOf" => self.count(value, rule, at, |count| count >= 1)?,
                "oneOf" => self.count(value, rule, at, |count| count == 1)?,
                "minimum" => {
                    let fits = value.as_f64().is_none_or(|value| rule.as_f64().is_some_and(|low| value >= low));
                    fits.then_some(()).ok_or_else(|| format!("{at}: {value} is less than {rule}"))?;
                }
                "maximum" => {
                    let fits = value.as_f64().is_none_or(|value| rule.as_f64().is_some_and(|high| value <= high));
                    fits.then_some(()).ok_or_else(|| format!("{at}: {value} is more than {rule}"))?;
                }
                "required" => {
                    for name in rule.as_array().into_iter().flatten().filter_map(Json::as_str) {
                        let there = value.as_object().is_none_or(|value| value.contains_key(name));
                        there.then_some(()).ok_or_else(|| format!("{at}: {name} is missing"))?;
                    }
                }
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.fits(item, rule, &format!("{at}[{index}]"))?;
                    }
                }
                "additionalProperties" => {}
                other => panic!("the test does not know the keyword {other}"),
            }
        }
        for (name, value) in value.as_object().into_iter().flatten() {
            let rule = keywords.get("properties").and_then(|known| known.get(name));
            if let Some(rule) = rule.or_else(|| keywords.get("additionalProperties")) {
                self.fits(value, rule, &format!("{at}.{name}"))?;
            }
        }
        Ok(())
    }

    fn definition(&self, reference: &Json) -> &Json {
        let pointer = reference.as_str().and_then(|text| text.strip_prefix('#')).expect("a reference into the schema");
        self.0.pointer(pointer).unwrap_or_else(|| panic!("{pointer} leads nowhere"))
    }

    fn count(&self, value: &Json, rules: &Json, at: &str, fine: fn(usize) -> bool) -> Result<(), String> {
        let results: Vec<_> = rules.as_array().into_iter().flatten().map(|rule| self.fits(value, rule, at)).collect();
        let count = results.iter().filter(|result| result.is_ok()).count();
        let why: Vec<String> = results.into_iter().filter_map(Result::err).collect();
        fine(count).then_some(()).ok_or_else(|| why.join("; "))
    }
}

fn one_of(types: &Json, value: &Json) -> bool {
    let is = |name: &Json| match name.as_str() {
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("null") => value.is_null(),
        other => panic!("the test does not know the type {other:?}"),
    };
    types.as_array().map_or_else(|| is(types), |types| types.iter().any(is))
}

/// YAML as editors hold it against a schema: keys are texts.
fn json(value: &Yaml) -> Json {
    match value {
        Yaml::Sequence(items) => items.iter().map(json).collect(),
        Yaml::Mapping(entries) => {
            let key = |key: &Yaml| match key {
                Yaml::String(text) => text.clone(),
                other => serde_yaml::to_string(other).unwrap_or_default().trim().to_owned(),
            };
            Json::Object(entries.iter().map(|(name, value)| (key(name), json(value))).collect())
        }
        Yaml::Tagged(tagged) => json(&tagged.value),
        scalar => serde_json::to_value(scalar).unwrap_or_default(),
    }
}

fn yaml(files: &Files) -> impl Iterator<Item = (&String, String)> {
    let yaml = files.iter().filter(|(path, _)| path.ends_with(".yaml"));
    yaml.map(|(path, bytes)| (path, String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned()))
}

#[test]
fn it_takes_every_file_without_faults() {
    let schema = Schema::new();
    for files in [base(), repository()] {
        for (path, text) in yaml(&files) {
            if let Err(error) = schema.file(path, &text) {
                panic!("{path}: {error}");
            }
        }
    }
}

/// Faults of shape that a schema can't say: a text is empty only to the compiler, or the fault is found later.
const NOT_IN_THE_SCHEMA: &[&str] = &[
    "wrong-shape/deviation-both-ways",
    "wrong-shape/members-and-enum",
    "wrong-shape/neither",
    "wrong-shape/no-members",
    "wrong-shape/no-permissions",
    "wrong-shape/no-regions",
    "wrong-shape/no-regions-here",
    "wrong-shape/permissions-in-words",
];

#[test]
fn it_refuses_what_the_compiler_refuses_for_its_shape() {
    let (schema, root) = (Schema::new(), here("diagnostics"));
    let mut refused = 0;
    for rule in [Rule::UnknownKey, Rule::MissingKey, Rule::WrongShape] {
        for (name, fixture) in description::read(&root, &root.join(rule.name())) {
            let Some(name) = name.strip_suffix(".spec").filter(|name| !NOT_IN_THE_SCHEMA.contains(name)) else {
                continue;
            };
            let mut files = base();
            apply(&mut files, &String::from_utf8_lossy(&fixture)).expect("the fixture can be applied");
            let found = compile(&sources(&files)).expect_err("it has a fault");
            let fault = found.iter().find(|found| found.rule == rule).expect("it breaks its rule");
            let text = String::from_utf8_lossy(&files[&fault.file]).into_owned();
            assert!(
                schema.file(&fault.file, &text).is_err(),
                "{name}: the schema takes what the compiler refuses:\n{fault}"
            );
            refused += 1;
        }
    }
    assert!(refused > 15, "{refused}");
}

#[test]
fn what_breaks_other_rules_has_the_right_shape() {
    let (schema, root) = (Schema::new(), here("diagnostics"));
    let before = [
        "base",
        "empty-file",
        "several-documents",
        "yaml-syntax",
        "indirection",
        "duplicate-key",
        "key-not-text",
        "unknown-key",
        "missing-key",
        "wrong-shape",
        "several",
        "missing-file",
        "unknown-file",
    ];
    for (name, fixture) in description::read(&root, &root) {
        let folder = name.split('/').next().unwrap_or_default();
        if before.contains(&folder) || !name.ends_with(".spec") {
            continue;
        }
        let mut files = base();
        apply(&mut files, &String::from_utf8_lossy(&fixture)).expect("the fixture can be applied");
        for (path, text) in yaml(&files) {
            // A number is no text to an editor. To the compiler it is, where it expects one.
            if let Err(error) = schema.file(path, &text).map_err(|error| error.replace("\"string\"", "text")) {
                assert!(error.contains("is no text"), "{name}: {path}: {error}");
            }
        }
    }
}
