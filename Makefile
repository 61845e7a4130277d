# magreport. `make help` lists the targets; README.md tells the rest.
#
# Everything is made under $(BUILD). A second build with other flags goes to its own folder by calling this file again
# with BUILD and FLAVOUR (debug, asan, clang). Packages are installed before pkg-config is asked, so the targets that
# install call make once more.

BUILD ?= build
CC = gcc
PYTHON = /usr/bin/python3
PREFIX ?= /usr/local
WERROR ?= -Werror
MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
# As many jobs as processors, unless make was told a number.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))
# make V=1 shows the commands.
Q = $(if $(V),,@)
.DELETE_ON_ERROR:
SHELL = /bin/sh

WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wcast-qual -Wmissing-prototypes -Wswitch-enum -Wvla $(WERROR)
OPTIMISE = -O2 -g
SANITIZE =
ifeq ($(FLAVOUR),debug)
OPTIMISE = -O0 -g3 -DARENA_DEBUG -DBATCH_TEST_HOOK
endif
ifeq ($(FLAVOUR),cover)
OPTIMISE = -O0 -g --coverage
endif
ifeq ($(FLAVOUR),asan)
OPTIMISE = -O1 -g -fno-omit-frame-pointer -DBATCH_TEST_HOOK
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all
endif

LIBRARIES = libxml-2.0 zlib libdeflate harfbuzz harfbuzz-subset libpng libturbojpeg libqrencode nettle
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(LIBRARIES)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell pkg-config --libs $(LIBRARIES)) -lhpdf -lunistring)$(PKG_LIBS)
CPPFLAGS = -D_GNU_SOURCE -Isrc $(PKG_CFLAGS)
CFLAGS = -std=c11 $(OPTIMISE) $(WARNINGS) $(SANITIZE)
LDFLAGS = -Wl,--as-needed $(SANITIZE)

# Parts that are built only where their library is found; --version tells.
HAS_SECCOMP := $(shell pkg-config --exists libseccomp && echo yes)
ifeq ($(HAS_SECCOMP),yes)
LIBRARIES += libseccomp
LEFT_OUT += src/sandbox/filter_none.c
else
LEFT_OUT += src/sandbox/filter_seccomp.c
endif

# Debian 12 has no cups.pc. The library is loaded when it is needed, not linked.
HAS_CUPS := $(shell pkg-config --modversion cups 2>/dev/null || cups-config --version 2>/dev/null)
LEFT_OUT += $(if $(HAS_CUPS),src/print/none.c,$(wildcard src/print/cups_*.c))

