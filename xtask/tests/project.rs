//! Regenerating and checking a workspace on disk, with a compiler that is a stand-in.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use snyk_api_codegen::plan::{BEGIN, Delete, END, MANIFEST, Plan, Why, Write, splice};
use snyk_api_codegen::{File, Source};
use tempfile::TempDir;
use xtask::generate::{Output as Compiled, drift, generate};
use xtask::{Outcome, project};

const MOD: &str = "generated-client/src/generated/mod.rs";
const AREA: &str = "generated-client/src/generated/v1/zoo.rs";
const WIRE: &str = "tests/src/generated/wire.rs";
const SCHEMA: &str = "spec/schema.json";

/// Makes a file for each source and a line in the manifest, or refuses a source that says `wrong`.
fn compiler(sources: &[Source], manifest: &str) -> Result<Compiled, String> {
    let wrong: Vec<&str> =
        sources.iter().filter(|source| source.bytes == b"wrong").map(|source| &*source.path).collect();
    if !wrong.is_empty() {
        return Err(format!("{} problems", wrong.len()));
    }
    let manifest = splice(manifest, &["v1-zoo = []".to_owned()])?;
    let names: Vec<&str> = sources.iter().map(|source| &*source.path).collect();
    let files = [
        (MOD, "pub mod v1;\n"),
        (AREA, "//! A zoo.\n"),
        (WIRE, &names.join("\n")),
        (SCHEMA, "{}\n"),
        (MANIFEST, &manifest),
    ];
    let files = files.map(|(path, text)| File { path: path.to_owned(), text: text.to_owned() });
    Ok(Compiled { operations: names.len(), files: files.to_vec() })
}

/// A workspace with nothing generated yet.
fn workspace() -> TempDir {
    let root = TempDir::new().expect("a temporary folder");
    put(&root, "Cargo.toml", "[workspace]\n");
    put(&root, MANIFEST, &format!("[features]\n{BEGIN}\n{END}\n\n[lints]\n"));
    put(&root, "spec/README.md", "The manual.\n");
    put(&root, "spec/api.yaml", "docs: x\n");
    put(&root, "spec/v1/zoo.yaml", "docs: x\n");
    put(&root, "spec/v1/notes.txt", "x\n");
    root
}

/// A workspace in which everything is generated.
fn generated() -> TempDir {
    let root = workspace();
    assert_eq!(regenerate(&root).0, Outcome::Good);
    root
}

fn put(root: &TempDir, path: &str, text: &str) {
    let path = root.path().join(path);
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder is made");
    fs::write(path, text).expect("the file is written");
}

fn get(root: &TempDir, path: &str) -> Option<String> {
    fs::read_to_string(root.path().join(path)).ok()
}

fn exists(root: &TempDir, path: &str) -> bool {
    fs::symlink_metadata(root.path().join(path)).is_ok()
}

fn regenerate(root: &TempDir) -> (Outcome, String) {
    let report = generate(root.path(), &compiler).expect("the disk is fine");
    (report.outcome, report.output + &report.complaint)
}

fn check(root: &TempDir) -> (Outcome, String) {
    let report = drift(root.path(), &compiler).expect("the disk is fine");
    (report.outcome, report.output + &report.complaint)
}

#[test]
fn generates_everything_and_then_nothing() {
    let root = workspace();
    assert_eq!(
        regenerate(&root).1,
        format!(
            "changed {MANIFEST}\nnew     {MOD}\nnew     {AREA}\nnew     {SCHEMA}\nnew     {WIRE}\n\
             3 operations, 5 files: 5 written, 0 removed, 0 unchanged"
        )
    );
    assert_eq!(
        get(&root, MANIFEST).as_deref(),
        Some(&*format!("[features]\n{BEGIN}\nv1-zoo = []\n{END}\n\n[lints]\n"))
    );
    assert_eq!(
        get(&root, WIRE).as_deref(),
        Some("spec/api.yaml\nspec/v1/notes.txt\nspec/v1/zoo.yaml"),
        "every source is passed on, unexpected ones too; the manual and the schema are none"
    );
    assert_eq!(check(&root), (Outcome::Good, "no drift".to_owned()));
    assert_eq!(regenerate(&root).1, "3 operations, 5 files: 0 written, 0 removed, 5 unchanged");
}

#[test]
fn one_run_names_a_stale_a_missing_and_an_orphaned_file() {
    let root = generated();
    put(&root, MOD, "pub mod v1; \n");
    fs::remove_file(root.path().join(AREA)).expect("it was there");
    put(&root, "generated-client/src/generated/stray.txt", "");
    let (outcome, report) = check(&root);
    assert_eq!(outcome, Outcome::Findings);
    assert_eq!(
        report,
        format!(
            "drift: 1 stale, 1 missing, 1 orphaned\n\n\
             stale:    {MOD}, line 1, column 12\n  on disk: |pub mod v1;·|\n  wanted:  |pub mod v1;|\n\
             missing:  {AREA}\n\
             orphaned: generated-client/src/generated/stray.txt\n\n\
             Run this and commit what it does: cargo xtask generate"
        )
    );
    assert_eq!(regenerate(&root).0, Outcome::Good);
    assert_eq!(check(&root).0, Outcome::Good);
    assert!(!exists(&root, "generated-client/src/generated/stray.txt"));
}

