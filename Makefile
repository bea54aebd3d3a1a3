# The face of syncbench. Each target is one script with its knobs; exit codes are the scripts' (make itself only tells
# zero from non-zero).
#
# Knobs: make bench PRESET=smoke|default|full GROUP=latency FILTER='queue/.*' THREADS=1,2,4 SEED=7 MINUTES=30 RESUME=1 DRY_RUN=1
#        make repeat FILTER='queue/.*' THREADS=1,2,4 RESUME=1, or OF=results/local/… RUN=results/local/latest
#        make charts RUN=results/local/latest
#        make table RUN=results/local/latest REGIME=105
#        make report RUN='results/local/latest …' OUT=folder
#        make publish RUN=results/local/latest
#        make compare-google ROUNDS=7
#        make verify ONLY='queue/.*' LAYERS=contract,model STRICT=1 CLANG=0
#        make list FORMAT=table|markdown UPDATE_README=1
#        make costs BLESS=1
#        make bench|test|verify|list EXTRA=path/to/my_lock.hpp  adds strategies of a header outside the tree
#        make ... CXX=clang++-19 CXXFLAGS='-O3 -march=native'   a build folder of its own, recorded in the results
#        make ... NO_INSTALL=1                                  never calls the package manager
# They reach the recipes through the environment, so that no character of theirs means anything to make or the shell.

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help setup idle configure build bench repeat charts table report publish compare-google doctor list test verify costs clean

# A knob that is set to 0 is off, like one that is not set.
on = $(filter-out 0,$($(1)))
# Compiler and flags count only if the user gave them, not as make's built-in defaults.
given = $(if $(filter-out default undefined,$(origin $(1))),$(value $(1)))

export SYNCBENCH_PRESET := $(value PRESET)
export SYNCBENCH_GROUP := $(value GROUP)
export SYNCBENCH_FILTER := $(value FILTER)
export SYNCBENCH_THREADS := $(value THREADS)
export SYNCBENCH_SEED := $(value SEED)
export SYNCBENCH_MINUTES := $(value MINUTES)
export SYNCBENCH_RESUME := $(call on,RESUME)
export SYNCBENCH_OF := $(value OF)
export SYNCBENCH_RUN := $(or $(value RUN),results/local/latest)
export SYNCBENCH_REGIME := $(value REGIME)
export SYNCBENCH_OUT := $(value OUT)
export SYNCBENCH_CXX := $(call given,CXX)
export SYNCBENCH_CXXFLAGS := $(call given,CXXFLAGS)
export SYNCBENCH_EXTRA := $(value EXTRA)
export SYNCBENCH_ROUNDS := $(value ROUNDS)
export SYNCBENCH_FORMAT := $(value FORMAT)
export SYNCBENCH_ONLY := $(value ONLY)
export SYNCBENCH_LAYERS := $(value LAYERS)
export NO_INSTALL := $(call on,NO_INSTALL)
# Whoever asks for everything, or for it, gets clang installed; without, its layer is run where clang is.
export WITH_CLANG := $(if $(filter 0,$(value CLANG)),,$(or $(call on,STRICT),$(value CLANG)))

quoted = '$(subst ','\'',$(1))'
chosen = $(call given,CXX) $(call given,CXXFLAGS)$(if $(value EXTRA), $(value EXTRA))
variant := $(shell printf '%s' $(call quoted,$(chosen)) | cksum | cut -d' ' -f1)
VARIANT := $(if $(strip $(chosen)),-$(variant))
BUILD := build/release$(VARIANT)
SYNC_BENCH := $(BUILD)/benchmarks/sync_bench
JOBS := $(shell nproc 2>/dev/null || echo 1)

# cmake takes the compiler from CXX, and would take CXXFLAGS too, but put them before the build type's, which then win.
cmake = env -u CXXFLAGS -u MAKEFLAGS -u MFLAGS -u MAKELEVEL $(if $(call given,CXX),CXX="$$SYNCBENCH_CXX",-u CXX) cmake
compile = $(cmake) --build $(BUILD) --parallel $(JOBS)
quietly = -- --no-print-directory -s
python = scripts/python.sh

