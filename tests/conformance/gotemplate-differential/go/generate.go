// SPDX-License-Identifier: Apache-2.0
// A seeded generator of templates that uses every production of the
// language, mostly with operands of fitting kinds, and breaks some of what
// it made.

package main

import (
	"fmt"
	"io"
	"math/rand"
	"os"
	"sort"
	"strings"
)

// How often each production must have been used.
const leastUses = 20

type kind int

const (
	anyKind kind = iota
	boolKind
	intKind
	floatKind
	stringKind
	listKind
	mapKind
	structKind
)

// productions lists what must be reached, so that one that never is does
// not go unnoticed.
var productions = strings.Fields(`
	text comment comment-trim trim-left trim-right space-in-action newline-in-action
	action if else else-if with with-else else-with range range-else range-value
	range-index range-assign range-int range-map break continue define template
	template-data block declare assign pipeline pipe-argument parenthesis chain field field-chain
	variable variable-field dollar dot nil true false
	bad-constant decimal hex octal old-octal binary underscore sign float exponent hex-float
	imaginary complex char char-escape string string-escape raw-string
	and or not len index slice print println printf html js urlquery call
	eq eq-many ne lt le gt ge
	lower upper trimspace split prefixlines hasPrefix hasSuffix contains replace
	trimPrefix trimSuffix repeat indent join default list dict toJson regexReplaceAll
	fails nothing want wrong-kind wrong-count missing-field argument-to-field
	unknown-function unknown-variable unknown-template
	verb-v verb-plus-v verb-sharp-v verb-T verb-d verb-x verb-X verb-o verb-O verb-b verb-q
	verb-c verb-U verb-e verb-E verb-f verb-F verb-g verb-G verb-s verb-t verb-w verb-bad
	verb-percent verb-none flag-plus flag-minus flag-sharp flag-space flag-zero
	width precision star-width star-precision argument-index extra-argument missing-argument
	cut-off deleted duplicated inserted swapped`)

type generator struct {
	*rand.Rand
	uses   map[string]int
	depth  int // of control structures
	inner  int // of expressions
	data   string
	ranges int      // around this place, in this template
	vars   []string // declared at this place
	names  []string // of templates
	count  int      // of variables so far
	blocks int      // likewise
}

func (g *generator) use(production string) {
	if _, ok := g.uses[production]; !ok {
		panic("production not listed: " + production)
	}
	g.uses[production]++
}

func (g *generator) pick(s ...string) string { return s[g.Intn(len(s))] }

func (g *generator) chance(percent int) bool { return g.Intn(100) < percent }

// -- constants

func (g *generator) char() string {
	if g.chance(50) {
		g.use("char-escape")
		return g.pick(`'\n'`, `'\''`, `'\\'`, `'\x41'`, `'\u00e9'`, `'\U0001F600'`, `'\101'`, `'\a'`)
	}
	g.use("char")
	return g.pick("'a'", "'é'", "'日'", "'0'", "' '", "'\"'")
}

// bad looks like a constant.
func (g *generator) bad() string {
	g.use("bad-constant")
	return g.pick(`'\"'`, `''`, `'ab'`, `'\q'`, `'\ud800'`, "08", "1__0", "1_", "9223372036854775808",
		"18446744073709551616", "1e400", "0x1.fp", "0x1.8", "0b1+1i", `"\'"`, `"\u12"`, `"\8"`, "1x", "0b2", ".", "1+2",
		"1e", "0x", "'", "1+2j", "1e400+1i", "_1", "1.2.3", "+", "0x1+1i", "1_+1i")
}

