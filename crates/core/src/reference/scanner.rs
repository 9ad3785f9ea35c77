//! The accepting pass: one walk over the bytes, one table load a byte, no allocation.
//!
//! The grammar is that of distribution/reference at commit 0965666:
//!
//! ```text
//! reference = [ domain "/" ] path [ ":" tag ] [ "@" digest ]
//! domain    = host [ ":" digit+ ]
//! host      = label *( "." label ) | "[" 1*( hex | ":" ) "]"
//! label     = alnum [ *( alnum | "-" ) alnum ]
//! path      = component *( "/" component )
//! component = lower-alnum+ *( separator lower-alnum+ )
//! separator = "." | "_" | "__" | 1*"-"
//! tag       = ( alnum | "_" ) 0*127( alnum | "_" | "." | "-" )
//! digest    = ( "sha256:" 64 hex ) | ( "sha384:" 96 hex ) | ( "sha512:" 128 hex )    lower case
//! ```
//!
//! Whether the first segment is a host or a path component is only known at its end, so two
//! automata walk over it side by side, one for each reading. Both live in one `u64` a byte:
//! a *shift automaton*, where the state is a bit offset and `row >> state` yields the next state
//! (6 bits wide). Five path states and four host states fill the bits 0..54; the ten bits above
//! hold the classes of the byte. So a step costs one load and two shifts, and no branch that
//! depends on the input but the one that ends the run.
//!
//! What is not accepted here is explained elsewhere ([`super::explain()`], [`super::compat`]);
//! this pass says no and nothing else.

use super::{ImageReference, OFFICIAL_NAMESPACE};

/// Most bytes of a repository path, `library/` included: `RepositoryNameTotalLengthMax` of
/// distribution/reference since 0.6.0.
pub const PATH_BYTES_MAX: usize = 255;

/// Most bytes of a tag: the tag grammar of the OCI distribution specification.
pub const TAG_BYTES_MAX: usize = 128;

// States of the path automaton, as bit offsets into a row.
/// A component begins, or a separator wants an alphanumeric behind it.
const P_NEED: u64 = 0;
/// Behind an alphanumeric: the only accepting state.
const P_ALNUM: u64 = 6;
/// Behind one `_`; a second one may follow.
const P_UNDERSCORE: u64 = 12;
/// Behind one `-` or more.
const P_DASH: u64 = 18;
const P_FAIL: u64 = 24;

// States of the host automaton.
/// A label begins.
const H_NEED: u64 = 30;
/// Behind an alphanumeric: the only accepting state.
const H_ALNUM: u64 = 36;
/// Behind a `-` inside a label.
const H_DASH: u64 = 42;
const H_FAIL: u64 = 48;

/// The bits of a row that hold a state.
const STATE: u64 = 63;

// Classes of a byte.
/// Ends the first segment.
const SLASH: u64 = 1 << 54;
/// Ends a run of name bytes: `:`, `@` and every byte that no name contains.
const STOP: u64 = 1 << 55;
const UPPER: u64 = 1 << 56;
const DOT: u64 = 1 << 57;
const DIGIT: u64 = 1 << 58;
/// May stand in a tag.
const TAG: u64 = 1 << 59;
/// May begin a tag.
const TAG_START: u64 = 1 << 60;
/// May stand between the brackets of an IPv6 host.
const BRACKETED: u64 = 1 << 61;

static ROWS: [u64; 256] = rows();

const fn rows() -> [u64; 256] {
    let mut rows = [0; 256];
    let mut byte = u8::MAX;
    loop {
        rows[byte as usize] = row(byte);
        if byte == 0 {
            return rows;
        }
        byte -= 1;
    }
}

/// What one byte does to every state, and which classes it has.
const fn row(byte: u8) -> u64 {
    // A byte fails every state it is not listed for.
    let mut path = [P_FAIL; 5];
    let mut host = [H_FAIL; 4];
    let classes = match byte {
        b'a'..=b'z' | b'0'..=b'9' => {
            path = [P_ALNUM, P_ALNUM, P_ALNUM, P_ALNUM, P_FAIL];
            host = [H_ALNUM, H_ALNUM, H_ALNUM, H_FAIL];
            let digit = if byte.is_ascii_digit() { DIGIT } else { 0 };
            let hex = if byte.is_ascii_hexdigit() {
                BRACKETED
            } else {
                0
            };
            TAG | TAG_START | digit | hex
        }
        b'A'..=b'Z' => {
            host = [H_ALNUM, H_ALNUM, H_ALNUM, H_FAIL];
            let hex = if byte.is_ascii_hexdigit() {
                BRACKETED
            } else {
                0
            };
            TAG | TAG_START | UPPER | hex
        }
        b'.' => {
            path[index(P_ALNUM)] = P_NEED;
            host[1] = H_NEED;
            TAG | DOT
        }
        b'_' => {
            path[index(P_ALNUM)] = P_UNDERSCORE;
            path[index(P_UNDERSCORE)] = P_NEED;
            TAG | TAG_START
        }
        b'-' => {
            path[index(P_ALNUM)] = P_DASH;
            path[index(P_DASH)] = P_DASH;
            host[1] = H_DASH;
            host[2] = H_DASH;
            TAG
        }
        b'/' => {
            path[index(P_ALNUM)] = P_NEED;
            SLASH
        }
        b':' => STOP | BRACKETED,
        _ => STOP,
    };
    classes
        | path[0] << P_NEED
        | path[1] << P_ALNUM
        | path[2] << P_UNDERSCORE
        | path[3] << P_DASH
        | path[4] << P_FAIL
        | host[0] << H_NEED
        | host[1] << H_ALNUM
        | host[2] << H_DASH
        | host[3] << H_FAIL
}

