// SPDX-License-Identifier: Apache-2.0
// Reading the data that templates are executed with from data.json.

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"gotemplate-differential/provider"
)

var basicTypes = map[string]reflect.Type{
	"interface {}": reflect.TypeFor[any](),
	"any":          reflect.TypeFor[any](),
	"bool":         reflect.TypeFor[bool](),
	"int":          reflect.TypeFor[int](),
	"int64":        reflect.TypeFor[int64](),
	"uint8":        reflect.TypeFor[uint8](),
	"uint":         reflect.TypeFor[uint](),
	"uint64":       reflect.TypeFor[uint64](),
	"float64":      reflect.TypeFor[float64](),
	"complex128":   reflect.TypeFor[complex128](),
	"string":       reflect.TypeFor[string](),
}

var structTypes = map[string]reflect.Type{
	"provider.Page":  reflect.TypeFor[provider.Page](),
	"provider.Kinds": reflect.TypeFor[provider.Kinds](),
	"provider.Item":  reflect.TypeFor[provider.Item](),
	"provider.Calls": reflect.TypeFor[provider.Calls](),
}

func add(a, b int) int { return a + b }

func joinParts(sep string, parts ...string) string { return strings.Join(parts, sep) }

func fail() (string, error) { return "", errors.New("it was asked to fail") }

var functions = map[string]any{"add": add, "join": joinParts, "fail": fail}

func typeByName(name string) reflect.Type {
	if t, ok := basicTypes[name]; ok {
		return t
	}
	if t, ok := structTypes[name]; ok {
		return t
	}
	if rest, ok := strings.CutPrefix(name, "[]"); ok {
		return reflect.SliceOf(typeByName(rest))
	}
	if rest, ok := strings.CutPrefix(name, "map[string]"); ok {
		return reflect.MapOf(basicTypes["string"], typeByName(rest))
	}
	if name == "func() string" {
		return reflect.TypeFor[func() string]()
	}
	panic("unknown type " + name)
}

var byteMark = regexp.MustCompile("«[0-9a-f]{2}»")

// expandMarks replaces the signs that stand for characters which would
// disturb the files: a line feed, a tab, a carriage return, any byte.
func expandMarks(s string) string {
	s = strings.NewReplacer("⏎", "\n", "⇥", "\t", "␍", "\r").Replace(s)
	return byteMark.ReplaceAllStringFunc(s, func(m string) string {
		b, _ := strconv.ParseUint(m[2:4], 16, 8)
		return string([]byte{byte(b)})
	})
}

func number(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return fmt.Sprint(v)
}

// value makes what the description v says; a zero Value stands for nil.
func value(v any) reflect.Value {
	switch v := v.(type) {
	case nil:
		return reflect.Value{}
	case bool:
		return reflect.ValueOf(v)
	case string:
		return reflect.ValueOf(expandMarks(v))
	case json.Number:
		n, err := strconv.Atoi(v.String())
		check(err)
		return reflect.ValueOf(n)
	}
	m := v.(map[string]any)
	if t, ok := m["struct"].(string); ok {
		s := reflect.New(structTypes[t]).Elem()
		for i, f := range m["fields"].([]any) {
			set(s.Field(i), value(f))
		}
		return s
	}
	if t, ok := m["list"].(string); ok {
		items := m["of"].([]any)
		l := reflect.MakeSlice(reflect.SliceOf(typeByName(t)), len(items), len(items))
		for i, item := range items {
			set(l.Index(i), value(item))
		}
		return l
	}
	if t, ok := m["map"].(string); ok {
		r := reflect.MakeMap(typeByName("map[string]" + t))
		for k, item := range m["of"].(map[string]any) {
			e := reflect.New(r.Type().Elem()).Elem()
			set(e, value(item))
			r.SetMapIndex(reflect.ValueOf(k), e)
		}
		return r
	}
	if t, ok := m["nil"].(string); ok {
		return reflect.Zero(typeByName(t))
	}
	if f, ok := m["func"].(string); ok {
		return reflect.ValueOf(functions[f])
	}
	if c, ok := m["complex128"].([]any); ok {
		re, err := strconv.ParseFloat(number(c[0]), 64)
		check(err)
		im, err := strconv.ParseFloat(number(c[1]), 64)
		check(err)
		return reflect.ValueOf(complex(re, im))
	}
	for t, n := range m {
		r := reflect.New(basicTypes[t]).Elem()
		switch r.Kind() {
		case reflect.Float64:
			f, err := strconv.ParseFloat(number(n), 64)
			check(err)
			r.SetFloat(f)
		case reflect.Int64:
			i, err := strconv.ParseInt(number(n), 10, 64)
			check(err)
			r.SetInt(i)
		default:
			u, err := strconv.ParseUint(number(n), 10, 64)
			check(err)
			r.SetUint(u)
		}
		return r
	}
	panic("empty description")
}

func set(slot, v reflect.Value) {
	if v.IsValid() {
		slot.Set(v)
	}
}

// readData returns the data sets by name, after checking that the types it
// describes are those of package provider.
func readData(path string) map[string]any {
	f, err := os.Open(path)
	check(err)
	defer f.Close()
	var description struct {
		Types map[string][][2]string
		Data  map[string]any
	}
	d := json.NewDecoder(f)
	d.UseNumber()
	check(d.Decode(&description))
	for name, fields := range description.Types {
		t := structTypes[name]
		if t == nil || t.NumField() != len(fields) || t.String() != name {
			panic("data.json describes another " + name)
		}
		for i, field := range fields {
			if t.Field(i).Name != field[0] || t.Field(i).Type.String() != field[1] {
				panic("data.json describes another " + name + "." + field[0])
			}
		}
	}
	data := map[string]any{}
	for name, v := range description.Data {
		if r := value(v); r.IsValid() {
			data[name] = r.Interface()
		} else {
			data[name] = nil
		}
	}
	return data
}
