# Everything a stranger needs: `make demo` shows the program at work, `make test` runs its tests, `make check` its checks.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: demo test check stress fuzz bench system lock format examples docs clean

demo: $(INSTALLED)
	$(BIN)/python scripts/demo.py

test: $(INSTALLED)
	$(BIN)/pytest -n 2 --dist worksteal -m "not stress"

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell pxcommission tests scripts docs rules contracts README.md GLOSSARY.md CHANGELOG.md
	$(BIN)/pxcommission rules lint --strict
	$(BIN)/pxcommission rules test --fail-under 95
	$(BIN)/pxcommission schema --check
	$(BIN)/pxcommission rules reference --check

# The full counts of every law the tests sample; about half an hour.
stress: $(INSTALLED)
	$(BIN)/pytest -n 2 --dist worksteal -m stress -rP

# Broken files by the thousand: only the project's own refusals may come out.
fuzz: $(INSTALLED)
	$(BIN)/pytest -q -m stress tests/returns/test_fuzz_returns.py

# The program beside its peers on the same work, in one run; ratios, since machines differ.
bench: $(INSTALLED)
	$(BIN)/pip install -q --disable-pip-version-check -e '.[bench]'
	$(BIN)/python benchmarks/rules.py
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/packs.py
	$(BIN)/python benchmarks/loading.py
	$(BIN)/python benchmarks/loading.py --year

# Optional system parts (as root): pictures of letters and workbooks. `doctor` says what is there.
system:
	apt-get update -qq
	grep -v '^npm:' system-packages.txt | xargs apt-get install -y -qq --no-install-recommends
	sed -n 's/^npm://p' system-packages.txt | xargs -r npm install --silent --global

# The lock names hashes and no index addresses.
lock:
	$(PYTHON) -m venv build/lock && build/lock/bin/pip install -q pip-tools
	CUSTOM_COMPILE_COMMAND="make lock" build/lock/bin/pip-compile -q --extra dev --generate-hashes --strip-extras \
	  --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
	  -o requirements.lock pyproject.toml

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The schemas that editors read and the reference pages, written again from the rules and models.
docs: $(INSTALLED)
	$(BIN)/pxcommission schema
	$(BIN)/pxcommission rules reference

# The illustrative returns, the letter templates and the pictures in the README, made again.
examples: $(INSTALLED)
	$(BIN)/python scripts/make_example_returns.py
	ls scripts/make_*_template*.py | xargs -n 1 $(BIN)/python
	$(BIN)/python scripts/make_pictures.py

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(INSTALLED)

clean:
	rm -rf .venv build .pxcommission packs
