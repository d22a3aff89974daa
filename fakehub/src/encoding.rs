//! Base64 and the global node ids made with it.

const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// URL-safe base64 without padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for position in 0..=chunk.len() {
            let index = (word >> (18 - 6 * position)) & 63;
            let letter = usize::try_from(index).ok().and_then(|i| URL_SAFE.get(i));
            text.push(char::from(letter.copied().unwrap_or(b'A')));
        }
    }
    text
}

/// Base64 as REST gives out a file: the usual alphabet, padded, in lines of sixty letters.
pub(crate) fn base64_lines(bytes: &[u8]) -> String {
    let mut lines = String::new();
    for line in bytes.chunks(45) {
        let text = base64(line).replace('-', "+").replace('_', "/");
        let padding = "=".repeat((4 - text.len() % 4) % 4);
        lines = lines + &text + &padding + "\n";
    }
    lines
}

/// Reads base64 of either alphabet, with or without padding, in one line or more.
pub(crate) fn unbase64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut word, mut bits) = (0_u32, 0_u32);
    let text = text.trim_end().trim_end_matches('=');
    for letter in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let letter = match letter {
            b'+' => b'-',
            b'/' => b'_',
            other => other,
        };
        let value = URL_SAFE.iter().position(|known| *known == letter)?;
        word = (word << 6 | u32::try_from(value).ok()?) & 0x00ff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((word >> bits) & 255).ok()?);
        }
    }
    Some(bytes)
}

/// Percent-decodes a part of a path or, with `plus`, of a query.
pub(crate) fn percent_decode(text: &str, plus: bool) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match (*first, tail) {
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                match (digit(*high), digit(*low)) {
                    (Some(high), Some(low)) => {
                        bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                        rest = after;
                    }
                    _ => bytes.push(b'%'),
                }
            }
            (b'+', _) if plus => bytes.push(b' '),
            (other, _) => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A global node id as GitHub makes them: a prefix for the type, then MessagePack of the numbers in base64.
pub(crate) fn node_id(prefix: &str, repository: Option<u64>, id: u64) -> String {
    let mut bytes = Vec::new();
    let mut number = |value: u64| {
        bytes.push(0xce);
        bytes.extend(u32::try_from(value).unwrap_or(u32::MAX).to_be_bytes());
    };
    if let Some(repository) = repository {
        number(repository);
    }
    number(id);
    let mut message = vec![if repository.is_some() { 0x93 } else { 0x92 }, 0];
    message.extend(bytes);
    format!("{prefix}_{}", base64(&message))
}

/// The prefix and the last number of a global node id.
pub(crate) fn parse_node_id(text: &str) -> Option<(&str, u64)> {
    let (prefix, rest) = text.split_once('_')?;
    let bytes = unbase64(rest)?;
    let (_, last) = bytes.split_last_chunk::<4>()?;
    let id = u64::from(u32::from_be_bytes(*last));
    // Any other spelling of the same number is not an id that was handed out.
    let length = bytes.len();
    let known = (length == 7 && bytes.starts_with(&[0x92, 0, 0xce]))
        || (length == 12 && bytes.starts_with(&[0x93, 0, 0xce]));
    known.then_some((prefix, id))
}

/// Writes a text so that it can stand in a path.
pub(crate) fn percent_encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded += &format!("%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_goes_there_and_back() {
        for length in 0..9 {
            let bytes: Vec<u8> = (0..length)
                .map(|n: u8| n.wrapping_mul(37).wrapping_add(200))
                .collect();
            assert_eq!(unbase64(&base64(&bytes)).unwrap(), bytes);
            assert_eq!(unbase64(&base64_lines(&bytes)).unwrap(), bytes);
        }
        assert_eq!(base64_lines(b"hi?\xff"), "aGk//w==\n");
        assert_eq!(unbase64("aGk_\naGk_\n").unwrap(), b"hi?hi?");
        assert_eq!(base64(b"hi?"), "aGk_");
        assert_eq!(unbase64("aGk=").unwrap(), b"hi");
    }

    #[test]
    fn node_ids_look_like_githubs() {
        let id = node_id("I", Some(1_000_000), 2_000_001);
        assert!(id.starts_with("I_kwDO"), "{id}");
        assert_eq!(parse_node_id(&id), Some(("I", 2_000_001)));
        assert!(node_id("U", None, 5).starts_with("U_kgDO"));
        assert_eq!(parse_node_id("I_nonsense"), None);
        assert_eq!(parse_node_id("nonsense"), None);
    }

    #[test]
    fn percents_go_there_and_what_is_none_stays() {
        assert_eq!(percent_decode("a%20b+c%", true), "a b c%");
        assert_eq!(percent_decode("%zz+", false), "%zz+");
        assert_eq!(percent_encode("a/b c%é"), "a%2Fb%20c%25%C3%A9");
    }
}
