"""Recount a vote from its tally.json, as docs/tally.md says; the roll's digest and the watch are for `folkmoot verify`.
    python3 docs/recount.py tally.json    says whether the result stands; ends 0 if it does, 3 if not, 2 if unreadable
    python3 docs/recount.py --lines       for each tally, a line on standard input: a line of JSON with what it gives"""
import datetime, fractions, hashlib, itertools, json, math, sys  # Python 3.7 or later is all that it needs
def moment(time): return datetime.datetime.fromisoformat(time.replace("Z", "+00:00"))
def judge(ballot, rules, roll, window):
    """Why each choice does not count, or None; and what counts, as pairs of value and item, the lowest value first."""
    choices, voter, born_before, found = ballot["choices"], ballot.get("voter"), roll.get("born_before"), []
    person, accounts = voter if isinstance(voter, dict) else {}, roll.get("accounts")  # on paper there is no voter
    outside = person.get("id") in roll.get("denied", []) or accounts is not None and person.get("id") not in accounts
    for choice in choices:  # reasons 1 to 6: as recorded, where the file has not what they depend on
        said, at, created = choice.get("why_not") if voter else None, choice.get("at"), person.get("created")
        fits = {"no-account": voter == "no-account" or said == "no-account",
                "early": moment(at) < moment(window["opens"]) if at else said == "early",
                "late": moment(at) >= moment(window["closes"]) if at else said == "late",
                "not-on-roll": outside if person else said == "not-on-roll",
                "too-new": moment(created) >= moment(born_before) if created and born_before else said == "too-new"}
        found.append(next((why for why in fits if fits[why]), said if said in ("own-note", "replaced") else None))
    left, void = [n for n, why in enumerate(found) if not why], not voter or rules.get("over") == "void"
    dots, by_item = rules["method"] == "dots", rules["method"] in ("motion", "grid")
    limit = 1 if by_item else rules["votes"] if rules["method"] in ("top", "dots") else math.inf
    for n in left:  # reason 7: too many with all that are left (void), or with those before it that count
        beside = [choices[m] for m in left if void or m <= n and not found[m]]
        spent = [c["value"] if dots else 1 for c in beside if not by_item or c["item"] == choices[n]["item"]]
        if sum(spent) > limit: found[n] = "void" if void else "too-many"
    return found, sorted((choice["value"], choice["item"]) for choice, why in zip(choices, found) if not why)
def count(item, pile, rules):
    """What an item got from a pile of ballots: a number; for a motion and a grid, one for each value."""
    values = [value for ballot in pile for value, on in ballot if on == item]
    return {"motion": {"yes": values.count(1), "no": values.count(-1), "abstain": values.count(0)},
            "grid": [values.count(n) for n, name in enumerate(rules.get("stages", []), 1)], "dots": sum(values),
            "ranked": sum((ballot[0][0], item) in ballot for ballot in pile)}.get(rules["method"], len(values))

