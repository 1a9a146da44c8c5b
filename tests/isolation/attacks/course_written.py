"""Writes into the course: the checks, the solution, the answers, other people's marks.

Harm: everybody after it is graded by what it wrote.
Costs: nothing
"""

# %% honest work
# %% hostile
# %% places to look
for place in places():
    for path in glob.glob(f"{place}/exercises/2_ann/*") + glob.glob(f"{place}/solutions/2_ann/*.py"):
        try:
            with open(path, "a") as file:
                file.write("\n# pwned-course_written\n")
        except OSError:
            pass
    try:
        with open(f"{place}/pwned-course_written", "w") as file:
            file.write("pwned-course_written")
    except OSError:
        pass
