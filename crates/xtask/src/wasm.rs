//! From `crates/wasm` to the WebAssembly and its JavaScript glue that the npm package is built on.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use lzma_rust2::{LzmaOptions, LzmaWriter};
use walrus::{FunctionBuilder, FunctionKind, Module};
use wasm_bindgen_cli_support::Bindgen;

use crate::Failure;
use crate::process::run;
use crate::setup;
use crate::steps::step;
use crate::workspace::{Workspace, cargo};

/// Stack of the WebAssembly. The linker's default of 1 MB makes every page that loads the package
/// reserve 17 pages of memory; the rules do not recurse and need a few hundred bytes.
const STACK_BYTES: u32 = 65_536;

/// What the optimiser is tried with. The smallest module is not the smallest once it is packed.
const LEVELS: &[&str] = &["-O2", "-Oz"];

/// How far back the packer searches for the longest match: past this nothing is gained.
const PACKING_DEPTH: i32 = 1_000;

/// Where the npm package's build looks for the WebAssembly, below the workspace's root.
const OUTPUT: &str = "web/validator/wasm";

/// Parts of the names of functions that do nothing but panic, or that nothing can reach.
const PANICS: &[&str] = &[
    "::panicking::panic",
    "::panicking::assert_failed",
    "::slice_index_fail",
    "::slice_error_fail",
    "::unwrap_failed",
    "::expect_failed",
    "::cell::panic_already",
    "::handle_alloc_error",
    "::raw_vec::handle_error",
    "::panic_access_error",
    // What panics say about values; nothing else shows values this way.
    "fmt::Debug>::fmt",
    "::fmt::builders::",
    // How serde says what it found, and numbers with fractions: `crates/wasm` has its own words.
    "serde_core::de::Unexpected",
    "::flt2dec::",
    "::fmt::float::",
    "formatted_parts",
    "WithDecimalPoint",
];

/// What one build yields.
struct Built {
    /// The JavaScript glue.
    glue: String,
    /// Its TypeScript declarations.
    types: String,
    /// The optimised module.
    wasm: Vec<u8>,
}

/// The modules that `crates/wasm` is built to: the name of the output and the features.
const MODULES: &[(&str, &[&str])] = &[
    // Every rule.
    ("wharfinger", &[]),
    // Reading a reference, in a tenth of the size.
    ("reference", &["--no-default-features"]),
];

/// Builds the WebAssembly and leaves it where the npm package's build looks for it.
pub(crate) fn build(workspace: &Workspace) -> Result<(), Failure> {
    setup::wasm_target(workspace)?;
    setup::npm_packages(workspace)?;
    let folder = workspace.path(OUTPUT);
    create(&folder)?;
    for (name, features) in MODULES {
        let built = build_in(workspace, &workspace.target, name, features)?;
        let packed = pack(&built.wasm)?;
        let output = |extension: &str| folder.join(format!("{name}.{extension}"));
        write(&output("js"), built.glue.as_bytes())?;
        write(&output("d.ts"), built.types.as_bytes())?;
        write(&output("wasm"), &built.wasm)?;
        write(&output("lzma"), &packed)?;
        println!(
            "    {name}: {} bytes of WebAssembly, {} packed",
            built.wasm.len(),
            packed.len()
        );
    }
    Ok(())
}

/// Builds the WebAssembly from nothing and compares it with what [`build`] makes.
pub(crate) fn reproduce(workspace: &Workspace) -> Result<(), Failure> {
    build(workspace)?;
    let folder = workspace.path(OUTPUT);
    let elsewhere = workspace.target.join("reproduce");
    if elsewhere.exists() {
        fs::remove_dir_all(&elsewhere)
            .map_err(|error| format!("{} cannot be removed: {error}", elsewhere.display()))?;
    }
    for (name, features) in MODULES {
        let again = build_in(workspace, &elsewhere, name, features)?;
        for (file, bytes) in [
            (format!("{name}.js"), again.glue.as_bytes()),
            (format!("{name}.wasm"), &again.wasm),
        ] {
            if read(&folder.join(&file))? != bytes {
                return Err(format!("two builds of `{file}` differ"));
            }
        }
    }
    println!("    two builds from separate folders give the same bytes");
    Ok(())
}

fn build_in(
    workspace: &Workspace,
    target: &Path,
    name: &str,
    features: &[&str],
) -> Result<Built, Failure> {
    step(&format!("compile `{name}` to WebAssembly"), || {
        run(
            &workspace.root,
            Command::new(cargo())
                .args(["build", "--package", "wharfinger-wasm", "--lib"])
                .args(["--target", "wasm32-unknown-unknown", "--profile", "wasm"])
                .args(features)
                .arg("--target-dir")
                .arg(target)
                .env("CARGO_ENCODED_RUSTFLAGS", rustflags(workspace)),
        )
    })?;
    let compiled = target.join("wasm32-unknown-unknown/wasm/wharfinger_wasm.wasm");
    let scratch = target.join("wasm-opt").join(name);
    create(&scratch)?;
    let (glue, types, bound) = step("bind it to JavaScript", || bind(&compiled, name))?;
    let wasm = optimise(workspace, &scratch, &bound)?;
    Ok(Built { glue, types, wasm })
}

