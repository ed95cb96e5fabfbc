# SPDX-License-Identifier: Apache-2.0
# Macros of our own configure.ac.

# PLATING_COMPILER_FLAGS
# What every object is compiled with: PLATING_CFLAGS.
AC_DEFUN([PLATING_COMPILER_FLAGS], [
  AX_REQUIRE_DEFINED([AX_APPEND_COMPILE_FLAGS])
  AX_REQUIRE_DEFINED([AX_RECURSIVE_EVAL])
  AC_SUBST([PLATING_CFLAGS])
  AC_SUBST([PLATING_LDFLAGS])
  PLATING_CFLAGS="-std=c17"
  AX_APPEND_COMPILE_FLAGS([-fvisibility=hidden], [PLATING_CFLAGS])
])

# PLATING_ARG_GCC_WARNINGS
# The strict set and -Werror, for developers: a release must build with
# compilers that warn about things that nobody knows today.
AC_DEFUN([PLATING_ARG_GCC_WARNINGS], [
  AC_ARG_ENABLE([gcc-warnings],
    [AS_HELP_STRING([--enable-gcc-warnings],
       [many warnings of gcc or clang, all of them errors])],
    [], [enable_gcc_warnings=no])
  AS_IF([test "$enable_gcc_warnings" != no],
    [AX_APPEND_COMPILE_FLAGS(m4_normalize([
       -Wall -Wextra -Wshadow -Wstrict-prototypes
       -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla
       -Wformat=2 -Wconversion -Wno-sign-conversion -Wundef -Wcast-qual]),
       [PLATING_CFLAGS], [-Werror])
     PLATING_CFLAGS="$PLATING_CFLAGS -Werror"])
])

# PLATING_ARG_SANITIZERS
# Sets PLATING_CFLAGS, PLATING_LDFLAGS, SANITIZER_FLAGS (what other programs
# need that link the library) and the condition SANITIZERS.
AC_DEFUN([PLATING_ARG_SANITIZERS], [
  AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers=LIST],
       [check the program while it runs: address,undefined or thread])],
    [], [enable_sanitizers=no])
  AS_CASE([$enable_sanitizers],
    [yes], [enable_sanitizers=address,undefined],
    [no], [],
    [*[[!a-z,-]]*],
      [AC_MSG_ERROR([--enable-sanitizers takes names with commas between them])])
  AM_CONDITIONAL([SANITIZERS], [test "$enable_sanitizers" != no])
  AC_SUBST([SANITIZERS], [$enable_sanitizers])
  pl_flags=
  AS_IF([test "$enable_sanitizers" != no],
    [pl_flags="-fsanitize=$enable_sanitizers -fno-omit-frame-pointer"
     AS_CASE([,$enable_sanitizers,],
       [*,undefined,*], [pl_flags="$pl_flags -fno-sanitize-recover=undefined"])
     pl_save_CFLAGS=$CFLAGS
     CFLAGS="$CFLAGS $pl_flags"
     AC_MSG_CHECKING([whether $CC accepts $pl_flags])
     AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
       [AC_MSG_RESULT([yes])],
       [AC_MSG_RESULT([no])
        AC_MSG_ERROR([these sanitizers do not work with $CC])])
     CFLAGS=$pl_save_CFLAGS
     PLATING_CFLAGS="$PLATING_CFLAGS $pl_flags"
     PLATING_LDFLAGS="$PLATING_LDFLAGS -fsanitize=$enable_sanitizers"])

  AC_SUBST([SANITIZER_FLAGS], [$pl_flags])

  # A plugin names all it links, so that a missing library shows at build
  # time; a sanitizer's own symbols come from the program only.
  PLUGIN_LINK_DEFS=
  AS_IF([test "$enable_sanitizers" = no],
        [PLUGIN_LINK_DEFS="-Wl,-z,defs"])
  AC_SUBST([PLUGIN_LINK_DEFS])
])

# PLATING_ARG_FUZZERS
# Sets FUZZER_LDFLAGS and the condition FUZZERS.
AC_DEFUN([PLATING_ARG_FUZZERS], [
  AC_ARG_ENABLE([fuzzers],
    [AS_HELP_STRING([--enable-fuzzers],
       [build the fuzz targets; needs clang with libFuzzer])],
    [], [enable_fuzzers=no])
  AM_CONDITIONAL([FUZZERS], [test "$enable_fuzzers" = yes])
  AC_SUBST([FUZZER_LDFLAGS])
  AS_IF([test "$enable_fuzzers" = yes],
    [pl_save_CFLAGS=$CFLAGS
     CFLAGS="$CFLAGS -fsanitize=fuzzer"
     AC_MSG_CHECKING([whether $CC has libFuzzer])
     AC_LINK_IFELSE(
       [AC_LANG_SOURCE([[
          #include <stddef.h>
          int LLVMFuzzerTestOneInput (const unsigned char *, size_t);
          int LLVMFuzzerTestOneInput (const unsigned char *p, size_t n)
          { return n > 1 && p[0] == p[1] ? 0 : 0; }]])],
       [AC_MSG_RESULT([yes])],
       [AC_MSG_RESULT([no])
        AC_MSG_ERROR([--enable-fuzzers needs CC=clang and its libFuzzer])])
     CFLAGS=$pl_save_CFLAGS
     PLATING_CFLAGS="$PLATING_CFLAGS -fsanitize=fuzzer-no-link"
     FUZZER_LDFLAGS="-fsanitize=fuzzer"
     PLUGIN_LINK_DEFS=])
])

