//! Embeds the built browser assets (`web/app/dist`) as a table of bytes.
//!
//! The assets are built by `cargo xtask build`, not here: this crate must build on a machine
//! without Node, and then says on its pages that the assets are missing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let manifest_dir = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let dist = manifest_dir.join("../../web/app/dist");
    // A directory that is not there counts as changed on every build; an empty one does not.
    // Where it cannot be made, building again each time is all that is lost.
    let _ = fs::create_dir_all(&dist);
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-changed=build.rs");

    let mut files: Vec<PathBuf> = fs::read_dir(&dist)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.retain(|path| path.is_file() && media_type(path).is_some());
    files.sort();

    let mut table = String::from("&[\n");
    for path in &files {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("asset names are ASCII");
        writeln!(
            table,
            "    Asset {{ name: {name:?}, logical: {:?}, media_type: {:?}, plain: include_bytes!({:?}), brotli: {}, gzip: {} }},",
            logical(name),
            media_type(path).expect("files without one were left out"),
            path.display().to_string(),
            compressed(path, "br"),
            compressed(path, "gz"),
        )
        .expect("writing to a string cannot fail");
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("assets.rs"), table).expect("OUT_DIR can be written");
}

/// `app-5XK2ABCD.js` is the build of `app.js`: what stands between the last `-` and the extension
/// is a hash of the content (eight or more of `A-Z0-9`, as esbuild spells it).
fn logical(name: &str) -> String {
    let Some((stem, extension)) = name.split_once('.') else {
        return name.to_owned();
    };
    match stem.rsplit_once('-') {
        Some((base, hash))
            if hash.len() >= 8
                && hash
                    .bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) =>
        {
            format!("{base}.{extension}")
        }
        _ => name.to_owned(),
    }
}

fn compressed(path: &Path, extension: &str) -> String {
    let mut sibling = path.as_os_str().to_owned();
    sibling.push(".");
    sibling.push(extension);
    let sibling = PathBuf::from(sibling);
    if sibling.is_file() {
        format!("Some(include_bytes!({:?}))", sibling.display().to_string())
    } else {
        "None".to_owned()
    }
}

/// The media type to serve a file as; nothing for what is not served (source maps, siblings).
fn media_type(path: &Path) -> Option<&'static str> {
    Some(match path.extension()?.to_str()? {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}
