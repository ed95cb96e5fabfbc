// SPDX-License-Identifier: Apache-2.0
// Title case as golang.org/x/text makes it.
//
//	make SEED    writes texts: each character of Unicode within others, and
//	             random sequences of characters that matter
//	title        copies texts in title case
//
// A text is a line.

package main

import (
	"bufio"
	"fmt"
	"math/rand"
	"os"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// Characters of all classes: cased, digits, joiners, within words, breaks,
// sigmas, ligatures, titlecase letters, marks, ignorable, not UTF-8.
var pool = []string{"a", "B", "z", "é", "É", "ß", "ﬁ", "ǆ", "ǅ", "Ǆ", "Σ", "σ", "ς", "İ", "ı", "ŉ", "ΐ",
	"1", "٣", "_", "'", "’", ".", ":", "·", ",", ";", "-", "/", " ", "\t", "\"", "(", "@", "$", "+", "~",
	"\u00ad", "\u200d", "\u200b", "\u0301", "\u0345", "\u2019", "\u02bc", "\u02b0", "ⓐ", "Ⓐ", "ª", "日", "カ",
	"א", "ا", "ქ", "Ქ", "\u180e", "\ufeff", "𐐀", "𐐨", "😀", "\xff", "\xc3", "\u1fb3", "ᾼ", "ᾳ", "x", "Y"}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "gotemplate-title-differential:", err)
		os.Exit(2)
	}
}

func makeTexts(w *bufio.Writer, seed int64) {
	for r := rune(1); r <= utf8.MaxRune; r++ {
		if r == '\n' || !utf8.ValidRune(r) {
			continue
		}
		c := string(r)
		fmt.Fprintln(w, c+" "+c+c+" a"+c+"b "+"A"+c+"'"+c+"B aΣ"+c+" ΣΣ"+c+"a "+c+"1A")
	}
	g := rand.New(rand.NewSource(seed))
	for i := 0; i < 100000; i++ {
		for n := 1 + g.Intn(12); n > 0; n-- {
			w.WriteString(pool[g.Intn(len(pool))])
		}
		w.WriteByte('\n')
	}
}

func main() {
	w := bufio.NewWriter(os.Stdout)
	switch {
	case len(os.Args) == 3 && os.Args[1] == "make":
		seed, err := strconv.ParseInt(os.Args[2], 10, 64)
		check(err)
		makeTexts(w, seed)
	case len(os.Args) == 2 && os.Args[1] == "title":
		s := bufio.NewScanner(os.Stdin)
		for s.Scan() {
			w.WriteString(cases.Title(language.Und).String(s.Text()))
			w.WriteByte('\n')
		}
		check(s.Err())
	default:
		fmt.Fprintln(os.Stderr, "usage: see main.go")
		os.Exit(2)
	}
	check(w.Flush())
}
