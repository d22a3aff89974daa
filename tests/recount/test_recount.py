"""The second program that recounts a vote, on tallies made by hand. Results were worked out by hand, from docs/tally.md.

    python3 -m unittest discover -s tests/recount
"""
import csv, hashlib, io, json, subprocess, sys, tempfile, unittest
from contextlib import redirect_stdout
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "docs"))
import recount

ORACLES = ROOT / "tests" / "oracles"
SEED = "ab" * 32


def sha(text):
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def choices(said, day=None):
    """`"15 17=-1 16=2:late"`: items, with a value where it is not 1, and a reason where one is recorded."""
    made = []
    for n, word in enumerate(said.split()):
        word, _, reason = word.partition(":")
        item, _, value = word.partition("=")
        made.append({"item": int(item), "value": int(value or 1),
                     **({"at": f"2026-05-{day:02}T10:00:{n:02}Z"} if day else {}), **({"why_not": reason} if reason else {})})
    return made


def tally(method, *ballots, items=(15, 16, 17), paper=None, hands=None, room_voters=0, counts="beside", state="closed", **rules):
    """A tally with hidden names, ready but for what is to be counted."""
    made = {"schema": "folkmoot/tally/1", "tool": "folkmoot 0.1.0", "session": "s", "repository": "o/r", "issue": 9, "state": state,
            "names": "hidden", "rules": {"method": method, "winners": 1, "ties": "run-off", "over": "earliest", **rules},
            "roll": {"kind": "everyone", "size": None, "digest": sha("everyone\n")},
            "window": {"opens": "2026-05-01T00:00:00Z", "closes": "2026-05-08T00:00:00Z"}, "seed": SEED, "history": [],
            "watch": [], "items": [{"number": item, "name": f"Item {item}"} for item in items],
            "ballots": [{"voter": f"voter-{n}", "choices": choices(said)} for n, said in enumerate(ballots, 1)], "unreadable": 0}
    if method == "grid":
        made["rules"].setdefault("stages", ["hold", "trial", "adopt"])
    if paper is not None or hands is not None:
        made["rules"]["in_room"] = {"counted_by": "scribe", "counts": counts}
        made["in_room"] = {"counted_by": "scribe", "counts": counts, "voters": room_voters,
                           "hands": [{"item": item, "value": value, "count": count} for item, value, count in hands or []],
                           "ballots": [{"choices": choices(said)} for said in paper or []]}
    return made


def shown(made, *people, **roll):
    """The same with names: (id, created, choices); the roll as given."""
    made["names"] = "shown"
    made["roll"] = {"kind": "file", "size": roll["accounts"] and len(roll["accounts"]), "digest": sha("everyone\n"), **roll}
    made["ballots"] = [{"voter": {"id": who, "login": f"u{who}", "created": created} if isinstance(who, int) else who,
                        "choices": list(cast)} for who, created, cast in people]
    return made


def column(found, key):
    return {entry["item"]: entry[key] for entry in found["result"]}


def won(found):
    return [entry["item"] for entry in found["result"] if entry["wins"]]