func (g *generator) integer() string {
	if g.chance(1) {
		return g.bad()
	}
	switch g.Intn(12) {
	case 0:
		g.use("hex")
		return g.pick("0x10", "0X1F", "0xff", "-0xe", "0x1e3")
	case 1:
		g.use("octal")
		return g.pick("0o17", "0O7", "0o0")
	case 2:
		g.use("old-octal")
		return g.pick("017", "00", "07")
	case 3:
		g.use("binary")
		return g.pick("0b101", "0B11", "0b0")
	case 4:
		g.use("underscore")
		return g.pick("1_000", "0x_1f", "0b1_0", "0_7")
	case 5:
		g.use("sign")
		return g.pick("+3", "-1", "-0", "+0", "-12")
	case 6:
		return g.char()
	}
	g.use("decimal")
	return g.pick("0", "1", "2", "3", "5", "10", "42", "1000")
}

// small is an integer that does no harm as a count.
func (g *generator) small() string {
	g.use("decimal")
	return g.pick("0", "1", "2", "3", "4", "-1")
}

func (g *generator) float() string {
	switch g.Intn(4) {
	case 0:
		g.use("exponent")
		return g.pick("1e3", "1E-7", "2.5e+10", "1e21", "1e20", "5e-324", "123456789e0", "1_0e1")
	case 1:
		g.use("hex-float")
		return g.pick("0x1p-2", "0x1.8p1", "0x.8p0", "0X1P+10", "0x1_0p0")
	}
	g.use("float")
	return g.pick("1.5", ".5", "5.", "0.1", "-2.75", "100.0", "1.0", "3.14159", "1e-5")
}

func (g *generator) complex() string {
	if g.chance(50) {
		g.use("imaginary")
		return g.pick("1i", "-2i", "0i", "1.5i", "0x1p1i", "1e2i")
	}
	g.use("complex")
	return g.pick("1+2i", "1-2i", "0.5+1i", "1e3-1e-3i", "1+0i", "0x1p1+2i", "-1+1i", "1_0+1_1i")
}

func (g *generator) str() string {
	switch g.Intn(5) {
	case 0:
		g.use("raw-string")
		return g.pick("`raw`", "`a\\n\"b\"`", "``", "`two\nlines`", "`<&>'`", "`cr\rhere`")
	case 1:
		g.use("string-escape")
		return g.pick(`"a\nb"`, `"\t\"q\""`, `"\x41\u00e9\U0001F600"`, `"\\"`, `"\101"`, `"\xff"`, `"\a\b\f\v\r"`)
	}
	g.use("string")
	return g.pick(`"a"`, `""`, `"hello world"`, `"héllo"`, `"日本"`, `"<a href='x'>"`, `"a,b,c"`, `"%d"`, `"x=1&y=2"`, `"ß ﬁ Σ"`, `" pad "`, `"10"`)
}

// -- fields by kind and data set

var fields = map[string]map[kind][]string{
	"page": {
		boolKind:   {"HasExamples", "HasImport"},
		stringKind: {"Type", "Name", "Description", "ExampleFile", "ProviderName", "SchemaMarkdown"},
		listKind:   {"ExampleFiles"},
	},
	"kinds": {
		anyKind:    {"Any", "AnyNil", "AnyInt", "AnyItem", "AnyList", "AnyMap"},
		boolKind:   {"Bool"},
		intKind:    {"Int", "Int64", "Uint8", "AnyInt"},
		floatKind:  {"Float"},
		stringKind: {"String", "Any"},
		listKind:   {"Strings", "Ints", "Bools", "Floats", "Anys", "NilList", "Empty", "Items", "AnyList"},
		mapKind:    {"Map", "StrMap", "IntMap", "NilMap", "EmptyMap", "AnyMap"},
		structKind: {"Item", "AnyItem"},
	},
	"map": {
		anyKind:    {"Nil", "Name", "Int", "Item", "Missing"},
		boolKind:   {"T", "F"},
		intKind:    {"Int"},
		floatKind:  {"Float", "Inf", "NaN"},
		stringKind: {"Name", "Str", "Unicode", "Bad"},
		listKind:   {"List", "Strings"},
		mapKind:    {"Map"},
		structKind: {"Item"},
	},
}

