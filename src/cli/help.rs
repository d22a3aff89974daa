//! What stands below the options of each command's help: examples, the environment, exit codes.
//!
//! In: nothing. Out: texts. Never an example that the command would not take: a test gives each to the parser of arguments.

/// Examples, what the command reads of the environment, and its exit codes.
macro_rules! below {
    ($examples:literal, $codes:expr) => {
        concat!("Examples:\n", $examples, "\n\nExit codes:\n", $codes)
    };
    ($examples:literal, $environment:expr, $codes:expr) => {
        concat!(
            "Examples:\n",
            $examples,
            "\n\nEnvironment:\n",
            $environment,
            "\n\nExit codes:\n",
            $codes
        )
    };
}

/// The tokens of commands that write to GitHub.
macro_rules! writes {
    () => {
        "  GITHUB_TOKEN           a token for the sessions' repository (or GH_TOKEN): issues: write
  FOLKMOOT_REPORT_TOKEN  a token for reports that go to another repository: contents: write,
                         pull-requests: write"
    };
}

/// The tokens of commands that read GitHub alone.
macro_rules! reads {
    () => {
        "  GITHUB_TOKEN           a token that may read the sessions' repository (or GH_TOKEN)
  FOLKMOOT_REPORT_TOKEN  a token that may read the reports' repository, where it is another one"
    };
}

/// The exit codes of commands that need no GitHub.
macro_rules! here {
    () => {
        "  0  done
  1  the disk failed; run again
  2  bad input: arguments or files; nothing was written"
    };
}

/// What commands that look at a vote or run sessions refuse.
macro_rules! refused {
    () => {
        "
  2  bad input: arguments or session files; nothing was written
  3  no result: a vote could not be opened, or not be read whole, so nothing was counted; or
     something of a private session was held back because it names somebody"
    };
}

/// The exit codes of the command that runs sessions.
macro_rules! runs {
    () => {
        concat!(
            "  0  done, nothing to do, or paused until GitHub's limits allow more (it says so; run again)
  1  GitHub, git or the disk failed, or a signal stopped it; run again",
            refused!()
        )
    };
}

/// The exit codes of commands that only look.
macro_rules! looks {
    () => {
        concat!(
            "  0  done
  1  GitHub, git or the disk failed, or GitHub's limits allow nothing for now; run again",
            refused!()
        )
    };
}

pub(super) const FOLKMOOT: &str = below!(
    "  folkmoot rehearse examples/kubecon-india-2024  a whole session, played here in seconds
  folkmoot init                                  set a repository up
  folkmoot new touchpoint                        write the file of a session
  folkmoot plan                                  what a run would do
  folkmoot help run                              more on a command, with examples",
    "  0  done, nothing to do, or paused until GitHub's limits allow more (it says so; run again)
  1  GitHub, git or the disk failed, or a signal stopped it; run again
  2  bad input: arguments or session files; nothing was written
  3  no result: a vote could not be opened, or not be read whole, so nothing was counted; a
     tally.json that does not give the result that it states; or something of a private session
     was held back because it names somebody

The documentation: https://github.com/folkmoot/folkmoot/blob/main/docs/README.md"
);

pub(super) const REHEARSE: &str = below!(
    "  folkmoot rehearse examples/kubecon-india-2024     the whole of it, in seconds
  folkmoot rehearse sessions/spring --keep play     keep the report and all else in ./play
  folkmoot rehearse sessions/spring --propose       let folkmoot group the notes
  folkmoot rehearse sessions/spring --wall          in three minutes, with a wall to look at",
    "  0  done
  1  the disk or the rehearsal's own GitHub failed
  2  bad input: arguments or session files; nothing was written
  3  something of a private session was held back because it names somebody"
);

pub(super) const INIT: &str = below!(
    "  folkmoot init                                     asks
  folkmoot init --yes                               takes what is proposed; the session's file
                                                    says what to replace
  folkmoot init --format panel --title \"Open source in hospitals\" --date 2026-03-31 \\
    --start 16:00 --set \"author=the organisers\"",
    "  0  done, or nothing was missing
  1  the disk failed; run it again for what is missing
  2  bad input, or something is not known; nothing was written"
);

pub(super) const NEW: &str = below!(
    "  folkmoot new --list                               the formats there are
  folkmoot new                                      asks for format, title and day
  folkmoot new touchpoint                           asks for the rest
  folkmoot new goals goals-2027 --date 2027-01-12 --set year=2027 --yes",
    "  0  done
  1  the disk failed
  2  bad input, or something is not known, or the file is there already; nothing was written"
);

pub(super) const NEXT: &str = below!(
    "  folkmoot next sessions/call-2026-01-13            the session after that one
  folkmoot next sessions/call-2026-01-13 --count 6
  folkmoot next sessions/call-2026-06-09 --after 2026-08-31",
    here!()
);

pub(super) const CHECK: &str = below!(
    "  folkmoot check                                    every session below sessions/
  folkmoot check sessions/spring-2026               one of them
  folkmoot check --sessions meetings                those of another folder",
    "  0  no fault; there may be remarks
  2  faults, or bad arguments"
);

pub(super) const DOCTOR: &str = below!(
    "  folkmoot doctor                                   the repository that this clone is of
  folkmoot doctor --repo todogroup/ospology         any that the token may read",
    "  GITHUB_TOKEN           a token to look with (or GH_TOKEN); one that may only read will do.
                         Some settings are shown to administrators alone: without their token it
                         says what it could not see
  FOLKMOOT_REPORT_TOKEN  a token for reports that go to another repository",
    "  0  nothing is wrong; there may be advice
  1  GitHub failed; run again
  2  something is wrong; or bad input: arguments"
);

