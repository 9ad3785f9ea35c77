//! What the languages of workflows write differently.

/// How one of the languages is written.
#[derive(Clone, Debug)]
pub(super) struct Dialect {
    /// What begins a comment that ends with its line.
    pub(super) comment: &'static str,
    /// Whether `/* */` is a comment.
    pub(super) has_block_comments: bool,
    /// Whether three quotes hold a text of several lines.
    pub(super) has_triple_quotes: bool,
    /// Whether `command` is followed by a shell script.
    pub(super) has_commands: bool,
    /// How texts hold expressions.
    pub(super) holes: Holes,
    /// How an expression chooses between values.
    pub(super) choice: Choice,
    /// What texts and names with `+` between them come to.
    pub(super) sums: Sums,
    /// What an image has in front of it where other texts are files; empty where there are none.
    pub(super) image_prefix: &'static str,
    /// What a file has in front of it where other texts are images.
    pub(super) file_prefixes: &'static [&'static str],
    /// What a file ends with.
    pub(super) file_suffixes: &'static [&'static str],
}

/// How texts hold expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holes {
    /// `~{x}` and `${x}`: WDL specification, "Expression Placeholders".
    DollarOrTilde,
    /// `${x}` and `$x` between double quotes: Groovy, "Double-quoted string".
    DollarInDoubleQuotes,
    /// `{x}`: formatted texts of Python, and wildcards of Snakemake.
    Braces,
}

/// How an expression chooses between values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// `condition ? one : other`
    Marks,
    /// `if condition then one else other`, and Python's `one if condition else other`
    Words,
}

/// What texts and names with `+` between them come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sums {
    /// One text: WDL specification, "Operators".
    Known,
    /// Only a run tells: the names may be of anything.
    Open,
}

pub(super) const WDL: Dialect = Dialect {
    comment: "#",
    has_block_comments: false,
    has_triple_quotes: false,
    has_commands: true,
    holes: Holes::DollarOrTilde,
    choice: Choice::Words,
    sums: Sums::Known,
    image_prefix: "",
    file_prefixes: &[],
    file_suffixes: &[],
};

/// Containers may be images of Singularity and Apptainer as well: Nextflow, "Containers".
pub(super) const NEXTFLOW: Dialect = Dialect {
    comment: "//",
    has_block_comments: true,
    has_triple_quotes: true,
    has_commands: false,
    holes: Holes::DollarInDoubleQuotes,
    choice: Choice::Marks,
    sums: Sums::Open,
    image_prefix: "",
    file_prefixes: &[
        "http://",
        "https://",
        "oras://",
        "library://",
        "shub://",
        "file://",
        "docker-archive:",
        "/",
        "./",
        "../",
    ],
    file_suffixes: &[".sif", ".img", ".simg"],
};

/// "docker://" makes it an image; anything else goes to Singularity or Apptainer as it is: Snakemake,
/// "Running jobs in containers".
pub(super) const SNAKEMAKE: Dialect = Dialect {
    comment: "#",
    has_block_comments: false,
    has_triple_quotes: true,
    has_commands: false,
    holes: Holes::Braces,
    choice: Choice::Words,
    sums: Sums::Open,
    image_prefix: "docker://",
    file_prefixes: &[],
    file_suffixes: &[],
};