var fieldChains = map[string][]string{
	"page":  {".Name.X", ".ExampleFiles.Y"},
	"kinds": {".Item.Name", ".Item.Count", ".Map.z.y.x", ".Map.one", ".Map.nil.x", ".StrMap.a", ".AnyMap.k", ".AnyItem.Extra", ".IntMap.zz", ".Any.Nope", ".Map.z.q.r", ".NilMap.a.b", ".AnyNil.X", ".Map.A.b"},
	"map":   {".Map.K", ".Item.Name", ".Item.Extra", ".Name.X", ".Nil.Y", ".Missing.Z", ".List.K"},
}

func (g *generator) root() string {
	if g.chance(15) {
		g.use("dollar")
		g.use("variable-field")
		return "$."
	}
	g.use("field")
	return "."
}

// field is one of the kind, or "" if the data has none.
func (g *generator) field(k kind) string {
	names := fields[g.data][k]
	if len(names) == 0 {
		return ""
	}
	return g.root() + g.pick(names...)
}

func (g *generator) variable() string {
	if len(g.vars) == 0 || g.chance(10) {
		g.use("dollar")
		return "$"
	}
	g.use("variable")
	return g.pick(g.vars...)
}

// -- operands: what can stand as an argument

func (g *generator) operand(k kind) string {
	if g.chance(4) {
		g.use("wrong-kind")
		k = kind(g.Intn(int(structKind) + 1))
	}
	if g.inner < 3 && g.chance(30) {
		g.use("parenthesis")
		g.inner++
		s := "(" + g.spaces() + g.expression(k) + g.spaces() + ")"
		g.inner--
		if g.chance(10) {
			g.use("chain")
			s += g.pick(".Name", ".k", ".Extra", ".Count", ".one.two", ".Nope")
		}
		return s
	}
	if f := g.field(k); f != "" && g.chance(50) {
		if k == anyKind && g.chance(30) && len(fieldChains[g.data]) > 0 {
			g.use("field-chain")
			return g.pick(fieldChains[g.data]...)
		}
		return f
	}
	switch k {
	case boolKind:
		b := g.pick("true", "false")
		g.use(b)
		return b
	case intKind:
		return g.integer()
	case floatKind:
		return g.float()
	case stringKind:
		return g.str()
	case listKind:
		g.use("parenthesis")
		g.use("list")
		return "(list " + g.str() + " " + g.integer() + ")"
	case mapKind:
		g.use("parenthesis")
		g.use("dict")
		return `(dict "k" ` + g.str() + ` "Name" ` + g.integer() + ")"
	case structKind:
		g.use("dot")
		return "."
	}
	switch g.Intn(9) {
	case 0:
		g.use("nil")
		return "nil"
	case 1:
		g.use("dot")
		return "."
	case 2, 3:
		return g.variable()
	case 4:
		return g.complex()
	case 5:
		if !g.chance(30) {
			break
		}
		g.use("missing-field")
		return g.root() + g.pick("Nope", "x", "Ünï", "A_1")
	case 6:
		g.use("nothing")
		return "nothing"
	}
	return g.operand(kind(1 + g.Intn(int(structKind))))
}

func (g *generator) args(kinds ...kind) string {
	var b strings.Builder
	for _, k := range kinds {
		b.WriteString(g.spaces1())
		b.WriteString(g.operand(k))
	}
	return b.String()
}

// call applies a function to arguments of the kinds, now and then to too
// many or too few of them, or with the last one piped in.
func (g *generator) call(name string, kinds ...kind) string {
	g.use(name)
	if g.chance(3) {
		g.use("wrong-count")
		if len(kinds) > 0 && g.chance(50) {
			kinds = kinds[1:]
		} else {
			kinds = append(append([]kind{}, kinds...), anyKind)
		}
	}
	if n := len(kinds); n > 0 && g.chance(20) {
		g.use("pipe-argument")
		g.use("pipeline")
		return g.operand(kinds[n-1]) + " | " + name + g.args(kinds[:n-1]...)
	}
	return name + g.args(kinds...)
}