class Methods(unittest.TestCase):
    def test_top(self):
        # 15: three, 16: two, 17: one
        found = recount.recount(tally("top", "15 16", "15 16", "15 17", votes=2, winners=2))
        self.assertEqual([(e["rank"], e["item"], e["name"], e["votes"], e["wins"]) for e in found["result"]],
                         [(1, 15, "Item 15", 3, True), (2, 16, "Item 16", 2, True), (3, 17, "Item 17", 1, False)])
        self.assertEqual((found["voters"], found["quorum"], found["tie"]), (3, None, []))

    def test_equal_ranks_leave_a_gap_and_stand_by_number(self):
        found = recount.recount(tally("top", "17", "16", "17", "16", "15", votes=1, items=(17, 16, 15)))
        self.assertEqual([(e["rank"], e["item"]) for e in found["result"]], [(1, 16), (1, 17), (3, 15)])

    def test_approval_knows_no_limit(self):
        found = recount.recount(tally("approval", "15 16 17", "16 17", "17", winners=2))
        self.assertEqual((column(found, "votes"), won(found)), ({17: 3, 16: 2, 15: 1}, [17, 16]))

    def test_nobody_wins_without_a_vote(self):
        found = recount.recount(tally("approval", "15", winners=3))
        self.assertEqual((won(found), column(found, "rank"), found["tie"]), ([15], {15: 1, 16: 2, 17: 2}, []))

    def test_dots(self):
        # 15: 3+1, 16: 2+2, 17: 5; five dots each
        found = recount.recount(tally("dots", "15=3 16=2", "17=5", "15=1 16=2", votes=5))
        self.assertEqual((column(found, "votes"), column(found, "rank"), won(found)), ({17: 5, 15: 4, 16: 4}, {17: 1, 15: 2, 16: 2}, [17]))

    def test_motion(self):
        # 15: two yes, one no, one abstains; 16: one yes, three no
        found = recount.recount(tally("motion", "15 16", "15 16=-1", "15=-1 16=-1", "15=0 16=-1", items=(15, 16),
                                      threshold="> 1/2", denominator="cast-less-abstentions"))
        self.assertEqual(found["result"], [
            {"rank": 1, "item": 15, "name": "Item 15", "votes": 2, "yes": 2, "no": 1, "abstain": 1, "of": 3, "needed": 2, "wins": True},
            {"rank": 2, "item": 16, "name": "Item 16", "votes": 1, "yes": 1, "no": 3, "abstain": 0, "of": 4, "needed": 3, "wins": False}])

    def test_a_motion_without_a_threshold_needs_one_yes(self):
        found = recount.recount(tally("motion", "15 16=-1", "15=-1"))
        self.assertEqual(won(found), [15])

    def test_grid(self):
        # 15: stage 3 twice, stage 1 once; 16: stages 1 and 2 equal; 17: nothing
        found = recount.recount(tally("grid", "15=3 16=1", "15=3 16=2", "15=1"))
        self.assertEqual(found["result"], [
            {"rank": 1, "item": 15, "name": "Item 15", "votes": 2, "stages": [1, 0, 2], "stage": [3], "wins": True},
            {"rank": 1, "item": 16, "name": "Item 16", "votes": 1, "stages": [1, 1, 0], "stage": [1, 2], "wins": False},
            {"rank": 1, "item": 17, "name": "Item 17", "votes": 0, "stages": [0, 0, 0], "stage": [], "wins": False}])

    def test_ranked_by_majority(self):
        # 15 before 16: two of three; 16 before 17: two of two; 15 before 17: one of two. The third ballot says nothing of 17.
        found = recount.recount(tally("ranked", "15 16=2 17=3", "17=2 16", "15 16=2"))
        self.assertEqual(column(found, "over"), {15: {"16": 2, "17": 1}, 16: {"15": 0, "17": 2}, 17: {"15": 0, "16": 0}})
        self.assertEqual((column(found, "votes"), column(found, "rank"), won(found)), ({15: 2, 16: 1, 17: 0}, {15: 1, 16: 2, 17: 3}, [15]))

    def test_ranked_in_a_circle(self):
        # 15 > 16 by 6:3, 16 > 17 by 7:2, 17 > 15 by 5:4. Strongest paths: 15→16 6, 15→17 6 (by 16), 16→17 7, 16→15 5 (by 17),
        # 17→15 5, 17→16 5 (by 15). 15 beats both, 16 beats 17.
        found = recount.recount(tally("ranked", *["15 16=2 17=3"] * 4, *["16 17=2 15=3"] * 3, *["17 15=2 16=3"] * 2))
        self.assertEqual(column(found, "over"), {15: {"16": 6, "17": 4}, 16: {"15": 3, "17": 7}, 17: {"15": 5, "16": 2}})
        self.assertEqual(column(found, "rank"), {15: 1, 16: 2, 17: 3})

    def test_ranked_equal_ranks_are_both_first(self):
        found = recount.recount(tally("ranked", "15 16 17=2"))
        self.assertEqual((column(found, "votes"), column(found, "rank"), found["tie"]), ({15: 1, 16: 1, 17: 0}, {15: 1, 16: 1, 17: 3}, [15, 16]))

    def test_ranked_items_that_nobody_ranks_do_not_win(self):
        # Nothing beats the other two, for nothing compares them; they stand behind 16, which is on a ballot.
        found = recount.recount(tally("ranked", "16", winners=2))
        self.assertEqual((column(found, "rank"), won(found), found["tie"]), ({15: 2, 16: 1, 17: 2}, [16], []))


