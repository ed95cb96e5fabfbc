# SPDX-License-Identifier: Apache-2.0
# Writes COUNT pages that are made from SEED below DIRECTORY/docs: front
# matter, or something like it, and blocks of Markdown in odd neighbourhoods.

function pick (list,   n, parts)
{
  n = split (list, parts, "\001")
  return parts[int (rand () * n) + 1]
}

function one_of (n) { return int (rand () * n) == 0 }

function word ()
{
  return pick("a\001word\001two  blanks\001x_y_z\001`code`\001`` a`b ``\001*em*" \
    "\001__strong__\001***both***\001~~gone~~\001[link](http://a.b/c)" \
    "\001[link](/x \"title\")\001![image](i.png)\001<http://auto.link>" \
    "\001www.example.com/a_b\001me@example.com\001<b>raw</b>\001&amp;" \
    "\001\\*escaped\\*\001[ref]\001[ref][]\001tab\there\001end!  next" \
    "\001日本語\001-> note\001~> note\001*open\001_in_word\001a*b*c" \
    "\001[x](<a b>)\001`a  b`\001https://e.com/?q=(1).\001![](e)")
}

function words (most,   n, s)
{
  s = word()
  for (n = int (rand () * most); n > 0; n--)
    s = s pick(" \001 \001  \001 \001,  ") word()
  return s
}

function paragraph (indent,   n, s)
{
  s = indent words(6) "\n"
  for (n = int (rand () * 3); n > 0; n--)
    s = s indent pick("\001\001 ") words(5) pick("\001\001  \001\\") "\n"
  return s
}

function item (marker,   pad, s)
{
  pad = substr ("      ", 1, length (marker) + 1)
  s = marker " " pick("\001[x] \001[ ] \001") words(4) "\n"
  if (one_of(4))
    s = s pad pick("- nested\n\0011. nested\n") pad "- b\n"
  if (one_of(6))
    s = s "\n" pad "second paragraph\n"
  if (one_of(8))
    s = s pad "```hcl\n" pad "in_item = true\n" pad "```\n"
  return s
}

function list (   n, s, ordered, mark, i)
{
  ordered = one_of(3)
  mark = ordered ? pick(".\001)") : pick("-\001*\001+")
  i = pick("0\0011\0017\0019")
  for (n = int (rand () * 4) + 1; n > 0; n--) {
    s = s item(ordered ? i++ mark : mark)
    if (one_of(5))
      s = s "\n"
  }
  return s
}

function fence (   f, s)
{
  f = pick("```\001```\001```\001~~~\001````")
  s = f pick("hcl\001terraform\001console\001sh\001\001 hcl \001hcl foo\001HCL" \
             "\001json {a=b}\001terraform\001hcl") "\n"
  if (!one_of(6))
    s = s pick("resource \"foo_a\" \"x\" {\n  a = 1\n}\n\001$ terraform import" \
               " foo_a.x 1\n\001\n\n  x\n\001\ttab\n\001{{ template }}\n")
  return s (one_of(15) ? "" : f "\n")
}

function table (   n, s)
{
  s = pick("| a | b |\n|:--|--:|\n\001a | b\n--- | :-:\n\001| `x` | *y* |" \
           "\n| --- | --- |\n\001| a |\n|---|\n")
  for (n = int (rand () * 3); n > 0; n--)
    s = s pick("| " word() " | 2 |\n\001| x |\n\001| a \\| b | c | d |\n\001long" \
               " cell here | 漢字\n")
  return s
}

function block ()
{
  return pick(paragraph("") "\001" paragraph("") "\001" list() "\001" list() "\001" \
    fence() "\001" fence() "\001" table() "\001" \
    "# " words(3) pick("\001 #\001 {#id .c k=v}\001 {.x}\001 {#a #b}") "\n\001" \
    words(2) pick("\n===\n\001\n---\n") "\001" \
    "> " words(4) "\n" pick("\001> more\n\001lazy\n\001>\n> > deep\n\001> - a\n> - b\n") "\001" \
    pick("---\n\001***\n\001_ _ _\n") "\001" \
    pick("<div>\nhtml\n</div>\n\001<!-- comment -->\n\001<br>\n\001<script>\nx\n\ny\n</script>\n") "\001" \
    "    indented\n\n      code\n\001" \
    "[ref]: http://r.ef \"title\"\n")
}

function front_matter ()
{
  return pick("---\npage_title: \"x\"\nlayout: foo\ndescription: |-\n  two\n  " \
    "lines\n---\n\001---\ntitle: a\n---\n\001---\ntitle: a\n---\n\001---\n---\n" \
    "\001\001---\nsidebar_layout: z\na: the layout: is\n---\n\001---\ntitle: y: z" \
    "\n---\n\001----\na: b\n----\n\001\n---\na: b\n---\n\001---\n- a\n- b\n---\n" \
    "\001---\njust text\n---\n\001---\r\na: b\r\n---\r\n\001---\na: [1, {b: c}]\n" \
    "d: 'e'\n---\n\001---\nx: &a 1\ny: *a\n---\n")
}

BEGIN {
  srand (SEED)
  split ("resources data-sources functions ephemeral-resources actions " \
         "list-resources state-stores", kinds, " ")
  for (p = 1; p <= COUNT; p++) {
    text = front_matter()
    for (n = int (rand () * 7); n > 0; n--)
      text = text pick("\n\001\n\001\n\001\n\n\001") block()
    if (one_of(12))
      gsub (/\n/, "\r\n", text)
    if (one_of(10))
      sub (/\n$/, "", text)
    file = DIRECTORY "/docs/" kinds[p % 7 + 1] "/" pick("foo_\001") "page" p \
      pick(".md\001.html.markdown\001.html.md\001.markdown")
    printf "%s", text > file
    close (file)
  }
}
