use super::*;

fn shown(text: &str, stem: &str) -> String {
    match beginning(text, stem) {
        Beginning::Fine => "fine".into(),
        Beginning::Other => "other".into(),
        Beginning::Short(text) => format!("short: {text}"),
        Beginning::Slip(text) => format!("slip: {text}"),
        Beginning::Sister(text) => format!("sister: {text}"),
    }
}

#[test]
fn how_might_we() {
    let table = [
        ("How might we fund it?", "fine"),
        ("  - \"HOW  might\nwe fund it?\"", "fine"),
        ("How might open source managers help teams?", "fine"),
        ("How might web developers take part?", "fine"),
        ("How might it help newcomers?", "fine"),
        ("How migth we fund it?", "slip: How might we fund it?"),
        ("How mightwe fund it?", "slip: How might we fund it?"),
        ("Howmight we fund it?", "slip: How might we fund it?"),
        ("howmightwe fund it?", "slip: How might we fund it?"),
        ("How migthwe fund it?", "slip: How might we fund it?"),
        ("How might be we fund it?", "slip: How might we fund it?"),
        ("How might might we fund it?", "slip: How might we fund it?"),
        ("How mihgt wee fund it?", "slip: How might we fund it?"),
        ("Hwo might we fund it?", "slip: How might we fund it?"),
        ("* How migh we fund it?", "slip: * How might we fund it?"),
        (
            "How might improve docs?",
            "slip: How might we improve docs?",
        ),
        ("Might we fund it?", "slip: How might we fund it?"),
        ("How we fund it?", "slip: How might we fund it?"),
        ("HMW fund it?", "short: How might we fund it?"),
        ("Hmw: fund it?", "short: How might we fund it?"),
        ("H.M.W. fund it", "short: How might we fund it"),
        ("How may we fund it?", "sister: How might we fund it?"),
        ("how can we fund it", "sister: How might we fund it"),
        ("Fund maintainers", "other"),
        ("Who might we invite?", "other"),
        ("How to fund it?", "other"),
        ("How we work is unclear", "other"),
        ("Might is right", "other"),
        ("", "other"),
        ("🎉", "other"),
    ];
    for (text, expected) in table {
        assert_eq!(shown(text, "How might we"), expected, "{text:?}");
        assert_eq!(shown(text, ""), "fine", "a format without a stem: {text:?}");
    }
}

#[test]
fn in_other_languages() {
    let table = [
        ("¿Cómo podríamos", "¿Cómo podríamos medirlo?", "fine"),
        ("¿Cómo podríamos", "Como podriamos medirlo", "fine"),
        (
            "¿Cómo podríamos",
            "¿Cómo podramos medirlo?",
            "slip: ¿Cómo podríamos medirlo?",
        ),
        (
            "¿Cómo podríamos",
            "¿Cómo podemos medirlo?",
            "slip: ¿Cómo podríamos medirlo?",
        ),
        ("¿Cómo podríamos", "¿Cómo funciona?", "other"),
        ("Como poderíamos", "Como poderiamos medir?", "fine"),
        (
            "Como poderíamos",
            "Comopoderíamos medir?",
            "slip: Como poderíamos medir?",
        ),
        (
            "Wie könnten wir",
            "Wie können wir messen?",
            "slip: Wie könnten wir messen?",
        ),
        (
            "Wie könnten wir",
            "WKW messen?",
            "short: Wie könnten wir messen?",
        ),
        ("Wie könnten wir", "Wer könnte das messen?", "other"),
        (
            "Comment pourrions-nous",
            "Comment pourrions nous mesurer ?",
            "fine",
        ),
        (
            "Comment pourrions-nous",
            "Comment pouvons-nous mesurer ?",
            "slip: Comment pourrions-nous mesurer ?",
        ),
        ("どうすれば", "どうすれば翻訳を増やせるか", "fine"),
        (
            "どうすれば",
            "どすれば翻訳を増やせるか",
            "slip: どうすれば翻訳を増やせるか",
        ),
        ("どうすれば", "なぜ翻訳がないのか", "other"),
        ("What if …", "what if we stop?", "fine"),
    ];
    for (stem, text, expected) in table {
        assert_eq!(shown(text, stem), expected, "{stem:?}, {text:?}");
    }
}

#[test]
fn what_follows_the_stem() {
    assert_eq!(without("HMW: share?", "How might we"), Some(": share?"));
    assert_eq!(without("What if we share?", "What if"), Some(" we share?"));
    assert_eq!(without("どうすれば翻訳", "どうすれば"), Some("翻訳"));
    assert_eq!(without("Share", "How might we"), None);
}
