# What a newcomer and CI both run. `make help` lists the targets.
PYTHON ?= python3
VENV ?= .venv
OUT ?= out/report
LIBRARY ?= .synth/library
QUESTION ?= Does optimising for pass@k degrade pass@1, and how do Evol-Instruct and reinforcement learning change the trade-off?
PAPERS ?=

export QUESTION  # passed by the environment, so that quotes in it reach the command as they are

BIN := $(VENV)/bin
# -qq: failures only.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev

.PHONY: help report test check install lint types borders figures clean
.DEFAULT_GOAL := help

help:
	@echo "make report   install into $(VENV), answer the sample question from the bundled papers into $(OUT), cited figures run again"
	@echo "make test     install with the test tools, run the tests"
	@echo "make check    lint, types, import borders, tests"
	@echo "make figures  gather benchmarks/results into docs/benchmarks.md"
	@echo "make install  install the command synth into $(VENV)"
	@echo "make clean    remove $(VENV), $(OUT) and the library in $(LIBRARY)"
	@echo "QUESTION=, PAPERS=, OUT= and LIBRARY= change what make report does; PYTHON= names the interpreter"

report: $(INSTALLED)
	@$(BIN)/synth report "$$QUESTION" $(if $(PAPERS),--papers "$(PAPERS)") --rerun --out "$(OUT)" --library "$(LIBRARY)"

# A file of tests stays in one process, so that what its tests share is made once.
test: $(INSTALLED_DEV)
	@$(BIN)/python -m pytest -n auto --maxprocesses 8 --dist loadfile

check: lint types borders test

lint: $(INSTALLED_DEV)
	@$(BIN)/ruff check -q
	@$(BIN)/ruff format -q --check

# The benchmarks are held to less: that they call what is there, as it is to be called.
types: $(INSTALLED_DEV)
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/mypy --no-error-summary --explicit-package-bases --no-warn-unused-ignores $(foreach code,arg-type assignment import-not-found import-untyped index misc no-any-return var-annotated,--disable-error-code $(code)) benchmarks/*.py

borders: $(INSTALLED_DEV)
	@$(BIN)/lint-imports

# What the benchmark commands wrote, and what commits since have changed in it.
figures: $(INSTALLED)
	@$(BIN)/python benchmarks/page.py --history

install: $(INSTALLED)

# torch first: where a build of it is there already, nothing more is fetched for it.
$(INSTALLED): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing synth into $(VENV) (some minutes the first time)"
	@$(PIP) torch
	@$(PIP) -e .
	@touch $@

$(INSTALLED_DEV): $(INSTALLED)
	@echo "installing the test tools into $(VENV)"
	@$(PIP) -e ".[dev]"
	@touch $@

clean:
	rm -rf "$(VENV)" "$(OUT)" "$(LIBRARY)"
