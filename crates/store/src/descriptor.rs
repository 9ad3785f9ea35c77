//! Files that tell workflow engines how to run a tool.

use sha2::{Digest as _, Sha256};
use wharfinger_core::account::AccountId;
use wharfinger_core::descriptor::{DescriptorPath, DescriptorText, DescriptorType};

use crate::{Timestamp, ToolId};

/// Most files of one tool: a tool and the few that it imports, 512 KiB at their longest, which are read
/// and hashed with every change of the tool.
pub const DESCRIPTORS_MAX: usize = 8;

/// A file of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// What it is written in, and where it lies.
    pub key: DescriptorKey,
    /// What it holds.
    pub text: DescriptorText,
    /// The version of the tool that it was written for
    /// ([`wharfinger_core::registration::Registration::version`]); where the tool is at another since, it
    /// may not fit any more.
    pub version: String,
    /// Who wrote it last.
    pub written_by: AccountId,
    /// When.
    pub written_at: Timestamp,
}

/// What names a file among those of its tool.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DescriptorKey {
    /// What it is written in.
    pub kind: DescriptorType,
    /// Where it lies beside the others of its type.
    pub path: DescriptorPath,
}

/// A file of a tool without what it holds, which may be long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescriptorName {
    /// What it is written in, and where it lies.
    pub key: DescriptorKey,
    /// The version of the tool that it was written for, as [`Descriptor::version`] is.
    pub version: String,
}

impl Descriptor {
    /// The SHA-256 of what it holds.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.text.as_str()).into()
    }
}

/// That a tool has a file of a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Described {
    /// The tool.
    pub tool: ToolId,
    /// The type.
    pub kind: DescriptorType,
    /// The version that the file was written for.
    pub version: String,
}
