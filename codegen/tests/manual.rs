//! The manual, `spec/README.md`, says what the compiler does: its blocks compile, and its tables name every key.

mod description;

use std::collections::BTreeSet;
use std::fs;

use description::{Files, here, sources, workspace};
use serde_json::Value;
use snyk_api_codegen::{compile, schema};

fn manual() -> String {
    let text = fs::read_to_string(workspace().join("spec/README.md")).expect("the manual exists");
    text.replace("\r\n", "\n")
}

/// The part of the manual under a heading, up to the next one.
fn section<'a>(manual: &'a str, heading: &str) -> &'a str {
    let (_, rest) = manual.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no section {heading}"));
    rest.split_once("\n#").map_or(rest, |(section, _)| section)
}

/// The fenced blocks, each with what stands behind its fence.
fn blocks(manual: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in manual.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) => open = Some((info.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, text))) => *text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block of the manual is not closed");
    blocks
}

#[test]
fn its_blocks_are_a_description_without_faults() {
    let root = here("manual");
    let mut files: Files = description::read(&root, &root.join("spec"));
    for (info, text) in blocks(&manual()) {
        let path = match info.split_once(' ') {
            Some(("yaml" | "json", path)) => path.to_owned(),
            _ => panic!("a block begins with ```{info}, and not with ```yaml FILE or ```json FILE:\n{text}"),
        };
        let before = files.insert(path.clone(), text.into_bytes());
        assert!(
            before.is_none(),
            "{path} stands in the manual and among the files of its test, or twice in the manual"
        );
    }
    assert!(files.len() > 20, "{:?}", files.keys());
    if let Err(found) = compile(&sources(&files)) {
        panic!("{found}");
    }
}

/// The keys of one kind of map, from the schema.
fn keys(definition: &str) -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(&schema()).expect("the schema is JSON");
    let properties = schema["$defs"][definition]["properties"].as_object();
    properties.unwrap_or_else(|| panic!("no definition {definition}")).keys().cloned().collect()
}

/// Whatever a text holds between backticks.
fn code(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The code in the first cells of the rows of a table.
fn first_cells(section: &str) -> BTreeSet<String> {
    let rows = section.lines().filter_map(|line| line.strip_prefix('|')).skip(2);
    rows.flat_map(|row| code(row.split(" |").next().unwrap_or_default())).collect()
}

#[test]
fn it_names_every_key_of_an_operation() {
    assert_eq!(first_cells(section(&manual(), "### Operations")), keys("OperationText"));
}

#[test]
fn it_names_every_key_of_a_member() {
    let manual = manual();
    let section = section(&manual, "### Types and members");
    let (_, sentence) = section.split_once("The long form of a member").expect("the manual has this sentence");
    let (sentence, _) = sentence.split_once("\n\n").expect("a paragraph ends");
    assert_eq!(code(sentence), keys("MemberText"));
}

#[test]
fn it_names_every_key_of_what_else_there_is() {
    let manual = manual();
    let mentioned = code(&manual.replace("```", ""));
    let blocks: String = blocks(&manual).into_iter().map(|(_, text)| text).collect();
    for definition in [
        "ApiFile",
        "RegionText",
        "FamilyText",
        "PermissionText",
        "SharedFile",
        "AreaFile",
        "BodyText",
        "AnswerText",
        "PagingText",
        "PollText",
        "TypeText",
        "ResourceText",
        "ValueText",
        "UnionText",
        "VariantText",
        "DeviationText",
        "EndingText",
    ] {
        for key in keys(definition) {
            let plain = key.trim_end_matches('?');
            let in_a_block = blocks.contains(&format!("{plain}:")) || blocks.contains(&format!("{plain}?:"));
            let in_prose = mentioned
                .iter()
                .any(|code| code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == plain));
            assert!(in_a_block || in_prose, "the manual does not mention `{key}` of {definition}");
        }
    }
}

#[test]
fn it_names_the_kinds_of_types() {
    let manual = manual();
    let section = section(&manual, "### Types and members");
    let kinds = keys("TypeText").into_iter().filter(|key| !matches!(key.as_str(), "docs" | "rust"));
    for kind in kinds {
        assert!(section.contains(&format!("`{kind}`")), "{kind}");
    }
}