help:
	@echo 'make bench    install what is missing, build, measure, draw charts (PRESET=smoke|default|full GROUP= FILTER='
	@echo '              THREADS= MINUTES= RESUME=1 DRY_RUN=1 SEED=), all or a group: throughput, floors, latency,'
	@echo '              fairness, sections, cost, payload, batch, bursts, oversubscription'
	@echo 'make repeat   measure twice and tell how well the figures repeat, 15 minutes (FILTER= THREADS= RESUME=1; OF=run'
	@echo '              only compares it with RUN=results/local/latest)'
	@echo 'make test     install what is missing, build, run all tests'
	@echo 'make verify   install what is missing, build, show every strategy right and every seeded bug found (ONLY='
	@echo '              LAYERS= STRICT=1 CLANG=0)'
	@echo 'make costs    count accesses, lines that move, allocations and instructions of our strategies, and compare them'
	@echo '              with what they were (BLESS=1: what they are now is right)'
	@echo 'make charts   redraw the charts of RUN=results/local/latest without measuring'
	@echo 'make table    print the tables of RUN=results/local/latest again (REGIME=105: those of another regime)'
	@echo 'make report   tell what RUN=results/local/latest says, as a page in its folder (several in RUN: side by side, in'
	@echo '              OUT=results/local/side-by-side)'
	@echo 'make publish  put RUN=results/local/latest, compressed, into results/reference, to be committed'
	@echo 'make list     list what is compared, and what of it cannot run here (FORMAT=markdown UPDATE_README=1)'
	@echo 'make compare-google'
	@echo '              measure counters in the threaded mode of Google Benchmark too, beside ours (ROUNDS=7)'
	@echo 'make doctor   tell what of this machine will hurt the numbers'
	@echo 'make clean    remove what was built (results stay)'
	@echo 'everywhere:   CXX= CXXFLAGS= NO_INSTALL=1; EXTRA=my_lock.hpp adds strategies of a header outside the tree'

setup:
	@sh scripts/setup.sh

# A build beside a measurement would spoil it.
idle: setup
	@$(python) scripts/bench.py --check-lock

