# Everything a person or a machine runs here. Each target first installs what it misses (tools/bootstrap), can be
# run again at once, and ends with a sentence that says how it went.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# nginx, keepalived and ip live in sbin, which is not on everybody's path.
export PATH := $(PATH):/usr/sbin:/sbin

PYTHON := .venv/bin/python
STANDFAST := .venv/bin/standfast
PYTEST := $(PYTHON) -m pytest -q --tb=short
REPORT := lab-report.html
BENCH_REPORT := lab-report-bench.html
FUZZ_S := 60
SEEDS := 10000
# Cells of the matrix side by side: they mostly wait.
INTEROP_JOBS := 10
BENCH_FIGURES := lab-report-bench.json

.PHONY: help
help: ## list the targets
	@echo "Targets (each installs what it misses):"
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: ## build the nginx pair on this machine and break it in every way, under a client's eyes
	@tools/bootstrap demo
	@$(STANDFAST) lab drill --report $(REPORT) \
	  && echo "The demo ran. To see each drill, open in a browser: $(CURDIR)/$(REPORT)" \
	  || { echo "The demo failed: what went otherwise than it must stands above." >&2; exit 1; }

.PHONY: bench
bench: ## the same drills for standfast and Debian's keepalived, five runs each; the README's table anew
	@tools/bootstrap bench
	@$(STANDFAST) lab drill --daemon both --runs 5 --report $(BENCH_REPORT) --json $(BENCH_FIGURES) \
	  && $(PYTHON) -m standfast.lab.readme_table $(BENCH_FIGURES) README.md \
	  && echo "The benchmark ran, and README.md has its table. To see each drill, open in a browser: $(CURDIR)/$(BENCH_REPORT)" \
	  || { echo "The benchmark failed: what went otherwise than it must stands above." >&2; exit 1; }

.PHONY: test
test: ## lint, types and all tests
	@tools/bootstrap test
	@failed=; \
	$(MAKE) lint || failed="$$failed lint"; \
	$(MAKE) types || failed="$$failed types"; \
	tools/sandbox $(PYTEST) || failed="$$failed tests"; \
	if [ -n "$$failed" ]; then echo "Failed:$$failed. The reasons stand above." >&2; exit 1; fi
	@echo "Tests passed: lint, types and all tests."

.PHONY: lint
lint: ## ruff's rules
	@tools/bootstrap test
	@$(PYTHON) -m ruff check --quiet . \
	  && echo "Lint: nothing to say." \
	  || { echo "Lint failed: 'make fix' mends what can be mended by itself." >&2; exit 1; }

.PHONY: fix
fix: ## let ruff mend what it can by itself
	@tools/bootstrap test
	@$(PYTHON) -m ruff check --fix .

.PHONY: types
types: ## mypy, strict
	@tools/bootstrap test
	@$(PYTHON) -m mypy || { echo "Types failed: mypy's complaints stand above." >&2; exit 1; }

.PHONY: unit
unit: ## the tests that need no namespaces: seconds, not minutes
	@tools/bootstrap test
	@$(PYTEST) -m "not root" \
	  && echo "Unit tests passed. 'make test' runs everything." \
	  || { echo "Unit tests failed: the reasons stand above." >&2; exit 1; }

# The output of a module in place of a document; the old one stays if the module fails.
written_by = $(PYTHON) -m $(1) >$(2).new && mv $(2).new $(2)

.PHONY: fuzz
fuzz: ## coverage-guided fuzzing of all that reads a configuration, for a minute (FUZZ_S= for longer)
	@tools/bootstrap fuzz
	@mkdir -p .fuzz-corpus
	@$(PYTHON) fuzz/fuzz_config.py -max_total_time=$(FUZZ_S) -timeout=5 -rss_limit_mb=512 -verbosity=0 \
	    .fuzz-corpus tests/data/article \
	  && echo "Fuzzing found nothing in $(FUZZ_S) s." \
	  || { echo "Fuzzing found something: the input that does it stands above." >&2; exit 1; }

.PHONY: sim
sim: ## the core on virtual time through thousands of seeds of faults (SEEDS= for more or fewer)
	@tools/bootstrap test
	@$(STANDFAST) sim --seeds $(SEEDS) --jobs $$(nproc)

.PHONY: interop
interop: ## every cell of the matrix of neighbours (keepalived, FRR, ourselves); half an hour; writes its page
	@tools/bootstrap test
	@PYTHONPATH=tests tools/sandbox $(PYTHON) -m interop.matrix --jobs $(INTEROP_JOBS) \
	    --write docs/reference/interoperation.md

.PHONY: measure
measure: ## outage, cost and flood beside keepalived in the same run; a quarter of an hour; writes its page
	@tools/bootstrap test
	@failed=; \
	for one in outage scale flood; do \
	    PYTHONPATH=tests tools/sandbox $(PYTHON) -m bench.$$one --write || failed="$$failed $$one"; \
	done; \
	if [ -n "$$failed" ]; then echo "Over a budget:$$failed. The figures stand above." >&2; exit 1; fi
	@echo "Measured; the figures stand in docs/reference/measurements.md."

.PHONY: soak
soak: ## ten minutes at 10 ms with every core busy, beside keepalived; no state may change
	@tools/bootstrap test
	@PYTHONPATH=tests tools/sandbox $(PYTHON) -m bench.soak --write \
	  && echo "No false transition; the figures stand in docs/reference/measurements.md."

.PHONY: docs
docs: ## make the parts of the documents anew that are made from the code
	@tools/bootstrap test
	@$(PYTHON) tools/draw_states.py \
	  && $(PYTHON) tools/rows.py --write \
	  && $(PYTHON) -m standfast.lab.table docs/drills.md \
	  && $(call written_by,standfast.config.document,docs/reference/configuration.md) \
	  && $(call written_by,standfast.config.differences,docs/reference/differences.md) \
	  && $(call written_by,standfast.check.document,docs/reference/diagnostics.md) \
	  && echo "The documents are up to date." \
	  || { echo "The documents could not be made; the reason stands above." >&2; exit 1; }

.PHONY: clean
clean: ## remove what was built here: virtual environment, caches, reports
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist $(REPORT) $(BENCH_REPORT) $(BENCH_FIGURES) lab-reports
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
