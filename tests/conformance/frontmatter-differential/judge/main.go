// SPDX-License-Identifier: Apache-2.0

// Judge makes pages from a seed, or reads them from the files named, and
// writes each with what tfplugindocs makes of its front matter:
// "PAGELENGTH VERDICTLENGTH\n", the page, the verdict.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"strings"

	"plating/frontmatter-judge/check"
)

var keys = []string{"description", "layout", "page_title",
	"sidebar_current", "subcategory", "tags", "weight", "x", "<<"}

type generator struct {
	*rand.Rand
	b strings.Builder
}

func (g *generator) pick(s ...string) string { return s[g.Intn(len(s))] }

func (g *generator) chance(percent int) bool { return g.Intn(100) < percent }

func (g *generator) word() string {
	return g.pick("a", "b", "foo", "Bar baz", "widget", "1", "0x1f", "1.5",
		"true", "null", "~", "2001-01-02", "2001-12-14 21:59:43", "0o17",
		"1_000", "-", "?", ":", "é", "日本", "a: b", "a #b", "#c", "a:b",
		"http://x/y?z=1", "it's", "-1", ".5", "1e3", "yes", "&x", "*x",
		"!t", "!!str", "%", "@", "`", "|", ">", "'", "\"", "a'b", "[", "]",
		"{", "}", ",", "", "a\tb", "<<", "08", "1e999", "+.inf", "a?b")
}

func (g *generator) plain() string {
	return g.pick("a", "b", "foo", "Bar baz", "widget", "1", "0x1f", "true",
		"null", "~", "2001-01-02", "é", "日本", "a:b", "it's", "yes", "x y z",
		"http://x/y", "a-b", "1.50", "Some text, with (more)")
}

func (g *generator) quoted() string {
	switch g.Intn(6) {
	case 0:
		return "'" + g.plain() + "'"
	case 1:
		return "'it''s " + g.plain() + "'"
	case 2:
		return "\"" + g.plain() + "\""
	case 3:
		return "\"" + g.plain() + g.pick("\\n", "\\t", "\\\"", "\\\\",
			"\\'", "\\/", "\\x41", "\\u00e9", "\\q", "\\x4", "\\U00110000",
			"\\ud800", "\\e", "\\\n  ") + g.plain() + "\""
	case 4:
		return g.pick("'", "\"") + g.plain() // not closed
	default:
		return "\"" + g.plain() + "\n" + g.pick("", "  ", "\n") +
			g.plain() + "\""
	}
}

func (g *generator) flow(depth int) string {
	var b strings.Builder
	n := g.Intn(4)
	if g.chance(50) {
		b.WriteString("[")
		for i := 0; i < n; i++ {
			if i > 0 {
				b.WriteString(g.pick(", ", ",", ",\n  ", " "))
			}
			b.WriteString(g.flowValue(depth))
			if g.chance(8) {
				b.WriteString(": " + g.flowValue(depth))
			}
		}
		b.WriteString(g.pick("]", "]", "]", "]", ",]", "", "}"))
	} else {
		b.WriteString("{")
		for i := 0; i < n; i++ {
			if i > 0 {
				b.WriteString(g.pick(", ", ",", ",\n  "))
			}
			b.WriteString(g.pick(keys...) + g.pick(": ", ": ", ": ", " ", ":\n"))
			b.WriteString(g.flowValue(depth))
		}
		b.WriteString(g.pick("}", "}", "}", "}", ",}", "", "]"))
	}
	return b.String()
}

func (g *generator) flowValue(depth int) string {
	if depth > 0 && g.chance(20) {
		return g.flow(depth - 1)
	}
	if g.chance(20) {
		return g.quoted()
	}
	if g.chance(10) {
		return g.word()
	}
	return g.plain()
}