# PLATING_ARG_LINKER_SCRIPT
# Sets the condition LINKER_SCRIPT.
AC_DEFUN([PLATING_ARG_LINKER_SCRIPT], [
  AC_ARG_ENABLE([linker-script],
    [AS_HELP_STRING([--disable-linker-script],
       [link without symbol maps, for linkers that have none])],
    [], [enable_linker_script=yes])
  AM_CONDITIONAL([LINKER_SCRIPT], [test "$enable_linker_script" = yes])
])

# PLATING_LIB_WITHOUT_PC (PREFIX, HEADER, LIBRARY, FUNCTION)
# For a library without a pkg-config file: sets PREFIX_LIBS and have_LIBRARY.
AC_DEFUN([PLATING_LIB_WITHOUT_PC], [
  AC_SUBST([$1_LIBS])
  have_$3=no
  AC_CHECK_HEADER([$2],
    [AC_CHECK_LIB([$3], [$4], [have_$3=yes; $1_LIBS=-l$3])])
])

# PLATING_DEFINE_DIR (NAME, DIRECTORY, TEXT)
# Defines NAME in config.h as a directory with all variables replaced.
AC_DEFUN([PLATING_DEFINE_DIR], [
  AX_RECURSIVE_EVAL([$2], [pl_dir])
  AC_DEFINE_UNQUOTED([$1], ["$pl_dir"], [$3])
])

# PLATING_PLUGIN_COMMON (FOLDER)
# See plugins/list.m4.
AC_DEFUN([PLATING_PLUGIN_COMMON], [
  AC_CONFIG_FILES([plugins/common/$1/Makefile])
  plugin_all_subdirs="$plugin_all_subdirs common/$1"
])

# PLATING_PLUGIN_FAMILY (FOLDER, KINDS, [LIBRARIES], [SHARED])
# See plugins/list.m4.
AC_DEFUN([PLATING_PLUGIN_FAMILY], [
  m4_pushdef([pl_enable], [enable_]m4_translit([$1], [-], [_]))
  AC_ARG_ENABLE([$1],
    [AS_HELP_STRING([--disable-$1], [leave out the $1 plugins: $2])],
    [], [pl_enable=auto])
  pl_missing=
  m4_foreach_w([pl_lib], [$3],
    [AS_IF([test "$have_[]pl_lib" != yes],
           [pl_missing="$pl_missing pl_lib"])
    ])
  pl_state=built
  AS_IF([test "$pl_enable" = no], [pl_state="left out"],
        [test -n "$pl_missing" && test "$pl_enable" = yes],
        [AC_MSG_ERROR([--enable-$1 was given but these are missing:$pl_missing])],
        [test -n "$pl_missing"],
        [pl_state="left out, missing:$pl_missing"
         AC_MSG_WARN([the $1 plugins are left out, missing:$pl_missing])])
  AS_IF([test "$pl_state" = built],
        [plugin_subdirs="$plugin_subdirs $1"
         m4_foreach_w([pl_shared], [$4],
           [AS_CASE([" $plugin_shared_subdirs "], [*" common/pl_shared "*], [],
              [plugin_shared_subdirs="$plugin_shared_subdirs common/pl_shared"])
           ])])
  plugin_all_subdirs="$plugin_all_subdirs $1"
  plugin_summary="$plugin_summary    `printf '%-20s' "$1"` $pl_state ($2)
"
  AC_CONFIG_FILES([plugins/$1/Makefile])
  m4_popdef([pl_enable])
])

# PLATING_PLUGIN_LIST_END
# Hands the lists to plugins/Makefile.am and run.in.
AC_DEFUN([PLATING_PLUGIN_LIST_END], [
  AC_SUBST([PLUGIN_SUBDIRS], ["$plugin_shared_subdirs$plugin_subdirs"])
  AC_SUBST([PLUGIN_ALL_SUBDIRS], [$plugin_all_subdirs])
])
