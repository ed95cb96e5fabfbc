// SPDX-License-Identifier: Apache-2.0
// Types of the data that both sides execute templates with; data.json
// describes the same fields for the C side.

package provider

// Page has the fields of a documentation page.
type Page struct {
	Type                 string
	Name                 string
	Description          string
	HasExamples          bool
	HasImport            bool
	ExampleFile          string
	ExampleFiles         []string
	ProviderName         string
	SchemaMarkdown       string
	RenderedProviderName string
}

// Kinds has a field of every kind of value.
type Kinds struct {
	Bool     bool
	Int      int
	Int64    int64
	Uint8    uint8
	Uint64   uint64
	Float    float64
	Complex  complex128
	String   string
	Any      any
	AnyNil   any
	AnyInt   any
	AnyList  any
	AnyMap   any
	AnyItem  any
	Strings  []string
	Ints     []int
	Bools    []bool
	Floats   []float64
	Anys     []any
	NilList  []string
	Empty    []string
	Map      map[string]any
	StrMap   map[string]string
	IntMap   map[string]int
	NilMap   map[string]any
	EmptyMap map[string]any
	Item     Item
	Items    []Item
}

// Calls has functions, which have addresses and so cannot be printed.
type Calls struct {
	Add     func(int, int) int
	Join    func(string, ...string) string
	Fail    func() (string, error)
	NilFunc func() string
	Any     any
}

// Item can be compared.
type Item struct {
	Name  string
	Count int
	Extra any
}
