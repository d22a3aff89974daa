#!/usr/bin/env python3
"""Recount votes from their tally.json alone, as docs/tally.md says. Needs Python 3.7 or later and nothing else.

    python3 docs/recount.py tally.json [more.json ...]   a line a file; ends 0: all stand, 3: some do not, 2: unreadable
    python3 docs/recount.py --lines FILE                 a tally a line (-: standard input); a line of JSON for each
"""
import hashlib, json, sys
from collections import Counter
from datetime import datetime
from fractions import Fraction
from math import ceil, floor

def sha256(data): return "sha256:" + hashlib.sha256(data).hexdigest()
def moment(time): return datetime.fromisoformat(time.replace("Z", "+00:00"))
def no_fraction(text): raise ValueError(text + " is not a whole number")
def load(data): return json.loads(data.decode(), parse_float=no_fraction, parse_constant=no_fraction)

def reason_by_roll(choice, voter, roll, window):
    """Reasons 1 to 6: each fits, or does not, or (None) the file cannot tell and it is taken as recorded."""
    person, at, born_before = voter if isinstance(voter, dict) else {}, choice.get("at"), roll.get("born_before")
    who, created, accounts, denied = person.get("id"), person.get("created"), roll.get("accounts"), roll.get("denied", ())
    fits = {"no-account": True if voter == "no-account" else None, "early": None, "late": None, "not-on-roll": None,
            "too-new": None, "own-note": None, "replaced": None}
    if at:
        fits["early"], fits["late"] = moment(at) < moment(window["opens"]), moment(at) >= moment(window["closes"])
    if who in denied or "accounts" in roll and who is not None:
        fits["not-on-roll"] = who in denied or accounts is not None and who not in accounts
    if created and born_before:
        fits["too-new"] = moment(created) >= moment(born_before)
    recorded = choice.get("why_not")
    return next((reason for reason, fit in fits.items() if (recorded == reason if fit is None else fit)), None)

def reasons_by_method(choices, rules, void):
    """Reason 7 for what is left of one ballot: each choice has a price, paid from one purse, or from one an item."""
    by_item, dots, asked, spent = rules["method"] in ("motion", "grid"), rules["method"] == "dots", Counter(), Counter()
    limit = 1 if by_item else rules["votes"] if rules["method"] in ("top", "dots") else len(choices)
    bills, reasons = [(c["item"] if by_item else None, c["value"] if dots else 1) for c in choices], []
    for purse, price in bills:
        asked[purse] += price
    for purse, price in bills:
        fits = asked[purse] <= limit if void else spent[purse] + price <= limit
        spent[purse] += price if fits else 0
        reasons.append(None if fits else "void" if void else "too-many")
    return reasons

def reasons(ballot, tally):
    found = [reason_by_roll(choice, ballot["voter"], tally["roll"], tally["window"]) for choice in ballot["choices"]]
    left = [choice for choice, reason in zip(ballot["choices"], found) if reason is None]
    by_method = iter(reasons_by_method(left, tally["rules"], tally["rules"].get("over") == "void"))
    return [next(by_method) if reason is None else reason for reason in found]

def counted(ballots, why_not):
    """The ballots on which something counts, as (how many alike, [(value, item)] with the lowest value first)."""
    left = [sorted((c["value"], c["item"]) for c, reason in zip(ballot["choices"], found) if reason is None)
            for ballot, found in zip(ballots, why_not)]
    return [(1, choices) for choices in left if choices]

def count(item, pile, rules):
    """What an item got: a number; for a motion yes, no and abstain; for a grid a number a stage."""
    here = [(times, value) for times, choices in pile for value, on in choices if on == item]
    with_value = lambda wanted: sum(times for times, value in here if value == wanted)
    if rules["method"] == "motion":
        return {"yes": with_value(1), "no": with_value(-1), "abstain": with_value(0)}
    if rules["method"] == "grid":
        return [with_value(stage) for stage, _ in enumerate(rules["stages"], 1)]
    if rules["method"] == "ranked":
        return sum(times for times, choices in pile if (choices[0][0], item) in choices)
    return sum(times * (value if rules["method"] == "dots" else 1) for times, value in here)

