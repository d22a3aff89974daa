//! Variables of a format: without a value, unknown, or left where they stand.

use super::{assert_snapshot, refused, session};

#[test]
fn a_variable_without_a_value() {
    assert_snapshot!(refused("one", &[session(&[("  number: 5\n", "")])]), @r"
    error: there is no value for the variable `number`, which formats/how-might-we/format.yml:38:81 uses
      --> sessions/one/session.yml:13:1
       |
    13 | variables:
       | ^^^^^^^^^
       |
       = help: below it, add `number: …` (how many groups the participants form)

    1 error; nothing was written
    ");
    let (from, _) = super::EXAMPLE.split_once("variables:").unwrap();
    assert_snapshot!(refused("all", &[("session.yml", from.into())]), @r"
    error: there is no value for the variable `industry/technology`, which formats/how-might-we/format.yml:21:107 uses
     --> sessions/all/session.yml:3:1
      |
    3 | format: how-might-we
      | ^^^^^^
      |
      = help: add `variables:` and, indented below it, `industry/technology: …` (what the session is about, such as cloud native)

    error: there is no value for the variable `key themes`, which formats/how-might-we/format.yml:52:97 uses
     --> sessions/all/session.yml:3:1
      |
    3 | format: how-might-we
      | ^^^^^^
      |
      = help: add `variables:` and, indented below it, `key themes: …` (what clusters may be about, such as security practices or governance)

    error: there is no value for the variable `number`, which formats/how-might-we/format.yml:38:81 uses
     --> sessions/all/session.yml:3:1
      |
    3 | format: how-might-we
      | ^^^^^^
      |
      = help: add `variables:` and, indented below it, `number: …` (how many groups the participants form)

    error: there is no value for the variable `timeline`, which formats/how-might-we/format.yml:64:49 uses
     --> sessions/all/session.yml:3:1
      |
    3 | format: how-might-we
      | ^^^^^^
      |
      = help: add `variables:` and, indented below it, `timeline: …` (when the results are published, such as Q2 2025)

    4 errors; nothing was written
    ");
}

#[test]
fn an_unknown_variable() {
    assert_snapshot!(refused("slip", &[session(&[("number: 5", "nubmer: 5")])]), @r"
    error: `nubmer` is no variable of the format how-might-we
      --> sessions/slip/session.yml:15:3
       |
    15 |   nubmer: 5
       |   ^^^^^^
       |
       = help: did you mean `number`?

    1 error; nothing was written
    ");
    assert_snapshot!(refused("other", &[session(&[("number: 5", "number: 5\n  colour: red")])]), @r"
    error: `colour` is no variable of the format how-might-we
      --> sessions/other/session.yml:16:3
       |
    16 |   colour: red
       |   ^^^^^^
       |
       = help: the variables of how-might-we are: industry/technology, key themes, number, timeline

    1 error; nothing was written
    ");
}

#[test]
fn a_variable_left_in_a_value() {
    let value = "industry/technology: cloud native";
    assert_snapshot!(refused("left", &[session(&[(value, "industry/technology: {industry/technology}")])]), @r"
    error: `{industry/technology}` in the value of `industry/technology` is not replaced
      --> sessions/left/session.yml:14:24
       |
    14 |   industry/technology: {industry/technology}
       |                        ^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write what it stands for in this session

    1 error; nothing was written
    ");
    assert_snapshot!(refused("in-a-text", &[session(&[(value, "industry/technology: the {industry/technology} world")])]), @r"
    error: `{industry/technology}` in the value of `industry/technology` is not replaced
      --> sessions/in-a-text/session.yml:14:28
       |
    14 |   industry/technology: the {industry/technology} world
       |                            ^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write what it stands for in this session

    1 error; nothing was written
    ");
}

#[test]
fn a_variable_left_in_the_title() {
    assert_snapshot!(refused("at-the-end", &[session(&[("India 2024\n", "{country} 2024\n")])]), @r"
    error: `{country}` in `title` is not replaced
     --> sessions/at-the-end/session.yml:4:54
      |
    4 | title: CNCF OSPOlogy BoF at KubeCon + CloudNativeCon {country} 2024
      |                                                      ^^^^^^^^^
      |
      = help: write what it stands for in this session

    1 error; nothing was written
    ");
    assert_snapshot!(refused("at-the-start", &[session(&[("title: CNCF", "title: {foundation}")])]), @r"
    error: this is not valid YAML: `{` has a meaning of its own at the start of a value
     --> sessions/at-the-start/session.yml:4:8
      |
    4 | title: {foundation} OSPOlogy BoF at KubeCon + CloudNativeCon India 2024
      |        ^
      |
      = help: put the whole value in double quotes

    1 error; nothing was written
    ");
    assert_snapshot!(refused("alone", &[session(&[("title: CNCF OSPOlogy BoF at KubeCon + CloudNativeCon India 2024", "title: {foundation}")])]), @r"
    error: `title` is `{foundation}`, which YAML reads as no text
     --> sessions/alone/session.yml:4:8
      |
    4 | title: {foundation}
      |        ^^^^^^^^^^^^
      |
      = help: write what it stands for, or put the text in double quotes

    1 error; nothing was written
    ");
    assert_snapshot!(refused("on-a-later-line", &[session(&[("organizations in India", "organizations in {country}")])]), @r"
    error: `{country}` in `summary` is not replaced
      --> sessions/on-a-later-line/session.yml:11:20
       |
    11 |   organizations in {country} face on the way from open source consumption to active contribution.
       |                    ^^^^^^^^^
       |
       = help: write what it stands for in this session

    1 error; nothing was written
    ");
}