/// The flags of the WebAssembly build: a small stack, and no path of this machine in the bytes.
fn rustflags(workspace: &Workspace) -> String {
    let mut flags = vec![
        "-Clink-arg=-zstack-size=".to_owned() + &STACK_BYTES.to_string(),
        format!("--remap-path-prefix={}=.", workspace.root.display()),
    ];
    let cargo_home = std::env::var_os("CARGO_HOME").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cargo"),
        PathBuf::from,
    );
    // One folder an index, named after its address.
    if let Ok(indexes) = fs::read_dir(cargo_home.join("registry/src")) {
        let mut folders: Vec<_> = indexes.flatten().map(|entry| entry.path()).collect();
        folders.sort();
        for folder in folders {
            flags.push(format!("--remap-path-prefix={}=crates", folder.display()));
        }
    }
    // The separator that cargo documents for this variable.
    flags.join("\u{1f}")
}

/// Runs wasm-bindgen as a library: the same output as its command line, and no version to drift.
fn bind(compiled: &Path, name: &str) -> Result<(String, String, Vec<u8>), Failure> {
    let mut output = Bindgen::new()
        .input_path(compiled)
        .out_name(name)
        .web(true)
        .map_err(|error| format!("wasm-bindgen: {error:#}"))?
        .typescript(true)
        // The package brings its own bytes; no `import.meta.url`, which CommonJS does not have.
        .omit_default_module_path(true)
        // What the package calls to start afresh after a trap.
        .reset_state_function(true)
        .remove_producers_section(true)
        .generate_output()
        .map_err(|error| format!("wasm-bindgen: {error:#}"))?;
    let glue = output.js().to_owned();
    let types = output.ts().unwrap_or_default().to_owned();
    let module = output.wasm_mut();
    make_panics_trap(module);
    Ok((glue, types, module.emit_wasm()))
}

/// Replaces the bodies of the functions that start a panic by a trap.
///
/// A panic aborts here, and the WebAssembly has nowhere to write its message, so composing one is
/// a tenth of the module that nobody can read. The trap is the same either way, and the package
/// turns it into an error.
fn make_panics_trap(module: &mut Module) {
    let panics: Vec<_> = module
        .funcs
        .iter_local()
        .filter(|(id, _)| {
            let name = module.funcs.get(*id).name.as_deref().unwrap_or_default();
            PANICS.iter().any(|panic| name.contains(panic))
        })
        .map(|(id, function)| (id, function.ty()))
        .collect();
    for (id, ty) in panics {
        let signature = module.types.get(ty);
        let (parameters, results) = (signature.params().to_vec(), signature.results().to_vec());
        let arguments = parameters.iter().map(|ty| module.locals.add(*ty)).collect();
        let mut body = FunctionBuilder::new(&mut module.types, &parameters, &results);
        body.func_body().unreachable();
        let trap = body.local_func(arguments);
        module.funcs.get_mut(id).kind = FunctionKind::Local(trap);
    }
}

/// Optimises for size, keeping the smaller of two settings, and remembers the result.
fn optimise(workspace: &Workspace, scratch: &Path, bound: &[u8]) -> Result<Vec<u8>, Failure> {
    let input = scratch.join("input.wasm");
    let output = scratch.join("output.wasm");
    let key = scratch.join("key");
    // The lock file names the optimiser's version.
    let lock = read(&workspace.path("package-lock.json"))?;
    let current = [&lock, LEVELS.concat().as_bytes(), bound].concat();
    if let (Ok(old), Ok(wasm)) = (fs::read(&key), fs::read(&output))
        && old == current
    {
        return Ok(wasm);
    }
    write(&input, bound)?;
    step("optimise it for size", || {
        let mut best: Option<(usize, Vec<u8>)> = None;
        for level in LEVELS {
            let candidate = scratch.join("candidate.wasm");
            // Never `--all-features`: the module says which features it uses, and Node.js 20
            // refuses what that flag makes of it.
            run(
                &workspace.root,
                Command::new("node")
                    .arg(workspace.path("node_modules/binaryen/bin/wasm-opt"))
                    .args([level, "--converge"])
                    .args([
                        "--always-inline-max-function-size=0",
                        "--one-caller-inline-max-function-size=0",
                        "--flexible-inline-max-function-size=0",
                    ])
                    .args([
                        "--strip-debug",
                        "--strip-producers",
                        "--strip-target-features",
                    ])
                    .args([input.as_os_str(), OsStr::new("-o"), candidate.as_os_str()]),
            )?;
            let wasm = read(&candidate)?;
            let packed = pack(&wasm)?.len();
            if best.as_ref().is_none_or(|(smallest, _)| packed < *smallest) {
                best = Some((packed, wasm));
            }
        }
        let (_, best) = best.expect("there are levels to try");
        write(&output, &best)?;
        write(&key, &current)?;
        Ok(best)
    })
}

/// Packs the module as the package's `unpack.ts` expects it: LZMA without header and end mark.
fn pack(wasm: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut options = LzmaOptions::with_preset(9);
    // Instructions have no fixed length, so nothing is gained by telling positions apart.
    (options.lc, options.lp, options.pb) = (3, 0, 0);
    options.nice_len = LzmaOptions::NICE_LEN_MAX;
    options.depth_limit = PACKING_DEPTH;
    let packing = |error| format!("the WebAssembly cannot be packed: {error}");
    let mut writer = LzmaWriter::new_no_header(Vec::new(), &options, false).map_err(packing)?;
    writer.write_all(wasm).map_err(packing)?;
    writer.finish().map_err(packing)
}

fn create(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder)
        .map_err(|error| format!("{} cannot be made: {error}", folder.display()))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes).map_err(|error| format!("{} cannot be written: {error}", path.display()))
}