class TooMany(unittest.TestCase):
    def reasons(self, *arguments, **rules):
        return recount.recount(tally(*arguments, **rules))["why_not"]

    def test_top(self):
        self.assertEqual(self.reasons("top", "15 16 17", "15", votes=2), [[None, None, "too-many"], [None]])
        self.assertEqual(self.reasons("top", "15 16 17", "15 16", votes=2, over="void"), [["void"] * 3, [None] * 2])

    def test_dots_that_still_fit_count(self):
        self.assertEqual(self.reasons("dots", "15=3 16=3 17=2", votes=5), [[None, "too-many", None]])
        self.assertEqual(self.reasons("dots", "15=3 16=3 17=2", "15=5", votes=5, over="void"), [["void"] * 3, [None]])

    def test_motion_and_grid_by_item(self):
        self.assertEqual(self.reasons("motion", "15 15=-1 16"), [[None, "too-many", None]])
        self.assertEqual(self.reasons("motion", "15 15=-1 16", over="void"), [["void", "void", None]])
        self.assertEqual(self.reasons("grid", "15=2 16=1 15=3"), [[None, None, "too-many"]])

    def test_what_does_not_count_anyway_uses_nothing_up(self):
        self.assertEqual(self.reasons("top", "15:own-note 16 17", votes=2), [["own-note", None, None]])
        self.assertEqual(self.reasons("top", "15:late 16 17", votes=2, over="void"), [["late", None, None]])

    def test_a_wrong_reason_in_the_file_is_not_believed(self):
        self.assertEqual(self.reasons("top", "15:too-many 16", votes=2), [[None, None]])

    def test_who_has_no_choice_that_counts_is_no_voter(self):
        self.assertEqual(recount.recount(tally("top", "15 16 17", "15", votes=2, over="void"))["voters"], 1)


class Reasons(unittest.TestCase):
    def test_by_time_roll_and_age(self):
        at = lambda time, **more: {"item": 15, "value": 1, "at": time, **more}
        made = shown(tally("approval"),
                     (1, "2020-01-01T00:00:00Z", [at("2026-04-30T23:59:59Z"), at("2026-05-01T00:00:00Z"), at("2026-05-07T23:59:59Z"),
                                                  at("2026-05-08T00:00:00Z")]),
                     (2, "2026-01-01T00:00:00Z", [at("2026-05-02T00:00:00Z")]),  # made at the very time: too new
                     (3, "2020-01-01T00:00:00Z", [at("2026-05-02T00:00:00Z"), at("2026-05-09T00:00:00Z")]),
                     (4, "2020-01-01T00:00:00Z", [at("2026-05-02T00:00:00Z")]),
                     ("no-account", None, [at("2026-05-09T00:00:00Z")]),
                     accounts=[1, 2, 4], denied=[4], born_before="2026-01-01T00:00:00Z")
        self.assertEqual(recount.recount(made)["why_not"], [["early", None, None, "late"], ["too-new"], ["not-on-roll", "late"],
                                                            ["not-on-roll"], ["no-account"]])

    def test_everybody_but_the_denied(self):
        made = shown(tally("approval"), (1, "2020-01-01T00:00:00Z", choices("15:not-on-roll", 2)),
                     (4, "2020-01-01T00:00:00Z", choices("15", 2)), accounts=None, denied=[4])
        self.assertEqual(recount.recount(made)["why_not"], [[None], ["not-on-roll"]])

    def test_hidden_names_are_taken_as_recorded(self):
        recorded = "15:early 15:late 15:not-on-roll 15:too-new 15:own-note 15:replaced"
        self.assertEqual(recount.recount(tally("approval", recorded))["why_not"],
                         [["early", "late", "not-on-roll", "too-new", "own-note", "replaced"]])

    def test_an_unknown_age_is_taken_as_recorded(self):
        made = shown(tally("approval"), (1, None, choices("15:too-new", 2)), accounts=[1], born_before="2026-01-01T00:00:00Z")
        self.assertEqual(recount.recount(made)["why_not"], [["too-new"]])


