# SPDX-License-Identifier: Apache-2.0
# Included by every Makefile.am.

# Ends lists, so that each line of them looks alike.
NULL =

# Not the source folders: core/elf.h and core/error.h would hide the
# system's headers of these names.
AM_CPPFLAGS = \
	-I$(top_builddir) \
	-I$(top_builddir)/include \
	-I$(top_srcdir)/include \
	-I$(top_srcdir) \
	$(NULL)
AM_CFLAGS = $(PLATING_CFLAGS)
AM_LDFLAGS = $(PLATING_LDFLAGS)

# -- plugins ---------------------------------------------------------------

# A folder with plugins says:
#   plugin_LTLIBRARIES = plating-NAME-KIND.la
#   plating_NAME_KIND_la_SOURCES = ...
#   plating_NAME_KIND_la_LIBADD = ... $(PLUGIN_COMMON)
#   plating_NAME_KIND_la_LDFLAGS = $(PLUGIN_LINK)
PLUGIN_LINK = \
	$(PLATING_LDFLAGS) \
	-module -avoid-version -shared \
	-Wl,-z,now \
	$(PLUGIN_LINK_DEFS) \
	$(PLUGIN_LINK_MAP) \
	$(NULL)
if LINKER_SCRIPT
PLUGIN_LINK_MAP = -Wl,--version-script=$(top_srcdir)/plugins/plugins.map
endif
PLUGIN_COMMON = $(top_builddir)/common/libcommon.la

# -- tests -----------------------------------------------------------------

TESTS = $(check_PROGRAMS) $(dist_check_SCRIPTS)

# The wrapper sets the tests' environment and applies valgrind to programs.
LOG_COMPILER = $(top_builddir)/run
AM_LOG_FLAGS = --test
TEST_EXTENSIONS = .sh
SH_LOG_COMPILER = $(top_builddir)/run
AM_SH_LOG_FLAGS = --test

# For programs that include tests/unit/alloc-failure.h, and those that include
# arena-failure.h there as well.
FAIL_ALLOCATIONS = \
	-Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc \
	-Wl,--wrap=strdup -Wl,--wrap=strndup \
	$(NULL)
FAIL_ARENAS = \
	-Wl,--wrap=pl_arena_alloc -Wl,--wrap=pl_arena_zalloc \
	-Wl,--wrap=pl_arena_array -Wl,--wrap=pl_arena_strndup \
	$(NULL)

# -- manual pages ------------------------------------------------------------

SUFFIXES = .pod .1 .3 .5
.pod.1 .pod.3 .pod.5:
	$(AM_V_GEN)page='$@'; page=$${page##*/}; \
	$(POD2MAN) --utf8 --date=' ' --center=plating \
	  --release='plating $(PACKAGE_VERSION)' --section="$${page##*.}" \
	  --name="$$(echo "$${page%.*}" | tr a-z A-Z)" --errors=die \
	  $< $@.tmp && mv $@.tmp $@