func (g *generator) anyOf(k kind) string {
	switch k {
	case boolKind:
		switch g.Intn(10) {
		case 0:
			same := kind(g.Intn(int(structKind) + 1))
			return g.call("eq", same, same)
		case 1:
			g.use("eq-many")
			return g.call("eq", anyKind, anyKind, anyKind)
		case 2:
			same := kind(g.Intn(int(structKind) + 1))
			return g.call("ne", same, same)
		case 3, 4, 5:
			same := kind(1 + g.Intn(int(stringKind)))
			return g.call(g.pick("lt", "le", "gt", "ge"), same, same)
		case 6:
			return g.call("not", anyKind)
		case 7:
			return g.call(g.pick("and", "or"), boolKind, boolKind)
		case 8:
			return g.call(g.pick("hasPrefix", "hasSuffix", "contains"), stringKind, stringKind)
		}
		return g.want("wantBool", boolKind)
	case intKind:
		switch g.Intn(4) {
		case 0:
			return g.call("len", g.sized())
		case 1:
			g.use("want")
			return g.pick("wantInt ", "wantInt64 ", "wantUint ", "wantUint8 ") + g.integer()
		case 2:
			g.use("index")
			return "index " + g.operand(stringKind) + " " + g.small()
		}
		g.use("call")
		return g.pick("call adder 1 2", "call adder 1", "call .Name", `call joiner "-" "a" "b"`, "call failer", "call nil", "call noFunction", "3 | call adder 2", `call adder "x" 1`, "call adder .Int 1", "call", "call 3", "4 | call", "call joiner", `call joiner 1`, "call adder nil 1", "call adder 'a' (len \"ab\")")
	case floatKind:
		return g.want("wantFloat", floatKind)
	case listKind:
		switch g.Intn(6) {
		case 0:
			return g.call("split", stringKind, stringKind)
		case 1:
			g.use("slice")
			return "slice " + g.operand(listKind) + g.smalls()
		case 2:
			return g.want("wantStrings", listKind)
		case 3:
			return g.want("wantList", listKind)
		}
		g.use("list")
		return "list" + g.args(anyKind, anyKind)
	case mapKind:
		if g.chance(30) {
			return g.want("wantMap", mapKind)
		}
		return g.call("dict", stringKind, anyKind)
	case stringKind:
		return g.text()
	}
	switch g.Intn(14) {
	case 0:
		return g.call(g.pick("and", "or"), anyKind, anyKind, anyKind)
	case 1:
		g.use("index")
		return "index " + g.operand(listKind) + " " + g.small()
	case 2:
		g.use("index")
		return "index " + g.operand(mapKind) + " " + g.pick(`"a"`, `"one"`, `"zz"`, `"list" 1`, `"z" "y"`, "1", "nil", g.str())
	case 3:
		return g.call("default", anyKind, anyKind)
	case 4:
		g.use("want")
		return "wantAny " + g.operand(anyKind)
	case 5:
		if g.chance(30) {
			g.use("fails")
			return "fails"
		}
	case 6:
		if !g.chance(30) {
			break
		}
		g.use("argument-to-field")
		return g.root() + g.pick("Name", "Int", "Map", "Nope") + " " + g.operand(anyKind)
	}
	return g.anyOf(kind(1 + g.Intn(int(mapKind))))
}

func (g *generator) want(name string, k kind) string {
	g.use("want")
	return name + " " + g.operand(k)
}

func (g *generator) sized() kind {
	return []kind{stringKind, listKind, mapKind, anyKind}[g.Intn(4)]
}

func (g *generator) smalls() string {
	s := ""
	for n := g.Intn(4); n > 0; n-- {
		s += " " + g.small()
	}
	return s
}

