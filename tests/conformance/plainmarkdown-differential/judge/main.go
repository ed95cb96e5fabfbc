// SPDX-License-Identifier: Apache-2.0

// Judge writes Markdown texts, and what tfplugindocs makes of them.
//
// Its module lies below that of tfplugindocs, so that it may call the inner
// packages of the real tool; nothing of it is copied.  A record is the text,
// its plain text and its formatted text, each with its length before it as
// four bytes; the lengths of results have 1 << 31 added if they are errors.
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-docs/internal/mdplain"
)

const failed = 1 << 31

type result struct {
	text   string
	failed bool
}

// guard turns a panic, which tfplugindocs reports as an error, into one.
func guard(f func() (string, error)) (r result) {
	defer func() {
		if p := recover(); p != nil {
			r = result{fmt.Sprint(p), true}
		}
	}()
	text, err := f()
	if err != nil {
		return result{err.Error(), true}
	}
	return result{text, false}
}

type writer struct {
	out   *bufio.Writer
	count map[string]int
}

func (w *writer) put(s string, flags uint32) {
	var length [4]byte
	binary.LittleEndian.PutUint32(length[:], uint32(len(s))|flags)
	w.out.Write(length[:])
	w.out.WriteString(s)
}

func (w *writer) judge(origin, text string) {
	w.count[origin]++
	w.put(text, 0)
	for _, r := range []result{
		guard(func() (string, error) { return mdplain.PlainMarkdown(text) }),
		guard(func() (string, error) { return format([]byte(text)) }),
	} {
		if r.failed {
			w.put(r.text, failed)
		} else {
			w.put(r.text, 0)
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "judge:", err)
		os.Exit(2)
	}
}

// readSpec returns the examples of a CommonMark specification in JSON.
func readSpec(name string) (texts []string) {
	var examples []struct{ Markdown string }
	data, err := os.ReadFile(name)
	check(err)
	check(json.Unmarshal(data, &examples))
	for _, e := range examples {
		texts = append(texts, e.Markdown)
	}
	return texts
}

// descriptions collects all texts below v that are called a description.
func descriptions(v any, seen map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if s, ok := value.(string); ok && key == "description" {
				seen[s] = true
			} else {
				descriptions(value, seen)
			}
		}
	case []any:
		for _, value := range v {
			descriptions(value, seen)
		}
	}
}

// readCorpus returns the descriptions of all schemas below a directory.
func readCorpus(dir string) map[string]bool {
	seen := map[string]bool{}
	check(filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "schema.json" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var v any
		if err := json.Unmarshal(data, &v); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		descriptions(v, seen)
		return nil
	}))
	return seen
}

func main() {
	seed := flag.Int64("seed", 1, "seed of the generated texts")
	count := flag.Int("count", 20000, "number of generated texts")
	spec := flag.String("spec", "", "examples of CommonMark in JSON")
	corpus := flag.String("corpus", "", "directory with schemas")
	flag.Parse()

	w := &writer{bufio.NewWriterSize(os.Stdout, 1<<20), map[string]int{}}
	var base []string
	if *spec != "" {
		base = readSpec(*spec)
		for _, text := range base {
			w.judge("examples", text)
			for i := range text {
				w.judge("prefixes", text[:i])
			}
		}
	}
	if *corpus != "" {
		for text := range readCorpus(*corpus) {
			w.judge("descriptions", text)
		}
	}
	g := generator{rand.New(rand.NewSource(*seed)), base}
	for i := 0; i < *count; i++ {
		w.judge("generated", g.text())
	}
	check(w.out.Flush())
	fmt.Fprintf(os.Stderr, "seed %d: %d examples, %d prefixes, %d descriptions, %d generated\n",
		*seed, w.count["examples"], w.count["prefixes"], w.count["descriptions"], w.count["generated"])
}
