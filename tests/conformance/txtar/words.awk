# SPDX-License-Identifier: Apache-2.0
# Turns each line of a txtar script into words that a shell can take by
# `eval set --`.  Words are parted by blanks; what is between single quotes is
# taken as it is, '' inside them being one; elsewhere $NAME and ${NAME} are
# variables of the environment.  A # outside of quotes begins a comment.

function shell_quote (s)
{
  gsub (/'/, "'\\''", s)
  return "'" s "'"
}

function variable (rest,   name)
{
  if (match (rest, /^\$\{[A-Za-z_][A-Za-z0-9_]*\}/))
    name = substr (rest, 3, RLENGTH - 3)
  else if (match (rest, /^\$[A-Za-z_][A-Za-z0-9_]*/))
    name = substr (rest, 2, RLENGTH - 1)
  else
    return 0
  word = word ENVIRON[name]
  return RLENGTH
}

{
  line = ""
  word = ""
  in_word = 0
  quoted = 0
  for (i = 1; i <= length ($0); i++) {
    c = substr ($0, i, 1)
    if (quoted) {
      if (c != "'")
        word = word c
      else if (substr ($0, i + 1, 1) == "'")
        word = word substr ($0, ++i, 1)
      else
        quoted = 0
    } else if (c == "'") {
      quoted = in_word = 1
    } else if (c == "#" && !in_word) {
      break
    } else if (c == " " || c == "\t" || c == "\r") {
      if (in_word)
        line = line shell_quote(word) " "
      word = ""
      in_word = 0
    } else {
      n = c == "$" ? variable(substr ($0, i)) : 0
      if (n)
        i += n - 1
      else
        word = word c
      in_word = 1
    }
  }
  if (in_word)
    line = line shell_quote(word)
  if (quoted)
    line = "unclosed-quote"
  print line
}
