# A join with a dictionary, line by line: python3 join.py FOLDER; users.ndjson and contacts.ndjson are there.
import json
import sys

folder = sys.argv[1]
users = {}
with open(folder + "/users.ndjson") as lines:
    for line in lines:
        record = json.loads(line)
        users[record["key"]] = record["person"]
created = updated = 0
with open(folder + "/contacts.ndjson") as lines:
    for line in lines:
        record = json.loads(line)
        person = users.pop(record["key"], None)
        if person is None:
            created += 1
        elif person != record["person"]:
            updated += 1
print(created, updated, len(users))
