//! Which mends are made without asking.

use std::ptr;

use wharfinger_core::code::Code;
use wharfinger_core::mended::Mended;
use wharfinger_core::reference::{ImageReference, Mode};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::{Edit, Fix, Issue};

/// Rules whose mend changes nothing but the spelling: what was written cannot exist on any registry, or
/// is another name of the same place. A mend that guesses, such as the host that was probably meant, is
/// never among them.
const SAFE: &[Code] = &[
    // Left over from somewhere else; the reference inside is what it was.
    Code::ReferenceSurroundingSpace,
    Code::ReferenceQuoted,
    Code::ReferenceScheme,
    Code::ReferencePunctuation,
    Code::ReferenceInvisible,
    // No registry knows the other spelling.
    Code::ReferenceLookAlike,
    Code::ReferenceEmptySegment,
    Code::ReferenceUppercase,
    Code::ReferenceUppercaseHost,
    Code::ReferenceDigestCase,
    // Another name of the same place.
    Code::RegistryDefaultPort,
    Code::RegistryAliasHost,
];

/// The mend of an issue, where its rule says that it may be made without asking.
pub(crate) fn fix_of(issue: &Issue) -> Option<&Fix> {
    match &*issue.fixes {
        [fix] if SAFE.contains(&issue.code) => Some(fix),
        _ => None,
    }
}

/// Whether the mend of one of several issues of an image leaves it in the same place.
///
/// `Registry/tool` is on the host `Registry` for docker, which knows a host by its capital, and
/// `registry/tool` on Docker Hub: the rule is broken, and yet only a person knows what was meant. The other
/// mends are made first, because what they mend may hide where the image is.
pub(crate) fn keeps_place(
    catalogue: &Catalogue,
    image: &str,
    issue: &Issue,
    issues: &[Issue],
) -> bool {
    let edits = |is_wanted: &dyn Fn(&Issue) -> bool| -> Vec<Edit> {
        let wanted = issues.iter().filter(|issue| is_wanted(issue));
        let fixes = wanted.filter_map(fix_of);
        fixes.flat_map(|fix| &fix.edits).cloned().collect()
    };
    let without = Mended::new(image, &edits(&|other| !ptr::eq(other, issue)));
    let with = Mended::new(image, &edits(&|_| true));
    !is_placeholder(image)
        && !is_unclear(image, issues)
        && is_same_place(catalogue, without.text(), with.text())
        && (!is_about_case(issue.code) || with.text().eq_ignore_ascii_case(without.text()))
}

/// Whether an image is a word in capitals, `REPLACE_ME` or `IMAGE:TAG`, that something puts an image in place of.
fn is_placeholder(image: &str) -> bool {
    let has = |is_wanted: fn(&u8) -> bool| image.as_bytes().iter().any(is_wanted);
    has(u8::is_ascii_uppercase) && !has(u8::is_ascii_lowercase)
}

/// Whether one of the issues hides which image is named, or where it is.
fn is_unclear(image: &str, issues: &[Issue]) -> bool {
    let hides = |issue: &Issue| match issue.code {
        // Of another program, or nothing that a registry has.
        Code::ReferenceTransport | Code::ReferenceBackslash => true,
        // Another image behind a comma.
        Code::ReferencePunctuation => issue.span.of(image).contains(char::is_alphanumeric),
        _ => false,
    };
    issues.iter().any(hides)
}

/// Whether a mend of a rule writes other letters only; beside a space or a variable it may do more.
const fn is_about_case(code: Code) -> bool {
    matches!(
        code,
        Code::ReferenceUppercase | Code::ReferenceUppercaseHost
    )
}

/// Whether docker would ask the same registry for the same image, as far as the first text says where
/// that is.
fn is_same_place(catalogue: &Catalogue, before: &str, after: &str) -> bool {
    let lower_case = |digest: Option<&str>| digest.map(str::to_ascii_lowercase);
    match (read(before), read(after)) {
        (Some(before), Some(after)) => {
            host(catalogue, &before) == host(catalogue, &after)
                && before.path() == after.path()
                && before.tag() == after.tag()
                // In capitals it is the same; a tag is not.
                && lower_case(before.digest()) == lower_case(after.digest())
        }
        (Some(_), None) => false,
        // No image as a whole, which does not make its host another one.
        (None, _) => named_host(catalogue, before)
            .is_none_or(|host| named_host(catalogue, after) == Some(host)),
    }
}

fn read(text: &str) -> Option<ImageReference<'_>> {
    ImageReference::parse(text, Mode::Compat)
}

/// The host, by the one name that the catalogue has for it.
fn host(catalogue: &Catalogue, reference: &ImageReference<'_>) -> String {
    catalogue.identify(reference.domain()).host().to_owned()
}

/// The host that docker would read in front of the first slash, whatever stands behind it.
fn named_host(catalogue: &Catalogue, text: &str) -> Option<String> {
    let (first, _) = text.split_once('/')?;
    let image = format!("{first}/image");
    read(&image).map(|reference| host(catalogue, &reference))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_host_a_path_and_a_tag() {
        let digest = "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";
        let pinned = format!("quay.io/x/y@{digest}");
        for (before, after, is_same) in [
            ("Quay.io/x/y", "quay.io/x/y", true),
            ("quay.io:443/x/y", "quay.io/x/y", true),
            ("index.docker.io/x/y", "docker.io/x/y", true),
            ("x/y:1", "docker.io/x/y:1", true),
            (&*pinned, &*pinned.to_lowercase(), true),
            ("Registry/x/y", "registry/x/y", false),
            ("Registry/x/y:not!", "registry/x/y:not!", false),
            ("x/y:A", "x/y:a", false),
            ("quay.io/x/y", "quay.io/x/z", false),
            ("quay.io/x/y", "ghcr.io/x/y", false),
            ("quay.io/x/y", "quay.io/x/y:", false),
            // Where it is nobody can say.
            ("ghcr.io/X//y", "ghcr.io/x/y", true),
            ("Nginx", "nginx", true),
            ("a\u{2013}b/x", "a-b/x", true),
        ] {
            let catalogue = Catalogue::built_in();
            assert_eq!(
                is_same_place(&catalogue, before, after),
                is_same,
                "{before} {after}"
            );
        }
    }
}
