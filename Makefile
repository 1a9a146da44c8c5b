# `make demo` and `make test` do all the set-up that they need; Python 3.11 or later is all they ask for.
PYTHON ?= python3
PYTHONS ?= python3.12 python3.13
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: demo test long pythons lint drawings audit seeds claims mutants figures bench fuzz kills attacks clean

demo: $(READY)
	$(BIN)/deltarule build
	$(BIN)/python tools/sample_cohort.py
	$(BIN)/deltarule grade instructor/sample_cohort \
		--results instructor/reports/sample_cohort.json --pages instructor/reports/sample_cohort
	@echo
	@echo "Open instructor/reports/sample_cohort/index.html in a browser: the class, and a page for each submission."

test: $(READY) lint
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder tests

# With what takes minutes and that something quicker looks after, too: all notebooks, all databases, stock nbgrader
# beside ours.
long: $(READY) lint
	DELTARULE_LONG=1 $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder tests

# The tests under other Pythons, each with an environment of its own: students have whichever is new.
pythons:
	for python in $(PYTHONS); do $(MAKE) test PYTHON=$$python VENV=.venv/$$python || exit 1; done

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check autograder tests tools instructor exercises/*/test_*.py solutions/*/mistakes.py solutions/*/alternatives.py
	$(BIN)/mypy

# The course's drawings, into solutions/*/drawings; `deltarule build` takes them on from there.
drawings: $(READY)
	$(BIN)/python -m tools.drawings

audit: $(READY)
	$(BIN)/deltarule audit

seeds: $(READY)
	$(BIN)/python tools/hundred_seeds.py

# What the texts say of their pictures, on five seeds.
claims: $(READY)
	$(BIN)/python tools/claims.py

mutants: $(READY)
	$(BIN)/deltarule mutants

# The tables of README and docs/figures.md that say what checks are worth, measured anew: half an hour.
figures: $(READY)
	$(BIN)/python tools/figures.py

# The speeds that docs/figures.md quotes.
bench: $(READY)
	$(BIN)/python tools/bench.py

# A million damaged frames at the grader's end of the door.
fuzz: $(READY)
	$(BIN)/python tools/fuzz_door.py

# A run of 2,000 in which a process is killed each second, beside a quiet one: ten minutes.
kills: $(READY)
	$(BIN)/python tools/kills.py

# The attacks at every level of isolation; then on this grader, on stock nbgrader and on otter-grader, side by side: an
# hour or two.
attacks: $(READY)
	DELTARULE_LONG=1 DELTARULE_EVERY_LEVEL=1 $(BIN)/python -m pytest -n auto --dist loadfile tests/isolation/test_attacks.py
	$(BIN)/python tools/graders.py

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Deltarule needs Python 3.11 or later: make PYTHON=python3.12, say.")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[instructor,dev]'
	touch $@

clean:
	rm -rf .venv build autograder/*.egg-info instructor/source instructor/sample_cohort instructor/reports \
		.pytest_cache .mypy_cache .ruff_cache .hypothesis
