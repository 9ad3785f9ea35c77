//! What evidence means for a registration.

use super::{Unknown, Verdict};
use crate::code::Code;
use crate::privacy::Visibility;
use crate::report::{Field, Fix, Issue, Severity, Span};

/// What an operator makes of evidence when a tool is registered or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ImagePolicy {
    /// A public tool needs an image that everybody can pull.
    Require,
    /// It is said, and taken.
    #[default]
    Warn,
    /// No registry is asked.
    Off,
}

impl ImagePolicy {
    /// The spelling in configurations.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Require => "require",
            Self::Warn => "warn",
            Self::Off => "off",
        }
    }

    /// The policy of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Require, Self::Warn, Self::Off]
            .into_iter()
            .find(|policy| policy.as_str() == name)
    }
}

/// Judges a tool by what is known about its image; `None` where nothing is held against it.
///
/// What is unknown never is: a registry that is down keeps nobody from registering. But a registry
/// that refuses everybody who is not logged in leaves no doubt that the image is not public.
///
/// `visibility_span` says where the visibility stands in its field.
///
/// ```
/// use wharfinger_core::evidence::{ImagePolicy, Unknown, Verdict, judge};
/// use wharfinger_core::privacy::Visibility;
/// use wharfinger_core::report::Span;
///
/// let judged = |verdict| judge(ImagePolicy::Require, Visibility::Public, verdict, Span::at(0));
/// let issue = judged(Verdict::ExistsPrivate).unwrap();
/// assert_eq!(issue.code.as_str(), "image.not_public");
/// assert!(judged(Verdict::Unknown(Unknown::TimedOut)).is_none());
/// ```
#[must_use]
pub fn judge(
    policy: ImagePolicy,
    visibility: Visibility,
    verdict: Verdict,
    visibility_span: Span,
) -> Option<Issue> {
    if policy == ImagePolicy::Off {
        return None;
    }
    let mut issue = match (visibility, verdict) {
        (_, Verdict::Missing) => Issue::new(
            Code::ImageMissing,
            Field::Image,
            Span::at(0),
            "the registry has no such image",
        )
        .help("check name and tag, or push the image first"),
        (Visibility::Public, Verdict::ExistsPrivate | Verdict::Unknown(Unknown::Hidden)) => {
            not_public(verdict, visibility_span)
        }
        (Visibility::Private, Verdict::ExistsPublic) => Issue::new(
            Code::ImagePublic,
            Field::Visibility,
            visibility_span,
            "everybody can pull this image, whatever the tool says",
        )
        .help("make the repository private on its registry, or the tool public"),
        _ => return None,
    };
    // Who is asked for access can also be asked about an image that is not there yet.
    let is_refused = policy == ImagePolicy::Require && visibility == Visibility::Public;
    issue.severity = if is_refused {
        Severity::Error
    } else {
        Severity::Warning
    };
    Some(issue)
}

fn not_public(verdict: Verdict, visibility_span: Span) -> Issue {
    let message = if verdict == Verdict::ExistsPrivate {
        "the image can only be pulled after logging in, so this tool is not public"
    } else {
        "the registry refuses everybody who is not logged in: the image is private, or does not exist"
    };
    Issue::new(
        Code::ImageNotPublic,
        Field::Visibility,
        visibility_span,
        message,
    )
    .help("check the name; then make the image public on its registry, or the tool private")
    .fix(Fix::new(
        "Make the tool private",
        Field::Visibility,
        visibility_span,
        Visibility::Private.as_str(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VISIBILITIES: [Visibility; 2] = [Visibility::Public, Visibility::Private];

    #[test]
    fn what_is_required_is_that_everybody_can_pull_a_public_tool() {
        for verdict in Verdict::all() {
            let judged = judge(
                ImagePolicy::Require,
                Visibility::Public,
                verdict,
                Span::at(0),
            );
            let is_refused = judged.is_some_and(|issue| issue.is_error());
            assert_eq!(is_refused, verdict.is_public() == Some(false), "{verdict}");
        }
    }

    #[test]
    fn nothing_but_the_strictest_policy_refuses_and_no_policy_refuses_private_tools() {
        for verdict in Verdict::all() {
            for visibility in VISIBILITIES {
                let off = judge(ImagePolicy::Off, visibility, verdict, Span::at(0));
                assert_eq!(off, None, "{verdict}");
                let warned = judge(ImagePolicy::Warn, visibility, verdict, Span::at(0));
                assert!(!warned.is_some_and(|issue| issue.is_error()), "{verdict}");
            }
            let private = judge(
                ImagePolicy::Require,
                Visibility::Private,
                verdict,
                Span::at(0),
            );
            assert!(!private.is_some_and(|issue| issue.is_error()), "{verdict}");
        }
    }

    #[test]
    fn a_private_tool_is_told_when_its_image_is_public_or_gone() {
        let code = |verdict| {
            judge(ImagePolicy::Warn, Visibility::Private, verdict, Span::at(0))
                .map(|issue| issue.code)
        };
        assert_eq!(code(Verdict::ExistsPublic), Some(Code::ImagePublic));
        assert_eq!(code(Verdict::Missing), Some(Code::ImageMissing));
        assert_eq!(code(Verdict::ExistsPrivate), None);
        assert_eq!(code(Verdict::Unknown(Unknown::Hidden)), None);
    }
}
