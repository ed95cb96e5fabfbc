// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"
)

// value is a JSON value whose members keep their order and may repeat.
type value struct {
	kind    byte // 'o', 'a', or 's' for a string, 'r' for raw text
	text    string
	keys    []string
	members []*value
}

func raw(text string) *value { return &value{kind: 'r', text: text} }
func str(text string) *value { return &value{kind: 's', text: text} }
func null() *value           { return raw("null") }

func object(pairs ...any) *value {
	v := &value{kind: 'o'}
	for i := 0; i < len(pairs); i += 2 {
		v.add(pairs[i].(string), pairs[i+1].(*value))
	}
	return v
}

func list(members ...*value) *value { return &value{kind: 'a', members: members} }

func (v *value) add(key string, member *value) {
	v.keys = append(v.keys, key)
	v.members = append(v.members, member)
}

type generator struct {
	*rand.Rand
	// How the text is written.
	spaces, escapes, badUTF8 float64
}

func (g *generator) chance(p float64) bool { return g.Float64() < p }
func (g *generator) pick(words ...string) string {
	return words[g.IntN(len(words))]
}

// -- schemas ---------------------------------------------------------------

func (g *generator) name() string {
	if g.chance(0.03) {
		return g.pick("", "e\u0301", "ſ", "K", "a\x00b", "../../x", "A",
			strings.Repeat("n", 300), "日本", "\U0001F600", "\ufffd")
	}
	if g.chance(0.5) {
		return g.pick("a", "b", "c", "id", "name", "type")
	}
	return "n" + strconv.Itoa(g.IntN(100000))
}

func (g *generator) text() string {
	words := []string{"Plain words.", "with \"quotes\"", "back\\slash", "tab\t",
		"line\nbreak", "é", "日本語", "\U0001F600", "<b>&amp;</b>", "/", "{{ x }}",
		"\x00", "\x7f", "\u2028", "\ufffd", "a much longer run of ordinary characters"}
	var out []string
	for n := g.IntN(4); n > 0; n-- {
		out = append(out, words[g.IntN(len(words))])
	}
	return strings.Join(out, " ")
}

func (g *generator) boolean() *value { return raw(g.pick("true", "false")) }

func (g *generator) count() *value {
	return raw(g.pick("0", "1", "2", "7", "18446744073709551615"))
}

func (g *generator) typ(depth int) *value {
	n := 9
	if depth <= 0 {
		n = 4
	}
	switch g.IntN(n) {
	case 0, 1, 2, 3:
		return str(g.pick("string", "number", "bool", "dynamic"))
	case 4, 5:
		return list(str(g.pick("list", "set", "map")), g.typ(depth-1))
	case 6:
		tuple := list()
		for i := g.IntN(4); i > 0; i-- {
			tuple.members = append(tuple.members, g.typ(depth-1))
		}
		return list(str("tuple"), tuple)
	default:
		types := object()
		for i := g.IntN(5); i > 0; i-- {
			types.add(g.name(), g.typ(depth-1))
		}
		if g.chance(0.2) {
			optional := list()
			for _, key := range types.keys {
				if g.chance(0.5) {
					optional.members = append(optional.members, str(key))
				}
			}
			return list(str("object"), types, optional)
		}
		return list(str("object"), types)
	}
}

// maybe adds a member in most cases.
func (g *generator) maybe(v *value, p float64, key string, member func() *value) {
	if g.chance(p) {
		v.add(key, member())
	}
}

func (g *generator) describe(v *value) {
	g.maybe(v, 0.7, "description", func() *value { return str(g.text()) })
	g.maybe(v, 0.5, "description_kind", func() *value {
		return str(g.pick("plain", "markdown", "html"))
	})
	g.maybe(v, 0.2, "deprecated", g.boolean)
}

func (g *generator) mode() *value {
	return str(g.pick("single", "list", "set", "map", "group", "", "odd"))
}

func (g *generator) attribute(depth int) *value {
	v := object()
	if depth > 0 && g.chance(0.3) {
		nested := object("attributes", g.attributes(depth-1))
		g.maybe(nested, 0.9, "nesting_mode", g.mode)
		g.maybe(nested, 0.3, "min_items", g.count)
		g.maybe(nested, 0.3, "max_items", g.count)
		v.add("nested_type", nested)
		g.maybe(v, 0.1, "type", func() *value { return g.typ(2) })
	} else {
		g.maybe(v, 0.97, "type", func() *value { return g.typ(3) })
	}
	g.describe(v)
	for _, flag := range []string{"required", "optional", "computed", "sensitive",
		"write_only"} {
		g.maybe(v, 0.3, flag, g.boolean)
	}
	return v
}

