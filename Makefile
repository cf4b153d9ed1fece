# make run, make test: each does all of its set-up, on a fresh machine too.
#
#   make run ARGS="--environment NAME"   the window, with options of the command line
#   make PYTHON=/path/to/python3 ...     another Python than the one that is found

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BUNDLE_STAMP := $(VENV)/.bundle-installed
BUNDLE := dist/hcdesktop
BUNDLING = PYTHONPATH=.:.ci $(BIN)/python -m bundling
SCREENSHOTS := build/screenshots
# Tests mostly wait for an engine, a server or a process: one after another they take more than ten minutes.
WORKERS := 3
# Measures how soon the window answers, and so wants the machine for itself (a page that is late is played once more).
ALONE := tests/hostile/test_pages.py
ARGS :=

# Else each of the many processes of the tests would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

# Chromium refuses to start its sandbox as root. The app never switches it off by itself (it explains); here, where
# root is most often a container, it is switched off for root alone.
ROOT_ENV := $(if $(filter 0,$(shell id -u)),QTWEBENGINE_DISABLE_SANDBOX=1)
OFFSCREEN := QT_QPA_PLATFORM=offscreen $(ROOT_ENV)
HAS_SCREEN := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname)))

headline = @printf '\n=== %s\n' "$(1)"

.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run screenshots translations test soak bench bench-plot audit-packages lint style types arrows security \
	tests format setup libraries wheel try-wheel notices constraints bundle bundle-size clean $(BUNDLE)

help:
	@echo 'make run          open the window; without a screen, the self-test with pictures of it'
	@echo 'make test         everything that has to pass: style, types, arrows, tests with coverage'
	@echo 'make soak         the long hostile runs, under 40 minutes: one table of claims'
	@echo 'make bench        what a person waits for, each figure beside its floor; make bench-plot: how it grows'
	@echo 'make lint         style, types, arrows and security only'
	@echo 'make audit-packages  ask the public lists of vulnerabilities about what is installed'
	@echo 'make translations  collect what has to be translated, compile it, list what is left'
	@echo 'make wheel        build the wheel, and try it in an environment of its own'
	@echo 'make notices      collect the licences of others, and the list of parts (SBOM), in build/notices'
	@echo 'make constraints  write anew which versions are installed here, with their hashes'
	@echo 'make format       put the code in shape'
	@echo 'make screenshots  pictures of every view in every look, and of the self-test, in $(SCREENSHOTS)'
	@echo 'make bundle       the application that runs without Python: built, tried and packed, in dist'
	@echo 'make bundle-size  how big that is beside the bundle of a bare web view'
	@echo 'make clean        remove what was built and installed here'

# --- set-up -----------------------------------------------------------------------------------------------------------

setup: libraries $(STAMP)

libraries:
	@sh .ci/system-libraries

$(STAMP): pyproject.toml constraints.txt
	$(call headline,setting up $(VENV) (the first time this fetches some 300 MB))
	@python=$$(sh .ci/find-python) && echo "with $$python" && sh .ci/make-venv $(VENV) "$$python"
	@sh .ci/install $(BIN)/python
	@touch $@

# --- running ----------------------------------------------------------------------------------------------------------

ifneq ($(HAS_SCREEN),)
run: setup
	@$(ROOT_ENV) $(BIN)/hcdesktop $(ARGS)
else
run: setup
	@echo 'There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can be opened.'
	@echo 'Instead the self-test runs offscreen and takes pictures of every step.'
	@$(MAKE) --no-print-directory screenshots
endif

screenshots: setup
	$(call headline,self-test with pictures in $(SCREENSHOTS)/self-test)
	@mkdir -p $(SCREENSHOTS)/self-test
	@$(OFFSCREEN) $(BIN)/hcdesktop self-test --screenshots $(SCREENSHOTS)/self-test
	$(call headline,every view in every look: $(SCREENSHOTS))
	@$(OFFSCREEN) $(BIN)/python -m tests.ui.pictures $(SCREENSHOTS)

# --- checking ---------------------------------------------------------------------------------------------------------

test: setup lint tests
	$(call headline,all passed)

lint: style types arrows security

style: $(STAMP)
	$(call headline,style: ruff)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMP)
	$(call headline,types: mypy)
	@$(BIN)/mypy

arrows: $(STAMP)
	$(call headline,arrows: import-linter)
	@$(BIN)/lint-imports --no-logo

security: $(STAMP)
	$(call headline,security: bandit)
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive hcdesktop

tests: setup
	$(call headline,tests)
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --enforce-minimum --cov --cov-report=term \
		--ignore $(ALONE)
	@$(BIN)/python -m pytest --numprocesses 2 $(ALONE)

soak: setup
	@sh .ci/soak-tools
	$(call headline,soak: the long hostile runs)
	@$(BIN)/python -m tests.hostile.soak $(ARGS)

# Wants the machine for itself, for three quarters of an hour; ARGS="start popup" measures only these.
bench: setup
	@sh .ci/bench-tools
	$(call headline,bench: each figure beside its floor)
	@$(BIN)/python -m tests.bench.bench $(ARGS)

bench-plot: setup
	$(call headline,bench: how the cost grows with the list)
	@$(BIN)/python -m tests.bench.growth $(ARGS)

# Where the lists cannot be reached this says so and is no failure.
audit-packages: setup
	$(call headline,known vulnerabilities: pip-audit)
	@$(BIN)/python .ci/audit-packages.py

# The compiled files are kept in the repository: an installation (editable, wheel, bundle) would else need the 300 MB of
# PySide6 only to build a file of 60 KB. A test compares them with what their sources compile to.
translations: $(STAMP)
	$(call headline,translations: lupdate and lrelease)
	@$(BIN)/python -m tests.language.update

# --- handing on -------------------------------------------------------------------------------------------------------

wheel: setup
	$(call headline,sdist and wheel in dist: built, and tried in an environment of its own)
	@$(OFFSCREEN) $(BIN)/python .ci/wheel.py

# The same beside what is installed here: some seconds, for every run of CI.
try-wheel: setup
	$(call headline,sdist and wheel in dist: built and tried)
	@$(OFFSCREEN) $(BIN)/python .ci/wheel.py --quick

notices: $(STAMP)
	$(call headline,licences and the list of parts in build/notices)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[release]'
	@$(BIN)/python .ci/notices.py

constraints: $(STAMP)
	$(call headline,constraints.txt: the newest versions within the ranges of pyproject.toml)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[release]'
	@sh .ci/constraints $(BIN)/python
	@echo 'now: make test'

# --- looks ------------------------------------------------------------------------------------------------------------

format: $(STAMP)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# --- something to hand to people --------------------------------------------------------------------------------------

$(BUNDLE_STAMP): $(STAMP)
	$(call headline,PyInstaller)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bundle]'
	@touch $@

$(BUNDLE): setup $(BUNDLE_STAMP) notices
	@sh .ci/bundle-tools
	$(call headline,the bundle: $@)
	@$(BIN)/python -m PyInstaller --noconfirm --log-level ERROR --workpath build/pyinstaller hcdesktop.spec

bundle: $(BUNDLE)
	$(call headline,the bundle is tried)
	@$(BUNDLING).check $(BUNDLE)
	$(call headline,packages)
	@$(BUNDLING).pack $(BUNDLE)

bundle-size: $(BUNDLE)
	$(call headline,sizes)
	@$(BUNDLING).size $(BUNDLE)

clean:
	@rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	@find hcdesktop tests -name __pycache__ -type d -prune -exec rm -rf {} +