/// The position of a path state in [`row`]'s list.
const fn index(path_state: u64) -> usize {
    (path_state / P_ALNUM) as usize
}

#[inline]
fn row_of(byte: u8) -> u64 {
    ROWS[byte as usize]
}

/// Reads `text` as `docker` does, or says no.
///
/// Linear, without allocation, without panic on any input.
#[inline]
pub(super) fn scan(text: &str) -> Option<ImageReference<'_>> {
    let bytes = text.as_bytes();
    let first = first_segment(bytes)?;
    let mut reference = ImageReference {
        text,
        host_end: 0,
        path_start: 0,
        path_end: first.end,
        tag_end: 0,
        has_library: false,
        has_empty_domain: false,
        is_plain: first.is_plain,
    };
    let mut end = first.end;
    match first.kind {
        // Without a slash everything is a name on Docker Hub, whatever it looks like.
        FirstSegment::Alone { tag_end } => {
            // A bare image id would be read as a repository, so docker refuses it.
            if end == IMAGE_ID_BYTES && bytes.len() == IMAGE_ID_BYTES && is_lower_hex(bytes) {
                return None;
            }
            reference.has_library = true;
            if let Some(tag_end) = tag_end {
                reference.tag_end = tag(bytes, end, tag_end)?;
                end = tag_end;
            }
        }
        FirstSegment::Host | FirstSegment::Component | FirstSegment::BadHost => {
            let is_host = matches!(first.kind, FirstSegment::Host);
            if is_host {
                reference.host_end = end;
                reference.path_start = end + 1;
            }
            let (path_end, has_slash) = path(bytes, end + 1)?;
            reference.path_end = path_end;
            reference.has_empty_domain = matches!(first.kind, FirstSegment::BadHost);
            reference.has_library = is_host && !has_slash && is_docker_hub(&bytes[..end]);
            end = path_end;
            if bytes.get(end) == Some(&b':') {
                let tag_end = run(bytes, end + 1, TAG);
                reference.tag_end = tag(bytes, end, tag_end)?;
                end = tag_end;
            }
        }
    }
    let library = if reference.has_library {
        OFFICIAL_NAMESPACE.len() + 1
    } else {
        0
    };
    let path_bytes = reference.path_end - reference.path_start + library;
    if path_bytes > PATH_BYTES_MAX {
        return None;
    }
    match bytes.get(end) {
        None => Some(reference),
        Some(b'@') if is_digest(&bytes[end + 1..]) => Some(reference),
        Some(_) => None,
    }
}

/// Bytes of an image id: a SHA-256 in hexadecimal.
const IMAGE_ID_BYTES: usize = 64;

struct First {
    end: usize,
    kind: FirstSegment,
    /// Neither upper case nor port nor brackets; nor a dot, where it stands alone.
    is_plain: bool,
}

enum FirstSegment {
    /// No slash follows; `tag_end` when a `:` does.
    Alone { tag_end: Option<usize> },
    /// A domain, with its port if it has one.
    Host,
    /// The first component of a path on Docker Hub.
    Component,
    /// Looks like a host and is none, but would do as a path component: docker takes it as a
    /// path with an empty domain.
    BadHost,
}

