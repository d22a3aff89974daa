//! What a command prints, as a terminal reads it.

use crate::seen;
use vte::{Params, Parser, Perform};

#[derive(Default)]
struct Screen {
    lines: Vec<String>,
    line: String,
    steers: Vec<String>,
}

impl Perform for Screen {
    fn print(&mut self, sign: char) {
        if seen::hides(sign) && sign != seen::GAP {
            self.steers.push(format!("U+{:04X}", u32::from(sign)));
        }
        self.line.push(sign);
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\n' => self.lines.push(std::mem::take(&mut self.line)),
            _ => self.steers.push(format!("the control function {byte:#x}")),
        }
    }

    fn hook(&mut self, _: &Params, _: &[u8], _: bool, action: char) {
        self.steers
            .push(format!("a device control string {action:?}"));
    }

    fn osc_dispatch(&mut self, _: &[&[u8]], _: bool) {
        self.steers.push("an operating system command".to_owned());
    }

    fn csi_dispatch(&mut self, _: &Params, _: &[u8], _: bool, action: char) {
        // Colours are ours.
        if action != 'm' {
            self.steers.push(format!("the control sequence {action:?}"));
        }
    }

    fn esc_dispatch(&mut self, _: &[u8], _: bool, byte: u8) {
        self.steers.push(format!("the escape sequence {byte:#x}"));
    }
}

/// The lines on the screen; or what steers the terminal.
pub fn read(bytes: &[u8]) -> Result<Vec<String>, String> {
    let mut screen = Screen::default();
    Parser::new().advance(&mut screen, bytes);
    screen.lines.push(std::mem::take(&mut screen.line));
    match screen.steers.first() {
        None => Ok(screen.lines),
        Some(what) => Err(what.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reader sees what steers: else it would prove nothing.
    #[test]
    fn what_steers_is_found() {
        for text in [
            "\x1b[2J",
            "\x1b]0;x\x07",
            "\x1bc",
            "\x1bP1$r\x1b\\",
            "\x07",
            "a\rb",
            "a\u{9b}1m",
            "a\u{202e}b",
            "a\tb\x0c",
        ] {
            assert!(read(text.as_bytes()).is_err(), "{text:?}");
        }
        assert_eq!(
            read("\x1b[1;31mred\x1b[0m\nx".as_bytes()).unwrap(),
            ["red", "x"]
        );
    }
}