func (g *generator) attributes(depth int) *value {
	v := object()
	n := g.IntN(5)
	if g.chance(0.01) {
		n = 80
	}
	for ; n > 0; n-- {
		v.add(g.name(), g.attribute(depth))
	}
	return v
}

func (g *generator) block(depth int) *value {
	v := object()
	g.maybe(v, 0.9, "attributes", func() *value { return g.attributes(depth) })
	if depth > 0 {
		g.maybe(v, 0.5, "block_types", func() *value {
			types := object()
			for n := g.IntN(3); n > 0; n-- {
				t := object("nesting_mode", g.mode())
				g.maybe(t, 0.97, "block", func() *value { return g.block(depth - 1) })
				g.maybe(t, 0.4, "min_items", g.count)
				g.maybe(t, 0.4, "max_items", g.count)
				types.add(g.name(), t)
			}
			return types
		})
	}
	g.describe(v)
	return v
}

func (g *generator) schema() *value {
	v := object()
	g.maybe(v, 0.9, "version", g.count)
	g.maybe(v, 0.97, "block", func() *value { return g.block(2) })
	return v
}

func (g *generator) parameter() *value {
	v := object()
	g.maybe(v, 0.9, "name", func() *value { return str(g.name()) })
	g.maybe(v, 0.7, "description", func() *value { return str(g.text()) })
	g.maybe(v, 0.4, "is_nullable", g.boolean)
	g.maybe(v, 0.97, "type", func() *value { return g.typ(2) })
	return v
}

func (g *generator) function() *value {
	v := object()
	g.maybe(v, 0.7, "description", func() *value { return str(g.text()) })
	g.maybe(v, 0.7, "summary", func() *value { return str(g.text()) })
	g.maybe(v, 0.2, "deprecation_message", func() *value { return str(g.text()) })
	g.maybe(v, 0.97, "return_type", func() *value { return g.typ(2) })
	g.maybe(v, 0.7, "parameters", func() *value {
		parameters := list()
		for n := g.IntN(3); n > 0; n-- {
			parameters.members = append(parameters.members, g.parameter())
		}
		return parameters
	})
	g.maybe(v, 0.4, "variadic_parameter", g.parameter)
	return v
}

func (g *generator) identity() *value {
	attributes := object()
	for n := g.IntN(3); n > 0; n-- {
		a := object("type", g.typ(1))
		g.maybe(a, 0.5, "description", func() *value { return str(g.text()) })
		g.maybe(a, 0.5, "required_for_import", g.boolean)
		g.maybe(a, 0.5, "optional_for_import", g.boolean)
		attributes.add(g.name(), a)
	}
	return object("version", raw("0"), "attributes", attributes)
}

func (g *generator) provider() *value {
	v := object()
	g.maybe(v, 0.9, "provider", g.schema)
	maps := []struct {
		key    string
		member func() *value
	}{
		{"resource_schemas", g.schema}, {"data_source_schemas", g.schema},
		{"ephemeral_resource_schemas", g.schema},
		{"action_schemas", func() *value { return object("block", g.block(1)) }},
		{"functions", g.function}, {"resource_identity_schemas", g.identity},
		{"list_resource_schemas", g.schema}, {"state_store_schemas", g.schema},
	}
	for _, m := range maps {
		g.maybe(v, 0.5, m.key, func() *value {
			components := object()
			for n := g.IntN(3); n > 0; n-- {
				components.add(g.name(), m.member())
			}
			return components
		})
	}
	return v
}

func (g *generator) file() *value {
	version := "1.0"
	if g.chance(0.05) {
		version = g.pick("", "0.1", "v1.2", "2.0", "2.0.0-beta1", "1.0-rc1", "abc",
			"0.0.9", "1.0+meta", "1.", "-1", "99999999999999999999", "1.0.0.0.1",
			"1.0\n", "1.0-", "0.1.0-", "1.0-.x", "1.0x", "v", "1.0+", "1.0-1.b",
			"1.2.3~x", "\x00")
	}
	providers := object()
	if g.chance(0.3) {
		providers.add("registry.terraform.io/hashicorp/other", g.provider())
	}
	name := providerName
	if g.chance(0.3) {
		name = "registry.terraform.io/hashicorp/" + providerName
	}
	if g.chance(0.03) {
		name = "registry.terraform.io/acme/" + providerName
	}
	providers.add(name, g.provider())
	return object("format_version", str(version), "provider_schemas", providers)
}

// -- faults ------------------------------------------------------------------

