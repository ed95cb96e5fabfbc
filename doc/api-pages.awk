# SPDX-License-Identifier: Apache-2.0
# Makes the pages plating-api(3) and those it names, as POD, from the comments
# of the public headers: one source, so that they cannot drift apart.
#
#   awk -v page=NAME -f api-pages.awk HEADER...       one page
#   awk -v page=plating-api -v frame=FILE ...         FILE, with "=for index"
#                                                     replaced by the list
#   awk -v list=pages ...                             the names of all pages
#   awk -v list=calls ...                             "FUNCTION PAGE TEXT" of
#                                                     all: TEXT is its length
#
# In a header a page begins with the comment
#   /* -- NAME(3): what it is about ---- */
# and ends with the next of these or the file; several headers may add to one
# page.  Within it a comment belongs to the code below it, up to an empty line
# or another comment; one with an empty line below it is about the page.
# Paragraphs are separated by an empty line, items begin with " - ".

function flush(  i) {
  if (current != "" && (code != "" || text != "")) {
    i = ++n_blocks[current]
    block_code[current, i] = code
    block_text[current, i] = text
    if (code == "")
      n_about[current]++
    find_names(i)
  }
  code = text = ""
}

# What a block declares: functions, a struct, or constants.
function find_names(i,  rest, name, n, lines, k) {
  n = split(block_code[current, i], lines, "\n")
  for (k = 1; k <= n; k++) {
    rest = lines[k]
    if (rest ~ /^#define /) {
      name = rest
      sub(/^#define /, "", name)
      if (name ~ /^[A-Z_0-9]+\(/)
        prototypes[current, i] = block_code[current, i]
      sub(/[ (].*/, "", name)
      add_name(i, name)
    } else if (rest ~ /^struct [a-z_]+ \{/ || rest ~ /^struct [a-z_]+;/) {
      sub(/^struct /, "struct  ", rest)
      split(rest, parts, / +|;/)
      add_name(i, "struct " parts[2])
      if (rest ~ /\{/)
        return
    } else if (rest ~ /^[a-z]/ || rest ~ /^  \(/) {
      # The function's name may stand at the end of its line.
      if (rest ~ /^[a-z]/ && match(rest, /plating_[a-z_0-9]+ \(/)) {
        name = substr(rest, RSTART, RLENGTH - 2)
      } else if (rest ~ /^[a-z].*plating_[a-z_0-9]+$/) {
        name = rest
        sub(/.*[ *]/, "", name)
      } else
        continue
      add_name(i, name)
      prototypes[current, i] = block_code[current, i]
      if (!(name in page_of)) {
        page_of[name] = current
        length_of[name] = length(block_text[current, i])
        calls[++n_calls] = name
        calls_of[current] = calls_of[current] \
          (calls_of[current] == "" ? "" : " ") name
      }
    }
  }
}

function add_name(i, name) {
  names[current, i] = names[current, i] \
    (names[current, i] == "" ? "" : ", ") name
}

FNR == 1 {
  flush()
  current = ""
  depth = in_comment = 0
  header = FILENAME
  sub(/.*\/plating\//, "plating/", header)
}

# Guards and the like.
/^#if/ { depth++ }
/^#endif/ { depth--; next }
/^#/ && !/^#define/ { next }
depth > 1 { next }

/^\/\* -- plating-[a-z]+\(3\): / {
  flush()
  current = $3
  sub(/\(.*/, "", current)
  title = $0
  sub(/^.*\(3\): /, "", title)
  sub(/ *-* \*\/$/, "", title)
  if (!(current in titles)) {
    pages[++n_pages] = current
    titles[current] = title
  }
  if (index(headers[current], "<" header ">") == 0)
    headers[current] = headers[current] " #include <" header ">\n"
  next
}

current == "" { next }

!in_comment && /^\/\*/ {
  flush()
  in_comment = 1
}
in_comment {
  line = $0
  ends = line ~ /\*\/ *$/
  sub(/^\/\* ?/, "", line)
  sub(/ *\*\/ *$/, "", line)
  sub(/^ \* ?/, "", line)
  text = text line "\n"
  if (ends)
    in_comment = 0
  next
}

/^$/ {
  flush()
  next
}
{ code = code $0 "\n" }

function escape(s) {
  gsub(/</, "\001", s)
  gsub(/>/, "E<gt>", s)
  gsub(/\001/, "E<lt>", s)
  gsub(/plating_[a-z_0-9]*[a-z0-9]/, "B<&>", s)
  return s
}

function print_text(s,  n, lines, i, is_list, paragraph) {
  n = split(s, lines, "\n")
  for (i = 1; i <= n; i++) {
    if (lines[i] ~ /^ - / || lines[i] ~ /^ *$/) {
      if (paragraph != "")
        print escape(paragraph) "\n"
      paragraph = ""
    }
    if (lines[i] ~ /^ - ?/) {
      if (!is_list)
        print "=over 2\n"
      is_list = 1
      print "=item *\n"
      sub(/^ - /, "", lines[i])
    } else if (lines[i] ~ /^ *$/) {
      if (is_list)
        print "=back\n"
      is_list = 0
      continue
    }
    # A line that is set in is an example.
    if (lines[i] ~ /^  +[^ ]/ && !is_list) {
      if (paragraph != "")
        print escape(paragraph) "\n"
      paragraph = ""
      print lines[i] "\n"
      continue
    }
    sub(/^ +/, "", lines[i])
    paragraph = paragraph (paragraph == "" ? "" : "\n") lines[i]
  }
  if (paragraph != "")
    print escape(paragraph) "\n"
  if (is_list)
    print "=back\n"
}

function print_code(s) {
  gsub(/\n/, "\n ", s)
  sub(/ $/, "", s)
  print " " s
}

# PLATING_A_B, PLATING_A_C: PLATING_A_.
function heading(s,  n, all, i, k) {
  n = split(s, all, ", ")
  if (n < 4 || s !~ /^PLATING_/)
    return s
  for (k = length(all[1]); k; k--) {
    for (i = 2; i <= n; i++)
      if (substr(all[i], 1, k) != substr(all[1], 1, k))
        break
    if (i > n)
      break
  }
  s = substr(all[1], 1, k)
  sub(/[^_]*$/, "", s)
  return s == "PLATING_" ? all[1] " and others" : s
}

function print_page(p,  i, n, list) {
  list = calls_of[p]
  gsub(/ /, ", ", list)
  print "=encoding UTF-8\n\n=head1 NAME\n"
  print p (list == "" ? "" : ", ") list " - " titles[p] "\n"
  print "=head1 SYNOPSIS\n"
  print headers[p]
  for (i = 1; i <= n_blocks[p]; i++)
    if ((p, i) in prototypes)
      print_code(prototypes[p, i])
  print " pkg-config --cflags --libs plating\n"
  print "=head1 DESCRIPTION\n"
  for (i = 1; i <= n_blocks[p]; i++)
    if (block_code[p, i] == "")
      print_text(block_text[p, i])
  for (i = 1; i <= n_blocks[p]; i++) {
    if (block_code[p, i] == "")
      continue
    print "=head2 " heading(names[p, i]) "\n"
    print_code(block_code[p, i])
    print_text(block_text[p, i])
  }
  print "=head1 SEE ALSO\n"
  print "B<plating-api>(3) says what [loop] and [any] mean, who owns what,"
  print "and which other pages there are."
}

function print_index(  i, list) {
  print "=over\n"
  for (i = 1; i <= n_pages; i++) {
    print "=item B<" pages[i] ">(3): " titles[pages[i]] "\n"
    list = calls_of[pages[i]]
    gsub(/[^ ]+/, "B<&>", list)
    gsub(/ /, ", ", list)
    if (list != "")
      print list "\n"
  }
  print "=back"
}

END {
  flush()
  if (list == "pages") {
    print "plating-api"
    for (i = 1; i <= n_pages; i++)
      print pages[i]
  } else if (list == "calls") {
    for (i = 1; i <= n_calls; i++)
      print calls[i], page_of[calls[i]], length_of[calls[i]]
  } else if (page == "plating-api") {
    while ((getline line < frame) > 0)
      if (line == "=for index")
        print_index()
      else
        print line
  } else if (page in titles)
    print_page(page)
  else {
    print "api-pages.awk: no header has a page " page > "/dev/stderr"
    exit 1
  }
}
