# SPDX-License-Identifier: Apache-2.0
# Lists what is frozen in public headers, one thing a line:
#
#   field STRUCT MEMBER DECLARATION...
#   constant NAME VALUE...
#
# It reads the headers' own style: a struct starts in column 1 with
# "struct NAME {" and ends with "};" there, and has no struct inside.

# Takes comments out of LINE; a comment may go on in later lines.
function without_comments(line,    from, to, result)
{
  result = ""
  while (line != "") {
    if (in_comment) {
      to = index(line, "*/")
      if (!to)
        return result
      line = substr(line, to + 2)
      in_comment = 0
    } else {
      from = index(line, "/*")
      if (!from)
        return result line
      result = result substr(line, 1, from - 1) " "
      line = substr(line, from + 2)
      in_comment = 1
    }
  }
  return result
}

function squeezed(text)
{
  gsub(/[ \t]+/, " ", text)
  gsub(/^ | $/, "", text)
  return text
}

# Prints the members that DECLARATION, without its semicolon, declares.
function declare(declaration,    n, i, parts, name, type)
{
  declaration = squeezed(declaration)
  if (declaration == "")
    return
  if (match(declaration, /\(\*[A-Za-z0-9_]+\)/)) {
    name = substr(declaration, RSTART + 2, RLENGTH - 3)
    print "field", struct, name, declaration
    return
  }
  n = split(declaration, parts, ",")
  type = parts[1]
  sub(/[A-Za-z0-9_]+(\[[^]]*\])?$/, "", type)
  for (i = 1; i <= n; i++) {
    name = squeezed(parts[i])
    sub(/^.*[ *]/, "", name)
    print "field", struct, name_only(name), squeezed(type) " " name
  }
}

function name_only(name)
{
  sub(/\[.*$/, "", name)
  return name
}

{ line = without_comments($0) }

line ~ /^struct [a-z_0-9]+ \{$/ {
  split(line, words, " ")
  struct = words[2]
  collected = ""
  next
}

line ~ /^\};/ { struct = ""; next }

struct != "" {
  collected = collected " " line
  while ((at = index(collected, ";")) > 0) {
    declare(substr(collected, 1, at - 1))
    collected = substr(collected, at + 1)
  }
  next
}

# Constants, but for guards, macros with arguments and the version itself.
line ~ /^#define PLATING_[A-Z0-9_]+[ \t]+[^ \t]/ {
  name = $2
  if (name ~ /\(/ || name ~ /_H$/ || name ~ /^PLATING_ABI_/ \
      || name == "PLATING_EXPORT" || line ~ /\\$/)
    next
  value = line
  sub(/^#define [^ \t]+[ \t]+/, "", value)
  print "constant", name, squeezed(value)
}