// all lists the containers below v.
func (v *value) all(found []*value) []*value {
	if v.kind == 'o' || v.kind == 'a' {
		found = append(found, v)
	}
	for _, m := range v.members {
		found = m.all(found)
	}
	return found
}

func (g *generator) oddValue() *value {
	return raw(g.pick("null", "true", "false", "0", "-1", "1.0", "1e2", "-0", "1E400",
		"-1e999", "18446744073709551616", "12345678901234567890123", `"text"`, `""`,
		"{}", "[]", `["list"]`, `["list",5]`, `["list","string","x"]`,
		`["list","string",1e999]`, `["odd","string"]`, `[]`, `[5]`, `["object"]`,
		`["object",5]`, `["object",null]`, `["tuple",null]`, `["tuple",{}]`,
		`["object",{"a":"string"},["a"]]`, `["object",{"a":"string"},["b"]]`,
		`["object",{"a":"string"},[5,{}]]`, `["object",{"a":"string"},5]`,
		`["object",{"a":"string"},null]`, `["object",{"a":"odd"}]`,
		`["object",{"a":"string"},["a"],7]`, `["tuple",["string",null]]`,
		`["tuple",[["set","odd"]],1]`, `["object",{"a":"string","a":"number"}]`,
		`["object",{"\u00c5":"string","\u212b\u0301":"number"}]`, `"int"`,
		`["\u006cist","string"]`, `"strin\u0067"`, `[["list"],"string"]`,
		`{"block":null}`, `{"type":"string"}`, `[null]`, `[{}]`, `1e999`,
		`{"attributes":{"x":null}}`, `[{"name":"x","type":"string"},null]`))
}

var fieldNames = []string{"attributes", "block_types", "description", "type",
	"nested_type", "nesting_mode", "min_items", "block", "version", "parameters",
	"variadic_parameter", "name", "resource_schemas", "provider", "deprecated",
	"provider_schemas", "format_version", "functions", "return_type",
	"resource_identity_schemas", "required", "unknown"}

