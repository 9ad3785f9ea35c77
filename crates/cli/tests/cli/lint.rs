//! `wharfinger lint PATH...`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ran, finished, run, run_with, wharfinger};

/// A folder with files.
fn tree(files: &[(&str, &str)]) -> TempDir {
    let tree = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = tree.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    tree
}

fn lint_in(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command: Command = wharfinger(&["lint"]);
    command.args(arguments).current_dir(folder);
    finished(command, b"")
}

#[test]
fn a_bad_image_is_marked_in_its_file() {
    let tree = tree(&[
        ("a/Dockerfile", "FROM nginx:1.27\n"),
        (
            "b/compose.yaml",
            "services:\n  web:\n    image: ghcr.io/Owner/web:1 # x\n",
        ),
        ("README.md", "FROM Nginx\n"),
    ]);
    let ran = lint_in(tree.path(), &["."]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        ran.stdout,
        "error[reference.uppercase]: `Owner` must be in lower case\n\
         \x20 --> b/compose.yaml:3:20\n\
         \x20     image: ghcr.io/Owner/web:1 # x\n\
         \x20                    ^^^^^\n\
         \x20 help: repository paths have lower-case letters only\n\
         \x20 fix: Use `owner`: `ghcr.io/owner/web:1`\n\n"
    );
    assert_eq!(
        ran.stderr,
        "2 images in 2 files: 1 error, 0 warnings, 0 notes\n"
    );
}

#[test]
fn what_cannot_be_mended_is_shown_as_it_is() {
    let tree = tree(&[("Dockerfile", "FROM ghcr.io/Owner/web:1\n")]);
    let file = tree.path().join("Dockerfile");
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let ran = lint_in(tree.path(), &["--fix", "."]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stdout.starts_with("error[reference.uppercase]"),
        "{}",
        ran.stdout
    );
    assert_eq!(
        ran.stderr,
        "error: `Dockerfile` was not mended: it is read-only\n\
         1 image in 1 file: 1 error, 0 warnings, 0 notes\n"
    );
}

