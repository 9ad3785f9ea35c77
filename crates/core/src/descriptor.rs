//! Files that tell a workflow engine how to run a tool: their types, where they lie beside each other,
//! and what they may hold.

use std::fmt;

/// Most bytes of one file: what the API takes as a body. A long CWL tool has 20 KiB.
pub const DESCRIPTOR_BYTES_MAX: usize = 64 * 1024;

/// Most bytes of a path. A file name has at most 255 on every common file system (`NAME_MAX`), and the
/// files of one tool need no deep folders.
pub const DESCRIPTOR_PATH_BYTES_MAX: usize = 255;

/// A language that tools are described in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DescriptorType {
    /// Common Workflow Language.
    Cwl,
    /// Workflow Description Language.
    Wdl,
    /// Nextflow.
    Nextflow,
    /// Snakemake.
    Snakemake,
}

impl DescriptorType {
    /// Every type.
    pub const ALL: &[Self] = &[Self::Cwl, Self::Wdl, Self::Nextflow, Self::Snakemake];

    /// What the GA4GH calls it, and how it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cwl => "CWL",
            Self::Wdl => "WDL",
            Self::Nextflow => "NFL",
            Self::Snakemake => "SMK",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Cwl => "CWL",
            Self::Wdl => "WDL",
            Self::Nextflow => "Nextflow",
            Self::Snakemake => "Snakemake",
        }
    }

    /// The type that the GA4GH calls so.
    ///
    /// ```
    /// use wharfinger_core::descriptor::DescriptorType;
    /// assert_eq!(DescriptorType::from_name("NFL"), Some(DescriptorType::Nextflow));
    /// assert_eq!(DescriptorType::from_name("nfl"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|kind| kind.as_str() == name)
    }
}

/// Where a file lies beside the others of its tool: a relative path that every file system, archive and
/// address takes as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DescriptorPath(String);

impl DescriptorPath {
    /// Reads a path.
    ///
    /// ```
    /// use wharfinger_core::descriptor::DescriptorPath;
    /// assert_eq!(DescriptorPath::parse("steps/sort.cwl").unwrap().as_str(), "steps/sort.cwl");
    /// assert!(DescriptorPath::parse("../sort.cwl").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// Where it has more than [`DESCRIPTOR_PATH_BYTES_MAX`] bytes, leads elsewhere (`/sort.cwl`,
    /// `../sort.cwl`), has a part without a name (`steps//sort.cwl`), or holds anything but ASCII letters,
    /// digits, `.`, `_`, `+`, `-` and `/`.
    pub fn parse(text: &str) -> Result<Self, InvalidDescriptor> {
        if text.len() > DESCRIPTOR_PATH_BYTES_MAX {
            return Err(InvalidDescriptor::LongPath(text.len()));
        }
        let is_part = |part: &str| {
            !part.is_empty()
                && part.bytes().any(|byte| byte != b'.')
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte))
        };
        if text.split('/').all(is_part) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidDescriptor::Path)
        }
    }

    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DescriptorPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescriptorText(String);

impl DescriptorText {
    /// Reads a text. Whether an engine can run it, only the engine can tell.
    ///
    /// ```
    /// use wharfinger_core::descriptor::{DescriptorText, InvalidDescriptor};
    /// assert!(DescriptorText::parse("cwlVersion: v1.2\n").is_ok());
    /// assert_eq!(DescriptorText::parse(" \n"), Err(InvalidDescriptor::Empty));
    /// ```
    ///
    /// # Errors
    ///
    /// Where it has more than [`DESCRIPTOR_BYTES_MAX`] bytes, nothing but white space, or a NUL, which
    /// PostgreSQL keeps in no text.
    pub fn parse(text: &str) -> Result<Self, InvalidDescriptor> {
        if text.len() > DESCRIPTOR_BYTES_MAX {
            return Err(InvalidDescriptor::Long(text.len()));
        }
        if text.trim().is_empty() {
            return Err(InvalidDescriptor::Empty);
        }
        if text.contains('\0') {
            return Err(InvalidDescriptor::Nul);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why something is no file of a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidDescriptor {
    /// The path leads elsewhere, or holds what not every system takes.
    Path,
    /// The path has so many bytes.
    LongPath(usize),
    /// There is nothing in the file.
    Empty,
    /// The file has so many bytes.
    Long(usize),
    /// The file holds a NUL, as no text does.
    Nul,
}

impl fmt::Display for InvalidDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path => f.write_str(
                "the path must be relative, such as `steps/sort.cwl`: letters, digits, `.`, `_`, `+` \
                 and `-`, with a single `/` between names",
            ),
            Self::LongPath(bytes) => write!(
                f,
                "the path has {bytes} bytes; it may have at most {DESCRIPTOR_PATH_BYTES_MAX}"
            ),
            Self::Empty => f.write_str("the file is empty"),
            Self::Long(bytes) => write!(
                f,
                "the file has {bytes} bytes; it may have at most {DESCRIPTOR_BYTES_MAX}"
            ),
            Self::Nul => f.write_str("the file holds a NUL character; only text can be kept"),
        }
    }
}

impl std::error::Error for InvalidDescriptor {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_beside_the_others() {
        for good in [
            "main.cwl",
            "a/b/c.wdl",
            ".hidden",
            "a..b",
            "Snakefile",
            "x+y-z_1",
        ] {
            assert_eq!(DescriptorPath::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a\\b", "a b", "é", "a%2Fb", "a\0",
            "C:x",
        ] {
            assert_eq!(
                DescriptorPath::parse(bad),
                Err(InvalidDescriptor::Path),
                "{bad:?}"
            );
        }
        DescriptorPath::parse(&"x".repeat(DESCRIPTOR_PATH_BYTES_MAX)).unwrap();
        assert_eq!(
            DescriptorPath::parse(&"x".repeat(256)),
            Err(InvalidDescriptor::LongPath(256))
        );
    }

    #[test]
    fn a_text_is_bounded_and_is_one() {
        let longest = "x".repeat(DESCRIPTOR_BYTES_MAX);
        assert_eq!(DescriptorText::parse(&longest).unwrap().as_str(), longest);
        let too_long = longest + "x";
        assert_eq!(
            DescriptorText::parse(&too_long),
            Err(InvalidDescriptor::Long(DESCRIPTOR_BYTES_MAX + 1))
        );
        assert_eq!(DescriptorText::parse("a\0"), Err(InvalidDescriptor::Nul));
        assert_eq!(DescriptorText::parse(""), Err(InvalidDescriptor::Empty));
    }

    #[test]
    fn every_type_is_found_by_its_name() {
        for kind in DescriptorType::ALL {
            assert_eq!(DescriptorType::from_name(kind.as_str()), Some(*kind));
        }
    }
}
