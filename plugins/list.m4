# SPDX-License-Identifier: Apache-2.0
# The one list of plugin folders: configure's options, its summary and the
# Makefiles to build come from here.
#
#   PLATING_PLUGIN_COMMON (FOLDER)   code that plugins share,
#                                    plugins/common/FOLDER
#   PLATING_PLUGIN_FAMILY (FOLDER, KINDS, [LIBRARIES], [SHARED])
#     KINDS      what its shared objects are, for people
#     LIBRARIES  x for each shell variable have_x that must be yes
#     SHARED     folders of plugins/common that it links

AC_DEFUN([PLATING_PLUGIN_LIST], [
PLATING_PLUGIN_COMMON([value])
PLATING_PLUGIN_COMMON([gotemplate])
PLATING_PLUGIN_COMMON([jinja])
PLATING_PLUGIN_COMMON([hcl])
PLATING_PLUGIN_COMMON([markdown])
PLATING_PLUGIN_COMMON([schemadoc])
PLATING_PLUGIN_COMMON([skeleton])
PLATING_PLUGIN_COMMON([frontmatter])
PLATING_PLUGIN_COMMON([schemaview])
PLATING_PLUGIN_COMMON([process])
PLATING_PLUGIN_COMMON([provider-rpc])

PLATING_PLUGIN_FAMILY([schema-json], [discovery],
                      [unistring], [value gotemplate schemaview process])
PLATING_PLUGIN_FAMILY([rpc], [discovery],
                      [unistring nghttp2], [schemaview provider-rpc])
PLATING_PLUGIN_FAMILY([go], [discovery],
                      [unistring nghttp2], [schemaview process provider-rpc])
PLATING_PLUGIN_FAMILY([python], [discovery],
                      [unistring nghttp2], [schemaview process provider-rpc])
PLATING_PLUGIN_FAMILY([bundles], [discovery], [], [])
PLATING_PLUGIN_FAMILY([schema], [renderer])
PLATING_PLUGIN_FAMILY([registry], [renderer validator],
                      [yaml unistring],
                      [value gotemplate schemadoc skeleton markdown
                       frontmatter process])
PLATING_PLUGIN_FAMILY([jinja], [renderer],
                      [yaml unistring tommath],
                      [value gotemplate hcl jinja schemadoc skeleton markdown
                       frontmatter])
PLATING_PLUGIN_FAMILY([links], [validator],
                      [yaml unistring],
                      [value gotemplate markdown frontmatter])

PLATING_PLUGIN_LIST_END
])