# A shell function: configure PRESET FOLDER
define configuring =
mkdir -p build && test -w build || { echo "make: $$PWD/build is not writable; chown it, or clone anew" >&2; exit 2; }; \
extra=$$SYNCBENCH_EXTRA; \
[ -z "$$extra" ] || [ -f "$$extra" ] || { echo "make: EXTRA: there is no file $$extra" >&2; exit 2; }; \
case $$extra in ''|/*) ;; *) extra=$$PWD/$$extra ;; esac; \
configure() { \
  $(cmake) --preset "$$1" -B "$$2" -DSYNCBENCH_CXXFLAGS="$$SYNCBENCH_CXXFLAGS" -DSYNCBENCH_EXTRA="$$extra" \
    > "$$2.log" 2>&1 || { \
    echo "make: $$(grep -m 1 'syncbench: ' "$$2.log" || grep -m 1 -A 4 '^CMake Error' "$$2.log" | tr -s '\n ' ' ')" \
      "(all of it: $$2.log; after moving the checkout: make clean)" >&2; exit 2; }; \
  [ -z "$$extra" ] || $(cmake) --build "$$2" --target extra_check $(quietly) > "$$2.extra.log" 2>&1 || { \
    echo "make: EXTRA: $$(grep -m 1 'error: ' "$$2.extra.log" || tail -n 1 "$$2.extra.log")" \
      "(all of it: $$2.extra.log)" >&2; exit 2; }; }
endef

configure: idle
	@$(configuring); configure release $(BUILD)

build: configure
	@$(compile) --target sync_bench $(quietly)

bench: build
	@set -- --binary $(SYNC_BENCH); \
	[ -z "$$SYNCBENCH_PRESET" ] || set -- "$$@" --preset="$$SYNCBENCH_PRESET"; \
	[ -z "$$SYNCBENCH_GROUP" ] || set -- "$$@" --group="$$SYNCBENCH_GROUP"; \
	[ -z "$$SYNCBENCH_FILTER" ] || set -- "$$@" --filter="$$SYNCBENCH_FILTER"; \
	[ -z "$$SYNCBENCH_THREADS" ] || set -- "$$@" --threads="$$SYNCBENCH_THREADS"; \
	[ -z "$$SYNCBENCH_SEED" ] || set -- "$$@" --seed="$$SYNCBENCH_SEED"; \
	[ -z "$$SYNCBENCH_MINUTES" ] || set -- "$$@" --minutes="$$SYNCBENCH_MINUTES"; \
	[ -z "$$SYNCBENCH_RESUME" ] || set -- "$$@" --resume="$$SYNCBENCH_RESUME"; \
	exec $(python) scripts/bench.py "$$@" $(if $(call on,DRY_RUN),--dry-run)

# Comparing two finished runs needs no program.
repeat: $(if $(value OF),setup,build)
	@set -- --binary $(SYNC_BENCH); \
	[ -z "$$SYNCBENCH_FILTER" ] || set -- "$$@" --filter="$$SYNCBENCH_FILTER"; \
	[ -z "$$SYNCBENCH_THREADS" ] || set -- "$$@" --threads="$$SYNCBENCH_THREADS"; \
	[ -z "$$SYNCBENCH_RESUME" ] || set -- "$$@" --resume="$$SYNCBENCH_RESUME"; \
	[ -z "$$SYNCBENCH_OF" ] || set -- "$$@" --of "$$SYNCBENCH_OF" "$$SYNCBENCH_RUN"; \
	exec $(python) scripts/repeat.py "$$@"

charts:
	@$(python) scripts/plot_groups.py -- "$$SYNCBENCH_RUN"
	@$(python) scripts/plot_scaling.py -- "$$SYNCBENCH_RUN"
	@$(python) scripts/plot_contention.py -- "$$SYNCBENCH_RUN"

table:
	@set --; [ -z "$$SYNCBENCH_REGIME" ] || set -- --regime="$$SYNCBENCH_REGIME"; \
	exec $(python) scripts/table.py "$$@" -- "$$SYNCBENCH_RUN"

# Several folders, so they are split at blanks; scripts/report.py takes one whose name has any.
report:
	@set -f; set -- -- $$SYNCBENCH_RUN; [ -z "$$SYNCBENCH_OUT" ] || set -- --out="$$SYNCBENCH_OUT" "$$@"; \
	exec $(python) scripts/report.py "$$@"

publish:
	@$(python) scripts/publish.py -- "$$SYNCBENCH_RUN"

compare-google: build
	@$(compile) --target google_threaded $(quietly)
	@set -- --binary $(SYNC_BENCH) --google $(BUILD)/benchmarks/google_threaded; \
	[ -z "$$SYNCBENCH_ROUNDS" ] || set -- "$$@" --rounds="$$SYNCBENCH_ROUNDS"; \
	exec $(python) scripts/compare_google.py "$$@"

list: build
	@set -- --binary $(SYNC_BENCH); \
	[ -z "$$SYNCBENCH_FORMAT" ] || set -- "$$@" --format="$$SYNCBENCH_FORMAT"; \
	exec $(python) scripts/catalogue.py "$$@" $(if $(call on,UPDATE_README),--update-readme)

# Must work beside a measurement too, so it builds only if it has to.
doctor: $(if $(wildcard $(SYNC_BENCH)),setup,build)
	@$(python) scripts/doctor.py --binary $(SYNC_BENCH)

# Test programs are built with the same flags as what is measured.
test: configure
	@$(compile) $(quietly)
	@ctest --test-dir $(BUILD) --no-tests=error --output-on-failure --progress --parallel $(JOBS)
	@SYNCBENCH_BUILD="$$PWD/$(BUILD)" $(python) -m pytest -q --numprocesses=$(JOBS) --dist=loadfile scripts/tests

# A build a sanitizer; which, and what of each, depends on the layers.
verify: idle
	@$(configuring); \
	set -- --variant=$(VARIANT) $(if $(filter 0,$(value CLANG)),--no-clang) $(if $(call on,STRICT),--strict); \
	[ -z "$$SYNCBENCH_ONLY" ] || set -- "$$@" --only="$$SYNCBENCH_ONLY"; \
	[ -z "$$SYNCBENCH_LAYERS" ] || set -- "$$@" --layers="$$SYNCBENCH_LAYERS"; \
	builds=$$($(python) scripts/verify.py "$$@" --targets) || exit; \
	echo "$$builds" | while read -r preset targets; do \
	  [ -n "$$preset" ] || continue; \
	  folder=build/$$preset$(VARIANT); \
	  configure $$preset $$folder < /dev/null; \
	  echo "make: building in $$folder: $$targets"; \
	  $(cmake) --build $$folder --parallel $(JOBS) --target $$targets $(quietly) < /dev/null \
	    > $$folder.build.log 2>&1 || { \
	    echo "make: $$folder cannot be built: $$(grep -m 1 -iE 'error|undefined|no rule' $$folder.build.log)" \
	      "(all of it: $$folder.build.log)" >&2; exit 2; }; \
	done || exit; \
	exec $(python) scripts/verify.py "$$@"

# What is counted on a simulated machine and by valgrind, against the golden file: no time is measured.
costs: configure
	@$(compile) --target impls_costs $(quietly)
	@exec $(python) scripts/costs.py --program $(BUILD)/impls/tests/impls_costs $(if $(call on,BLESS),--bless)

clean:
	@rm -rf build