func (g *generator) text() string {
	switch g.Intn(16) {
	case 0, 1, 2, 3, 4:
		return g.printf()
	case 5:
		return g.call("print", anyKind, anyKind, anyKind)
	case 6:
		return g.call("println", anyKind, anyKind)
	case 7:
		return g.call(g.pick("html", "js", "urlquery"), stringKind)
	case 8:
		return g.call(g.pick("html", "js", "urlquery"), anyKind, anyKind)
	case 9:
		return g.call(g.pick("lower", "upper", "trimspace"), stringKind)
	case 10:
		return g.call(g.pick("trimPrefix", "trimSuffix", "prefixlines"), stringKind, stringKind)
	case 11:
		name := g.pick("repeat", "indent")
		g.use(name)
		return name + " " + g.small() + " " + g.operand(stringKind)
	case 12:
		return g.call("replace", stringKind, stringKind, stringKind)
	case 13:
		return g.call("join", stringKind, listKind)
	case 14:
		return g.call("toJson", anyKind)
	}
	if g.chance(40) {
		g.use("slice")
		return "slice " + g.operand(stringKind) + g.smalls()
	}
	g.use("regexReplaceAll")
	return "regexReplaceAll " + g.pick("`l+`", "`(\\w)(\\w)`", "`x*`", "`^|$`", "`(?P<first>[a-z]) ?`", "`[^a-z]`", "``") +
		" " + g.operand(stringKind) + " " + g.pick("`-`", "`$1`", "`${1}x`", "`$2$1`", "`$first!`", "`$$`", "`$`", "`${`", "`$1x`", "``")
}

// -- printf

func (g *generator) verb() string {
	var b strings.Builder
	b.WriteByte('%')
	for _, f := range []struct{ flag, name string }{{"+", "plus"}, {"-", "minus"}, {"#", "sharp"}, {" ", "space"}, {"0", "zero"}} {
		if g.chance(20) {
			g.use("flag-" + f.name)
			b.WriteString(f.flag)
		}
	}
	if g.chance(8) {
		g.use("argument-index")
		b.WriteString(g.pick("[1]", "[2]", "[3]", "[0]", "[x]", "[9]", "[1", "[]", "[-1]"))
	}
	if g.chance(20) {
		g.use("width")
		b.WriteString(g.pick("1", "5", "8", "12", "30"))
	} else if g.chance(6) {
		g.use("star-width")
		b.WriteString("*")
	}
	if g.chance(20) {
		g.use("precision")
		b.WriteString(g.pick(".", ".0", ".1", ".2", ".3", ".10", ".20"))
	} else if g.chance(6) {
		g.use("star-precision")
		b.WriteString(g.pick(".*", ".[1]*"))
	}
	v := g.pick("v", "v", "v", "v", "v", "v", "T", "d", "d", "x", "X", "o", "O", "b", "q", "c", "U", "e", "E", "f", "F", "g", "G", "s", "t", "w", "bad", "%", "")
	switch v {
	case "%":
		g.use("verb-percent")
	case "":
		g.use("verb-none")
	case "bad":
		g.use("verb-bad")
		v = g.pick("y", "z", "é", "!", "i", "h", "u", "L", "日")
	case "v":
		switch f := b.String(); {
		case strings.Contains(f, "#"):
			g.use("verb-sharp-v")
		case strings.Contains(f, "+"):
			g.use("verb-plus-v")
		default:
			g.use("verb-v")
		}
	default:
		g.use("verb-" + v)
	}
	b.WriteString(v)
	return b.String()
}

