//! Whatever stands in the files, the compiler says what is wrong with them: it neither panics nor works without a bound.
//!
//! Nothing here measures time. What would take very long or very much memory has to be stopped by a limit, which shows in
//! what is reported.

mod description;

use std::collections::BTreeMap;

use description::{Files, base, repository, sources};
use snyk_api_codegen::{Diagnostics, MAX_FILE, Source, compile};

const AREA: &str = "spec/v1/things.yaml";

/// More than this many diagnostics of one file means that a limit is missing.
const MOST: usize = 600;

/// What is reported, after a look at each part of it.
fn examined(sources: &[Source]) -> Diagnostics {
    let Err(found) = compile(sources) else { return Diagnostics::default() };
    assert!(!found.is_empty(), "an error that says nothing");
    let mut texts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for diagnostic in found.iter() {
        let widths = texts.entry(&diagnostic.file).or_insert_with(|| widths(sources, &diagnostic.file));
        let span = diagnostic.span;
        if span.line > 0 {
            let width = *widths.get(span.line - 1).unwrap_or_else(|| panic!("no such line:\n{diagnostic}"));
            assert!(span.column >= 1 && span.column <= width + 1, "no such column:\n{diagnostic}");
            assert!(span.width >= 1 && span.column + span.width <= width + 2, "wider than the line:\n{diagnostic}");
        }
        assert!(!diagnostic.message.trim().is_empty(), "no message:\n{diagnostic}");
        assert!(!diagnostic.help.trim().is_empty(), "no help:\n{diagnostic}");
        let shown = diagnostic.to_string();
        assert!(shown.len() < 6000, "{} bytes for one fault", shown.len());
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "control characters:\n{diagnostic}");
    }
    let most = sources.iter().map(|source| found.iter().filter(|found| found.file == source.path).count()).max();
    assert!(most.unwrap_or_default() <= MOST, "{most:?} faults of one file");
    found
}

/// How many characters each line of a file has.
fn widths(sources: &[Source], path: &str) -> Vec<usize> {
    let source = sources.iter().find(|source| source.path == path);
    let text = source.map(|source| String::from_utf8_lossy(&source.bytes)).unwrap_or_default();
    text.split('\n').map(|line| line.chars().count()).collect()
}

/// What is reported where a file holds this.
fn with(path: &str, bytes: impl Into<Vec<u8>>) -> Diagnostics {
    let mut files = base();
    files.insert(path.to_owned(), bytes.into());
    examined(&sources(&files))
}