def schulze(items, pile):
    """Who stands before whom on how many ballots, and by how many others each is beaten along the strongest paths."""
    over = {a: {b: 0 for b in items if b != a} for a in items}
    for times, choices in pile:
        place = {item: value for value, item in reversed(choices)}
        for a, b in ((a, b) for a in place for b in place if place[a] < place[b]):
            over[a][b] += times
    path = {(a, b): over[a][b] if over[a][b] > over[b][a] else 0 for a in over for b in over[a]}
    for via in items:
        for a, b in (pair for pair in path if via not in pair):
            path[a, b] = max(path[a, b], min(path[a, via], path[via, b]))
    return over, {a: sum(path[b, a] > path[a, b] for b in over[a]) for a in over}

def winners(fit, rules, seed):
    """Of the entries that qualify, in order: the items that win, and the tie at the last place."""
    wins, places = [], rules.get("winners", len(fit))
    for rank in sorted({entry["rank"] for entry in fit}):
        level = [entry["item"] for entry in fit if entry["rank"] == rank]
        if 0 < places < len(level):
            drawn = sorted(level, key=lambda item: sha256(f"{seed}:{item}".encode()))[:places]
            return wins + {"all": level, "run-off": [], "draw": drawn}[rules.get("ties", "all")], level
        wins, places = wins + (level if places > 0 else []), places - len(level)
    return wins, []

def recount(tally):
    rules, room, size = tally["rules"], tally.get("in_room") or {}, tally["roll"].get("size") or 0
    method, asked, in_room, papers = rules["method"], rules.get("quorum"), rules.get("in_room") or room, room.get("ballots", [])
    why_not = [reasons(ballot, tally) for ballot in tally["ballots"]]
    paper_why_not = [reasons_by_method(ballot["choices"], rules, True) for ballot in papers]
    cast, paper = counted(tally["ballots"], why_not), counted(papers, paper_why_not)
    paper += [(hand["count"], [(hand["value"], hand["item"])]) for hand in room.get("hands", []) if hand["count"]]
    added = in_room.get("counts") == "added"
    deciding, people = cast + paper * added, len(cast) + room.get("voters", 0) * added
    needed = ceil(Fraction(asked) * (size if "/" in asked else 1)) if asked else 0
    over, beaten = schulze([item["number"] for item in tally["items"]], deciding if method == "ranked" else [])
    result, scores = [], {}
    for item, name in ((item["number"], item["name"]) for item in tally["items"]):
        got, score = count(item, cast, rules), count(item, deciding, rules)
        entry = {"rank": 1, "item": item, "name": name, "votes": got, "wins": False}
        scores[item] = score["yes"] if method == "motion" else 0 if method == "grid" else score
        if method == "motion":
            entry.update(got, votes=got["yes"])
        if method == "grid":
            stage = [n for n, votes in enumerate(score, 1) if votes == max(score) > 0]
            entry.update(votes=max(got), stages=got, stage=stage)
        if method == "ranked":
            entry["over"] = {str(other): before for other, before in over[item].items()}
        if in_room:
            entry["in_room"] = count(item, paper, rules)
        if rules.get("threshold") and method in ("top", "approval", "motion"):
            sign, ratio = rules["threshold"].split()
            voices, silent = (sum(score.values()), score["abstain"]) if method == "motion" else (people, 0)
            of = {"roll": size, "cast": voices, "cast-less-abstentions": voices - silent}[rules["denominator"]]
            least = ceil(of * Fraction(ratio)) if sign == ">=" else floor(of * Fraction(ratio)) + 1
            entry.update(of=of, needed=max(1, least) if of else 1)
        result.append(entry)
    for entry in result:
        above = sum(score > scores[entry["item"]] for score in scores.values())
        entry["rank"] = 1 + (beaten[entry["item"]] if method == "ranked" else above)
    result.sort(key=lambda entry: (entry["rank"], entry["item"]))
    ranked = {item for _, choices in deciding for _, item in choices}
    fit = [entry for entry in result if (entry["item"] in ranked if method == "ranked" else len(entry["stage"]) == 1
                                         if method == "grid" else scores[entry["item"]] >= entry.get("needed", 1))]
    limits = {} if method in ("motion", "grid") else rules  # of these all that qualify win
    wins, tie = winners(fit, limits, tally["seed"]) if tally["state"] != "cancelled" and people >= needed else ([], [])
    for entry in result:
        entry["wins"] = entry["item"] in wins
    return {"why_not": why_not, **({"in_room_why_not": paper_why_not} if papers else {}), "voters": len(cast),
            "quorum": {"needed": needed, "reached": people >= needed} if asked else None, "tie": tie, "result": result}

