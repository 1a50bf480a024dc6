//! Types as the generator writes them, of every kind, and what is read and written with them.

#![allow(unreachable_pub, reason = "the macros are made for public types")]

use std::collections::BTreeMap;

use serde_json::json;

use super::{Failure, from_slice};
use crate::runtime::prelude::*;
use crate::runtime::secret::Secrets;

#[derive(Clone, Debug, PartialEq)]
struct Zoo {
    name: String,
    animals: Vec<Vec<Animal>>,
    days: BTreeMap<String, Vec<i64>>,
    meal: Option<Meal>,
    sign: Option<Loose<Sign>>,
    keeper: Patch<Box<Sign>>,
    note: Option<String>,
    size: Number,
}

impl Record for Zoo {
    const NAME: &'static str = "Zoo";
    const MEMBERS: &'static [&'static str] = &["name", "animals", "days", "meal", "sign", "keeper", "note", "size"];
    type Slots = (
        (Slot<String>, Slot<Vec<Vec<Animal>>>, Slot<BTreeMap<String, Vec<i64>>>, Slot<Option<Meal>>),
        (Slot<Option<Loose<Sign>>>, Slot<Option<Box<Sign>>>, Slot<Option<String>>, Slot<Number>),
    );

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, index: usize, map: &mut A) -> Result<(), A::Error> {
        match index {
            0 => slots.0.0.read(map),
            1 => slots.0.1.read(map),
            2 => slots.0.2.read(map),
            3 => slots.0.3.read(map),
            4 => slots.1.0.read(map),
            5 => slots.1.1.read(map),
            6 => slots.1.2.read(map),
            _ => slots.1.3.read(map),
        }
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self {
            name: slots.0.0.required("name")?,
            animals: slots.0.1.required("animals")?,
            days: slots.0.2.required("days")?,
            meal: slots.0.3.optional(),
            sign: slots.1.0.optional(),
            keeper: slots.1.1.patch(),
            note: slots.1.2.nullable(),
            size: slots.1.3.required("size")?,
        })
    }
}

impl Encode for Zoo {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put(map, "name", &self.name)?;
        put(map, "animals", &self.animals)?;
        put(map, "days", &self.days)?;
        put_some(map, "meal", &self.meal)?;
        put_some(map, "sign", &self.sign)?;
        put_patch(map, "keeper", &self.keeper)?;
        put(map, "note", &self.note)?;
        put(map, "size", &self.size)
    }
}

crate::runtime::record!(Zoo);

#[derive(Clone, Debug, PartialEq)]
struct Animal {
    kind: Kind,
}

impl Record for Animal {
    const NAME: &'static str = "Animal";
    const MEMBERS: &'static [&'static str] = &["kind"];
    type Slots = (Slot<Kind>,);

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, _: usize, map: &mut A) -> Result<(), A::Error> {
        slots.0.read(map)
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self { kind: slots.0.required("kind")? })
    }
}

impl Encode for Animal {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put(map, "kind", &self.kind)
    }
}

crate::runtime::record!(Animal);

#[derive(Clone, Debug, PartialEq)]
struct Sign {
    text: String,
}

impl Record for Sign {
    const NAME: &'static str = "Sign";
    const MEMBERS: &'static [&'static str] = &["text"];
    type Slots = (Slot<String>,);

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, _: usize, map: &mut A) -> Result<(), A::Error> {
        slots.0.read(map)
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self { text: slots.0.required("text")? })
    }
}

impl Encode for Sign {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put(map, "text", &self.text)
    }
}

crate::runtime::record!(Sign);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Bird,
    UnknownValue(UnknownValue),
}

impl OpenEnum for Kind {
    const NAME: &'static str = "Kind";
    const VALUES: &'static [(&'static str, Self)] = &[("bird", Self::Bird)];

    fn as_text(&self) -> &str {
        match self {
            Self::Bird => "bird",
            Self::UnknownValue(value) => value.as_str(),
        }
    }

    fn from_text(text: &str) -> Self {
        match text {
            "bird" => Self::Bird,
            other => Self::UnknownValue(UnknownValue::new(other)),
        }
    }
}

