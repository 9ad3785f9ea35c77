#![doc = include_str!("../README.md")]

mod account;
mod arguments;
mod audit;
mod aws;
mod caret;
mod check;
mod client;
mod credential_helper;
mod credentials;
mod database;
mod diagnose;
mod explain;
mod grants;
mod images;
mod lint;
mod login;
mod output;
mod registries;
mod replace;
mod serve;
mod stop;

use std::env;
use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = Arguments::parse_from(credential_helper::arguments(env::args_os()));
    let result = match arguments.command {
        Command::Serve(serve) => serve::run(*serve),
        Command::Account(account) => account::run(account),
        Command::Audit(audit) => audit::run(audit),
        Command::Check(check) => check::run(&check),
        Command::CredentialHelper(helper) => credential_helper::run(&helper),
        Command::Database(database) => database::run(&database),
        Command::Diagnose(diagnose) => diagnose::run(&diagnose),
        Command::Explain(explain) => explain::run(&explain),
        Command::Grants(grants) => grants::run(grants),
        Command::Lint(lint) => lint::run(&lint),
        Command::Login(login) => login::log_in(login),
        Command::Logout(logout) => login::log_out(logout),
        Command::Registries(registries) => registries::run(&registries),
    };
    match result {
        Ok(code) => code,
        // The reader has seen enough (`| head`); that is not an error.
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
