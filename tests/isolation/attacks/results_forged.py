"""Writes results of its own where graders keep theirs: results.json, records, exit codes, outputs.

Harm: the grader, or whoever comes after it, reads the student's file in place of its own.
Costs: nothing
"""

# %% honest work
# %% hostile
import json

claim = json.dumps({"score": 99, "tests": [{"score": 99, "max_score": 1, "status": "passed"}], "pwned": "results_forged"})
for path in ("results.json", "../results.json", "/autograder/results/results.json", "/deltarule-stage/out/records.json",
             "/deltarule-stage/out/pages/index.html", ".OTTER_LOG", "../records.json"):  # fmt: skip
    try:
        with open(path, "w") as file:
            file.write(claim)
    except OSError:
        pass
print("##results", claim)
