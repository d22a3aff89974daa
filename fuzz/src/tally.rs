//! `tally`: a `tally.json` as anybody may have left it: read, recounted, shown, reviewed; and the text that a comment keeps.

use crate::input::Input;
use crate::stage;
use folkmoot::ballot::Record;
use folkmoot::ballot::verify::{differences, recount};
use folkmoot::plan::again;
use folkmoot::plan::texts::kept_tally;
use folkmoot::plan::world::Comment;
use folkmoot::report::votes;
use jiff::Timestamp;

/// Runs an input.
pub fn run(input: &[u8]) {
    let input = Input::of(input);
    match input.which(b"rac") {
        b'r' => record(&input.text(0)),
        b'a' => {
            let session = &stage::rooms()[3].session;
            let _ = again::read(session, &input.text(0), input.bytes(1));
        }
        _ => {
            let comment = Comment {
                id: 1,
                body: input.text(0).into_owned(),
                author: None,
                written: Timestamp::UNIX_EPOCH,
                edited: None,
                by_another: false,
            };
            kept_tally([&comment], "sha256:0");
        }
    }
}

/// Whatever it says, it says something; and what it says is read back.
fn record(text: &str) {
    let Ok(record) = Record::read(text) else {
        return;
    };
    let _ = recount(&record, text);
    let tally = record.tally();
    votes::table(&record, &tally);
    votes::sentences(&record, &tally);
    votes::unchosen(&record.rules, &tally);
    differences(&record, &tally, &[]);
    // Whatever digest it had, it has its own now.
    let again = record.text();
    let back = Record::read(&again).expect("a record that cannot be read back");
    assert_eq!(back.text(), again, "another record came back");
    assert!(back.has_its_digest(&again));
    record.rules.sentences(record.roll_size());
}