// otherCase writes a name in other letters that fold to the same.
func (g *generator) otherCase(name string) string {
	var out strings.Builder
	for _, r := range name {
		switch {
		case r == 's' && g.chance(0.3):
			out.WriteRune('ſ')
		case r == 'k' && g.chance(0.3):
			out.WriteRune('K')
		case g.chance(0.5):
			out.WriteString(strings.ToUpper(string(r)))
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// copyOf is deep, so that later faults do not show in two places.
func copyOf(v *value) *value {
	c := &value{kind: v.kind, text: v.text, keys: append([]string(nil), v.keys...)}
	for _, m := range v.members {
		c.members = append(c.members, copyOf(m))
	}
	return c
}

func (g *generator) spoil(root *value) {
	containers := root.all(nil)
	v := containers[g.IntN(len(containers))]
	if len(v.members) == 0 {
		if v.kind == 'o' {
			v.add(fieldNames[g.IntN(len(fieldNames))], g.oddValue())
		} else {
			v.members = append(v.members, g.oddValue())
		}
		return
	}
	i := g.IntN(len(v.members))
	switch g.IntN(9) {
	case 0, 1:
		v.members[i] = g.oddValue()
	case 2: // a member again, a copy, of other content, or null
		if v.kind != 'o' {
			return
		}
		j := g.IntN(len(v.members))
		member := copyOf(v.members[j])
		if g.chance(0.3) {
			member = null()
		}
		v.add(v.keys[i], member)
	case 3:
		if v.kind == 'o' {
			v.keys[i] = g.otherCase(v.keys[i])
		}
	case 4:
		if v.kind == 'o' {
			v.add(g.pick("unknown", "Extra", "extra", "x\x00", "blocks"), g.oddValue())
		}
	case 5:
		v.members[i] = null()
	case 6: // the same object again under its own name, half the size
		if v.kind == 'o' && v.members[i].kind == 'o' {
			again := copyOf(v.members[i])
			again.keys = again.keys[len(again.keys)/2:]
			again.members = again.members[len(again.members)/2:]
			v.add(v.keys[i], again)
		}
	case 7:
		v.members = append(v.members[:i], v.members[i+1:]...)
		if v.kind == 'o' {
			v.keys = append(v.keys[:i], v.keys[i+1:]...)
		}
	case 8:
		if v.kind == 'o' {
			v.add(fieldNames[g.IntN(len(fieldNames))], g.oddValue())
		}
	}
}

// again repeats members all over the tree, with null between them where Go
// allows it.
func (g *generator) again(v *value) {
	for i, m := range v.members {
		isType := v.kind == 'o' && (v.keys[i] == "type" || v.keys[i] == "return_type")
		if !isType || g.chance(0.1) {
			g.again(m)
		}
	}
	if v.kind != 'o' {
		return
	}
	for i := len(v.members); i > 0; i-- {
		if !g.chance(0.2) {
			continue
		}
		j, k := g.IntN(len(v.members)), g.IntN(len(v.members))
		isType := v.keys[j] == "type" || v.keys[j] == "return_type"
		switch {
		case g.chance(0.25) && !isType:
			v.add(v.keys[j], null())
		case g.chance(0.2) && v.members[j].kind == v.members[k].kind && !isType:
			v.add(v.keys[j], copyOf(v.members[k]))
		default:
			v.add(v.keys[j], g.half(copyOf(v.members[j])))
		}
	}
}

// half drops some members of v and below.
func (g *generator) half(v *value) *value {
	for i := len(v.members) - 1; i >= 0; i-- {
		isType := v.kind == 'a' || v.keys[i] == "type" || v.keys[i] == "return_type"
		if isType {
			continue
		}
		if g.chance(0.3) {
			v.keys = append(v.keys[:i], v.keys[i+1:]...)
			v.members = append(v.members[:i], v.members[i+1:]...)
		} else {
			g.half(v.members[i])
		}
	}
	return v
}

func (g *generator) shuffle(v *value) {
	if v.kind == 'o' {
		g.Shuffle(len(v.keys), func(i, j int) {
			v.keys[i], v.keys[j] = v.keys[j], v.keys[i]
			v.members[i], v.members[j] = v.members[j], v.members[i]
		})
	}
	for _, m := range v.members {
		g.shuffle(m)
	}
}

func (g *generator) spoilBytes(data []byte) []byte {
	if len(data) == 0 {
		return data
	}
	i := g.IntN(len(data))
	odd := []byte("\"\\{}[],:\x00\x1f \n/tfn0-.eE9u\x80\xff\xc3\xed\x7f'")
	switch g.IntN(5) {
	case 0:
		return data[:i]
	case 1:
		data[i] = odd[g.IntN(len(odd))]
		return data
	case 2:
		return append(data[:i], data[i+1:]...)
	case 3:
		insert := append([]byte{odd[g.IntN(len(odd))]}, data[i:]...)
		return append(data[:i:i], insert...)
	default:
		j := i + g.IntN(len(data)-i)
		return append(data[:j:j], data[i:]...)
	}
}

// -- writing -------------------------------------------------------------------

func (g *generator) space(out *bytes.Buffer) {
	for g.chance(g.spaces) {
		out.WriteString(g.pick(" ", "\n", "\t", "\r", "  "))
	}
}

func (g *generator) writeString(out *bytes.Buffer, s string) {
	out.WriteByte('"')
	for i, r := range s {
		switch {
		case r == utf8.RuneError && s[i] != 0xef:
			out.WriteByte(s[i])
		case g.chance(g.badUTF8):
			out.WriteString(g.pick("\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80",
				`\ud800`, `\udc00`, `\ud800\ud800`, `\ud83d\ude00`, `\u0000`, "\xe2\x82"))
			fallthrough
		case r < 0x20 || r == '"' || r == '\\' || g.chance(g.escapes):
			if short := strings.IndexRune("\b\f\n\r\t\"\\/", r); short >= 0 && g.chance(0.5) {
				out.WriteByte('\\')
				out.WriteByte(`bfnrt"\/`[short])
			} else if r > 0xffff {
				r -= 0x10000
				fmt.Fprintf(out, `\u%04x\u%04X`, 0xd800+r>>10, 0xdc00+r&0x3ff)
			} else {
				fmt.Fprintf(out, g.pick(`\u%04x`, `\u%04X`), r)
			}
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
}

func (g *generator) write(out *bytes.Buffer, v *value) {
	g.space(out)
	switch v.kind {
	case 'r':
		out.WriteString(v.text)
	case 's':
		g.writeString(out, v.text)
	default:
		out.WriteByte(map[byte]byte{'o': '{', 'a': '['}[v.kind])
		for i, m := range v.members {
			if i > 0 {
				out.WriteByte(',')
			}
			if v.kind == 'o' {
				g.space(out)
				g.writeString(out, v.keys[i])
				g.space(out)
				out.WriteByte(':')
			}
			g.write(out, m)
			g.space(out)
		}
		g.space(out)
		out.WriteByte(map[byte]byte{'o': '}', 'a': ']'}[v.kind])
	}
	g.space(out)
}

func (g *generator) bytes(v *value) []byte {
	var out bytes.Buffer
	g.write(&out, v)
	return out.Bytes()
}

// -- sample data and special cases -----------------------------------------------

func parse(d *json.Decoder) (*value, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case string:
		return str(t), nil
	case json.Number:
		return raw(t.String()), nil
	case bool:
		return raw(strconv.FormatBool(t)), nil
	case json.Delim:
		v := &value{kind: map[json.Delim]byte{'{': 'o', '[': 'a'}[t]}
		for d.More() {
			if v.kind == 'o' {
				key, err := d.Token()
				if err != nil {
					return nil, err
				}
				v.keys = append(v.keys, key.(string))
			}
			member, err := parse(d)
			if err != nil {
				return nil, err
			}
			v.members = append(v.members, member)
		}
		_, err := d.Token()
		return v, err
	}
	return null(), nil
}

// fromCorpus gives a file as it is and written in other ways.
func (g *generator) fromCorpus(path string) [][]byte {
	data, err := os.ReadFile(path)
	check(err)
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	root, err := parse(d)
	if err == io.EOF {
		return nil
	}
	check(err)
	for i, key := range root.keys {
		if key == "provider_schemas" && len(root.members[i].keys) > 0 {
			root.members[i].keys[0] = providerName
		}
	}
	inputs := [][]byte{g.bytes(root)}
	g.shuffle(root)
	g.spaces, g.escapes = 0.3, 0.1
	inputs = append(inputs, g.bytes(root))
	g.spaces, g.escapes = 0, 0
	if len(data) < 100000 {
		g.again(root)
		inputs = append(inputs, g.bytes(root))
	}
	return inputs
}

func nested(open, close string, n int) []byte {
	return []byte(strings.Repeat(open, n) + strings.Repeat(close, n))
}

func special() [][]byte {
	prefix := `{"format_version":"1.0","provider_schemas":{"p":{"resource_schemas":` +
		`{"r":{"block":{"attributes":{"a":{"type":`
	suffix := `}}}}}}}}`
	var inputs [][]byte
	for _, text := range []string{"", " ", "null", "5", "[]", "\"x\"", "true", "{}",
		"\xef\xbb\xbf{}", "{}x", "{} {}", "{\"format_version\":1}", "{\"a\":01}",
		"[1,]", "{,}", "{\"a\" 1}", "{\"a\":1,}", "nul", "tru", "fals", "-", "1.",
		"1e", "1e+", "-x", "\"\\x\"", "\"\\u12g4\"", "\"\x01\"", "'", "\"", "[", "{",
		"\xc2\xad", "\xa0", "{\"format_version\":null}", "[}", "{]", "[1}", "{\"a\":1]",
	} {
		inputs = append(inputs, []byte(text))
	}
	for _, n := range []int{9990, 9999, 10000, 10001, 100000} {
		inputs = append(inputs, nested("[", "]", n), nested(`{"a":`, "}", n),
			[]byte(prefix+strings.Repeat(`["list",`, n)+`"string"`+
				strings.Repeat("]", n)+suffix))
	}
	for _, n := range []int{100, 2000, 2499, 3333} {
		inputs = append(inputs,
			[]byte(prefix+`"string","nested_type":`+
				strings.Repeat(`{"attributes":{"a":{"nested_type":`, n)+"null"+
				strings.Repeat("}}}", n)+suffix),
			[]byte(prefix+`"string"}},"block_types":`+
				strings.Repeat(`{"b":{"block":{"block_types":`, n)+"{}"+
				strings.Repeat("}}}", n)+`}}}}}}`))
	}
	return inputs
}

func generate(seed uint64, count int, corpus []string) [][]byte {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 1))}
	inputs := special()
	for _, path := range corpus {
		inputs = append(inputs, g.fromCorpus(path)...)
	}
	for i := 0; i < count; i++ {
		root := g.file()
		g.spaces, g.escapes, g.badUTF8 = 0, 0, 0
		if g.chance(0.3) {
			g.shuffle(root)
		}
		if g.chance(0.5) {
			for n := g.IntN(5); n >= 0; n-- {
				g.spoil(root)
			}
		}
		if g.chance(0.15) {
			g.again(root)
		}
		if g.chance(0.3) {
			g.spaces = 0.2
		}
		if g.chance(0.3) {
			g.escapes = 0.2
		}
		if g.chance(0.1) {
			g.badUTF8 = 0.05
		}
		data := g.bytes(root)
		if g.chance(0.15) {
			data = g.spoilBytes(data)
		}
		inputs = append(inputs, data)
	}
	return inputs
}
