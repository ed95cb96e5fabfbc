// SPDX-License-Identifier: Apache-2.0
// The functions that templates may call, beside those of text/template:
// those of tfplugindocs, those its users miss, and some that only exist to
// be called with arguments of the wrong type.

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"text/template"
)

func printed(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return fmt.Sprint(v)
}

func truth(v any) bool {
	t, _ := template.IsTrue(v)
	return t
}

func prefixLines(prefix, s string) string {
	return prefix + strings.ReplaceAll(s, "\n", "\n"+prefix)
}

func join(sep string, v any) string {
	if v == nil {
		return ""
	}
	list := reflect.ValueOf(v)
	if list.Kind() != reflect.Slice {
		return printed(v)
	}
	var parts []string
	for i := 0; i < list.Len(); i++ {
		if e := list.Index(i).Interface(); e != nil {
			parts = append(parts, printed(e))
		}
	}
	return strings.Join(parts, sep)
}

func dict(args ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i < len(args); i += 2 {
		var v any = ""
		if i+1 < len(args) {
			v = args[i+1]
		}
		m[printed(args[i])] = v
	}
	return m
}

func toJSON(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

func funcMap() template.FuncMap {
	return template.FuncMap{
		"lower":       strings.ToLower,
		"upper":       strings.ToUpper,
		"trimspace":   strings.TrimSpace,
		"split":       strings.Split,
		"prefixlines": prefixLines,

		"hasPrefix":  func(prefix, s string) bool { return strings.HasPrefix(s, prefix) },
		"hasSuffix":  func(suffix, s string) bool { return strings.HasSuffix(s, suffix) },
		"contains":   func(part, s string) bool { return strings.Contains(s, part) },
		"replace":    func(old, new, s string) string { return strings.ReplaceAll(s, old, new) },
		"trimPrefix": func(prefix, s string) string { return strings.TrimPrefix(s, prefix) },
		"trimSuffix": func(suffix, s string) string { return strings.TrimSuffix(s, suffix) },
		"repeat":     func(n int, s string) string { return strings.Repeat(s, n) },
		"indent": func(n int, s string) string {
			return prefixLines(strings.Repeat(" ", n), s)
		},
		"join": join,
		"default": func(fallback any, given ...any) any {
			if len(given) == 0 || !truth(given[0]) {
				return fallback
			}
			return given[0]
		},
		"list":   func(args ...any) []any { return append([]any{}, args...)[:len(args):len(args)] },
		"dict":   dict,
		"toJson": toJSON,
		"regexReplaceAll": func(regex, s, replacement string) (string, error) {
			r, err := regexp.Compile(regex)
			if err != nil {
				return "", errors.New("bad regular expression")
			}
			return r.ReplaceAllString(s, replacement), nil
		},

		"fails":       func() (string, error) { return "", errors.New("it \"always\" fails: 100%") },
		"nothing":     func() any { return nil },
		"adder":       func() func(int, int) int { return add },
		"joiner":      func() func(string, ...string) string { return joinParts },
		"failer":      func() func() (string, error) { return fail },
		"noFunction":  func() func() string { return nil },
		"wantBool":    func(b bool) bool { return b },
		"wantInt":     func(i int) int { return i },
		"wantInt64":   func(i int64) int64 { return i },
		"wantUint":    func(u uint) uint { return u },
		"wantUint8":   func(u uint8) uint8 { return u },
		"wantFloat":   func(f float64) float64 { return f },
		"wantComplex": func(c complex128) complex128 { return c },
		"wantString":  func(s string) string { return s },
		"wantStrings": func(l []string) []string { return l },
		"wantList":    func(l []any) []any { return l },
		"wantMap":     func(m map[string]any) map[string]any { return m },
		"wantAny":     func(v any) string { return fmt.Sprintf("%T", v) },
		"variadicInt": func(first string, rest ...int) int { return len(rest) },
		"pair":        func(a, b any) []any { return []any{a, b} },
		"many":        func(args ...any) int { return len(args) },
	}
}