pub(super) const PLAN: &str = below!(
    "  folkmoot plan                                     what a run would do now
  folkmoot plan --at 2026-03-31T14:30:00Z           what it would do then
  folkmoot plan --session spring-2026 --json        for one session, for machines",
    reads!(),
    looks!()
);

pub(super) const RUN: &str = below!(
    "  folkmoot run                                      what is due for every session
  folkmoot run --session spring-2026                for one of them
  folkmoot run --sessions meetings                  for those of another folder",
    writes!(),
    runs!()
);

pub(super) const REVIEW: &str = below!(
    "  folkmoot review                                   in a workflow that a pull request starts
  folkmoot review --pull 20                         by hand",
    "  GITHUB_TOKEN           a token for the sessions' repository (or GH_TOKEN): issues: read and, to
                         keep the comment, pull-requests: write",
    "  0  no fault
  1  GitHub failed; run again
  2  faults in session files, or bad arguments; the comment says which
  3  no result: the plan says that a vote could not be opened or read whole, or that something of
     a private session would be held back"
);

pub(super) const WALL: &str = below!(
    "  folkmoot wall                                     the session that is on; open both links here
  folkmoot wall spring-2026 --show-votes            another one, with its votes as they come
  folkmoot wall spring-2026 --listen board.local:8080
                                                    for other machines in the room's network",
    "  GITHUB_TOKEN           a token for the sessions' repository (or GH_TOKEN): issues: write, where
                         somebody edits; to show the session reading is enough. It stays in this
                         process",
    "  0  ended by Ctrl-C, and every edit is on GitHub but those that the page showed as failed
  1  ended, and some edits did not reach GitHub: it names them
  2  bad input: arguments or session files; nothing was served"
);

pub(super) const TALLY: &str = below!(
    "  folkmoot tally spring-2026                        the votes so far, or the result
  folkmoot tally spring-2026 --json                 as tally.json",
    reads!(),
    looks!()
);

pub(super) const REPORT: &str = below!(
    "  folkmoot report spring-2026                       into ./report-spring-2026
  folkmoot report goals-2026 --published reports/goals-2026 --out review
                                                    a published report once more, with what
                                                    became of its issues",
    reads!(),
    looks!()
);

pub(super) const VERIFY: &str = below!(
    "  folkmoot verify tally.json                        recount it, offline
  folkmoot verify tally.json --live                 and compare it with GitHub as it is now",
    "  GITHUB_TOKEN           for --live: any token that may read the repository's issues (or GH_TOKEN)",
    "  0  the file gives the result that it states; with --live, GitHub as it is now gives the same
  1  GitHub failed; run again
  2  this is no tally.json
  3  it does not, or the vote was still open when the file was written"
);

pub(super) const SITE: &str = below!(
    "  folkmoot site .                                   all reports below this folder, into ./site
  folkmoot site governance --out public --title \"Decisions of the working group\"",
    "  0  done
  1  the disk failed; run again
  2  bad input: arguments, a damaged tally.json or ledger.json, or a folder that is not the site's
     own; nothing was written"
);

pub(super) const AFFINITY: &str = below!(
    "  folkmoot affinity notes.csv                       show clusters
  folkmoot affinity board.md -o clusters.csv -o map.svg
  folkmoot affinity clusters.csv -o clusters.json   after moving notes in the CSV
  folkmoot affinity more.csv --previous clusters.json
                                                    new notes join the clusters there are",
    here!()
);

pub(super) const GROUPS: &str = below!(
    "  folkmoot groups sessions/spring-2026              who is in which group",
    "  0  done
  2  bad input: arguments, session.yml or roster.csv"
);

pub(super) const PROPOSALS: &str = below!(
    "  folkmoot proposals event.json                     what is wrong with them, by session
  folkmoot proposals event.json --out sessions      and session files of those that are sound
  gh issue list --limit 1000 --json number,title,body,author,labels,url | folkmoot proposals -

Each session stands for itself: with --out, those without an error are written also where others
have one. A proposal whose number begins a folder's name in DIR has its file already, and no file
is ever written over.",
    "  0  no proposal has an error; warnings and checks change nothing
  1  the disk failed; run again
  2  a proposal has an error, or bad input: arguments or files. Of bad input nothing is written"
);

pub(super) const SESSIONS: &str = below!(
    "  folkmoot sessions                                 all, with what comes next
  folkmoot sessions --active --json                 those that are on, for a matrix of jobs",
    here!()
);

pub(super) const FORM: &str = below!(
    "  folkmoot form how-might-we                        show it
  folkmoot form panel breakout --out .github/ISSUE_TEMPLATE/note.yml",
    here!()
);

pub(super) const SCHEMA: &str = below!(
    "  folkmoot schema session > session.schema.json
  folkmoot schema format > format.schema.json",
    "  0  done
  2  bad input: arguments, or a format of this repository"
);

pub(super) const COMPLETIONS: &str = "\
Where the script goes:
  bash        folkmoot completions bash > ~/.local/share/bash-completion/completions/folkmoot
  zsh         folkmoot completions zsh > \"${fpath[1]}/_folkmoot\"
  fish        folkmoot completions fish > ~/.config/fish/completions/folkmoot.fish
  powershell  folkmoot completions powershell >> $PROFILE
  elvish      folkmoot completions elvish >> ~/.config/elvish/rc.elv";