#[test]
fn a_folder_that_lies_too_deep_is_told() {
    let deep = "d/".repeat(128);
    let tree = tree(&[(&format!("{deep}Dockerfile"), "FROM Nginx\n")]);
    let ran = lint_in(tree.path(), &["."]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr
            .contains("was not looked into: it lies 128 folders deep"),
        "{}",
        ran.stderr
    );
    let ran = lint_in(tree.path(), &[&deep[..deep.len() / 2]]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
}

#[test]
fn what_is_fine_is_not_spoken_of() {
    let tree = tree(&[("Dockerfile", "FROM nginx:1.27\n")]);
    for format in ["text", "json"] {
        let ran = lint_in(tree.path(), &["--format", format, "Dockerfile"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{format}");
    }
}

#[test]
fn what_git_leaves_out_is_left_out() {
    let tree = tree(&[
        (".gitignore", "build/\n"),
        ("build/Dockerfile", "FROM Nginx\n"),
        (".git/Dockerfile", "FROM Nginx\n"),
        (
            ".github/workflows/ci.yml",
            "jobs:\n  a:\n    container: Node:22\n",
        ),
    ]);
    let ran = lint_in(tree.path(), &["--format", "json", "."]);
    let file: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(file["path"], ".github/workflows/ci.yml");
    // What is named is looked into, whatever Git thinks.
    let ran = lint_in(tree.path(), &["build/Dockerfile"]);
    assert_eq!(ran.code, Some(1));
}

#[test]
fn json_is_a_line_for_each_file_with_findings() {
    let tree = tree(&[
        ("b.Dockerfile", "FROM é\nFROM Nginx\n"),
        ("a.Dockerfile", "FROM nginx:latest\n"),
        ("c.Dockerfile", "FROM nginx:1\n"),
    ]);
    let ran = lint_in(tree.path(), &["--format", "json", ".", "a.Dockerfile"]);
    let files: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let paths: Vec<&str> = files
        .iter()
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["a.Dockerfile", "b.Dockerfile"]);
    let finding = &files[1]["findings"][1];
    assert_eq!(finding["code"], "reference.uppercase");
    assert_eq!(finding["span"]["start"], 12);
    assert_eq!(
        (&finding["line"], &finding["column"]),
        (&2.into(), &6.into())
    );
    assert_eq!(finding["fixes"][0]["safe"], true);
}

#[test]
fn sarif_is_one_log_also_when_all_is_well() {
    let tree = tree(&[("Dockerfile", "FROM nginx:1\n")]);
    let ran = lint_in(tree.path(), &["--format", "sarif", "."]);
    assert_eq!(ran.code, Some(0));
    let log: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn fix_changes_what_is_safe_and_nothing_else() {
    let text = "# kept\r\nFROM index.docker.io/library/Nginx:1 \r\nFROM gchr.io/x/y:1\n";
    let tree = tree(&[("Dockerfile", text), ("other.Dockerfile", "FROM nginx:1")]);
    let path = tree.path().join("Dockerfile");
    let untouched = fs::metadata(tree.path().join("other.Dockerfile"))
        .unwrap()
        .modified()
        .unwrap();
    let ran = lint_in(tree.path(), &["--fix", "."]);
    // The host that was probably meant is for people to decide.
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("registry.look_alike"), "{}", ran.stdout);
    assert!(ran.stderr.starts_with("2 mends made\n"), "{}", ran.stderr);
    let mended = "# kept\r\nFROM docker.io/library/nginx:1 \r\nFROM gchr.io/x/y:1\n";
    assert_eq!(fs::read_to_string(&path).unwrap(), mended);
    let ran = lint_in(tree.path(), &["--fix", "."]);
    assert!(ran.stderr.starts_with("3 images"), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(&path).unwrap(), mended);
    let modified = fs::metadata(tree.path().join("other.Dockerfile"))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(modified, untouched);
    // Nothing is left beside the files.
    assert_eq!(fs::read_dir(tree.path()).unwrap().count(), 2);
}

#[cfg(unix)]
#[test]
fn fix_keeps_links_and_permissions() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let tree = tree(&[("real/Dockerfile", "FROM Nginx:1\n")]);
    let real = tree.path().join("real/Dockerfile");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    let link = tree.path().join("Dockerfile");
    symlink(&real, &link).unwrap();
    let ran = lint_in(tree.path(), &["--fix", "Dockerfile"]);
    assert_eq!(ran.code, Some(0));
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), "FROM nginx:1\n");
    assert_eq!(real.metadata().unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn standard_input_is_read_as_what_it_is_said_to_be() {
    let ran = run_with(
        &["lint", "--as", "wdl", "-"],
        b"task t { runtime { docker: \"Ubuntu:24.04\" } }",
    );
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("--> <stdin>:1:29\n"), "{}", ran.stdout);
    for (arguments, reason) in [
        (&["lint", "-"][..], "say it with `--as`"),
        (&["lint", "--fix", "--as", "wdl", "-"], "name the file"),
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
        assert!(ran.stderr.contains(reason), "{}", ran.stderr);
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    let tree = tree(&[
        ("notes.txt", "FROM Nginx\n"),
        ("Dockerfile", "FROM nginx:1\n"),
    ]);
    fs::write(tree.path().join("a.wdl"), b"\xff\xfedocker").unwrap();
    let large = fs::File::create(tree.path().join("large.yaml")).unwrap();
    large.set_len(5 * 1024 * 1024).unwrap();
    for (path, reason) in [
        ("missing", "cannot be read"),
        ("notes.txt", "say it with `--as`"),
    ] {
        let ran = lint_in(tree.path(), &["Dockerfile", path]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
        assert!(ran.stderr.contains(reason), "{}", ran.stderr);
    }
    assert_eq!(
        lint_in(tree.path(), &["--as", "dockerfile", "notes.txt"]).code,
        Some(1)
    );
    let ran = lint_in(tree.path(), &["."]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.stdout
            .contains("warning[lint.not_text]: byte 0 is not UTF-8")
    );
    assert!(
        ran.stdout
            .contains("warning[lint.too_large]: the file has 5242880 bytes")
    );
    assert_eq!(
        lint_in(tree.path(), &["--fail-on", "warning", "."]).code,
        Some(1)
    );
}

#[test]
fn remarks_are_explained() {
    let ran = run(&["explain", "lint.not_checked"]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.stdout.starts_with("lint.not_checked (info)\n"),
        "{}",
        ran.stdout
    );
}

#[cfg(unix)]
#[test]
fn fix_leaves_a_read_only_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let tree = tree(&[("Dockerfile", "FROM Nginx:1\n")]);
    let path = tree.path().join("Dockerfile");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let ran = lint_in(tree.path(), &["--fix", "Dockerfile"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("it is read-only"), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(&path).unwrap(), "FROM Nginx:1\n");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_waited_for() {
    let ran = run(&["lint", "--as", "dockerfile", "/dev/null"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("is no file"), "{}", ran.stderr);
}
