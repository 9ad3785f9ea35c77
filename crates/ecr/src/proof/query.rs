//! The pairs of a query, read once and strictly.

use std::collections::BTreeMap;

use super::InvalidProof;

/// Reads the pairs of a query. Each name may stand there once; what is encoded must be encoded as RFC
/// 3986 does it, so that there is one reading of it.
pub(super) fn pairs(query: &str) -> Result<BTreeMap<String, String>, InvalidProof> {
    let mut pairs = BTreeMap::new();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').ok_or(InvalidProof::Query)?;
        let name = decoded(name).ok_or(InvalidProof::Query)?;
        let value = decoded(value).ok_or(InvalidProof::Query)?;
        if let Some(twice) = pairs.insert(name.clone(), value) {
            drop(twice);
            return Err(InvalidProof::Parameter { found: name });
        }
    }
    Ok(pairs)
}

/// Decodes `%XX`; `None` where anything stands bare that RFC 3986 does not call unreserved, or the
/// result is no ASCII text without control characters.
fn decoded(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let byte = match byte {
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                let value = |digit: u8| char::from(digit).to_digit(16);
                u8::try_from(value(digits[0])? * 16 + value(digits[1])?).ok()?
            }
            byte if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => byte,
            _ => return None,
        };
        let is_text = byte.is_ascii_graphic();
        out.push(is_text.then(|| char::from(byte))?);
    }
    Some(out)
}