SOURCES := $(filter-out $(LEFT_OUT),$(sort $(wildcard src/*/*.c)))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
MAIN := $(BUILD)/src/cli/main.o
LIBRARY := $(BUILD)/libmagreport.a
UNIT_SOURCES := $(sort $(wildcard tests/unit/*/test_*.c))
UNIT_TESTS := $(UNIT_SOURCES:%.c=$(BUILD)/%)
# Programs that Python tests run.
DRIVER_SOURCES := $(sort $(wildcard tests/tools/*.c))
DRIVERS := $(DRIVER_SOURCES:%.c=$(BUILD)/%)
FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_TESTS := $(FUZZ_SOURCES:%.c=$(BUILD)/%)
REPLAYS := $(FUZZ_SOURCES:tests/fuzz/fuzz_%.c=$(BUILD)/tests/replay/%)

# What goes into the program: the pack as it is, and the faces that the catalogue names.
FACE_FOLDER = /usr/share/fonts/truetype/open-sans
ICC_PROFILE = /usr/share/color/icc/sRGB.icc
FACES := $(shell sed -n 's/.*<face .*file="\([^"]*\)".*/\1/p' fonts/fonts.xml)
PACK_FILES := $(shell find layouts -type f ! -name '.*' ! -name '*~')
EMBEDDED := $(PACK_FILES) fonts/fonts.xml $(FACES:%=$(FACE_FOLDER)/%) $(ICC_PROFILE)
EMBEDDED_KEYS = $(foreach file,$(PACK_FILES),$(file:layouts/%=%) $(file)) fonts/fonts.xml fonts/fonts.xml \
    $(foreach face,$(FACES),faces/$(face) $(FACE_FOLDER)/$(face)) icc/sRGB.icc $(ICC_PROFILE)

.PHONY: all help demo demo-pages deps debug check check-all check-build asan ubsan lint format golden-update bench \
    readability fuzz samples install clean tables FORCE

all: $(BUILD)/magreport

help:
	@echo 'make demo           install what is missing, build, render build/demo/handout.pdf and its page pictures'
	@echo 'make check          install what is missing, build, run all tests, also under ASan and UBSan'
	@echo 'make check-all      check, also by readers that need Java and Node, lint, a short fuzz run and a clang build'
	@echo 'make deps           install the Debian packages for everything below'
	@echo 'make all            build build/magreport (CC=clang works)'
	@echo 'make debug          build build/debug/magreport: no optimisation, each allocation its own block'
	@echo 'make asan ubsan     build build/asan/magreport with AddressSanitizer and UndefinedBehaviorSanitizer'
	@echo 'make lint           the rules of form: sizes, modules, banned calls, clang-format, clang-tidy, cppcheck'
	@echo 'make format         clang-format over all sources'
	@echo 'make golden-update  write the golden files anew; read the diff before you commit it'
	@echo 'make tables         schemas and README tables anew, from the tables in the sources'
	@echo 'make readability    how hard each page of some fifty handouts is to read; fails over the limits'
	@echo 'make bench          time, instructions, size and memory of a report, and the ratio to the floor;'
	@echo '                    BASELINE=1 makes its instructions what later ones are held to'
	@echo 'make cover          line coverage by folder; fails where the readers are below 90 %'
	@echo 'make fuzz           fuzz the readers for FUZZ_SECONDS (60) each'
	@echo 'make torture        a thousand kills, and every call and allocation made to fail, over batches'
	@echo 'make samples        make the larger sample inputs again, in build/samples'
	@echo 'make install        into PREFIX (/usr/local), below DESTDIR if given'
	@echo 'make clean          remove build'

# --- the program -----------------------------------------------------------------------------------------------------

$(BUILD)/magreport: $(MAIN) $(LIBRARY)
	$(if $(V),,@echo '  LD    $@')
	$(Q)$(CC) $(LDFLAGS) -o $@ $(MAIN) $(LIBRARY) $(PKG_LIBS)

$(LIBRARY): $(filter-out $(MAIN),$(OBJECTS)) $(BUILD)/embedded.o
	@rm -f $@
	$(if $(V),,@echo '  AR    $@')
	$(Q)ar rcsT $@ $^

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(if $(V),,@echo '  CC    $<')
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/embedded.o: $(BUILD)/embedded.S $(EMBEDDED) $(BUILD)/flags
	$(if $(V),,@echo '  CC    $<')
	$(Q)$(CC) -c -o $@ $<

$(BUILD)/embedded.S: $(BUILD)/embedded.list tests/tools/embed.sh
	$(if $(V),,@echo '  EMBED $@')
	$(Q)sh tests/tools/embed.sh <$< >$@

# Written again only when their content changes: new pack files and other flags rebuild what they must, nothing else.
$(BUILD)/embedded.list: FORCE
	@mkdir -p $(@D)
	@printf '%s %s\n' $(EMBEDDED_KEYS) >$@.new; cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(CPPFLAGS) $(CFLAGS)' >$@.new; cmp -s $@.new $@ && rm $@.new || mv $@.new $@

-include $(OBJECTS:.o=.d) $(UNIT_TESTS:=.d) $(DRIVERS:=.d) $(FUZZ_TESTS:=.d) $(BUILD)/tests/bench/bench.d

debug:
	@$(MAKE) $(JOBS) BUILD=build/debug FLAVOUR=debug all

asan ubsan:
	@$(MAKE) $(JOBS) BUILD=build/asan FLAVOUR=asan all

# --- packages, demo --------------------------------------------------------------------------------------------------

deps:
	@sh tests/tools/packages.sh build demo check check-all lint bench fuzz

demo:
	@sh tests/tools/packages.sh build demo
	@$(MAKE) $(JOBS) demo-pages

demo-pages: $(BUILD)/demo/pages.stamp
	@echo 'Look at $(BUILD)/demo/handout.pdf and $(BUILD)/demo/page-*.png'

$(BUILD)/demo/handout.pdf: $(BUILD)/magreport samples/response.xml
	@mkdir -p $(@D)
	$(BUILD)/magreport render samples/response.xml --brand riverside -o $@

$(BUILD)/demo/pages.stamp: $(BUILD)/demo/handout.pdf
	@rm -f $(BUILD)/demo/page-*.png
	pdftoppm -r 80 -png $< $(BUILD)/demo/page
	@touch $@

# --- tests -----------------------------------------------------------------------------------------------------------

$(BUILD)/tests/unit/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(if $(V),,@echo '  LD    $@')
	$(Q)$(CC) $(CPPFLAGS) -Itests $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(LIBRARY) $(PKG_LIBS) -lcmocka -lm

$(BUILD)/tests/tools/%: tests/tools/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(if $(V),,@echo '  LD    $@')
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(LIBRARY) $(PKG_LIBS)

# A fuzz target over files, without libFuzzer.
$(BUILD)/tests/replay/%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c $(LIBRARY)
	@mkdir -p $(@D)
	$(if $(V),,@echo '  LD    $@')
	$(Q)$(CC) $(CPPFLAGS) -Itests/fuzz $(CFLAGS) $(LDFLAGS) -o $@ $< tests/fuzz/replay.c $(LIBRARY) $(PKG_LIBS)

# Loaded before libc by tests/torture: it must not be part of a sanitizer's own build.
$(BUILD)/tests/torture/fail.so: tests/torture/fail.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(if $(V),,@echo '  LD    $@')
	$(Q)$(CC) -D_GNU_SOURCE -std=c11 -O2 -g $(WARNINGS) -fPIC -shared -o $@ $<

check-build: $(BUILD)/magreport $(UNIT_TESTS) $(DRIVERS) $(REPLAYS) $(BUILD)/tests/torture/fail.so

check:
	@sh tests/tools/packages.sh build check
	@$(MAKE) $(JOBS) check-build
	@$(MAKE) $(JOBS) BUILD=build/asan FLAVOUR=asan check-build
	@$(PYTHON) tests/run.py $(BUILD) build/asan

# The parts that read what somebody sent, by the unit tests and the corpora of the fuzzers: workers in the sandbox cannot write
# down what they ran.
.PHONY: cover cover-run
cover:
	@sh tests/tools/packages.sh build check cover
	@$(MAKE) $(JOBS) BUILD=build/cover FLAVOUR=cover cover-build
	@$(MAKE) BUILD=build/cover FLAVOUR=cover cover-run

.PHONY: cover-build
cover-build: $(UNIT_TESTS) $(REPLAYS)

cover-run:
	@find $(BUILD) -name '*.gcda' -delete
	@for test in $(UNIT_TESTS); do CMOCKA_MESSAGE_OUTPUT=TAP $$test >$$test.log 2>&1 || echo "failed: $$test"; done
	@for test in $(REPLAYS); do $$test tests/fuzz/corpus/$$(basename $$test) >/dev/null || echo "failed: $$test"; done
	@$(PYTHON) tests/tools/cover.py $(BUILD)

# NOTHING_SKIPPED: a missing tool fails. WHOLE: the long tests run over all that they have.
check-all: export NOTHING_SKIPPED = 1
check-all: export WHOLE = 1
check-all: check-all-packages check lint
	@$(MAKE) $(JOBS) BUILD=build/clang CC=clang check-build
	@$(MAKE) fuzz FUZZ_SECONDS=20

.PHONY: check-all-packages
check-all-packages:
	@sh tests/tools/packages.sh check-all

golden-update:
	@sh tests/tools/packages.sh build check
	@$(MAKE) $(JOBS) all
	@$(PYTHON) tests/run.py --update $(BUILD)

tables: $(BUILD)/tests/tools/elements_driver
	@$(PYTHON) tests/tools/tables.py $(BUILD)

lint:
	@sh tests/tools/packages.sh build lint
	@$(MAKE) $(JOBS) all
	@$(PYTHON) tests/lint/lint.py $(BUILD)
	@$(MAKE) -k $(JOBS) lint-tidy

# clang-tidy takes seconds a file; a file is looked at again when its object is made again.
.PHONY: lint-tidy
lint-tidy: $(SOURCES:%.c=$(BUILD)/lint/%.ok)

$(BUILD)/lint/%.ok: %.c $(BUILD)/%.o .clang-tidy
	@mkdir -p $(@D)
	$(if $(V),,@echo '  TIDY  $<')
	$(Q)clang-tidy -quiet $< -- $(CPPFLAGS) -std=c11 2>$@.log || { cat $@.log; exit 1; }
	@touch $@

format:
	@sh tests/tools/packages.sh lint
	@clang-format -i $(wildcard src/*/*.[ch] tests/torture/*.c tests/unit/*.[ch] tests/unit/*/*.[ch] tests/fuzz/*.[ch] tests/bench/*.[ch] tests/tools/*.[ch])

FUZZ_SECONDS ?= 60
FUZZ_FLAGS = -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
$(BUILD)/tests/fuzz/%: tests/fuzz/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(if $(V),,@echo '  LD    $@')
	$(Q)$(CC) $(CPPFLAGS) -Itests/fuzz $(CFLAGS) $(FUZZ_FLAGS) -MMD -MP -o $@ $< $(LIBRARY) $(PKG_LIBS)

fuzz:
	@sh tests/tools/packages.sh build fuzz
	@$(MAKE) $(JOBS) BUILD=build/fuzz CC=clang OPTIMISE='-O1 -g' \
	    SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' fuzz-run

.PHONY: fuzz-run
fuzz-run: $(FUZZ_TESTS)
	@sh tests/fuzz/run.sh $(FUZZ_SECONDS) $(FUZZ_TESTS)

# All of it; make check runs a sample. Half an hour and more.
.PHONY: torture
torture:
	@sh tests/tools/packages.sh build check
	@$(MAKE) $(JOBS) check-build
	@BUILD=$(BUILD) MAGREPORT=$(abspath $(BUILD)/magreport) TORTURE=1 $(PYTHON) tests/torture/test_torture.py

# --- measurements, samples, installation -----------------------------------------------------------------------------

$(BUILD)/tests/bench/bench: tests/bench/bench.c $(LIBRARY)
	@mkdir -p $(@D)
	$(if $(V),,@echo '  LD    $@')
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(LIBRARY) $(PKG_LIBS)

.PHONY: bench-run
bench:
	@sh tests/tools/packages.sh build bench
	@$(MAKE) $(JOBS) bench-run

bench-run: $(BUILD)/tests/bench/bench $(BUILD)/tests/tools/read_driver $(BUILD)/magreport
	@$(PYTHON) tests/bench/read.py $(BUILD)
	@$(PYTHON) tests/bench/bench.py $(BUILD) $(if $(BASELINE),--baseline)

readability: $(BUILD)/magreport
	@MAGREPORT=$(BUILD)/magreport $(PYTHON) tests/oracle/test_readability.py --all

samples: $(BUILD)/magreport
	@$(PYTHON) tests/tools/make_samples.py $(BUILD)/samples

install: $(BUILD)/magreport
	install -D -m 755 $(BUILD)/magreport $(DESTDIR)$(PREFIX)/bin/magreport

clean:
	rm -rf build
