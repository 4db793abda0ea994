"""delays.py -- how long callers waited for the first ring, by the call records

usage: delays.py CDR CALLED CALLS MOST_MS [AT]
Every call to a number that begins with CALLED was answered, there are CALLS of them, and none waited
longer than MOST_MS. AT: at least one was answered by the machine of that address.
"""
import json
import sys
from datetime import datetime


def at(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def main(path, called, calls, most_ms, machine=None):
    with open(path, encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    records = [record for record in records if record["called"].startswith(called)]
    waits = [round((at(record["rang"]) - at(record["began"])) * 1000) for record in records if record["rang"]]
    places = {record["tried"][-1]["at"] for record in records if record["tried"]}
    print(f"{len(records)} calls, waits of {sorted(waits)} ms, answered at {sorted(places)}")
    good = len(records) == int(calls) and all(record["answered"] for record in records)
    good = good and len(waits) == len(records) and max(waits) <= int(most_ms)
    return good and (machine is None or machine in places)


sys.exit(not main(*sys.argv[1:]))
