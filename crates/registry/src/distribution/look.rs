//! A look at an image: is it there, and may we see it?

use super::Digest;
use super::error::RegistryError;
use super::habits::Habits;
use super::image::{Image, LATEST};
use super::manifest::{MANIFEST_BYTES_MAX, MANIFEST_TYPES, Manifest, is_manifest_type};
use super::tags;
use super::visit::Visit;
use super::voice;
use crate::guard::{Guard, Target};
use crate::http::{Answer, Method};

/// The field that names what an answer holds.
const DIGEST_FIELD: &str = "docker-content-digest";

/// What a look came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// There it is; with its digest, where one image was found and not a list of tags.
    Found(Option<Digest>),
    /// It is not there.
    Absent,
    /// It is not shown to us, whether it is there or not.
    Hidden,
}

/// Looks at an image without fetching it, where the registry lets us.
pub(crate) async fn look(
    visit: &mut Visit<'_>,
    guard: &Guard,
    image: &Image,
) -> Result<Sight, RegistryError> {
    match image.reference.as_deref() {
        Some(reference) => look_at(visit, guard, image, reference).await,
        None => look_at_any(visit, guard, image).await,
    }
}

/// Looks for what `docker pull` takes of a repository without a word about which of its images is meant, and
/// where that is not there, for any: the list of tags alone says little, as anything may stand at its address.
async fn look_at_any(
    visit: &mut Visit<'_>,
    guard: &Guard,
    image: &Image,
) -> Result<Sight, RegistryError> {
    let seen = look_at(visit, guard, image, LATEST).await?;
    if visit.status() != Some(404) {
        return Ok(seen);
    }
    let listed = tags::list(visit, guard, image, 1).await?;
    Ok(match listed {
        Some(listed) if listed.tags.is_empty() => Sight::Absent,
        Some(_) => Sight::Found(None),
        // Who may pull and not list does not learn whether there is another.
        None if matches!(visit.status(), Some(401 | 403)) => Sight::Hidden,
        None => seen,
    })
}

async fn look_at(
    visit: &mut Visit<'_>,
    guard: &Guard,
    image: &Image,
    reference: &str,
) -> Result<Sight, RegistryError> {
    let target = manifest_target(guard, image, reference)?;
    let head = visit.ask(Method::Head, &target, MANIFEST_TYPES, 0).await?;
    match head.status {
        200 => {
            if let Some(digest) = told_digest(&target, &head, reference)? {
                return Ok(Sight::Found(Some(digest)));
            }
        }
        // What is not there may be hidden, and who says so may be no registry, which only the body of an
        // error tells. A registry that does not know `HEAD` (405, 501) is asked the long way.
        403 | 404 | 405 | 501 => {}
        _ => return sight(visit, image, &target, &head),
    }
    fetch(visit, image, &target, reference).await
}

/// Looks at an image by fetching its manifest, and believes it no more than its digest.
async fn fetch(
    visit: &mut Visit<'_>,
    image: &Image,
    target: &Target,
    reference: &str,
) -> Result<Sight, RegistryError> {
    let answer = visit
        .ask(Method::Get, target, MANIFEST_TYPES, MANIFEST_BYTES_MAX)
        .await?;
    if answer.status != 200 {
        return sight(visit, image, target, &answer);
    }
    let told = answer.field(DIGEST_FIELD).and_then(Digest::parse);
    for digest in Digest::parse(reference).iter().chain(&told) {
        if !digest.is_of(&answer.body) {
            return Err(lie(target, digest));
        }
    }
    let content_type = answer.field("content-type").unwrap_or_default();
    Manifest::read(&answer.body, content_type).map_err(|error| RegistryError::Manifest {
        target: target.to_string(),
        error,
    })?;
    let digest = Digest::parse(reference).or(told);
    let digest = digest.unwrap_or_else(|| Digest::of(&answer.body));
    Ok(Sight::Found(Some(digest)))
}

/// The digest in an answer to `HEAD`; `None` where only the body tells it.
fn told_digest(
    target: &Target,
    head: &Answer,
    reference: &str,
) -> Result<Option<Digest>, RegistryError> {
    let content_type = head.field("content-type").unwrap_or_default();
    if !is_manifest_type(content_type) {
        return Err(RegistryError::ContentType {
            target: target.to_string(),
            content_type: content_type.to_owned(),
        });
    }
    let told = head.field(DIGEST_FIELD).and_then(Digest::parse);
    match (told, Digest::parse(reference)) {
        (Some(told), Some(wanted)) if told != wanted => Err(lie(target, &wanted)),
        (told, _) => Ok(told),
    }
}

/// What a status other than 200 means.
fn sight(
    visit: &Visit<'_>,
    image: &Image,
    target: &Target,
    answer: &Answer,
) -> Result<Sight, RegistryError> {
    match answer.status {
        403 | 404 if !voice::is_registry(answer, visit.was_challenged()) => {
            Err(RegistryError::Stranger {
                target: target.to_string(),
                status: answer.status,
            })
        }
        404 if is_believed(visit, image, answer) => Ok(Sight::Absent),
        401 | 403 | 404 => Ok(Sight::Hidden),
        status => Err(RegistryError::status(target, status)),
    }
}

/// Whether "not found" is about the image. A registry that asked who we are may say it to those who
/// may not know; but not that the manifest is unknown, which admits that the repository is there.
fn is_believed(visit: &Visit<'_>, image: &Image, answer: &Answer) -> bool {
    !visit.was_challenged()
        || visit.has_login()
        || Habits::of(&image.host).tells_missing
        || voice::says_manifest_unknown(answer)
}

fn lie(target: &Target, digest: &Digest) -> RegistryError {
    RegistryError::Digest {
        target: target.to_string(),
        digest: digest.to_string(),
    }
}

fn manifest_target(guard: &Guard, image: &Image, reference: &str) -> Result<Target, RegistryError> {
    image
        .manifest(guard, reference)
        .map_err(|refusal| RegistryError::http(image, refusal.into()))
}