class WhoWins(unittest.TestCase):
    # 15: three; 16 and 17: two each
    EQUAL = ("approval", "15 16", "15 17", "15 16 17")

    def test_ties(self):
        for ties, winners in (("all", [15, 16, 17]), ("run-off", [15])):
            found = recount.recount(tally(*self.EQUAL, winners=2, ties=ties))
            self.assertEqual((won(found), found["tie"]), (winners, [16, 17]), ties)

    def test_draw(self):
        # printf abab…ab:16 | sha256sum: 2473…, :17: 0f4b… comes first; 15 (7f01…) takes no part, it has won already
        found = recount.recount(tally(*self.EQUAL, winners=2, ties="draw"))
        self.assertEqual((won(found), found["tie"]), ([15, 17], [16, 17]))
        found = recount.recount(tally("approval", "15 16 17", winners=2, ties="draw"))
        self.assertEqual((won(found), found["tie"]), ([16, 17], [15, 16, 17]))

    def test_as_many_as_there_are_places_is_no_tie(self):
        found = recount.recount(tally(*self.EQUAL, winners=3))
        self.assertEqual((won(found), found["tie"]), ([15, 16, 17], []))
        found = recount.recount(tally(*self.EQUAL, winners=1))
        self.assertEqual((won(found), found["tie"]), ([15], []))

    def test_exactly_one_half(self):
        # two of four people approve of 15
        for threshold, needed, winners in (("> 1/2", 3, []), (">= 1/2", 2, [15])):
            found = recount.recount(tally("approval", "15", "15", "16", "17", threshold=threshold, denominator="cast"))
            self.assertEqual((column(found, "of")[15], column(found, "needed")[15], won(found)), (4, needed, winners), threshold)

    def test_of_the_roll(self):
        made = tally("approval", "15", "15", "16", threshold=">= 2/3", denominator="roll")
        made["roll"].update(kind="team", size=4)
        found = recount.recount(made)  # two thirds of four: 2.67, so three
        self.assertEqual((column(found, "of")[15], column(found, "needed")[15], won(found)), (4, 3, []))

    def test_of_nobody(self):
        found = recount.recount(tally("motion", "16=0", items=(15, 16), threshold=">= 1/2", denominator="cast-less-abstentions"))
        self.assertEqual((column(found, "of"), column(found, "needed"), won(found)), ({15: 0, 16: 0}, {15: 1, 16: 1}, []))

    def test_quorum(self):
        for quorum, needed, reached in (("3", 3, True), ("4", 4, False), ("1/3", 3, True), ("4/9", 4, False)):
            made = tally(*self.EQUAL, winners=1, quorum=quorum)
            made["roll"].update(kind="team", size=7 if quorum == "1/3" else 9)  # a third of seven: rounded up, 3
            found = recount.recount(made)
            self.assertEqual((found["quorum"], won(found)), ({"needed": needed, "reached": reached}, [15] if reached else []), quorum)

    def test_cancelled(self):
        found = recount.recount(tally(*self.EQUAL, winners=2, state="cancelled"))
        self.assertEqual((won(found), found["tie"], column(found, "votes")), ([], [], {15: 3, 16: 2, 17: 2}))


