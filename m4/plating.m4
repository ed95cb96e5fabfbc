# SPDX-License-Identifier: Apache-2.0
# For the configure.ac of a plugin of yours.

# PLATING_PLUGIN ([ABI])
# Finds what is needed to build a plugin of plating for ABI (such as 0.2).
# Sets, for your Makefile.am:
#   PLATING_CFLAGS     where <plating/plugin.h> is
#   PLATING_LDFLAGS    for plating_NAME_KIND_la_LDFLAGS
#   platingplugindir   use it as in platingplugin_LTLIBRARIES
# A plugin links no library of plating's.
AC_DEFUN([PLATING_PLUGIN], [
  AC_REQUIRE([PKG_PROG_PKG_CONFIG])
  PKG_CHECK_MODULES([PLATING], [plating-plugin])
  PKG_CHECK_VAR([PLATING_ABI], [plating-plugin], [abi])
  PKG_CHECK_VAR([platingplugindir], [plating-plugin], [plugindir])
  AC_SUBST([PLATING_LDFLAGS],
           ["-module -avoid-version -shared -Wl,-z,now"])
  m4_ifval([$1], [
    AC_MSG_CHECKING([whether the plugin ABI $PLATING_ABI will do for $1])
    plating_major=${PLATING_ABI%%.*}
    plating_minor=${PLATING_ABI#*.}
    # Before 1.0 each minor number stands alone; after that they only add.
    AS_IF([test "$PLATING_ABI" = "$1"], [plating_fits=yes],
          [test "$plating_major" -gt 0 \
           && test "$plating_major" = "m4_bregexp([$1], [^\([0-9]*\)], [\1])" \
           && test "$plating_minor" -ge "m4_bregexp([$1], [\([0-9]*\)$], [\1])"],
          [plating_fits=yes], [plating_fits=no])
    AC_MSG_RESULT([$plating_fits])
    AS_IF([test $plating_fits = no],
      [AC_MSG_ERROR([plating's plugin ABI is $PLATING_ABI, but $1 is needed])])
  ])
])
