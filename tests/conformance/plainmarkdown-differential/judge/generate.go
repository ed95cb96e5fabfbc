// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math/rand"
	"strings"
)

// generator makes texts in which the constructs of Markdown meet in all
// ways, well formed or not.
type generator struct {
	*rand.Rand
	base []string // texts to mutilate
}

var atoms = []string{
	"a", "b", "foo", "bar", "x1", "*", "**", "***", "_", "__", "`", "``", "```", "~", "~~", "~~~",
	"[", "](", ")", "(", "]", "![", "][", "]:", "[a]", "[a]: /u", "[b]: <> \"t\"",
	"[foo]: /url \"ti\ntle\"", "<", ">", "<a>", "</a>", "<a b=\"c\">", "<!-- ", "-->", "<?", "?>",
	"<!A", "<![CDATA[", "]]>", "<div>", "</div>", "<script>", "</script>", "<pre>", "<x-y z>",
	"\\", "\\\n", "  \n", "    \n", "\n", "\n", "\n", "\n\n", "\n\n", " ", "  ", "   ", "    ",
	"\t", "\t", " \t", "- ", "+ ", "* ", "1. ", "2) ", "10. ", "0. ", "-", "+", "1.", "# ", "## ",
	"#", "####### ", " #", "===", "---", "***", "___", "- - -", "> ", ">", "> > ", ">\t", "\r\n",
	"\r", "&amp;", "&", "http://a.bc", "https://foo.bar/x_y_z?q=(a)", "www.a.bc", "www.x@y.zz",
	"ftp://f.oo/)", "a@b.cd", "a@b.cd-", ".", "!", "?", ":", ";", "\"", "'", "|", "| a |", "|---|",
	"{#id}", "{.c k=v}", "{k=1.5}", "=", "/u", "#u", "<http://a>", "<a@b.c>", "é", "ß", "ẞ",
	"\u00a0", "“", "€", "\u3000", "😀", "日本", "\x00", "\x0b", "\x0c", "mailto:", "\"t\"", "'t'",
	"(t)", "- [ ] ", "- [x] ", "<b>", "\x80", "\xff", "\xe2\x82",
}

var indents = []string{
	"", "", "", " ", "  ", "   ", "    ", "\t", "> ", ">", "- ", "* ", "1. ", "  - ", "     ",
	"      ", "- - ", "> - ", "- > ", "\t\t", ">\t", "-\t", "1)\t",
}

var lines = []string{
	"a", "b *c*", "", "", "```", "~~~ x", "---", "===", "# h", "<div>", "-->", "<!-- c", "[a]: /u",
	"[a]", "\"t\"", "- x", "1. y", "2. z", "| a | b |", "|--|--|", "| a", "***", "text `c", "d`",
	"</script>", "<script>", "?>", "\tx", "  ", "(", "[a]: <b> (", "x\\", "x  ", "x   ", ">", "-",
	"1.", "|:-|", "a|b", "-|-", "`x\\|y`|~~z~~", "# h {#i .c k=v}", "# h # {.c}", "h {#i}",
}

func (g generator) pick(list []string) string { return list[g.Intn(len(list))] }

func (g generator) mix(list []string, n int) string {
	var b strings.Builder
	for ; n > 0; n-- {
		b.WriteString(g.pick(list))
	}
	return b.String()
}

// few mixes a handful of atoms, so that they meet often.
func (g generator) few() string {
	var list []string
	for n := 2 + g.Intn(7); n > 0; n-- {
		list = append(list, g.pick(atoms))
	}
	return g.mix(list, g.Intn(40))
}

func (g generator) lineByLine() string {
	var list []string
	for n := 1 + g.Intn(8); n > 0; n-- {
		list = append(list, g.mix(indents, g.Intn(3))+g.pick(lines))
	}
	return strings.Join(list, g.pick([]string{"\n", "\n", "\n", "\r\n"})) + g.pick([]string{"", "\n"})
}

func (g generator) mutilated() string {
	if len(g.base) == 0 {
		return g.few()
	}
	text := g.pick(g.base)
	for n := 1 + g.Intn(5); n > 0; n-- {
		at := g.Intn(len(text) + 1)
		switch g.Intn(3) {
		case 0:
			text = text[:at] + text[min(at+1+g.Intn(3), len(text)):]
		case 1:
			text = text[:at] + g.pick(atoms) + text[at:]
		default:
			other := g.pick(g.base)
			from := g.Intn(len(other) + 1)
			text = text[:at] + other[from:min(from+g.Intn(30), len(other))] + text[at:]
		}
	}
	return text
}

func (g generator) text() string {
	switch g.Intn(4) {
	case 0:
		return g.mix(atoms, g.Intn(30))
	case 1:
		return g.few()
	case 2:
		return g.lineByLine()
	default:
		return g.mutilated()
	}
}
