//! Punycode (RFC 3492) for one label of an international host name; encoding only.

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const INITIAL_BIAS: u32 = 72;
const INITIAL_N: u32 = 128;

/// `xn--` and the Punycode of a label; `None` when it is too long for any label.
pub(crate) fn encode(label: &str) -> Option<String> {
    // A label holds 63 bytes at most, and every character costs one or more.
    if label.chars().count() > crate::reference::LABEL_BYTES_MAX {
        return None;
    }
    let mut output: String = label.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(output.len()).ok()?;
    let mut handled = basic;
    if basic > 0 {
        output.push('-');
    }
    let (mut n, mut delta, mut bias) = (INITIAL_N, 0_u32, INITIAL_BIAS);
    let length = u32::try_from(label.chars().count()).ok()?;
    while handled < length {
        let next = label.chars().map(u32::from).filter(|c| *c >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(handled + 1)?)?;
        n = next;
        for c in label.chars().map(u32::from) {
            if c < n {
                delta += 1;
            }
            if c == n {
                push_number(delta, bias, &mut output);
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta += 1;
        n += 1;
    }
    Some(format!("xn--{output}"))
}

fn push_number(mut delta: u32, bias: u32, output: &mut String) {
    let mut k = BASE;
    loop {
        let t = k.saturating_sub(bias).clamp(T_MIN, T_MAX);
        if delta < t {
            output.push(digit(delta));
            return;
        }
        output.push(digit(t + (delta - t) % (BASE - t)));
        delta = (delta - t) / (BASE - t);
        k += BASE;
    }
}

/// The letters stand for 0 to 25, the digits for 26 to 35.
fn digit(value: u32) -> char {
    let base = if value < 26 { b'a' } else { b'0' - 26 };
    char::from(base + value.to_le_bytes()[0])
}

fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / DAMP } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + SKEW)
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn encodes_as_rfc_3492_does() {
        assert_eq!(encode("münchen").as_deref(), Some("xn--mnchen-3ya"));
        assert_eq!(encode("bücher").as_deref(), Some("xn--bcher-kva"));
        // RFC 3492 section 7.1 (B), Chinese (simplified).
        assert_eq!(
            encode("他们为什么不说中文").as_deref(),
            Some("xn--ihqwcrb4cv8a8dqg056pqjye")
        );
    }
}