/// The rules that are broken where the area's file holds this.
fn rules(bytes: impl Into<Vec<u8>>) -> Vec<&'static str> {
    let found = with(AREA, bytes);
    let mut rules: Vec<_> = found.iter().filter(|found| found.file == AREA).map(|found| found.rule.name()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// A text over and over, as long as a file may be.
fn full(text: &str) -> String {
    text.repeat(MAX_FILE / text.len())
}

/// The area with more behind it.
fn area_and(more: &str) -> Vec<u8> {
    let mut bytes = base().remove(AREA).expect("it is in the base");
    bytes.extend_from_slice(more.as_bytes());
    bytes
}

/// A line for each number, as many as a file takes.
fn many(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

#[test]
fn nothing_at_all() {
    for text in [
        "",
        " ",
        "\n\n\n",
        "\u{feff}",
        "# nothing",
        "---",
        "--- # nothing\n...\n",
        "~",
        "null",
        "\r\n\r\n",
        "\u{feff}\n",
    ] {
        assert_eq!(rules(text), ["empty-file"], "{text:?}");
    }
    assert_eq!(compile(&[]).expect_err("nothing is described").len(), 3);
    assert!(examined(&[Source { path: String::new(), bytes: Vec::new() }]).len() >= 4);
}

#[test]
fn other_line_ends_and_a_mark_at_the_start_make_no_difference() {
    let mut files = base();
    for bytes in files.values_mut() {
        let text = String::from_utf8(bytes.clone()).expect("the base is UTF-8");
        *bytes = format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes();
    }
    assert_eq!(examined(&sources(&files)).to_string(), "");
    let area = String::from_utf8(files[AREA].clone()).expect("it is UTF-8").replace("PUT /things", "FETCH /things");
    files.insert(AREA.to_owned(), area.into_bytes());
    let found = examined(&sources(&files));
    let fault = found.iter().next().expect("there is a fault");
    assert_eq!((fault.span.line, fault.span.column, fault.span.width), (22, 11, 5), "{fault}");
    assert_eq!(fault.text, "    http: FETCH /things/{thingId}");
}

#[test]
fn columns_count_characters() {
    for text in ["日本語", "🦀🦀", "é\u{301}", "עברית", "a\tb"] {
        let found = with(AREA, area_and(&format!("x: {{\"{text}\": 1, y: 2}}\n")));
        let fault = found.iter().next().expect("`x` is no key");
        assert_eq!(fault.span.column, 1);
        let found = with(AREA, area_and(&format!("path: {{\"{text}?\": 'ü', y: Nothing -- Docs.}}\n")));
        let fault = found.iter().find(|fault| fault.message.contains("Nothing")).expect("`Nothing` is no type");
        let column = format!("path: {{\"{text}?\": 'ü', y: N").chars().count();
        assert_eq!(fault.span.column, column, "{fault}");
        let marked: String = fault.text.chars().skip(fault.indent).take(fault.span.width).collect();
        assert_eq!(marked, "Nothing", "{fault}");
    }
}

#[test]
fn bytes_that_are_no_text() {
    for bytes in
        [&b"\xff\xfe"[..], b"docs: \x80", b"docs: \xc3\x28", b"\xed\xa0\x80", b"docs: \xf4\x90\x80\x80", b"a: \xc0\x80"]
    {
        assert_eq!(rules(bytes), ["not-utf8"], "{bytes:?}");
    }
    for text in
        ["docs: a\0b", "\u{1b}[31mred", "docs: \u{202e}x", "a\rb", "docs: \u{2028}", "docs: \u{85}", "docs: x\u{feff}"]
    {
        assert_eq!(rules(text), ["hidden-character"], "{text:?}");
    }
}

#[test]
fn files_without_measure() {
    assert_eq!(rules(vec![b'a'; MAX_FILE + 1]), ["too-large"]);
    assert_eq!(rules(vec![0xff; 50 * 1024 * 1024]), ["too-large"]);
    assert_eq!(rules(vec![b'\n'; MAX_FILE]), ["empty-file"]);
    assert_eq!(with("spec/examples/v1/things/get.200.json", vec![b'['; 50 * 1024 * 1024]).len(), 1);
}

#[test]
fn nesting_without_measure() {
    for text in ["[", "{", "- ", "? ", "{a: ", "[[{\"a\": "] {
        let found = rules(full(text));
        assert!(
            found == ["too-deep"] || found == ["yaml-syntax"] || found == ["too-deep", "yaml-syntax"],
            "{text}: {found:?}"
        );
    }
    let stairs = many(1000, |depth| format!("{}a:\n", " ".repeat(depth)));
    assert_eq!(rules(stairs), ["too-deep"]);
    for text in ["[", "{\"a\":", "{"] {
        let found = with("spec/examples/v1/things/get.200.json", full(text));
        assert!(found.iter().all(|found| found.rule.name() == "json-syntax"), "{found}");
    }
    assert!(
        rules(area_and(&format!(
            "  Deep: {{docs: x, union: {{variants: {{a: {}string}}}}}}\n",
            "list of ".repeat(100_000)
        )))
        .contains(&"type-syntax")
    );
    assert!(
        rules(area_and(&format!("  Deep: {{docs: x, union: {{variants: {{a: \"{}\"}}}}}}\n", "(".repeat(500_000))))
            .contains(&"type-syntax")
    );
}

#[test]
fn yaml_that_refers_to_itself() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let items = format!("*a{}, ", level - 1).repeat(10);
        laughs.push_str(&format!("a{level}: &a{level} [{items}x]\n"));
    }
    assert!(rules(laughs).contains(&"indirection"));
    for text in [
        "a: &a *a\n",
        "&a [*a]\n",
        "a: &a {b: *a}\n",
        "*a : b\n",
        "&a a: b\n",
        "<<: {a: b}\n",
        "a: !!binary x\n",
        "!x {a: b}\n",
        "%YAML 9.9\n---\na: b\n",
    ] {
        rules(text);
    }
    for text in ["a: &a\n", "- &a a\n", "a: *a\n", "? !t a\n"] {
        rules(full(text));
    }
}

#[test]
fn scalars_and_lines_without_measure() {
    let long = "x".repeat(MAX_FILE - 100);
    for text in [
        format!("docs: {long}"),
        format!("docs: \"{long}"),
        format!("{long}: a"),
        format!("\"{long}\": a"),
        format!("docs: |\n  {long}"),
        long.clone(),
    ] {
        assert!(!rules(text).is_empty());
    }
    for text in [
        "\"", "'", "|", "a: |\n", "#", "\\", "%", "a: \"\\", "@", ": ", ", ", "}", "--- ", "---\n", "...\n", "\t", "!",
        "&", "*", "<<: ", "? a\n",
    ] {
        assert!(!rules(full(text)).is_empty(), "{text:?}");
    }
    let flow = |entry: &str| format!("{{{}}}", full(entry).trim_end_matches(", "));
    for text in [flow("a: b, "), flow("?, "), flow("\"a\": , "), flow("[a]: b, ")] {
        assert!(!rules(text).is_empty());
    }
    let wide = format!("{{{}}}", many(80_000, |at| format!("k{at}: 1, ")));
    assert!(rules(wide).contains(&"too-many"));
}

