// SPDX-License-Identifier: Apache-2.0

// Makes schema files, right and wrong, and says what terraform-json makes of
// them, for a comparison with the reader of the plugin schema-json.
//
//	generate SEED COUNT PACK CORPUS...   makes a pack of inputs
//	dump PACK OUTPUT                     reads each input of the pack
//	compare PACK OUTPUT OTHER            compares two outputs
//
// A pack, and an output, is a row of {length: 4 bytes, bytes}.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func readPack(path string) [][]byte {
	data, err := os.ReadFile(path)
	check(err)
	var items [][]byte
	for len(data) > 0 {
		n := binary.LittleEndian.Uint32(data)
		items = append(items, data[4:4+n])
		data = data[4+n:]
	}
	return items
}

func writePack(path string, items [][]byte) {
	var out bytes.Buffer
	for _, item := range items {
		check(binary.Write(&out, binary.LittleEndian, uint32(len(item))))
		out.Write(item)
	}
	check(os.WriteFile(path, out.Bytes(), 0o666))
}

// kindOf names the sort of an outcome, for the table of counts.
func kindOf(outcome string) string {
	if !strings.HasPrefix(outcome, "error: ") {
		if strings.HasPrefix(outcome, "panic") {
			return "panic of terraform-json (not compared)"
		}
		return "structure"
	}
	message := strings.TrimPrefix(outcome, "error: ")
	for _, start := range []string{
		"invalid character", "unexpected end of JSON input",
		"json: cannot unmarshal", "invalid primitive type name",
		"invalid complex type kind name", "invalid complex type description",
		"invalid type description", "unexpected extra data",
		"expected comma", "unexpected provider schema data",
		"invalid format version", "unsupported provider schema",
		"unable to find schema", "null provider",
	} {
		if strings.HasPrefix(message, start) {
			if strings.Contains(message, "exceeded max depth") {
				return "error: exceeded max depth"
			}
			return "error: " + start
		}
	}
	return "error: other"
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := 0; i < len(x) || i < len(y); i++ {
		var l, m string
		if i < len(x) {
			l = x[i]
		}
		if i < len(y) {
			m = y[i]
		}
		if l != m {
			return fmt.Sprintf("line %d\n  terraform-json: %s\n  schema-json:    %s",
				i+1, l, m)
		}
	}
	return "none"
}

func compare(pack, one, other string) int {
	inputs, a, b := readPack(pack), readPack(one), readPack(other)
	if len(a) != len(inputs) || len(b) != len(inputs) {
		fmt.Printf("%d inputs, %d and %d outcomes\n", len(inputs), len(a), len(b))
		return 1
	}
	counts, different := map[string]int{}, 0
	for i := range inputs {
		x, y := string(a[i]), string(b[i])
		kind := kindOf(x)
		counts[kind]++
		if x == y || strings.HasPrefix(x, "panic") {
			continue
		}
		different++
		if different <= 5 {
			input := inputs[i]
			if len(input) > 2000 {
				input = input[:2000]
			}
			fmt.Printf("input %d: %s\n  input: %s\n", i, firstDifference(x, y),
				strconv.Quote(string(input)))
		}
	}
	var kinds []string
	errors := 0
	for kind, n := range counts {
		kinds = append(kinds, kind)
		if strings.HasPrefix(kind, "error") {
			errors += n
		}
	}
	sort.Strings(kinds)
	for _, kind := range kinds {
		fmt.Printf("%6d %s\n", counts[kind], kind)
	}
	fmt.Printf("%d inputs, %d of them errors, %d differences\n", len(inputs),
		errors, different)
	if different > 0 {
		return 1
	}
	return 0
}

func main() {
	args := os.Args
	switch {
	case len(args) >= 5 && args[1] == "generate":
		seed, err := strconv.ParseUint(args[2], 10, 64)
		check(err)
		count, err := strconv.Atoi(args[3])
		check(err)
		writePack(args[4], generate(seed, count, args[5:]))
	case len(args) == 4 && args[1] == "dump":
		var outcomes [][]byte
		for _, input := range readPack(args[2]) {
			outcomes = append(outcomes, []byte(dump(input)))
		}
		writePack(args[3], outcomes)
	case len(args) == 5 && args[1] == "compare":
		os.Exit(compare(args[2], args[3], args[4]))
	default:
		fmt.Fprintln(os.Stderr, "usage: generate|dump|compare ...")
		os.Exit(2)
	}
}