#[test]
fn nothing_is_written_when_the_description_is_wrong() {
    let root = workspace();
    put(&root, "spec/v1/zoo.yaml", "wrong");
    assert_eq!(regenerate(&root), (Outcome::Findings, "1 problems; nothing was written".to_owned()));
    assert_eq!(check(&root).0, Outcome::Findings);
    assert!(!exists(&root, "generated-client/src") && !exists(&root, "tests") && !exists(&root, SCHEMA));
}

#[test]
fn what_is_hand_written_stays() {
    let root = generated();
    put(&root, "generated-client/src/lib.rs", "");
    put(&root, "tests/src/lib.rs", "");
    put(&root, MANIFEST, &get(&root, MANIFEST).expect("it is there").replace("[lints]", "[lints] # mine"));
    assert_eq!(check(&root).0, Outcome::Good);
    regenerate(&root);
    assert!(exists(&root, "generated-client/src/lib.rs") && exists(&root, "tests/src/lib.rs"));
    assert!(get(&root, MANIFEST).expect("it is there").ends_with("[lints] # mine\n"));
}

#[test]
fn unchanged_files_keep_their_time() {
    let root = generated();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
    let file = fs::File::options().append(true).open(root.path().join(MOD)).expect("it is there");
    file.set_modified(long_ago).expect("its time is set");
    put(&root, AREA, "stale");
    regenerate(&root);
    let modified = fs::metadata(root.path().join(MOD)).and_then(|metadata| metadata.modified());
    assert_eq!(modified.ok(), Some(long_ago));
    assert_eq!(get(&root, AREA).as_deref(), Some("//! A zoo.\n"));
}

#[test]
fn orphaned_folders_go_with_what_is_in_them() {
    let root = generated();
    put(&root, "tests/src/generated/old/deep/.hidden", "");
    fs::create_dir_all(root.path().join("tests/src/generated/empty/inner")).expect("the folder is made");
    let report = check(&root).1;
    assert!(report.contains("orphaned: tests/src/generated/old/deep/.hidden\n"), "{report}");
    assert!(report.contains("orphaned: tests/src/generated/empty/inner/ (an empty folder)\n"), "{report}");
    regenerate(&root);
    assert!(!exists(&root, "tests/src/generated/old") && !exists(&root, "tests/src/generated/empty"));
    assert_eq!(check(&root).0, Outcome::Good);
}

#[test]
fn a_file_and_a_folder_change_places() {
    let root = generated();
    fs::remove_dir_all(root.path().join("generated-client/src/generated/v1")).expect("it was there");
    put(&root, "generated-client/src/generated/v1", "a file where a folder has to be");
    fs::remove_file(root.path().join(WIRE)).expect("it was there");
    put(&root, &format!("{WIRE}/inner/file.rs"), "a folder where a file has to be");
    assert_eq!(check(&root).0, Outcome::Findings);
    regenerate(&root);
    assert_eq!(check(&root).0, Outcome::Good);
}

#[cfg(unix)]
#[test]
fn links_are_replaced_and_never_followed() {
    use std::os::unix::fs::symlink;
    let root = generated();
    let elsewhere = TempDir::new().expect("a temporary folder");
    put(&elsewhere, "precious.rs", "//! A zoo.\n");
    let precious = elsewhere.path().join("precious.rs");
    let link = |to: &Path, path: &str| symlink(to, root.path().join(path)).expect("the link is made");
    // One to a file with the very text that is wanted, one to nowhere, one to a folder.
    fs::remove_file(root.path().join(AREA)).expect("it was there");
    link(&precious, AREA);
    link(Path::new("/nowhere"), "tests/src/generated/dangling");
    link(elsewhere.path(), "tests/src/generated/folder");
    let report = check(&root).1;
    assert!(report.contains(&format!("stale:    {AREA}, which is a symbolic link\n")), "{report}");
    assert!(
        report.contains("orphaned: tests/src/generated/dangling\norphaned: tests/src/generated/folder\n"),
        "{report}"
    );
    regenerate(&root);
    assert_eq!(check(&root).0, Outcome::Good);
    assert_eq!(get(&elsewhere, "precious.rs").as_deref(), Some("//! A zoo.\n"));
}

#[cfg(unix)]
#[test]
fn new_files_may_be_read_by_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = generated();
    let mode = |path: &str| fs::metadata(root.path().join(path)).expect("it is there").permissions().mode();
    assert_eq!(mode(MOD), mode("Cargo.toml"), "they have the rights of any file that this process makes");
}

