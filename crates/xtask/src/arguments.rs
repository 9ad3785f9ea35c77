//! The command line of `cargo xtask`.

use std::str::FromStr;

use crate::Failure;
use crate::fuzz::Purpose;
use crate::sequences::COMMANDS_DEFAULT;
use crate::simulate::{SEEDS_DEFAULT, Seeds};
use crate::trials::TRIALS_DEFAULT;

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Build, run, test and measure Wharfinger.

Usage: cargo xtask COMMAND [OPTIONS]

Commands:
  run [ARGS...]       build everything in release mode and start the server on 127.0.0.1:8080;
                      ARGS go to `wharfinger serve` (for example `--demo`)
  test                everything that can be checked here; ends with `N passed, M failed`
    --only STEP,...   only these steps
    --skip STEP,...   all but these steps
    --list            print the steps
  bench [NAME...]     measure, as ratios within one run; NAME selects (`--list` prints them)
  build               the WebAssembly, the npm package and the page assets
  generate [--check]  write the files made from the catalogue of issue codes, or check them
  fuzz [TARGET...]    run the fuzz targets
    --seconds N       for so long each (default 60)
    --minimise        instead keep the fewest inputs that reach the same, in `fuzz/corpus`
  simulate            run the worker through 100,000 seeds of faults, in virtual time
    --seeds N         so many, or
    --seed N          this one alone
  sequences           give each store 200,000 commands a test, and compare every answer with the model's
    --commands N      so many
  trials              kill real servers over PostgreSQL and an AWS that fails, 100 times
    --trials N        so often
  reproduce           build the WebAssembly a second time from nothing and compare the bytes
  setup               install what the other commands need, and nothing else
  help                this text

Whatever is missing is installed (Rust target, cargo-nextest, npm packages, schemathesis, TRS-cli, Galaxy's
models, moto, cwltool and Docker's client below `target`; on Debian as root Chromium, PostgreSQL, docker-registry,
skopeo, openssl and Python), or the command that installs it is printed.";

/// How long each fuzz target runs unless told otherwise: a minute, as the tests want it.
const FUZZ_SECONDS_DEFAULT: u32 = 60;

/// A parsed command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// What to do.
    pub(crate) command: Command,
}

/// One command with its options.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Build,
    Run {
        server: Vec<String>,
    },
    Test {
        only: Vec<String>,
        skip: Vec<String>,
    },
    Bench {
        only: Vec<String>,
    },
    Fuzz {
        purpose: Purpose,
        targets: Vec<String>,
    },
    Generate {
        check: bool,
    },
    Setup,
    Sequences {
        commands: u32,
    },
    Simulate {
        seeds: Seeds,
    },
    Trials {
        count: u32,
    },
    Reproduce,
}

impl Arguments {
    /// Reads the arguments behind the program's name.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, Failure> {
        let mut arguments = arguments.into_iter();
        let Some(name) = arguments.next() else {
            return Err("a command is needed".to_owned());
        };
        let mut rest: Vec<String> = arguments.collect();
        let asks_for_help = rest.iter().any(|word| word == "--help" || word == "-h");
        // `run` passes its arguments on, `--help` too.
        if asks_for_help && name != "run" {
            return Ok(Self {
                command: Command::Help,
            });
        }
        let command = match name.as_str() {
            "help" | "--help" | "-h" => Command::Help,
            "build" => Command::Build,
            "setup" => Command::Setup,
            "reproduce" => Command::Reproduce,
            "run" => {
                let server = std::mem::take(&mut rest);
                Command::Run {
                    server: server.into_iter().filter(|word| word != "--").collect(),
                }
            }
            "test" => Command::Test {
                only: if take_flag(&mut rest, "--list") {
                    vec!["--list".to_owned()]
                } else {
                    take_list(&mut rest, "--only")?
                },
                skip: take_list(&mut rest, "--skip")?,
            },
            "bench" => Command::Bench {
                only: std::mem::take(&mut rest),
            },
            "fuzz" => Command::Fuzz {
                purpose: fuzz_purpose(&mut rest)?,
                targets: std::mem::take(&mut rest),
            },
            "generate" => Command::Generate {
                check: take_flag(&mut rest, "--check"),
            },
            "sequences" => Command::Sequences {
                commands: take_number(&mut rest, "--commands")?.unwrap_or(COMMANDS_DEFAULT),
            },
            "simulate" => Command::Simulate {
                seeds: seeds(&mut rest)?,
            },
            "trials" => Command::Trials {
                count: take_number(&mut rest, "--trials")?.unwrap_or(TRIALS_DEFAULT),
            },
            other => return Err(format!("there is no command `{other}`")),
        };
        match rest.first() {
            Some(word) => Err(format!("`{name}` does not take `{word}`")),
            None => Ok(Self { command }),
        }
    }
}