crate::runtime::open_enum!(Kind);

/// Told apart by a member.
#[derive(Clone, Debug, PartialEq)]
enum Meal {
    Sign(Sign),
    Many(Many),
    UnknownVariant(Json),
}

impl Union for Meal {
    const NAME: &'static str = "Meal";

    fn pick(json: Json) -> Result<Self, PickError> {
        match tag(&json, "kind") {
            Some("sign") => variant(&json, Self::Sign),
            Some("many") => variant(&json, Self::Many),
            _ => Ok(Self::UnknownVariant(json)),
        }
    }

    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Sign(value) => value.serialize(serializer),
            Self::Many(value) => value.serialize(serializer),
            Self::UnknownVariant(json) => json.serialize(serializer),
        }
    }
}

crate::runtime::union!(Meal);

/// Told apart by what fits.
#[derive(Clone, Debug, PartialEq)]
enum Many {
    One(String),
    List(Vec<String>),
    UnknownVariant(Json),
}

impl Union for Many {
    const NAME: &'static str = "Many";

    fn pick(json: Json) -> Result<Self, PickError> {
        Ok(fits(&json, Self::One).or_else(|| fits(&json, Self::List)).unwrap_or(Self::UnknownVariant(json)))
    }

    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(value) => value.serialize(serializer),
            Self::List(value) => value.serialize(serializer),
            Self::UnknownVariant(json) => json.serialize(serializer),
        }
    }
}

crate::runtime::union!(Many);

fn read<T: super::Wire>(body: &[u8]) -> Result<T, Failure> {
    from_slice(body, &Secrets::of("s3cr3t-t0ken"))
}

fn zoo() -> Json {
    json!({
        "name": "n", "animals": [[{"kind": "bird"}], [{"kind": "fish"}]], "days": {"mon": [1, 2.0]},
        "meal": {"kind": "sign", "text": "hay"}, "sign": 7, "keeper": null, "note": null, "size": 2.5,
    })
}

#[test]
fn all_kinds_are_read_and_written() {
    let read: Zoo = read(zoo().to_string().as_bytes()).expect("a zoo");
    let sign = Sign { text: "hay".into() };
    let expected = Zoo {
        name: "n".into(),
        animals: vec![vec![Animal { kind: Kind::Bird }], vec![Animal { kind: "fish".into() }]],
        days: [("mon".to_owned(), vec![1, 2])].into(),
        meal: Some(Meal::Sign(sign)),
        sign: Some(Loose::Other(json!(7))),
        keeper: Patch::Null,
        note: None,
        size: 2.5.into(),
    };
    assert_eq!(read, expected);
    let mut written = zoo();
    written["meal"] = json!({"text": "hay"});
    written["days"] = json!({"mon": [1, 2]});
    assert_eq!(serde_json::to_value(&read).expect("JSON"), written);
}

#[test]
fn what_may_be_absent_may() {
    let mut json = zoo();
    let members = json.as_object_mut().expect("an object");
    members.retain(|name, _| !["meal", "sign", "keeper", "note"].contains(&name.as_str()));
    let zoo: Zoo = read(json.to_string().as_bytes()).expect("a zoo");
    assert_eq!((&zoo.meal, &zoo.sign, &zoo.keeper, &zoo.note), (&None, &None, &Patch::Absent, &None));
    json["note"] = Json::Null;
    json["days"] = json!({"mon": [1, 2]});
    assert_eq!(serde_json::to_value(&zoo).expect("JSON"), json);
}