#[test]
fn keys_without_measure() {
    assert!(rules(area_and(&many(100_000, |at| format!("k{at}: 1\n")))).contains(&"too-many"));
    assert!(rules(area_and(&"docs: 1\n".repeat(100_000))).contains(&"too-many"));
    let members = many(60_000, |at| format!("      m{at}: x\n"));
    assert!(rules(area_and(&format!("  Wide:\n    docs: x\n    members:\n{members}"))).contains(&"too-many"));
    let values = many(100_000, |at| format!(" v{at},"));
    assert_eq!(rules(area_and(&format!("  Wide:\n    docs: x\n    enum: [{values}]\n"))), ["unused-type"]);
    let values = "v, ".repeat(300_000);
    assert!(rules(area_and(&format!("  Wide:\n    docs: x\n    enum: [{values}]\n"))).contains(&"too-many"));
    let permissions = many(100_000, |at| format!("p{at}, "));
    assert!(rules(format!("docs: x\npage: https://x.example\noperations:\n  a: {{http: GET /a, docs: x, permissions: [{permissions}], returns: nothing}}\n")).contains(&"unknown-permission"));
}

#[test]
fn operations_without_measure() {
    let head = "docs: x\npage: https://x.example\noperations:\n";
    let fine =
        many(10_000, |at| format!("  op{at}: {{http: GET /a{at}, docs: x, permissions: none, returns: nothing}}\n"));
    assert!(!rules(format!("{head}{fine}")).contains(&"too-many"));
    let same =
        many(10_000, |at| format!("  op{at}: {{http: GET /a, docs: x, permissions: none, returns: Nonsense{at}}}\n"));
    assert!(rules(format!("{head}{same}")).contains(&"too-many"));
    let uses = many(8_000, |at| {
        format!(
            "  op{at}: {{http: GET /a{at}, docs: x, permissions: none, deprecated: {{use: a.b.op{at}}}, returns: nothing}}\n"
        )
    });
    assert!(rules(format!("{head}{uses}")).contains(&"unknown-operation"));
}

#[test]
fn types_without_measure() {
    let chain = many(6_000, |at| format!("  T{at}: {{docs: x, members: {{a: T{} -- x}}}}\n", at + 1));
    assert!(rules(area_and(&chain)).contains(&"unused-type"));
    let circle = many(6_000, |at| format!("  T{at}: {{docs: x, members: {{a: T{} -- x}}}}\n", (at + 1) % 6_000));
    assert!(rules(area_and(&circle)).contains(&"endless-type"));
    // Each holds the next one twice, so that there are very many ways from the first to the last.
    let ladder =
        many(60, |at| format!("  T{at}: {{docs: x, members: {{a?: T{} -- x, b?: T{} -- x}}}}\n", at + 1, at + 1));
    assert!(rules(area_and(&ladder)).contains(&"unknown-type"));
    let unknown = many(6_000, |at| format!("  Known{at}: {{docs: x, members: {{a: Knowm{at} -- x}}}}\n"));
    assert!(rules(area_and(&unknown)).contains(&"too-many"));
}

#[test]
fn unions_within_unions() {
    let swap = |text: &str| {
        let mut files = base();
        let area = String::from_utf8(files[AREA].clone()).expect("the base is UTF-8");
        let at = area.find("  Note:").expect("the base has it");
        files.insert(AREA.to_owned(), format!("{}{text}", &area[..at]).into_bytes());
        examined(&sources(&files))
    };
    let own = swap("  Note: {docs: x, union: {variants: {a: Note, b: Note}}}\n");
    assert!(own.iter().any(|found| found.rule.name() == "endless-type"), "{own}");
    let tagged = swap("  Note: {docs: x, union: {by: a, variants: {a: Note, b: Note}}}\n");
    assert!(tagged.iter().any(|found| found.rule.name() == "endless-type"), "{tagged}");
    // Two tries at each level, and a value that fits at none of them.
    let levels = many(14, |at| {
        format!(
            "  N{at}: {{docs: x, union: {{variants: {{a: N{}, b: list of N{}, c: N{}}}}}}}\n",
            at + 1,
            at + 1,
            at + 1
        )
    });
    swap(&format!(
        "{levels}  N14: {{docs: x, union: {{variants: {{a: int, b: bool}}}}}}\n  Note: {{docs: x, union: {{variants: {{a: N0, b: int}}}}}}\n"
    ));
}