func (g *generator) printf() string {
	g.use("printf")
	var format strings.Builder
	n := 1 + g.Intn(3)
	for i := 0; i < n; i++ {
		format.WriteString(g.pick("", "a", " ", "é|", "]"))
		format.WriteString(g.verb())
	}
	args := n
	if g.chance(10) {
		g.use("extra-argument")
		args++
	} else if g.chance(10) {
		g.use("missing-argument")
		args--
	}
	kinds := make([]kind, args)
	for i := range kinds {
		kinds[i] = kind(g.Intn(int(structKind) + 1))
	}
	if args > 0 && g.chance(5) {
		kinds = kinds[1:]
		format.WriteString("%[1]d")
		return "printf " + quote(format.String()) + " " + g.pick("9223372036854775807", "-9223372036854775808") + g.args(kinds...)
	}
	// Addresses differ; functions are not printed.
	s := "printf " + quote(format.String())
	for _, k := range kinds {
		s += " " + g.operand(k)
	}
	return s
}

func quote(s string) string { return fmt.Sprintf("%q", s) }

// -- expressions, pipelines

func (g *generator) expression(k kind) string {
	if g.chance(1) {
		g.use("unknown-function")
		return g.pick("nope", "foo 1", "printF")
	}
	if g.chance(1) {
		g.use("unknown-variable")
		return g.pick("$nope", "$x9.A", "len $undefined")
	}
	if g.inner > 3 {
		return g.operand(k)
	}
	g.inner++
	defer func() { g.inner-- }()
	if g.chance(12) {
		g.use("pipeline")
		return g.anyOf(k) + g.spaces() + "|" + g.spaces() + g.pick("print", "printf \"%v\"", "len", "html", "not", "wantAny", "upper", "toJson", "printf \"%T\"", "default 1", "list 2", "eq 1", "wantString")
	}
	if g.chance(30) {
		return g.operand(k)
	}
	return g.anyOf(k)
}

func (g *generator) spaces() string {
	switch g.Intn(12) {
	case 0:
		g.use("newline-in-action")
		return "\n "
	case 1, 2:
		g.use("space-in-action")
		return "  "
	case 3, 4:
		return ""
	}
	return " "
}

func (g *generator) spaces1() string {
	if s := g.spaces(); s != "" {
		return s
	}
	return " "
}

// -- actions

func (g *generator) action(s string) string {
	left, right := "{{", "}}"
	if g.chance(20) {
		g.use("trim-left")
		left = g.pick("{{- ", "{{-\n")
	}
	if g.chance(20) {
		g.use("trim-right")
		right = g.pick(" -}}", "\t-}}")
	}
	return left + g.pick("", "", " ") + s + g.pick("", "", " ") + right
}

func (g *generator) newVariable() string {
	g.count++
	return fmt.Sprintf("$v%d", g.count)
}

// scope makes a list with what is declared in it, which ends with it.
func (g *generator) scope(declared ...string) string {
	n := len(g.vars)
	g.vars = append(g.vars, declared...)
	s := g.list()
	g.vars = g.vars[:n]
	return s
}

func (g *generator) list() string {
	g.depth++
	defer func() { g.depth-- }()
	var b strings.Builder
	n := 1 + g.Intn(2)
	for ; n > 0; n-- {
		b.WriteString(g.element())
	}
	return b.String()
}

func (g *generator) rangeOperand() string {
	switch g.Intn(8) {
	case 0:
		g.use("range-int")
		return g.pick("3", "0", "-1", "$.Int", ".Uint8 | len", "2", "(len \"abc\")")
	case 1:
		g.use("range-map")
		return g.operand(mapKind)
	case 2:
		return g.pick("nil", "true", `"text"`, "1.5", ".Nope", "2i", "(list)", ".Item", "nothing", ".NilList")
	}
	return g.operand(listKind)
}