def roll_digest(roll):
    lines = ["everyone"] if roll.get("accounts") is None else sorted(roll["accounts"])
    lines += ["denied", *sorted(roll["denied"])] if roll.get("denied") else []
    lines += ["born-before " + roll["born_before"]] if roll.get("born_before") else []
    return sha256("".join(f"{line}\n" for line in lines).encode())

def checks(tally, data, found):
    """Everything that can be checked, as (place, what the file says, what it should say)."""
    roll, rules, papers = tally["roll"], tally["rules"], (tally.get("in_room") or {}).get("ballots", [])
    start = data.rfind(b'"digest": "sha256:') + len(b'"digest": "sha256:')
    yield "digest", tally["digest"], sha256(data[:start] + b"0" * 64 + data[start + 64:])
    hides = tally["names"] == "hidden" and (rules.get("deny") or rules.get("minimum_age_days") or tally.get("history"))
    if "accounts" in roll or roll["size"] is None and not hides:
        yield "roll.digest", roll["digest"], roll_digest(roll)
    if roll.get("accounts") is not None:
        yield "roll.size", roll["size"], len(set(roll["accounts"]))
    before = ""
    for n, line in enumerate(tally.get("watch", [])):
        yield f"watch[{n}], its n and prev", [json.loads(line).get(key) for key in ("n", "prev")], [n, before]
        before = sha256(line.encode())
    voters = [ballot["voter"] for ballot in tally["ballots"]]
    ballots_of = Counter(voter["id"] if isinstance(voter, dict) else voter for voter in voters)
    yield "voters with more than one ballot", [voter for voter, ballots in ballots_of.items() if ballots > 1], []
    judged = list(zip(tally["ballots"] + papers, found["why_not"] + found.get("in_room_why_not", [])))
    for choices, why_not in ((ballot["choices"], why_not) for ballot, why_not in judged):
        for choice, reason in zip(choices, why_not):
            yield f"why_not of {json.dumps(choice)}", choice.get("why_not"), reason
        if choices and all("at" in choice for choice in choices):
            in_order = sorted(choices, key=lambda choice: (moment(choice["at"]), choice["item"], choice["value"]))
            yield "the order of the choices", choices, in_order
    for key in ("voters", "quorum", "tie", "result"):
        if key in tally or tally["state"] != "open":
            yield key, tally.get(key), found[key]

def check_file(path):
    """Says whether the result stands; 0 or 3."""
    with open(path, "rb") as file:
        data = file.read()
    tally = load(data)
    if tally["schema"] != "folkmoot/tally/1":
        raise ValueError("its schema is not folkmoot/tally/1")
    found = recount(tally)
    told = [(place, json.dumps(said, sort_keys=True), json.dumps(right, sort_keys=True))
            for place, said, right in checks(tally, data, found)]
    wrong = [f"{path}: {place}: the file says {said}, the recount {right}" for place, said, right in told if said != right]
    votes = sum(reason is None for why_not in found["why_not"] for reason in why_not)
    print("\n".join(wrong) or f"{path}: the result stands: {votes} votes of {found['voters']} people")
    return 3 if wrong else 0

def recount_line(line):
    print(json.dumps(recount(load(line)), separators=(",", ":")))
    return 0

def attempt(act, what, complain):
    try:
        return act(what)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        print(complain(f"cannot be read: {error!r}"))
        return 2

def recount_lines(path):
    with (sys.stdin.buffer if path == "-" else open(path, "rb")) as file:
        return max((attempt(recount_line, line, lambda why: json.dumps({"error": why})) for line in file), default=0)

def main(arguments):
    if not arguments or arguments[0].startswith("--") and (arguments[0] != "--lines" or len(arguments) != 2):
        print(__doc__, file=sys.stderr)
        return 2
    act, paths = (recount_lines, arguments[1:]) if arguments[0] == "--lines" else (check_file, arguments)
    return max([attempt(act, path, lambda why: f"{path}: {why}") for path in paths])

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