def recount(tally):
    """The result, from the ballots, the roll and the rules alone."""
    rules, room, online = tally["rules"], tally.get("in_room", {}), len(tally["ballots"])
    roll = {key: set(value) if isinstance(value, list) else value for key, value in tally["roll"].items()}
    method, quorum, size, papers = rules["method"], rules.get("quorum"), roll.get("size") or 0, room.get("ballots", [])
    judged = [judge(ballot, rules, roll, tally["window"]) for ballot in tally["ballots"] + papers]
    cast, in_room = ([left for found, left in part if left] for part in (judged[:online], judged[online:]))
    for hand in room.get("hands", []): in_room += [[(hand["value"], hand["item"])]] * hand["count"]
    pile, people = (cast + in_room, len(cast) + room["voters"]) if room.get("counts") == "added" else (cast, len(cast))
    needed = math.ceil(fractions.Fraction(quorum) * (size if "/" in quorum else 1)) if quorum else 0
    totals = {item["number"]: count(item["number"], pile, rules) for item in tally["items"]}
    scores = {a: got["yes"] if method == "motion" else 0 if method == "grid" else got for a, got in totals.items()}
    beaten = {item: sum(score > scores[item] for score in scores.values()) for item in scores}
    result, fit, (seen, pairs) = [], [], ({item for ballot in pile if ballot[n:] for _, item in ballot} for n in (0, 1))
    if method == "ranked":  # Schulze's method; who is compared with nobody stands behind the others
        ranks = [{item: rank for rank, item in reversed(ballot)} for ballot in pile]
        over = {(a, b): sum(a in r and b in r and r[a] < r[b] for r in ranks) for a in totals for b in totals if a != b}
        path = {(a, b): over[a, b] if over[a, b] > over[b, a] else 0 for a, b in over}
        for by, a, b in itertools.permutations(totals, 3): path[a, b] = max(path[a, b], min(path[a, by], path[by, b]))
        beaten = {i: sum(path[a, i] > path[i, a] for a in totals if a != i) for i in pairs}
        beaten.update((i, len(pairs if i in seen else seen)) for i in totals if i not in pairs)
    for item, name in sorted(((i["number"], i["name"]) for i in tally["items"]), key=lambda i: (beaten[i[0]], i)):
        got, total = count(item, cast, rules), totals[item]
        entry = {"rank": 1 + beaten[item], "item": item, "name": name, "votes": got}
        if method == "motion": entry.update(got, votes=got["yes"])
        if method == "ranked": entry["over"] = {str(b): over[a, b] for a, b in over if a == item}
        stage = [n for n, votes in enumerate(total, 1) if votes == max(total) > 0] if method == "grid" else []
        if method == "grid": entry.update(votes=max(got), stages=got, stage=stage)
        if "in_room" in rules: entry["in_room"] = count(item, in_room, rules)
        if "threshold" in rules and method in ("top", "approval", "motion"):
            voices, silent = (sum(total.values()), total["abstain"]) if method == "motion" else (people, 0)
            of = {"roll": size, "cast": voices, "cast-less-abstentions": voices - silent}[rules["denominator"]]
            sign, least = rules["threshold"].split()[0], of * fractions.Fraction(rules["threshold"].split()[1])
            entry.update(of=of, needed=max(1, math.ceil(least) if sign == ">=" else math.floor(least) + 1))
        enough = {"grid": len(stage) == 1, "ranked": item in seen}.get(method, scores[item] >= entry.get("needed", 1))
        if enough and people >= needed and tally["state"] != "cancelled": fit.append(entry)
        result.append(entry)
    places = len(fit) if method in ("motion", "grid") else rules.get("winners", len(fit))
    tie = [e["item"] for e in fit if len(fit) > places and e["rank"] == fit[places - 1]["rank"] == fit[places]["rank"]]
    fit.sort(key=lambda entry: (entry["rank"], hashlib.sha256(f"{tally['seed']}:{entry['item']}".encode()).digest()))
    first = {entry["item"] for entry in fit[:places]}
    wins = {"all": first.union(tie), "run-off": first.difference(tie), "draw": first}[rules.get("ties", "all")]
    for entry in result: entry["wins"] = entry["item"] in wins
    return {"why_not": [found for found, left in judged[:online]], "voters": len(cast), "tie": tie, "result": result,
            "quorum": {"needed": needed, "reached": people >= needed} if quorum else None,
            "in_room_why_not": [found for found, left in judged[online:]]}
def check(path):
    """Says that the result of a file stands, or where the file and the recount differ; what the program ends with."""
    data = open(path, "rb").read()
    tally = json.loads(data.decode(), parse_float=int, parse_constant=int)  # int refuses what is no whole number
    found = {**recount(tally), "schema": "folkmoot/tally/1"}
    ballots = tally["ballots"] + tally.get("in_room", {}).get("ballots", [])
    before, key, after = data.rpartition(b'"digest": "sha256:')
    told = [("digest", tally["digest"], "sha256:" + hashlib.sha256(before + key + b"0" * 64 + after[64:]).hexdigest())]
    told += [(f"why_not of {ballot}", [choice.get("why_not") for choice in ballot["choices"]], why_not)
             for ballot, why_not in zip(ballots, found["why_not"] + found["in_room_why_not"])]
    told += [(k, tally.get(k), found[k]) for k in found if k in tally or ("why" not in k and tally["state"] != "open")]
    wrong = [f"{path}: {place}: the file says {said}, it is {right}" for place, said, right in told if said != right]
    votes = sum(why_not.count(None) for why_not in found["why_not"])
    print("\n".join(wrong) or f"{path}: the result stands: {votes} votes of {found['voters']} people")
    return 3 if wrong else 0
if __name__ == "__main__" and sys.argv[1:] == ["--lines"]:
    for line in sys.stdin.buffer: print(json.dumps(recount(json.loads(line)), separators=(",", ":")))
elif __name__ == "__main__":
    try: sys.exit(check(sys.argv[1]))
    except Exception as error: print(*sys.argv[1:], f"cannot be read: {error!r}")
    sys.exit(2)