#[cfg(unix)]
#[test]
fn a_source_that_cannot_be_read_is_named() {
    let root = workspace();
    let dangling = root.path().join("spec/v1/gone.yaml");
    std::os::unix::fs::symlink("/nowhere", &dangling).expect("the link is made");
    let trouble = project::read_sources(root.path()).expect_err("it leads nowhere");
    assert!(trouble.to_string().starts_with(&format!("cannot read {}: ", dangling.display())), "{trouble}");
    fs::remove_file(&dangling).expect("it was there");
    std::os::unix::fs::symlink(root.path().join("spec"), &dangling).expect("the link is made");
    let trouble = project::read_sources(root.path()).expect_err("it leads back");
    assert!(trouble.to_string().contains("a link to a folder"), "{trouble}");
}

#[test]
fn a_huge_source_is_not_read_whole() {
    let root = workspace();
    let file = fs::File::create(root.path().join("spec/huge.yaml")).expect("it is made");
    file.set_len(1 << 34).expect("it is made large");
    let sources = project::read_sources(root.path()).expect("it can be read");
    let huge = sources.iter().find(|source| source.path == "spec/huge.yaml").expect("it is there");
    assert_eq!(huge.bytes.len(), 1024 * 1024 + 1);
}

#[test]
fn what_the_generator_does_not_own_it_may_not_write() {
    let root = workspace();
    let rogue = |_: &[Source], _: &str| {
        let file = File { path: "generated-client/src/lib.rs".to_owned(), text: String::new() };
        Ok(Compiled { operations: 0, files: vec![file] })
    };
    let trouble = generate(root.path(), &rogue).expect_err("it is refused");
    assert_eq!(trouble.to_string(), "the generator made generated-client/src/lib.rs, which is not its own to write");
}

/// A plan that is out of date when it is carried out.
fn plan(paths: &[&str], delete: &[&str]) -> Plan {
    Plan {
        write: paths
            .iter()
            .map(|path| Write { path: (*path).to_owned(), text: "new".to_owned(), why: Why::Missing })
            .collect(),
        delete: delete
            .iter()
            .map(|path| Delete { path: (*path).to_owned(), folder: false, in_the_way: false })
            .collect(),
        same: 0,
    }
}

#[test]
fn nothing_changes_where_a_new_text_cannot_be_written() {
    let root = generated();
    // There is a file where the folder of the last one would have to be made.
    let plan = plan(&[MOD, WIRE, "tests/src/generated/wire.rs/inner.rs"], &[SCHEMA]);
    let trouble = project::apply(root.path(), &plan).expect_err("it cannot be written");
    assert!(trouble.to_string().ends_with("; no file was changed"), "{trouble}");
    assert_eq!(check(&root), (Outcome::Good, "no drift".to_owned()), "no temporary file is left either");
}

#[test]
fn a_failure_half_way_says_what_was_done() {
    let root = generated();
    put(&root, "tests/src/generated/busy/file.rs", "");
    let plan = plan(&[MOD, "tests/src/generated/busy", WIRE], &[SCHEMA]);
    let trouble = project::apply(root.path(), &plan).expect_err("a folder is in the way");
    assert!(trouble.to_string().ends_with("; 1 of 3 files were written, the others are as they were"), "{trouble}");
    assert_eq!(get(&root, MOD).as_deref(), Some("new"));
    assert_ne!(get(&root, WIRE).as_deref(), Some("new"));
    assert!(exists(&root, SCHEMA), "nothing is deleted after a failure");
}

#[test]
fn the_root_is_found_from_below() {
    let root = workspace();
    let path = root.path().canonicalize().expect("it is there");
    assert_eq!(project::find_root(&path.join("spec/v1")), Ok(path.clone()));
    assert_eq!(project::find_root(&path.join("generated-client")), Ok(path));
    assert!(project::find_root(Path::new("/")).is_err());
}

fn xtask(root: &Path, arguments: &[&str]) -> Output {
    let command = Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).arg("--root").arg(root).output();
    command.expect("it can be run")
}

#[test]
fn exit_codes() {
    let root = workspace();
    put(&root, "spec/api.yaml", "[");
    let output = xtask(root.path(), &["drift"]);
    assert_eq!(output.status.code(), Some(1), "the description is wrong");
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is nothing to compare with"));
    assert_eq!(xtask(root.path(), &["generate"]).status.code(), Some(1));
    assert!(!exists(&root, "generated-client/src") && !exists(&root, SCHEMA));
    assert_eq!(xtask(root.path(), &["gnerate"]).status.code(), Some(2), "there is no such command");
    assert_eq!(xtask(Path::new("/nowhere"), &["drift"]).status.code(), Some(2), "there is no such folder");
    let conformance = xtask(root.path(), &["conformance", "--v1", "nowhere.yaml", "--rest", "nowhere.json"]);
    assert_eq!(conformance.status.code(), Some(2), "there is no such document");
    assert!(String::from_utf8_lossy(&conformance.stderr).starts_with("error: cannot read nowhere.yaml: "));
}
