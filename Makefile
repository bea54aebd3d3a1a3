# The face of syncbench. Each target is one script with its knobs; exit codes are the scripts' (make itself only tells
# zero from non-zero).

# ---- knobs ------------------------------------------------------------------------------------------------------
# make bench PRESET=smoke|default|full FILTER='queue/.*' THREADS=1,2,4 SEED=7 RESUME=1 DRY_RUN=1
# make charts RUN=results/local/latest
# make ... CXX=clang++-19 CXXFLAGS='-O3 -march=native'   (a build folder of its own, recorded in the results)
# make ... NO_INSTALL=1                                  (never calls the package manager)
RUN ?= results/local/latest

# Compiler and flags come from the command line or the environment, not from make's built-in defaults.
given = $(if $(filter-out default undefined,$(origin $(1))),$($(1)))
variant := $(strip $(call given,CXX) $(call given,CXXFLAGS))
BUILD := build/release$(if $(variant),-$(firstword $(shell printf '%s' '$(variant)' | cksum)))
SYNC_BENCH := $(BUILD)/benchmarks/sync_bench
JOBS := $(shell nproc 2>/dev/null || echo 1)

configure = cmake --preset release -B $(BUILD) \
  $(if $(call given,CXX),-DCMAKE_CXX_COMPILER='$(CXX)') $(if $(call given,CXXFLAGS),-DCMAKE_CXX_FLAGS='$(CXXFLAGS)')
# The compiler and flags are cmake's to pass on; in the environment they would be applied twice.
clean_env = env -u CXX -u CXXFLAGS -u MAKEFLAGS -u MFLAGS -u MAKELEVEL
python = scripts/python.sh

.PHONY: help setup configure build bench charts doctor test clean
.DEFAULT_GOAL := help

help:
	@echo 'make bench    install what is missing, build, measure, draw charts (PRESET=smoke|default|full FILTER= THREADS='
	@echo '              RESUME=1 DRY_RUN=1 SEED=)'
	@echo 'make test     install what is missing, build, run all tests'
	@echo 'make charts   redraw the charts of RUN=results/local/latest without measuring'
	@echo 'make doctor   tell what of this machine will hurt the numbers'
	@echo 'make clean    remove what was built (results stay)'
	@echo 'everywhere:   CXX= CXXFLAGS= NO_INSTALL=1'

setup:
	@NO_INSTALL='$(NO_INSTALL)' sh scripts/setup.sh

configure: setup
	@mkdir -p build
	@$(clean_env) $(configure) > $(BUILD).log 2>&1 || { cat $(BUILD).log >&2; exit 2; }

build: configure
	@echo 'building $(SYNC_BENCH) …'
	@$(clean_env) cmake --build $(BUILD) --target sync_bench --parallel $(JOBS) -- --no-print-directory -s

bench: build
	@$(python) scripts/bench.py --binary $(SYNC_BENCH) $(if $(PRESET),--preset '$(PRESET)') $(if $(FILTER),--filter '$(FILTER)') \
	  $(if $(THREADS),--threads '$(THREADS)') $(if $(SEED),--seed '$(SEED)') \
	  $(if $(RESUME),--resume '$(RESUME)') $(if $(DRY_RUN),--dry-run)

charts: setup
	@$(python) scripts/plot_scaling.py '$(RUN)'
	@$(python) scripts/plot_contention.py '$(RUN)'

doctor: build
	@$(python) scripts/doctor.py --binary $(SYNC_BENCH)

# Test programs are built with the same flags as what is measured.
test: configure
	@echo 'building the tests …'
	@$(clean_env) cmake --build $(BUILD) --parallel $(JOBS) -- --no-print-directory -s
	@ctest --test-dir $(BUILD) --no-tests=error --output-on-failure --progress
	@SYNCBENCH_BUILD='$(abspath $(BUILD))' $(python) -m pytest -q scripts/tests

clean:
	@rm -rf build