#[test]
fn unknown_repeated_and_unordered_members_are_fine() {
    let body = r#"{"x": {"deep": [1, {}]}, "text": 5e, "text": "a"}"#.replace("5e", "\"old\"");
    assert_eq!(read::<Sign>(body.as_bytes()).expect("a sign").text, "a");
    let body = r#"{"size": 1, "note": "b", "days": {}, "animals": [], "": 0, "name": "a"}"#;
    assert_eq!(read::<Zoo>(body.as_bytes()).expect("a zoo").note.as_deref(), Some("b"));
}

#[test]
fn unions_keep_what_they_do_not_know() {
    let known = json!({"kind": "sign", "text": "t"});
    assert!(matches!(read::<Meal>(known.to_string().as_bytes()), Ok(Meal::Sign(_))));
    for unknown in
        [json!({"kind": "gold", "text": "t"}), json!({"text": "t"}), json!({"kind": 5}), json!([1]), json!(null)]
    {
        let meal = read::<Meal>(unknown.to_string().as_bytes()).expect("any JSON");
        assert_eq!(meal, Meal::UnknownVariant(unknown.clone()));
        assert_eq!(serde_json::to_value(&meal).expect("JSON"), unknown);
    }
    assert_eq!(read::<Many>(br#""a""#).expect("a text"), Many::One("a".into()));
    assert_eq!(read::<Many>(br#"["a"]"#).expect("a list"), Many::List(vec!["a".into()]));
    assert_eq!(read::<Many>(b"{}").expect("any JSON"), Many::UnknownVariant(json!({})));
}

#[test]
fn enums_keep_what_they_do_not_know() {
    let kind = Kind::from("fish");
    assert!(matches!(&kind, Kind::UnknownValue(value) if value.as_str() == "fish"));
    assert_eq!(
        (kind.as_str(), format!("{kind:>6}"), format!("{kind:?}")),
        ("fish", "  fish".into(), r#"UnknownValue("fish")"#.into())
    );
    assert_eq!("bird".parse(), Ok(Kind::Bird));
    assert_eq!(Kind::values(), [("bird", Kind::Bird)]);
    assert_eq!(serde_json::to_value([Kind::Bird, kind]).expect("JSON"), json!(["bird", "fish"]));
}

#[test]
fn errors_name_the_place() {
    let spoilt = |pointer: &str, value: Json| {
        let mut json = zoo();
        *json.pointer_mut(pointer).expect(pointer) = value;
        json.to_string()
    };
    let without = |name: &str| {
        let mut json = zoo();
        json.as_object_mut().expect("an object").remove(name);
        json.to_string()
    };
    for (body, path, message) in [
        (spoilt("/name", json!(5)), "$.name", "invalid type: integer `5`, expected a string"),
        (spoilt("/name", json!(null)), "$.name", "invalid type: null, expected a string"),
        (
            spoilt("/animals/1/0/kind", json!([])),
            "$.animals[1][0].kind",
            "invalid type: sequence, expected a string (Kind)",
        ),
        (spoilt("/animals/1/0", json!({})), "$.animals[1][0].kind", "the member is missing"),
        (spoilt("/animals/0", json!({})), "$.animals[0]", "invalid type: map, expected a list"),
        (
            spoilt("/animals/0/0", json!("a")),
            "$.animals[0][0]",
            r#"invalid type: string "a", expected an object (Animal)"#,
        ),
        (
            spoilt("/days", json!({"2nd": [1, 2.5]})),
            r#"$.days["2nd"][1]"#,
            "invalid type: floating point `2.5`, expected a whole number",
        ),
        (
            spoilt("/meal/text", json!(1)),
            "$.meal.text",
            "invalid type: integer `1`, expected a string (a variant of Meal)",
        ),
        (spoilt("/keeper", json!({"text": []})), "$.keeper.text", "invalid type: sequence, expected a string"),
        (spoilt("/size", json!("5")), "$.size", r#"invalid type: string "5", expected a JSON number"#),
        (without("size"), "$.size", "the member is missing"),
        ("[]".into(), "$", "invalid type: sequence, expected an object (Zoo)"),
        ("{}x".into(), "$.name", "the member is missing"),
        (zoo().to_string() + " x", "$", "trailing characters"),
        (
            r#"{"name": "a", "animals": [[{"kind": "#.into(),
            "$.animals[0][0].kind",
            "the body breaks off after 36 bytes",
        ),
        (r#"{"name": "a", "#.into(), "$", "the body breaks off after 14 bytes"),
    ] {
        let failure = read::<Zoo>(body.as_bytes()).expect_err(&body);
        assert_eq!((failure.path.as_str(), failure.message.as_str()), (path, message), "{body}");
    }
}

#[test]
fn errors_show_what_is_there() {
    let failure = read::<Vec<Sign>>(br#"[{"text": "a"}, {"title": "b", "accessToken": "c"}]"#).expect_err("no text");
    assert_eq!(failure.path, "$[1].text");
    assert_eq!(failure.excerpt.as_deref(), Some(r#"{"accessToken":"(hidden)","title":"b"}"#));
    let failure = read::<BTreeMap<String, i64>>(br#"{"s3cr3t-t0ken": "s3cr3t-t0ken"}"#).expect_err("no number");
    assert!(!format!("{:?}", (failure.message, failure.excerpt)).contains("s3cr3t"));
    let failure = read::<BTreeMap<String, i64>>(br#"{"client_secret": "hunter2"}"#).expect_err("no number");
    assert!(!format!("{failure:?}").contains("hunter2"), "{failure:?}");
}

#[test]
fn depth_is_limited() {
    let body = ["[".repeat(200), "]".repeat(200)].concat();
    let failure = read::<Json>(body.as_bytes()).expect_err("too deep");
    assert_eq!(failure.message, "the body is nested too deep");
    let skipped = format!(r#"{{"x": {}{}, "text": "a"}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read::<Sign>(skipped.as_bytes()).expect("a sign").text, "a");
}

#[test]
fn whole_numbers_may_be_written_as_floats() {
    for (text, value) in [
        ("3", Some(3)),
        ("3.0", Some(3)),
        ("-3e2", Some(-300)),
        ("3.5", None),
        ("1e300", None),
        ("9223372036854775808", None),
    ] {
        assert_eq!(read::<i64>(text.as_bytes()).ok(), value, "{text}");
    }
}

#[test]
fn serde_reads_and_writes_the_same_types() {
    let zoo: Zoo = serde_json::from_value(zoo()).expect("a zoo");
    let text = serde_json::to_string(&zoo).expect("JSON");
    assert_eq!(serde_json::from_str::<Zoo>(&text).expect("a zoo").days, zoo.days);
    let error = serde_json::from_str::<Zoo>(r#"{"name": 5}"#).expect_err("a number");
    assert_eq!(error.to_string(), "at `$.name`: invalid type: integer `5`, expected a string at line 1 column 10");
}

/// A resource, whose type is always the same.
#[derive(Clone, Debug, PartialEq)]
struct Garden {
    kind: String,
}

impl Record for Garden {
    const NAME: &'static str = "Garden";
    const MEMBERS: &'static [&'static str] = &["type"];
    type Slots = (Slot<Option<String>>,);

    fn member<'de, A: MapAccess<'de>>(slots: &mut Self::Slots, _index: usize, map: &mut A) -> Result<(), A::Error> {
        slots.0.read(map)
    }

    fn finish(slots: Self::Slots) -> Result<Self, Missing> {
        Ok(Self { kind: slots.0.constant("garden") })
    }
}

impl Encode for Garden {
    fn encode<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        put(map, "type", &self.kind)
    }
}

crate::runtime::record!(Garden);

#[test]
fn constants_are_kept_as_they_came_or_filled_in() {
    let kind = |json: &str| read::<Garden>(json.as_bytes()).expect("it is lenient").kind;
    assert_eq!([kind("{}"), kind(r#"{"type": null}"#), kind(r#"{"type": "park"}"#)], ["garden", "garden", "park"]);
}