/// Reads up to the first slash, or up to the end of what can stand without one.
#[inline]
fn first_segment(bytes: &[u8]) -> Option<First> {
    if bytes.first() == Some(&b'[') {
        return bracketed_host(bytes);
    }
    let mut path = P_NEED;
    let mut host = H_NEED;
    let mut seen = 0;
    let mut end = 0;
    while let Some(&byte) = bytes.get(end) {
        let row = row_of(byte);
        if row & (STOP | SLASH) != 0 {
            break;
        }
        seen |= row;
        path = row >> (path & STATE);
        host = row >> (host & STATE);
        end += 1;
    }
    let is_component = path & STATE == P_ALNUM;
    let is_host = host & STATE == H_ALNUM;
    match bytes.get(end) {
        Some(b'/') => {
            let looks_like_host = seen & (UPPER | DOT) != 0 || &bytes[..end] == b"localhost";
            let kind = match (looks_like_host, is_host, is_component) {
                (true, true, _) => FirstSegment::Host,
                (true, false, true) => FirstSegment::BadHost,
                (false, _, true) => FirstSegment::Component,
                _ => return None,
            };
            Some(First {
                end,
                kind,
                is_plain: seen & UPPER == 0,
            })
        }
        Some(b':') => {
            // A port or a tag: what follows tells.
            let (tail_end, is_number) = number_or_tag(bytes, end + 1);
            if bytes.get(tail_end) == Some(&b'/') {
                (is_host && is_number).then_some(First {
                    end: tail_end,
                    kind: FirstSegment::Host,
                    is_plain: false,
                })
            } else {
                is_component.then_some(First {
                    end,
                    kind: FirstSegment::Alone {
                        tag_end: Some(tail_end),
                    },
                    is_plain: seen & DOT == 0,
                })
            }
        }
        // `scan` refuses what follows unless it is a digest.
        _ => is_component.then_some(First {
            end,
            kind: FirstSegment::Alone { tag_end: None },
            is_plain: seen & DOT == 0,
        }),
    }
}

/// `[` hex and colons `]`, an optional port, a slash. No other address syntax is checked here,
/// as in distribution/reference.
#[cold]
fn bracketed_host(bytes: &[u8]) -> Option<First> {
    let close = run(bytes, 1, BRACKETED);
    let mut end = close + 1;
    let inside = bytes.get(1..close)?;
    if bytes.get(close) != Some(&b']') || inside.is_empty() {
        return None;
    }
    let mut looks_like_host = inside.contains(&b':') || inside.iter().any(u8::is_ascii_uppercase);
    if bytes.get(end) == Some(&b':') {
        let (port_end, is_number) = number_or_tag(bytes, end + 1);
        if !is_number {
            return None;
        }
        looks_like_host = true;
        end = port_end;
    }
    (looks_like_host && bytes.get(end) == Some(&b'/')).then_some(First {
        end,
        kind: FirstSegment::Host,
        is_plain: false,
    })
}

/// Reads the components of a path from `start`; tells its end and whether it has a slash.
#[inline]
fn path(bytes: &[u8], start: usize) -> Option<(usize, bool)> {
    let mut state = P_NEED;
    let mut seen = 0;
    let mut end = start;
    while let Some(&byte) = bytes.get(end) {
        let row = row_of(byte);
        if row & STOP != 0 {
            break;
        }
        seen |= row;
        state = row >> (state & STATE);
        end += 1;
    }
    (state & STATE == P_ALNUM).then_some((end, seen & SLASH != 0))
}

/// The end of the run of bytes of a class that begins at `start`.
#[inline]
fn run(bytes: &[u8], start: usize, class: u64) -> usize {
    let mut end = start;
    while let Some(&byte) = bytes.get(end) {
        if row_of(byte) & class == 0 {
            break;
        }
        end += 1;
    }
    end
}

/// The end of the run of tag bytes from `start`, and whether it is one digit or more and nothing
/// else.
#[inline]
fn number_or_tag(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut digits = DIGIT;
    let mut end = start;
    while let Some(&byte) = bytes.get(end) {
        let row = row_of(byte);
        if row & TAG == 0 {
            break;
        }
        digits &= row;
        end += 1;
    }
    (end, end > start && digits != 0)
}

/// Checks the tag between the `:` at `colon` and `end`; gives `end` back.
#[inline]
fn tag(bytes: &[u8], colon: usize, end: usize) -> Option<usize> {
    let begins = row_of(*bytes.get(colon + 1)?) & TAG_START != 0;
    (begins && end - colon - 1 <= TAG_BYTES_MAX).then_some(end)
}

#[inline]
fn is_docker_hub(host: &[u8]) -> bool {
    host == b"docker.io" || host == b"index.docker.io"
}

/// Whether `bytes` are a digest of an algorithm that docker links in, in canonical spelling.
#[inline]
fn is_digest(bytes: &[u8]) -> bool {
    let Some((algorithm, hex)) = bytes.split_at_checked("sha256:".len()) else {
        return false;
    };
    let length = match algorithm {
        b"sha256:" => 64,
        b"sha384:" => 96,
        b"sha512:" => 128,
        _ => return false,
    };
    hex.len() == length && is_lower_hex(hex)
}

/// Whether every byte is one of `0-9a-f`. Branch-free, so that it is vectorised.
#[inline]
fn is_lower_hex(bytes: &[u8]) -> bool {
    bytes.iter().fold(true, |all, byte| {
        all & ((byte.wrapping_sub(b'0') < 10) | (byte.wrapping_sub(b'a') < 6))
    })
}
