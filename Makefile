# make            build/sbc                  make demo     a real call from a PBX through the SBC to a provider
# make test       all that CI runs           make bench    CPU per call beside Kamailio, cost of a timer
# make storm SEED=7   one simulated storm    make tidy     arrows, imports, captions, layout, dead files, map
# make format     lay out every C file       make install  PREFIX=/usr/local
# make unit/ROOM  one room's unit tests      make map      the house, by its files' captions

CC       ?= gcc
BUILD    ?= build
O        := $(BUILD)/obj
PREFIX   ?= /usr/local
SANITIZE ?=
RE       := $(shell pkg-config --cflags libre 2>/dev/null) -DHAVE_INET6 -DHAVE_INTTYPES_H -DHAVE_STDBOOL_H
CFLAGS   += -std=c11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror -MMD -MP -I. $(RE) $(SANITIZE)
LDFLAGS  += $(SANITIZE)
LDLIBS   += -lre -lyaml -lssl -lcrypto -lpthread -lm

# The house: a room, and the rooms it may know. An #include of any other fails `make tidy`, a call
# into any other fails to link.
KNOWS/nat       :=
KNOWS/policy    :=
KNOWS/rtp       := nat
KNOWS/sbc/world :=
KNOWS/sbc/event :=
KNOWS/sbc/sip   := sbc/event sbc/world nat
KNOWS/sbc/hide  := sbc/sip sbc/event sbc/world policy rtp nat
KNOWS/sbc/peer  := sbc/sip sbc/event sbc/world policy nat
KNOWS/sbc/call  := sbc/peer sbc/hide sbc/sip sbc/event sbc/world policy rtp nat
KNOWS/sbc       := sbc/call $(KNOWS/sbc/call)
KNOWS/sbc/admin := sbc $(KNOWS/sbc)
KNOWS/sbc/cli   := sbc/admin sbc $(KNOWS/sbc)
ROOMS           := $(foreach room,nat policy rtp sbc/world sbc/event sbc/sip sbc/hide sbc/peer sbc/call sbc sbc/admin sbc/cli,\
		   $(if $(wildcard $(room)/*.c),$(room)))

objects  = $(patsubst %.c,$(O)/%.o,$(wildcard $(1)/*.c))
archives = $(foreach room,$(1),$(if $(wildcard $(room)/*.c),$(O)/$(room).a))
tests    = $(patsubst %.c,%,$(wildcard $(1)))
HOUSE    := $(call archives,sbc/admin $(KNOWS/sbc/admin))
UNIT     := $(call tests,$(foreach room,$(ROOMS),tests/unit/$(room)/*.c))
SIM      := $(call tests,tests/sim/*.c)
FUZZ     := $(call tests,tests/fuzz/*.c)
BENCH    := $(call tests,tests/bench/*.c)

all: $(BUILD)/sbc

# Each step is one line of tests/run.sh's count; it ends with "N passed, N failed".
test: ; @tests/install.sh && $(MAKE) --no-print-directory test-installed
test-installed: ; @tests/run.sh

demo: ; @tests/install.sh demo && $(MAKE) --no-print-directory $(BUILD)/sbc && tests/real/demo.sh $(BUILD)/sbc
bench: ; @tests/install.sh && $(MAKE) --no-print-directory bench-installed
bench-installed: $(BUILD)/sbc $(BENCH:%=$(BUILD)/%) ; @tests/bench/run.sh $(BUILD)
storm: $(BUILD)/tests/sim/storm ; $< $(if $(SEED),--seed $(SEED))
tidy: ; @tests/tidy/run.sh
map: ; @tests/tidy/map.sh
format: ; clang-format -i $(shell git ls-files '*.[ch]')
install: $(BUILD)/sbc ; install -D $< $(DESTDIR)$(PREFIX)/bin/sbc
clean: ; rm -rf build

.SECONDEXPANSION:
$(BUILD)/sbc: $(call objects,sbc/cli) $(HOUSE)
	$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(HOUSE) -Wl,--end-group $(LDLIBS)

$(O)/%.a: $$(call objects,$$*)
	@rm -f $@; mkdir -p $(@D); $(AR) rcs $@ $^

# A unit test links its own room and the rooms that one may know, in the row's order: an arrow that
# the row does not have does not link.
room_of  = $(patsubst %/,%,$(dir $(1)))
house_of = $(call archives,$(call room_of,$(1)) $(KNOWS/$(call room_of,$(1))))
$(UNIT:%=$(BUILD)/%): $(BUILD)/tests/unit/%: $(O)/tests/unit/%.o $$(call house_of,$$*)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -lcheck -lsubunit $(LDLIBS) -lrt

$(SIM:%=$(BUILD)/%): $(BUILD)/%: $(O)/%.o $(call objects,tests/lab) $(HOUSE)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(HOUSE) -Wl,--end-group $(LDLIBS)

$(BENCH:%=$(BUILD)/%): $(BUILD)/%: $(O)/%.o $(HOUSE)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(HOUSE) -Wl,--end-group $(LDLIBS)

# Fuzz targets: make CC=clang BUILD=build/fuzz SANITIZE=-fsanitize=fuzzer-no-link,address,undefined fuzz
fuzz: $(FUZZ:%=$(BUILD)/%)
$(FUZZ:%=$(BUILD)/%): $(BUILD)/%: $(O)/%.o $(HOUSE)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -fsanitize=fuzzer,address,undefined -o $@ $< -Wl,--start-group $(HOUSE) -Wl,--end-group $(LDLIBS)

# make unit/nat runs that room's tests; unit builds all, sim all simulated ones.
unit: $(UNIT:%=$(BUILD)/%)
sim: $(SIM:%=$(BUILD)/%)
built = $(patsubst %,$(BUILD)/%,$(call tests,tests/unit/$(1)/*.c))
unit/%: $$(call built,$$*)
	@for t in $^; do $$t || exit 1; done

$(O)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c -o $@ $<

knows/%: ; @echo $(KNOWS/$*)
rooms: ; @echo $(ROOMS)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.PHONY: all test test-installed demo bench bench-installed storm tidy map format install clean fuzz unit sim rooms
.SECONDARY:
