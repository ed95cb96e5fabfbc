// SPDX-License-Identifier: Apache-2.0

// Judge makes providers' documentation from a seed, lets tfplugindocs and
// ours check it, and tells where their output differs.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

var kinds = []string{"actions", "data-sources", "ephemeral-resources",
	"functions", "guides", "list-resources", "resources", "state-stores"}

var legacyKinds = []string{"actions", "d", "ephemeral-resources",
	"functions", "guides", "list-resources", "r", "state-stores"}

var schemaKeys = []string{"resource_schemas", "data_source_schemas",
	"functions", "ephemeral_resource_schemas", "action_schemas",
	"list_resource_schemas", "state_store_schemas"}

type maker struct {
	*rand.Rand
	dir     string
	hasLoop bool // a link to a directory among the files
}

func (m *maker) pick(s ...string) string { return s[m.Intn(len(s))] }

func (m *maker) chance(percent int) bool { return m.Intn(100) < percent }

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "judge:", err)
		os.Exit(99)
	}
}

func (m *maker) frontMatter(legacy bool) string {
	var b strings.Builder
	add := func(percent int, line string) {
		if m.chance(percent) {
			b.WriteString(line + "\n")
		}
	}
	if m.chance(4) {
		return m.pick("", "# T\n", "text\n---\n", "\n\n---\n---\n")
	}
	b.WriteString(m.pick("---\n", "---\n", "---\n", "---\r\n", "\n---\n"))
	common := 10
	if legacy {
		common = 90
	}
	add(60, "subcategory: "+m.pick("\"\"", "A", "B", "\"C D\"", "null", "1"))
	add(common, "layout: \"x\"")
	add(85, "page_title: "+m.pick("\"T\"", "T: 2", "~", "'it''s'", "[a]"))
	add(85, "description: "+m.pick("|-\n  Text.", "text", "\"a\" b", "{a: b}",
		">\n  x\n  y", "@"))
	add(4, "sidebar_current: x")
	add(3, "layout: again")
	add(3, "\tx: y")
	add(10, "other: [1, 2]")
	b.WriteString(m.pick("---\n", "---\n", "---\n", "---\n", "----\n"))
	return b.String()
}

func (m *maker) write(path, content string) {
	path = filepath.Join(m.dir, path)
	if os.MkdirAll(filepath.Dir(path), 0o755) == nil {
		_ = os.WriteFile(path, []byte(content), 0o644)
	}
}

func (m *maker) link(path, target string) {
	path = filepath.Join(m.dir, path)
	if os.MkdirAll(filepath.Dir(path), 0o755) == nil {
		_ = os.Symlink(target, path)
	}
}

func (m *maker) fileName(short string, legacy bool) string {
	ext := ".md"
	if legacy {
		ext = m.pick(".html.md", ".html.markdown", ".md", ".markdown")
	}
	if m.chance(6) {
		ext = m.pick(".html.md", ".txt", "", ".MD", ".md.tmpl", ".x.md")
	}
	return m.pick("a", "b", "c", "d_e", short, short+"_a", "index", "a-b",
		".hidden", "extra", "sub.dir", "a.b") + ext
}

func (m *maker) body() string {
	if m.chance(1) {
		return strings.Repeat("x", 499900+m.Intn(200))
	}
	return "\n# Title\n\nText.\n"
}

func (m *maker) layout(root string, dirs []string, legacy bool, short string) {
	page := func(path string) {
		m.write(path, m.frontMatter(legacy)+m.body())
	}
	for _, d := range dirs {
		if m.chance(45) {
			continue
		}
		base := root + "/" + d
		if m.chance(4) {
			m.write("elsewhere/"+d+"/a.md", "---\n---\n")
			m.link(base, strings.Repeat("../", strings.Count(base, "/"))+
				"elsewhere/"+d)
			continue
		}
		if m.chance(10) {
			must(os.MkdirAll(filepath.Join(m.dir, base), 0o755))
			continue
		}
		for i := m.Intn(4); i >= 0; i-- {
			page(base + "/" + m.fileName(short, legacy))
		}
		if m.chance(8) {
			page(base + "/sub/" + m.fileName(short, legacy))
		}
		if m.chance(4) {
			page(base + "/sub/deep/" + m.fileName(short, legacy))
		}
		if m.chance(3) {
			target := m.pick("nowhere", "../index.md", ".")
			m.hasLoop = m.hasLoop || target == "."
			m.link(base+"/link.md", target)
		}
	}
	if m.chance(60) {
		page(root + "/" + m.pick("index.md", "index.html.md", "index",
			"index.x", "index.html.markdown"))
	}
	if m.chance(10) {
		page(root + "/" + m.pick("other.md", "foo/a.md", "r/a.md",
			"index.d/a.md", "guides.md", "resources-x/a.md"))
	}
	if m.chance(20) {
		page(root + "/cdktf/" + m.pick("python", "go", "rust", "resources",
			"typescript") + "/" + m.pick("resources", "r", "functions", "d",
			"docs", "guides", "x") + "/" + m.fileName(short, legacy))
	}
}

