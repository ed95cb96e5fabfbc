// SPDX-License-Identifier: Apache-2.0
// The side of the comparison that runs Go's own text/template.
//
//	cases SEED COUNT FILE...   writes the cases of the files and COUNT
//	                           generated ones; their statistics to stderr
//	run DATA CASES             executes the cases
//	compare CASES GO C         compares what both sides printed
//
// A case is a line "NAME DATA LENGTH", followed by the template and a line
// feed. A result is one line: NAME, tab, "ok" or "error", tab, what was
// printed, tab, the error; with escapes for what would disturb.

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/template"
	"time"
)

type testCase struct {
	name, data, text string
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "gotemplate-differential:", err)
		os.Exit(2)
	}
}

func escape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '\\' || c == 0x7f {
			fmt.Fprintf(&b, "\\x%02x", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func writeCase(w io.Writer, c testCase) {
	fmt.Fprintf(w, "%s %s %d\n%s\n", c.name, c.data, len(c.text), c.text)
}

func readCases(path string) []testCase {
	b, err := os.ReadFile(path)
	check(err)
	var cases []testCase
	for len(b) > 0 {
		line, rest, _ := bytes.Cut(b, []byte("\n"))
		f := strings.Fields(string(line))
		n, err := strconv.Atoi(f[2])
		check(err)
		cases = append(cases, testCase{f[0], f[1], string(rest[:n])})
		b = rest[n+1:]
	}
	return cases
}

// readFile reads cases written by hand: one template a line, for the data
// that the line "@NAME" before it names. "#" begins a comment line.
func readFile(path string) []testCase {
	f, err := os.Open(path)
	check(err)
	defer f.Close()
	base := path[strings.LastIndexByte(path, '/')+1:]
	base, _, _ = strings.Cut(base, ".")
	data := "none"
	var cases []testCase
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		line := s.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '@' {
			data = line[1:]
			continue
		}
		cases = append(cases, testCase{fmt.Sprintf("%s:%d", base, n), data, expandMarks(line)})
	}
	check(s.Err())
	return cases
}

const endless = "runs without end"

// execute gives up a template that counts to some enormous number; nothing
// else of it is compared.
func execute(c testCase, data any) (string, error) {
	t, err := template.New("page").Funcs(funcMap()).Parse(c.text)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	done := make(chan error, 1)
	go func() { done <- t.Execute(&out, data) }()
	select {
	case err = <-done:
		return out.String(), err
	case <-time.After(2 * time.Second):
		return "", errors.New(endless)
	}
}

func run(dataPath, casesPath string) {
	data := readData(dataPath)
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	for _, c := range readCases(casesPath) {
		d, ok := data[c.data]
		if !ok {
			panic("no data " + c.data)
		}
		out, err := execute(c, d)
		if err != nil {
			fmt.Fprintf(w, "%s\terror\t%s\t%s\n", c.name, escape(out), escape(err.Error()))
		} else {
			fmt.Fprintf(w, "%s\tok\t%s\t\n", c.name, escape(out))
		}
	}
}

func readLines(path string) []string {
	b, err := os.ReadFile(path)
	check(err)
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
}

// same tells whether two results agree.  Where recursion ends and what a
// library says of a bad regular expression need not be the same.
func same(g, c string) bool {
	if g == c {
		return true
	}
	const depth, regex = "exceeded maximum template depth (", "calling regexReplaceAll: "
	if strings.HasSuffix(g, "\t"+endless) {
		return true
	}
	if strings.Contains(g, depth) {
		return strings.Contains(c, depth)
	}
	g, found := strings.CutSuffix(g, "bad regular expression")
	return found && strings.HasPrefix(c, g) && strings.HasSuffix(g, regex)
}

func shorten(s string) string {
	if len(s) > 1000 {
		return s[:500] + " ... " + s[len(s)-500:]
	}
	return s
}

func compare(casesPath, goPath, cPath string) {
	cases := readCases(casesPath)
	g, c := readLines(goPath), readLines(cPath)
	different, failures, parse := 0, 0, 0
	for i, tc := range cases {
		if i >= len(g) || i >= len(c) {
			fmt.Printf("%s: no result\n", tc.name)
			different++
			break
		}
		if f := strings.SplitN(g[i], "\t", 4); f[1] == "error" {
			failures++
			if !strings.Contains(f[3], "executing") {
				parse++
			}
		}
		if same(g[i], c[i]) {
			continue
		}
		different++
		if different <= 40 {
			fmt.Printf("%s (%s): %q\n  go: %s\n  c:  %s\n", tc.name, tc.data, tc.text, shorten(g[i]), shorten(c[i]))
		}
	}
	fmt.Printf("%d cases, %d of them errors (%d parsing, %d executing), %d different\n",
		len(cases), failures, parse, failures-parse, different)
	if different > 0 || len(g) != len(c) {
		os.Exit(1)
	}
	if len(cases) < 2000 || failures*4 < len(cases) {
		fmt.Println("too few cases, or too few errors among them")
		os.Exit(1)
	}
}

func main() {
	args := os.Args[1:]
	switch {
	case len(args) >= 3 && args[0] == "cases":
		seed, err := strconv.ParseInt(args[1], 10, 64)
		check(err)
		count, err := strconv.Atoi(args[2])
		check(err)
		w := bufio.NewWriter(os.Stdout)
		hand := 0
		for _, path := range args[3:] {
			for _, c := range readFile(path) {
				writeCase(w, c)
				hand++
			}
		}
		fmt.Fprintf(os.Stderr, "%d cases written by hand\n", hand)
		enough := generate(w, seed, count)
		check(w.Flush())
		if !enough {
			os.Exit(1)
		}
	case len(args) == 3 && args[0] == "run":
		run(args[1], args[2])
	case len(args) == 4 && args[0] == "compare":
		compare(args[1], args[2], args[3])
	default:
		fmt.Fprintln(os.Stderr, "usage: see main.go")
		os.Exit(2)
	}
}