#[test]
fn examples_without_measure() {
    let mut files = base();
    for at in 0..3_000 {
        files.insert(format!("spec/examples/v1/things/no{at}.200.json"), b"{}".to_vec());
        files.insert(format!("spec/examples/v1/things/get.200.l{at}.json"), b"{\"id\": 1}".to_vec());
    }
    assert_eq!(examined(&sources(&files)).len(), 6_000);
    let things = many(40_000, |at| format!("{{\"id\": {at}}},"));
    let found = with("spec/examples/v1/things/list.200.json", format!("{{\"things\": [{}{{\"id\": 1}}]}}", things));
    assert!(found.iter().any(|found| found.rule.name() == "too-many"), "{found}");
    let same = "\"id\": \"t1\", ".repeat(80_000);
    with("spec/examples/v1/things/get.200.json", format!("{{{same}\"id\": \"t1\"}}"));
}

#[test]
fn deviations_without_measure() {
    let entry = |at: usize, spec: &str| {
        format!("- {{at: v1.things Thing.colour, document: d{at}, spec: {spec}, reason: x, evidence: x}}\n")
    };
    assert_eq!(with("spec/deviations.yaml", many(9_000, |at| entry(at, "Colour"))).len(), 0);
    let found = with("spec/deviations.yaml", many(9_000, |at| entry(at, "string")));
    assert!(found.iter().any(|found| found.rule.name() == "too-many"));
}

#[test]
fn paths_of_files_may_be_anything() {
    for path in [
        "",
        "/",
        "spec",
        "spec/",
        "spec//",
        "spec/../api.yaml",
        "spec/v1/.yaml",
        "spec/v1/a/b.yaml",
        "\0",
        "spec/examples/v1/things/.json",
        "spec/examples/v1/things/..json",
        "spec/examples/.yaml",
        "spec/v1/größe.yaml",
    ] {
        let found = with(path, "docs: x\npage: https://x.example\noperations: {}\n");
        assert!(!found.is_empty(), "{path:?} is known");
    }
    let twice = [sources(&base()), sources(&base())].concat();
    examined(&twice);
}

/// Numbers that look random and are the same each time (xorshift64*).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap_or_default() % sides.max(1)
    }
}

/// What YAML, JSON and the language give a meaning to.
const SPECIAL: &[&str] = &[
    "&a ",
    "*a",
    "!t ",
    "<<: ",
    "? ",
    "- ",
    ": ",
    " #",
    "|",
    ">-",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\"",
    "'",
    "\\",
    "%",
    "@",
    "`",
    "~",
    "---\n",
    "...\n",
    "\t",
    "\r",
    "\u{feff}",
    "\u{202e}",
    "é",
    "🦀",
    "null",
    "true",
    "0x10",
    "1e9",
    "-0",
    " -- ",
    " or null",
    "list of ",
    "csv of ",
    "loosely ",
    "enum ",
    "(",
    ")",
    "?",
    "nothing",
    "99999999999999999999",
    "/",
    "//",
    "..",
    "page of ",
    "data ",
    "to one ",
    "const ",
];

fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    for _ in 0..=dice.roll(3) {
        let (at, other) = (dice.roll(lines.len()), dice.roll(lines.len()));
        if lines.is_empty() {
            break;
        }
        match dice.roll(9) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(other, lines[at].clone()),
            2 => lines.swap(at, other),
            3 => lines.truncate(at + 1),
            4 => lines[at].insert(0, b' '),
            5 => drop(lines[at].remove(0)),
            6 => {
                let byte = dice.roll(lines[at].len());
                lines[at][byte] ^= 1 << dice.roll(8);
            }
            7 => {
                let end = dice.roll(lines[at].len());
                lines[at].truncate(end);
            }
            _ => {
                let byte = dice.roll(lines[at].len());
                lines[at].splice(byte..byte, SPECIAL[dice.roll(SPECIAL.len())].bytes());
            }
        }
        lines.retain(|line| !line.is_empty());
    }
    lines.concat()
}

/// `EDITS=10` makes ten times as many, with other numbers.
fn survives_edits(files: &Files, rounds: usize, seed: u64) {
    let more: usize = std::env::var("EDITS").ok().and_then(|more| more.parse().ok()).unwrap_or(1);
    let (rounds, mut dice) = (rounds * more, Dice(seed + more as u64));
    let paths: Vec<&String> = files.keys().filter(|path| !path.ends_with("README.md")).collect();
    let mut refused = 0;
    for _ in 0..rounds {
        let path = paths[dice.roll(paths.len())];
        let mut changed = files.clone();
        changed.insert(path.clone(), mutated(&files[path], &mut dice));
        refused += usize::from(!examined(&sources(&changed)).is_empty());
    }
    assert!(refused > rounds / 2, "{refused} of {rounds} edits were noticed");
}

#[test]
fn random_edits_of_the_base() {
    survives_edits(&base(), 1_500, 0x5eed);
}

#[test]
fn random_edits_of_the_description_of_this_repository() {
    survives_edits(&repository(), 60, 0xfeed);
}