class InTheRoom(unittest.TestCase):
    def test_beside(self):
        # The room has more for 16, but its votes only stand beside
        found = recount.recount(tally("top", "15", "15", paper=["16", "16", "15 17"], hands=[(16, 1, 4)], room_voters=7, votes=1))
        self.assertEqual((column(found, "votes"), column(found, "in_room"), won(found)), ({15: 2, 16: 0, 17: 0}, {15: 0, 16: 6, 17: 0}, [15]))
        self.assertEqual((found["in_room_why_not"], found["voters"]), ([[None], [None], ["void", "void"]], 2))

    def test_added(self):
        found = recount.recount(tally("top", "15", "15", paper=["16", "16", "15 17"], hands=[(16, 1, 4)], room_voters=7, counts="added",
                                      votes=1, threshold=">= 2/3", denominator="cast", quorum="9"))
        # 16 has 6 of 9 people: just two thirds
        self.assertEqual((column(found, "votes"), column(found, "rank"), won(found)), ({16: 0, 15: 2, 17: 0}, {16: 1, 15: 2, 17: 3}, [16]))
        self.assertEqual((column(found, "of")[16], column(found, "needed")[16], found["quorum"]), (9, 6, {"needed": 9, "reached": True}))

    def test_dots_motion_and_grid(self):
        found = recount.recount(tally("dots", "15=2", paper=["16=3", "15=4 16=4"], hands=[(17, 2, 3)], counts="added", votes=5))
        self.assertEqual((column(found, "in_room"), won(found)), ({15: 0, 16: 3, 17: 6}, [17]))
        found = recount.recount(tally("motion", "15", paper=["15=-1 16", "15 15=-1 16"], hands=[(15, 0, 2)], counts="added", items=(15, 16),
                                      threshold="> 1/2", denominator="cast"))
        self.assertEqual(column(found, "in_room"), {15: {"yes": 0, "no": 1, "abstain": 2}, 16: {"yes": 2, "no": 0, "abstain": 0}})
        self.assertEqual((column(found, "of"), won(found)), ({16: 2, 15: 4}, [16]))  # 15: one yes of 1+1+2
        found = recount.recount(tally("grid", "15=1", "16=3", paper=["15=2"], hands=[(16, 3, 2)], counts="beside"))
        self.assertEqual((column(found, "in_room"), won(found)), ({15: [0, 1, 0], 16: [0, 0, 2], 17: [0, 0, 0]}, [15, 16]))
        found = recount.recount(tally("grid", "15=1", "16=3", paper=["15=2"], hands=[(16, 3, 2)], counts="added"))
        self.assertEqual((column(found, "stage"), won(found)), ({15: [1, 2], 16: [3], 17: []}, [16]))

    def test_ranked(self):
        votes = ("ranked", "15 16=2")
        found = recount.recount(tally(*votes, paper=["16 15=2", "16 15=2"]))
        self.assertEqual((column(found, "over")[16], column(found, "in_room"), won(found)), ({"15": 0, "17": 0}, {15: 0, 16: 2, 17: 0}, [15]))
        found = recount.recount(tally(*votes, paper=["16 15=2", "16 15=2"], counts="added"))
        self.assertEqual((column(found, "over")[16], column(found, "votes"), won(found)), ({"15": 2, "17": 0}, {15: 1, 16: 0, 17: 0}, [16]))