func (m *maker) schema(short string) string {
	var b strings.Builder
	b.WriteString("{\"format_version\":\"1.0\",\"provider_schemas\":{" +
		"\"registry.terraform.io/hashicorp/" + short + "\":{")
	for i, key := range schemaKeys {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\"" + key + "\":{")
		names := map[string]bool{}
		for n := m.Intn(4); n > 0; n-- {
			name := m.pick("a", "b", "c", "d_e")
			if key != "functions" || m.chance(10) {
				name = short + "_" + name
			}
			names[name] = true
		}
		if m.chance(5) {
			names[short] = true
		}
		list := []string{}
		for name := range names {
			list = append(list, name)
		}
		sort.Strings(list)
		for j, name := range list {
			if j > 0 {
				b.WriteString(",")
			}
			value := "{\"version\":0,\"block\":{}}"
			if key == "functions" {
				value = "{\"return_type\":\"string\"}"
			}
			b.WriteString("\"" + name + "\":" + value)
		}
		b.WriteString("}")
	}
	b.WriteString("}}}")
	return b.String()
}

type output struct {
	stdout, stderr string
	status         int
}

var stamp = regexp.MustCompile(`(?m)^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d `)

func run(program string, args ...string) output {
	var o, e bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = &o, &e
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		must(err)
	}
	return output{o.String(), stamp.ReplaceAllString(e.String(), ""),
		cmd.ProcessState.ExitCode()}
}

var linkSize = regexp.MustCompile(`(?m)^\[DEBUG\] File .*/link.md size.*\n`)

// The list of files apart from the rest: the original follows links in
// circles until the system stops it, which ours does not.
func split(stderr string) (files, rest string) {
	var d, r []string
	for _, line := range strings.Split(stderr, "\n") {
		if strings.HasPrefix(line, "[DEBUG] Found documentation files [") ||
			strings.HasPrefix(line, "[DEBUG] Found directory: ") {
			d = append(d, line)
		} else {
			r = append(r, line)
		}
	}
	return strings.Join(d, "\n"), strings.Join(r, "\n")
}

func main() {
	seed := flag.Int64("seed", 1, "of the generator")
	count := flag.Int("count", 200, "projects to make")
	original := flag.String("original", "tfplugindocs", "program to follow")
	ours := flag.String("ours", "", "program to judge")
	flag.Parse()
	top, err := os.MkdirTemp("", "validate-judge")
	must(err)
	defer os.RemoveAll(top)
	different, clean, findings := 0, 0, 0
	for i := 0; i < *count; i++ {
		m := &maker{rand.New(rand.NewSource(*seed*1000003 + int64(i))),
			filepath.Join(top, fmt.Sprint("p", i)), false}
		must(os.MkdirAll(m.dir, 0o755))
		short := m.pick("foo", "bar_x", "a")
		if m.chance(75) {
			m.layout("docs", kinds, false, short)
		}
		if m.chance(35) {
			m.layout("website/docs", legacyKinds, true, short)
		}
		schema := filepath.Join(m.dir, "schema.json")
		m.write("schema.json", m.schema(short))
		guides, resources := "", ""
		if m.chance(30) {
			guides = m.pick("A", "A,B", ",A", "A,")
		}
		if m.chance(30) {
			resources = m.pick("A", "B,C D", "1,", ",")
		}
		theirs := run(*original, "validate", "--provider-dir="+m.dir,
			"--provider-name=terraform-provider-"+short,
			"--providers-schema="+schema,
			"--allowed-guide-subcategories="+guides,
			"--allowed-resource-subcategories="+resources)
		mine := run(*ours, m.dir, "terraform-provider-"+short, schema, guides,
			resources)
		d1, r1 := split(theirs.stderr)
		d2, r2 := split(mine.stderr)
		if m.hasLoop {
			d1, d2 = "", ""
			r1 = linkSize.ReplaceAllString(r1, "")
			r2 = linkSize.ReplaceAllString(r2, "")
		}
		if theirs.status == 0 {
			clean++
		}
		findings += strings.Count(r1, "\n")
		if theirs.stdout == mine.stdout && r1 == r2 && d1 == d2 &&
			theirs.status == mine.status {
			os.RemoveAll(m.dir)
			continue
		}
		different++
		if different <= 3 {
			fmt.Printf("-- project %d (seed %d)\n-- theirs (%d)\n%s%s\n%s\n"+
				"-- ours (%d)\n%s%s\n%s\n", i, *seed, theirs.status,
				theirs.stdout, d1, r1, mine.status, mine.stdout, d2, r2)
		}
	}
	fmt.Printf("%d projects, %d without findings, %d lines of errors, "+
		"%d differences\n", *count, clean, findings, different)
	if different > 0 || *count == 0 {
		os.RemoveAll(top)
		os.Exit(1)
	}
}