func (g *generator) rangeAction() string {
	g.use("range")
	head, declared := "", []string(nil)
	switch g.Intn(5) {
	case 0:
		g.use("range-value")
		v := g.newVariable()
		head, declared = v+" := ", []string{v}
	case 1:
		g.use("range-index")
		i, v := g.newVariable(), g.newVariable()
		head, declared = i+", "+v+" := ", []string{i, v}
	case 2:
		if len(g.vars) > 0 {
			g.use("range-assign")
			head = g.pick(g.vars...) + " = "
			if g.chance(40) {
				head = g.pick(g.vars...) + ", " + head
			}
		}
	}
	s := g.action("range " + head + g.rangeOperand())
	g.ranges++
	n := len(g.vars)
	g.vars = append(g.vars, declared...)
	s += g.list()
	if g.chance(30) {
		k := g.pick("break", "continue")
		g.use(k)
		s += g.action("if "+g.expression(boolKind)) + g.action(k) + g.action("end") + g.list()
	}
	g.ranges--
	if g.chance(25) {
		g.use("range-else")
		g.use("else")
		s += g.action("else") + g.list()
	}
	g.vars = g.vars[:n]
	return s + g.action("end")
}

func (g *generator) branch(keyword string) string {
	g.use(keyword)
	head, declared := "", []string(nil)
	if g.chance(20) {
		g.use("declare")
		v := g.newVariable()
		head, declared = v+" := ", []string{v}
	}
	s := g.action(keyword+" "+head+g.expression(anyKind)) + g.scope(declared...)
	if g.chance(20) {
		g.use("else-" + keyword)
		n := len(g.vars)
		g.vars = append(g.vars, declared...)
		s += g.action("else "+keyword+" "+g.expression(anyKind)) + g.list()
		g.vars = g.vars[:n]
	}
	if g.chance(40) {
		if keyword == "with" {
			g.use("with-else")
		}
		g.use("else")
		s += g.action("else") + g.scope(declared...)
	}
	return s + g.action("end")
}

func (g *generator) templateName() string {
	if len(g.names) == 0 && !g.chance(20) {
		// Blocks may come later.
		return fmt.Sprintf(`"blk%d"`, g.Intn(3))
	}
	if len(g.names) == 0 || g.chance(3) {
		g.use("unknown-template")
		return `"nowhere"`
	}
	return g.pick(g.names...)
}

func (g *generator) body() string {
	vars, ranges := g.vars, g.ranges
	g.vars, g.ranges = nil, 0
	s := g.list()
	g.vars, g.ranges = vars, ranges
	return s
}

func (g *generator) define() string {
	g.use("define")
	name := g.pick(`"a"`, `"b"`, "`c d`", `"page"`)
	// Only what was defined before can be used: no endless recursion.
	s := g.action("define "+name) + g.body() + g.action("end")
	if name != `"page"` {
		g.names = append(g.names, name)
	}
	return s
}

func (g *generator) element() string {
	if g.depth > 3 {
		if g.chance(70) {
			g.use("text")
			return g.pick("x", "", "\n")
		}
		g.use("action")
		return g.action(g.expression(anyKind))
	}
	switch g.Intn(22) {
	case 0, 1, 2:
		g.use("text")
		return g.pick("text", " a b ", "\n\n", "}}", "\t", "é{ ", "")
	case 3:
		if g.chance(50) {
			g.use("comment")
			return g.pick("{{/* c */}}", "{{/**/}}", "{{/* a\nb */}}")
		}
		g.use("comment-trim")
		return g.pick(" {{- /* c */ -}} ", "\n{{- /* c */}}", "{{/* c */ -}}\n")
	case 4, 5:
		return g.branch("if")
	case 6, 7:
		return g.branch("with")
	case 8, 9, 10:
		return g.rangeAction()
	case 11:
		if g.ranges > 0 || g.chance(15) {
			k := g.pick("break", "continue")
			g.use(k)
			return g.action(k)
		}
	case 12:
		if len(g.names) == 0 && g.chance(60) {
			break
		}
		g.use("template")
		return g.action("template " + g.templateName())
	case 13:
		if len(g.names) == 0 && g.chance(60) {
			break
		}
		g.use("template")
		g.use("template-data")
		return g.action("template " + g.templateName() + " " + g.expression(anyKind))
	case 14:
		g.use("block")
		name := fmt.Sprintf(`"blk%d"`, g.blocks)
		if !g.chance(5) {
			g.blocks++
		}
		return g.action("block "+name+" "+g.expression(anyKind)) + g.body() + g.action("end")
	case 15, 16:
		g.use("declare")
		v := g.newVariable()
		s := g.action(v + " := " + g.expression(anyKind))
		g.vars = append(g.vars, v)
		return s
	case 17:
		if len(g.vars) > 0 {
			g.use("assign")
			return g.action(g.pick(g.vars...) + " = " + g.expression(anyKind))
		}
	}
	g.use("action")
	return g.action(g.expression(anyKind))
}

