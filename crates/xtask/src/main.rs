#![doc = include_str!("../README.md")]

mod arguments;
mod bench;
mod fuzz;
mod generate;
mod package;
mod process;
mod python;
mod registries;
mod run;
mod sequences;
mod setup;
mod simulate;
mod steps;
mod test;
mod trials;
mod wasm;
mod workspace;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use workspace::Workspace;

/// Why a command stopped, in words for whoever ran it.
type Failure = String;

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(failure) => {
            eprintln!("error: {failure}\n\n{}", arguments::HELP);
            return ExitCode::from(2);
        }
    };
    let workspace = match Workspace::find() {
        Ok(workspace) => workspace,
        Err(failure) => return stop(&failure),
    };
    let outcome = match arguments.command {
        Command::Help => {
            println!("{}", arguments::HELP);
            Ok(())
        }
        Command::Build => package::build(&workspace),
        Command::Run { server } => run::run(&workspace, &server),
        Command::Test { only, skip } => test::test(&workspace, &only, &skip),
        Command::Bench { only } => bench::bench(&workspace, &only),
        Command::Fuzz { purpose, targets } => fuzz::fuzz(&workspace, purpose, &targets),
        Command::Generate { check } => generate::generate(&workspace, check),
        Command::Setup => setup::everything(&workspace),
        Command::Sequences { commands } => sequences::sequences(&workspace, commands),
        Command::Simulate { seeds } => simulate::simulate(&workspace, seeds),
        Command::Trials { count } => trials::trials(&workspace, count),
        Command::Reproduce => wasm::reproduce(&workspace),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => stop(&failure),
    }
}

fn stop(failure: &str) -> ExitCode {
    eprintln!("error: {failure}");
    ExitCode::FAILURE
}