fn fuzz_purpose(words: &mut Vec<String>) -> Result<Purpose, Failure> {
    if take_flag(words, "--minimise") {
        return Ok(Purpose::Minimise);
    }
    let seconds = take_number(words, "--seconds")?.unwrap_or(FUZZ_SECONDS_DEFAULT);
    Ok(Purpose::Find { seconds })
}

fn seeds(words: &mut Vec<String>) -> Result<Seeds, Failure> {
    if let Some(seed) = take_number(words, "--seed")? {
        return Ok(Seeds::One(seed));
    }
    let count = take_number(words, "--seeds")?;
    Ok(Seeds::Many(count.unwrap_or(SEEDS_DEFAULT)))
}

fn take_number<N: FromStr>(words: &mut Vec<String>, option: &str) -> Result<Option<N>, Failure> {
    let text = take_value(words, option)?;
    text.map(|text| {
        text.parse()
            .map_err(|_| format!("`{option}` takes a number, not `{text}`"))
    })
    .transpose()
}

fn take_flag(words: &mut Vec<String>, flag: &str) -> bool {
    let before = words.len();
    words.retain(|word| word != flag);
    words.len() < before
}

fn take_value(words: &mut Vec<String>, option: &str) -> Result<Option<String>, Failure> {
    let joined = format!("{option}=");
    if let Some(at) = words.iter().position(|word| word.starts_with(&joined)) {
        return Ok(Some(words.remove(at).split_off(joined.len())));
    }
    let Some(at) = words.iter().position(|word| word == option) else {
        return Ok(None);
    };
    words.remove(at);
    if at == words.len() {
        return Err(format!("`{option}` needs a value"));
    }
    Ok(Some(words.remove(at)))
}

fn take_list(words: &mut Vec<String>, option: &str) -> Result<Vec<String>, Failure> {
    let mut list = Vec::new();
    while let Some(value) = take_value(words, option)? {
        list.extend(value.split(',').map(str::to_owned));
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::{Arguments, Command};
    use crate::sequences::COMMANDS_DEFAULT;
    use crate::simulate::{SEEDS_DEFAULT, Seeds};
    use crate::trials::TRIALS_DEFAULT;

    fn parse(line: &str) -> Result<Command, String> {
        Arguments::parse(line.split_whitespace().map(str::to_owned)).map(|it| it.command)
    }

    #[test]
    fn run_passes_its_arguments_on() {
        let server = vec!["--demo".to_owned(), "--help".to_owned()];
        assert_eq!(parse("run --demo --help"), Ok(Command::Run { server }));
    }

    #[test]
    fn test_takes_lists_in_both_spellings() {
        let command = Command::Test {
            only: vec!["npm".to_owned(), "fmt".to_owned(), "e2e".to_owned()],
            skip: vec!["fuzz".to_owned()],
        };
        assert_eq!(
            parse("test --only npm,fmt --skip=fuzz --only e2e"),
            Ok(command)
        );
    }

    #[test]
    fn simulate_takes_one_seed_or_many() {
        for (line, seeds) in [
            ("simulate", Seeds::Many(SEEDS_DEFAULT)),
            ("simulate --seeds 20", Seeds::Many(20)),
            ("simulate --seed=7", Seeds::One(7)),
        ] {
            assert_eq!(parse(line), Ok(Command::Simulate { seeds }));
        }
    }

    #[test]
    fn trials_are_a_hundred_or_so_many() {
        for (line, count) in [("trials", TRIALS_DEFAULT), ("trials --trials 7", 7)] {
            assert_eq!(parse(line), Ok(Command::Trials { count }));
        }
    }

    #[test]
    fn sequences_have_many_commands_or_so_many() {
        for (line, commands) in [
            ("sequences", COMMANDS_DEFAULT),
            ("sequences --commands 7", 7),
        ] {
            assert_eq!(parse(line), Ok(Command::Sequences { commands }));
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in [
            "",
            "frobnicate",
            "test --onlyy npm",
            "build now",
            "fuzz --seconds soon",
            "simulate --seeds many",
            "test --only",
        ] {
            assert!(parse(line).is_err(), "`{line}` was accepted");
        }
    }

    #[test]
    fn help_is_found_anywhere() {
        for line in ["help", "--help", "test --help", "build -h"] {
            assert_eq!(parse(line), Ok(Command::Help), "{line}");
        }
    }
}