func (g *generator) template() string {
	g.vars, g.names, g.depth, g.inner, g.ranges, g.count, g.blocks = nil, nil, 0, 0, 0, 0, 0
	var b strings.Builder
	if g.chance(45) {
		// One action, or a few: what it prints is seen.
		for n := 1 + g.Intn(3); n > 0; n-- {
			k := kind(g.Intn(int(structKind)))
			if g.chance(35) {
				k = stringKind
			}
			g.use("action")
			b.WriteString(g.action(g.anyOf(k)))
		}
		return b.String()
	}
	if g.chance(25) {
		b.WriteString(g.define())
	}
	b.WriteString(g.list())
	if g.chance(10) {
		b.WriteString(g.define())
	}
	return b.String()
}

// breakIt makes a mistake somewhere.
func (g *generator) breakIt(s string) string {
	if s == "" {
		return "{{"
	}
	i := g.Intn(len(s))
	switch g.Intn(5) {
	case 0:
		g.use("cut-off")
		return s[:i]
	case 1:
		g.use("deleted")
		j := i + 1 + g.Intn(3)
		if j > len(s) {
			j = len(s)
		}
		return s[:i] + s[j:]
	case 2:
		g.use("duplicated")
		j := i + 1 + g.Intn(8)
		if j > len(s) {
			j = len(s)
		}
		return s[:j] + s[i:]
	case 3:
		g.use("swapped")
		j := g.Intn(len(s))
		b := []byte(s)
		b[i], b[j] = b[j], b[i]
		return string(b)
	}
	g.use("inserted")
	return s[:i] + g.pick("{{", "}}", "(", ")", "|", ".", "$", "\"", "'", "`", ",", ":=", "=", " ", "\n", "-", "/*", "{{end}}", "{{else}}", "é", "\x00", "\xff", "1", "@", "{{if}}", "{{break}}", "nil", "€") + s[i:]
}

func generate(w io.Writer, seed int64, count int) bool {
	g := &generator{Rand: rand.New(rand.NewSource(seed)), uses: map[string]int{}}
	for _, p := range productions {
		g.uses[p] = 0
	}
	for i := 0; i < count; i++ {
		g.data = g.pick("page", "kinds", "kinds", "kinds", "map", "map", "none", "bare")
		s := g.template()
		if g.chance(15) {
			s = g.breakIt(s)
		}
		writeCase(w, testCase{fmt.Sprintf("generated:%d", i), g.data, s})
	}
	return report(g.uses, seed, count)
}

// report shows how often each production was used, and tells whether that
// was often enough.
func report(uses map[string]int, seed int64, count int) bool {
	names := append([]string{}, productions...)
	sort.Strings(names)
	fmt.Fprintf(os.Stderr, "seed %d, %d cases generated; uses of each production:\n", seed, count)
	line, few := "", 0
	for _, p := range names {
		if uses[p] < leastUses {
			few++
		}
		s := fmt.Sprintf(" %s %d", p, uses[p])
		if len(line)+len(s) > 78 {
			fmt.Fprintln(os.Stderr, line)
			line = ""
		}
		line += s
	}
	fmt.Fprintln(os.Stderr, line)
	if few > 0 {
		fmt.Fprintf(os.Stderr, "%d productions were used less than %d times\n", few, leastUses)
	}
	return few == 0
}
