"""agree.py -- every call has one CDR, and caller, callee, CDR and plan say the same of it

usage: agree.py CDRS CALLS UAC_LOG UAS_LOG
The logs have a line a call: "CALL-ID STATUS NUMBER" of the caller, "CALL-ID STATUS" of the callee.
"""
import json
import sys


def ends(path):
    with open(path, encoding="utf-8") as lines:
        return {words[0]: words[1:] for words in map(str.split, lines)}


def e164(number):
    return "+84" + number.removeprefix("0")


def planned(number):
    return number[-3:] if number[-3:] in ("486", "487", "603") else "200"


def mistakes(cdr, caller, callee):
    """Sentences about one call; none when all agree."""
    status, number = caller
    inner, outer = cdr["legs"][0], cdr["legs"][1]
    talked, heard = status == "200", status in ("200", "487")  # 487: there was early media before the CANCEL
    said = {
        f"the number plans {planned(number)}, the caller got {status}": planned(number) != status,
        f"the callee ended with {callee}, the caller with {status}": callee is None or callee[0] != status,
        f"CDR says {cdr['status']}, the caller got {status}": str(cdr["status"]) != status,
        f"CDR says called {cdr['called']} for {number}": cdr["called"] != e164(number),
        f"CDR: answered {cdr['answered']}, but {status}": bool(cdr["answered"]) != talked,
        f"CDR: rule {cdr['rule']}": cdr["rule"] != "out",
        f"CDR: tried {cdr['tried']}": [(t["peer"], t["as"], str(t["status"])) for t in cdr["tried"]]
        != [("viettel", number, status)],
        f"CDR: times {cdr['began']} {cdr['answered']} {cdr['ended']}": not cdr["began"]
        <= (cdr["answered"] or cdr["began"]) <= cdr["ended"],
        "CDR: no reason a person understands": not cdr["why"],
        f"CDR: rang {cdr['rang']}, but {status}": bool(cdr["rang"]) != heard,
        f"media in {inner['packets_in']}, {outer['packets_in']}": heard
        and not (inner["packets_in"] and outer["packets_in"]),
        "both legs have one Call-ID": inner["call_id"] == outer["call_id"],
    }
    return [sentence for sentence, wrong in said.items() if wrong]


def main(cdr_path, calls, uac_path, uas_path):
    callers, callees = ends(uac_path), ends(uas_path)
    with open(cdr_path, encoding="utf-8") as lines:
        cdrs = [json.loads(line) for line in lines]
    found = []
    if len(cdrs) != int(calls) or len(callers) != int(calls):
        found.append(f"{calls} calls, {len(callers)} ended at the caller, {len(cdrs)} CDRs")
    if len({cdr["legs"][0]["call_id"] for cdr in cdrs}) != len(cdrs):
        found.append("two CDRs of one call")
    for cdr in cdrs:
        call_id = cdr["legs"][0]["call_id"]
        caller = callers.get(call_id)
        if caller is None:
            found.append(f"{call_id}: a CDR of a call that nobody made")
        elif len(cdr["legs"]) != 2:
            found.append(f"{call_id}: {len(cdr['legs'])} legs: {cdr}")
        else:
            callee = callees.get(cdr["legs"][1]["call_id"])
            found += [f"{call_id}: {mistake}" for mistake in mistakes(cdr, caller, callee)]
    print("\n".join(found[:20] + ([f"and {len(found) - 20} more"] if len(found) > 20 else [])))
    return 1 if found else 0


sys.exit(main(*sys.argv[1:]))
