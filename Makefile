# Two commands are enough: `make demo` and `make test`. Each sets up what it needs:
# Python 3.11 or newer, make and the package index are all that must be there.
PYTHON ?= python3
UV := $(or $(shell command -v uv),.venv/bin/uv)
BIN := .venv/bin

DEMO := build/demo
SKILL := build/skill/data-integration-architect

.DEFAULT_GOAL := help
.PHONY: build/evaluation.md help setup demo test check docs golden eval record bench skill clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile

setup: $(UV) ## install the locked dependencies into .venv
	@$(UV) sync --frozen --inexact --quiet

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet uv==0.13.9

demo: setup ## design the example retailer's integration and show its summary
	@$(BIN)/integration-architect design examples/retailer -o $(DEMO) --html
	@awk '/^## /{n++} n==1' $(DEMO)/integration-architecture.md
	@echo "The whole document: $(DEMO)/integration-architecture.md (.json and .html beside it)"

test: setup ## run the tests
	@$(BIN)/pytest -n 2 --dist worksteal -q

check: setup skill ## lint, types, import contracts, generated docs, SKILL.md
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/integration-architect docs --check
	$(BIN)/agentskills validate "$(abspath $(SKILL))"
	$(BIN)/agnix --strict "$(SKILL)"
	@$(MAKE) --no-print-directory build/evaluation.md
	diff docs/evaluation.md build/evaluation.md

skill: # the folder as a host installs it: its name must be the skill's name
	@rm -rf $(SKILL) && mkdir -p $(SKILL) && cp -R SKILL.md references $(SKILL)

docs: setup ## write the generated documentation
	$(BIN)/integration-architect docs

golden: setup ## write the examples' documents anew; review them in the diff
	@for example in examples/*; do \
	  $(BIN)/integration-architect design $$example -o $$example --force --quiet || [ $$? = 3 ] || exit 1; \
	done

eval: build/evaluation.md ## run the scenarios in every arm that needs no model, and write docs/evaluation.md
	@cp build/evaluation.md docs/evaluation.md

REPEATED = $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard evals/scenarios/*/*.2.cassette.yaml)))))

build/evaluation.md: setup
	@mkdir -p build
	@$(BIN)/integration-architect eval $(addprefix --arm ,offline replay bare told) --jobs 2 -o build/eval > build/eval.md
	@$(BIN)/integration-architect eval $(REPEATED) $(addprefix --arm ,replay bare) --repeat 3 --jobs 2 -o build/eval > build/repeats.md
	@{ cat evals/report/preface.md; tail -n +3 build/eval.md; \
	  printf '\n## Asked three times\n\n'; sed -n '3,/^$$/p' build/repeats.md; } > $@

record: setup ## record SCENARIO anew with the model of the environment
	@$(BIN)/python -m evals.record $(SCENARIO) $(RECORD)

bench: setup ## print start-up, time and memory figures
	@$(BIN)/python -m bench

clean: ## remove what was built
	rm -rf build .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