func (g *generator) blockScalar(indent string) string {
	var b strings.Builder
	b.WriteString(g.pick("|", ">", "|-", ">-", "|+", ">+", "|2", ">1-",
		"|0", "| # c", "|x") + "\n")
	for i := g.Intn(4); i >= 0; i-- {
		b.WriteString(indent + g.pick("  ", "  ", "  ", "   ", " ", "\t") +
			g.pick("line", "another line", "", "# no comment", "a: b") + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (g *generator) value(indent string, depth int) string {
	switch r := g.Intn(100); {
	case r < 35:
		return g.plain()
	case r < 55:
		return g.quoted()
	case r < 63:
		return g.blockScalar(indent)
	case r < 70:
		return g.flow(2)
	case r < 75:
		return g.pick("&a ", "&b ", "!!str ", "!!int ", "! ", "!x ",
			"!!binary ", "!!null ", "!!float ", "!!timestamp ", "!!bool ",
			"&a !!str ", "!<tag:yaml.org,2002:int> ", "!e!x ") +
			g.pick(g.plain(), "", "YWJj", "12", "{a: 1}", "2001-01-02")
	case r < 80:
		return g.pick("*a", "*b", "*x")
	case r < 84:
		return ""
	case r < 90:
		return g.word()
	case r < 95 && depth > 0:
		return "\n" + g.mapping(indent+g.pick("  ", " ", "    "), depth-1)
	case depth > 0:
		return "\n" + g.sequence(indent+g.pick("", "  "), depth-1)
	}
	return "v"
}

func (g *generator) sequence(indent string, depth int) string {
	var b strings.Builder
	for i := g.Intn(3); i >= 0; i-- {
		b.WriteString(indent + g.pick("- ", "- ", "-") +
			g.value(indent+"  ", depth) + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (g *generator) mapping(indent string, depth int) string {
	var b strings.Builder
	n := g.Intn(5)
	order := g.Perm(len(keys))
	for i := 0; i < n; i++ {
		k := keys[order[i]]
		if g.chance(6) {
			k = keys[order[0]]
		}
		if k == "<<" && g.chance(70) {
			b.WriteString(indent + "<<: " + g.pick("*a", "*b", "{layout: x}",
				"[*a, *b]", "[{layout: x}, {layout: y, page_title: z}]",
				"x") + "\n")
			continue
		}
		if g.chance(3) {
			k = g.quoted()
		}
		if g.chance(4) {
			k = g.pick("? "+k+"\n"+indent, "&a "+k, "*a", "!!str "+k,
				g.flow(1), "1", "null", "!!int "+k)
		}
		in := indent
		if g.chance(4) {
			in = g.pick(indent+" ", indent+"\t", " ", "\t", "- ")
		}
		b.WriteString(in + k + g.pick(": ", ": ", ": ", ": ", ": ", ":", " :",
			" ", ":\t") + g.value(indent, depth))
		if g.chance(6) {
			b.WriteString(g.pick(" # comment", "#c", " #", "\n# comment",
				"\n  # indented", "\n", "\n\n"))
		}
		b.WriteString("\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (g *generator) yaml() string {
	switch r := g.Intn(100); {
	case r < 78:
		return g.mapping("", 2) + "\n"
	case r < 82:
		return g.sequence("", 2) + "\n"
	case r < 86:
		return g.flow(3) + "\n"
	case r < 90:
		return g.pick(g.plain(), g.quoted(), g.word()) + "\n"
	case r < 95:
		return g.pick("%YAML 1.1\n", "%YAML 1.2\n", "%TAG !e! tag:e:\n",
			"%FOO\n", "# comment\n", "\n") + g.pick("---\n", "", "--- ") +
			g.mapping("", 1) + g.pick("\n...\n", "\n---\n", "\n") +
			g.pick("", "more: [", "text", "@")
	default:
		var b strings.Builder
		for i := g.Intn(12); i >= 0; i-- {
			b.WriteString(g.pick(g.word(), " ", "\n", ": ", "- ", "  "))
		}
		return b.String()
	}
}

func (g *generator) toml() string {
	var b strings.Builder
	for i := g.Intn(4); i > 0; i-- {
		b.WriteString(g.pick("description", "layout", "PageTitle",
			"page_title", "Subcategory", "x") + g.pick(" = ", "=") +
			g.pick("\"a\"", "'b'", "\"\"\"c\nd\"\"\"") + "\n")
	}
	return b.String()
}

// Changes one byte, so that what is nearly right is met too.
func (g *generator) mutate(s string) string {
	if s == "" {
		return s
	}
	i := g.Intn(len(s))
	switch g.Intn(5) {
	case 0:
		return s[:i] + s[i+1:]
	case 1:
		return s[:i] + g.pick("\t", " ", "\n", ":", "-", "\"", "'", "#",
			"\x80", "\xff", "\x01", "\xc3", "\u0085", "\u2028", "\\", "?",
			"\r", "\r\n", "\ufeff") + s[i:]
	case 2:
		return s[:i] + s[i:] + s[i:]
	case 3:
		return s[:i]
	default:
		return strings.Replace(s, "\n", "\r\n", -1)
	}
}

func (g *generator) firstLine() string {
	return g.pick("", "", "", "", "", "", "", "", "", "", "\n", " \n", "# T\n",
		"## T ##\n", "text\n", "***\n", "- - -\n", "    code\n", "\tcode\n",
		"<!-- c -->\n", "<!-- c\n", "<div>\n", "```\n", "~~~ x\n",
		"> quote\n", "> # T\n", ">\n", "- item\n", "-\n", "1. # T\n",
		"[a]: /b\n", "[//]: # (comment)\n", "[a]: /b \"t\"\n", "[a]: <b\n",
		"[a] b\n", "[a]: /b c\n", "\ufeff", " ", "\n\n", "#\n", "#T\n",
		"####### T\n", "<?php ?>\n", "<pre>x</pre>\n", "<pre>\n",
		"<!DOCTYPE x>\n", "\r\n", "+++\n", "---\n", "   # T\n", "    # T\n",
		"> ```\n", "1) x\n", "10000000000. x\n", "* * *\n", "_ _\n",
		"| a | b |\n", "<![CDATA[x]]>\n", "<span>\n", "</div>\n")
}

func (g *generator) page() []byte {
	body := g.yaml()
	fence, end := "---", "---"
	if g.chance(6) {
		fence, end, body = "+++", "+++", g.toml()
	}
	if g.chance(12) {
		body = g.mutate(body)
	}
	if g.chance(5) {
		fence = g.pick("----", "--", "--- ", " ---", "---\r", "-----", "+++",
			"--+", "==="+"", "***")
	}
	if g.chance(5) {
		end = g.pick("----", "", "--- ", " ---", "---\r", "...", "+++")
	}
	if g.chance(3) {
		end = fence
	}
	page := fence + "\n" + body + end + g.pick("\n", "", "\n\n# Title\n",
		"\ntext\n---\n")
	if g.chance(15) {
		page = g.firstLine() + page
	}
	if g.chance(3) {
		page = g.mutate(page)
	}
	return []byte(page)
}

func main() {
	seed := flag.Int64("seed", 1, "of the generator")
	count := flag.Int("count", 10000, "pages to make")
	flag.Parse()
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	write := func(page []byte) {
		verdict := check.Judge(page)
		fmt.Fprintf(out, "%d %d\n%s%s", len(page), len(verdict), page, verdict)
	}
	if flag.NArg() > 0 {
		for _, name := range flag.Args() {
			page, err := os.ReadFile(name)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			write(page)
		}
		return
	}
	g := &generator{Rand: rand.New(rand.NewSource(*seed))}
	for i := 0; i < *count; i++ {
		write(g.page())
	}
}