class Files(unittest.TestCase):
    def setUp(self):
        self.tally = shown(tally("approval"), (1, "2020-01-01T00:00:00Z", choices("15", 2)), (2, "2020-01-01T00:00:00Z", choices("15 16", 3)),
                           (9, "2020-01-01T00:00:00Z", choices("16:not-on-roll", 3)), accounts=[1, 2])

    def check(self, change=lambda tally: None, afterwards=lambda text: text, name="tally.json"):
        """Completes the tally with its recount, changes it, signs it, changes its text; what the program says and its end."""
        found = recount.recount(self.tally)
        made = {**self.tally, **{key: found[key] for key in ("voters", "tie", "result")}, "digest": "sha256:" + "0" * 64}
        change(made)
        text = json.dumps(made, indent=2, ensure_ascii=False)
        text = afterwards(text.replace('"digest": "sha256:' + "0" * 64, '"digest": "' + sha(text)))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(text.encode())
            done = subprocess.run([sys.executable, str(ROOT / "docs" / "recount.py"), path.name], cwd=folder, capture_output=True, text=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.splitlines(), done.returncode

    def test_stands(self):
        self.assertEqual(self.check(), (["tally.json: the result stands: 3 votes of 2 people"], 0))

    def differs(self, place, *arguments):
        said, ends = self.check(*arguments)
        self.assertEqual(ends, 3, said)
        self.assertTrue(any(place in line for line in said), said)

    def test_tampered(self):
        self.differs("digest", lambda tally: None, lambda text: text.replace('"issue": 9', '"issue": 8'))
        self.differs("result", lambda tally: tally["result"][0].update(votes=3))
        self.differs("result", lambda tally: tally["result"][1].update(wins=True))
        self.differs("result", lambda tally: tally["result"].reverse())
        self.differs("voters", lambda tally: tally.update(voters=3))
        self.differs("tie", lambda tally: tally.update(tie=[15]))
        self.differs("quorum", lambda tally: tally.update(quorum={"needed": 1, "reached": True}))
        self.differs("not-on-roll", lambda tally: tally["ballots"][2]["choices"][0].pop("why_not"))
        self.differs("not-on-roll", lambda tally: tally["ballots"][0]["choices"][0].update(why_not="not-on-roll"))
        self.differs("result", lambda tally: tally.pop("result"))
        self.differs("schema", lambda tally: tally.update(schema="folkmoot/tally/2"))

    def test_hidden_names(self):
        self.tally = tally("approval", "15 16:own-note", "15:late")
        self.assertEqual(self.check(), (["tally.json: the result stands: 1 votes of 1 people"], 0))

    def test_unreadable(self):
        for spoil in (lambda text: text[:-3], lambda text: text.replace('"value": 1', '"value": 1.5'), lambda text: "[]",
                      lambda text: text.replace('"window"', '"door"')):
            said, ends = self.check(lambda tally: None, spoil)
            self.assertEqual((len(said), "cannot be read" in said[0], ends), (1, True, 2), said)

    def test_lines(self):
        both = [tally("top", "15 16", votes=1), tally("approval", "15", paper=["16"])]
        text = "".join(json.dumps(made, separators=(",", ":")) + "\n" for made in both)
        done = subprocess.run([sys.executable, str(ROOT / "docs" / "recount.py"), "--lines"], input=text, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0)
        first, second = map(json.loads, done.stdout.splitlines())
        self.assertEqual(list(first), ["why_not", "voters", "tie", "result", "quorum", "in_room_why_not"])
        self.assertEqual((first["why_not"], first["quorum"]), ([[None, "too-many"]], None))
        self.assertEqual(second["in_room_why_not"], [[None]])


class Schema(unittest.TestCase):
    def test_every_reference_leads_somewhere(self):
        schema = json.loads((ROOT / "docs" / "schema" / "tally-1.json").read_text())

        def references(node):
            for key, value in node.items() if isinstance(node, dict) else enumerate(node if isinstance(node, list) else []):
                yield from [value] if key == "$ref" else references(value)
        for reference in references(schema):
            at = schema
            for step in reference.split("/")[1:]:
                at = at[step]
        self.assertEqual(schema["$defs"]["why_not"]["enum"][-2:], ["too-many", "void"])


class Oracles(unittest.TestCase):
    """Votes that others have counted; see tests/oracles/SOURCES.md."""

    def test_steering_committee(self):
        head, *rows = csv.reader(io.StringIO((ORACLES / "steering-2022.csv").read_text()))
        ballots = [" ".join(f"{n}={place}" for n, place in enumerate(row) if place.isdigit()) for row in rows]
        found = recount.recount(tally("ranked", *ballots, items=range(len(head)), winners=3))
        published = (ORACLES / "steering-2022-order.txt").read_text().split()
        self.assertEqual([head[entry["item"]] for entry in found["result"]], published)
        self.assertEqual([entry["rank"] for entry in found["result"]], [1, 2, 3, 4, 5, 6, 7, 8])
        self.assertEqual(([head[item] for item in won(found)], found["voters"]), (published[:3], 219))

    def test_votes_cast_again(self):
        cast, totals = (list(csv.DictReader(io.StringIO((ORACLES / f"polis-london-{name}.csv").read_text()))) for name in ("votes", "totals"))
        people = {}
        for vote in sorted(cast, key=lambda vote: int(vote["timestamp"]), reverse=True):
            mine = people.setdefault(vote["voter-id"], {})
            again = ":replaced" if any(said.startswith(vote["comment-id"] + "=") for said in mine) else ""
            mine[f"{vote['comment-id']}={vote['vote']}{again}"] = None
        items = sorted({int(vote["comment-id"]) for vote in cast})
        found = recount.recount(tally("motion", *map(" ".join, people.values()), items=items))
        self.assertEqual((sum(len(row) for row in found["why_not"]), sum(row.count(None) for row in found["why_not"])), (640, 638))
        for row in totals:
            one = recount.recount(tally("motion", " ".join(people[row["participant"]]), items=items))
            yes, no, silent = (sum(column(one, key).values()) for key in ("yes", "no", "abstain"))
            self.assertEqual((yes + no + silent, yes, no), tuple(int(row[key]) for key in ("n-votes", "n-agree", "n-disagree")))

    def test_votes_in_two_places(self):
        _, people, *rows = csv.reader(io.StringIO((ORACLES / "topics-2016.tsv").read_text()), delimiter="\t")
        online = [" ".join(str(n) for n, row in enumerate(rows) if vote < int(row[3])) for vote in range(int(people[3]))]
        made = tally("approval", *online, items=range(len(rows)), hands=[(n, 1, int(row[2])) for n, row in enumerate(rows)],
                     room_voters=int(people[2]), counts="added", winners=5)
        found = recount.recount(made)
        self.assertEqual({item: votes + column(found, "in_room")[item] for item, votes in column(found, "votes").items()},
                         {n: int(row[4]) for n, row in enumerate(rows)})
        by_total = sorted(range(len(rows)), key=lambda n: (-int(rows[n][4]), n))
        self.assertEqual([entry["item"] for entry in found["result"]], by_total)

    def test_resolutions(self):
        values = {"approve": "1", "decline": "-1", "abstain": "0"}
        for motion in json.loads((ORACLES / "resolutions.json").read_text()):
            ballots = [f"1={values[said]}" for said in motion["members"].values() if said in values]
            made = tally("motion", *ballots, items=(1,), threshold="> 1/2", denominator="cast", quorum="1/2")
            made["roll"].update(kind="team", size=len(motion["members"]))
            found = recount.recount(made)
            counts, entry = motion["counts"], found["result"][0]
            self.assertEqual((entry["yes"], entry["no"], entry["abstain"]), (counts["approve"], counts["decline"], counts["abstain"]))
            self.assertEqual(entry["wins"], motion["outcome"] == "approved")


if __name__ == "__main__":
    unittest.main()
