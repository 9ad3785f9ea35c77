//! The catalogue's templates: texts with `{variables}` that a host and a repository fill.

use crate::registry::EcrHost;

/// Fills a template of a shell command; every value is quoted where a POSIX shell would not take
/// it as it is.
pub(crate) fn shell(template: &str, host: &str, repository: &str) -> String {
    fill(template, host, repository, push_word)
}

/// Fills a template of a URL; every value is percent-encoded but for its slashes.
pub(crate) fn url(template: &str, host: &str, repository: &str) -> String {
    fill(template, host, repository, push_url)
}

/// Appends `word` to a shell command, in single quotes if it needs any.
pub(crate) fn push_word(command: &mut String, word: &str) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._:/@%+-".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        command.push_str(word);
        return;
    }
    command.push('\'');
    for part in word.split_inclusive('\'') {
        match part.strip_suffix('\'') {
            Some(text) => {
                command.push_str(text);
                command.push_str("'\\''");
            }
            None => command.push_str(part),
        }
    }
    command.push('\'');
}

fn push_url(url: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-~/:".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push('%');
            for digit in [byte >> 4, byte & 15] {
                let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
                url.push(digit.to_ascii_uppercase());
            }
        }
    }
}

fn fill(template: &str, host: &str, repository: &str, push: fn(&mut String, &str)) -> String {
    let mut filled = String::with_capacity(template.len() + host.len() + repository.len());
    let mut rest = template;
    while let Some((text, after)) = rest.split_once('{') {
        filled.push_str(text);
        let known = after
            .split_once('}')
            .and_then(|(name, after)| Some((variable(name, host, repository)?, after)));
        if let Some((value, after)) = known {
            push(&mut filled, value);
            rest = after;
        } else {
            // Not one of ours, such as shell braces in an operator's text.
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

fn variable<'a>(name: &str, host: &'a str, repository: &'a str) -> Option<&'a str> {
    let (namespace, below) = repository
        .split_once('/')
        .unwrap_or((repository, repository));
    let label = || host.split('.').next().unwrap_or_default();
    Some(match name {
        "host" => host,
        "repository" => repository,
        "namespace" => namespace,
        "name" => below,
        "account" => EcrHost::parse(host)?.account(),
        "last" => repository.rsplit('/').next().unwrap_or_default(),
        // `NAME-HASH.azurecr.io` is the registry `NAME`.
        "registry" => label().split('-').next().unwrap_or_default(),
        "region" => match EcrHost::parse(host) {
            Some(ecr) => ecr.region(),
            None => host.split('.').nth(1).unwrap_or_default(),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_a_shell_would_read_are_quoted() {
        for (word, quoted) in [
            ("quay.io/a/b:1", "quay.io/a/b:1"),
            ("[::1]:5000/x", "'[::1]:5000/x'"),
            ("a b", "'a b'"),
            ("$(x)", "'$(x)'"),
            ("it's", "'it'\\''s'"),
            ("", "''"),
        ] {
            let mut command = String::new();
            push_word(&mut command, word);
            assert_eq!(command, quoted);
        }
    }

    #[test]
    fn urls_are_encoded() {
        assert_eq!(url("https://x/{name}", "", "a/b c"), "https://x/b%20c");
        assert_eq!(
            url("https://x/{name}?", "", "a/b&\u{e9}"),
            "https://x/b%26%C3%A9?"
        );
    }

    #[test]
    fn braces_that_are_no_variable_stay() {
        assert_eq!(
            shell("echo ${TOKEN} | x {host}", "h", ""),
            "echo ${TOKEN} | x h"
        );
    }
}
