// SPDX-License-Identifier: Apache-2.0

// Package check says what tfplugindocs sees in the front matter of a page.
// Its name, and that of the type, appear in error messages.
package check

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/parser"
	"go.abhg.dev/goldmark/frontmatter"
)

// FrontMatterData holds the keys that registries know.
type FrontMatterData struct {
	Description    *string `yaml:"description"`
	Layout         *string `yaml:"layout"`
	PageTitle      *string `yaml:"page_title"`
	SidebarCurrent *string `yaml:"sidebar_current"`
	Subcategory    *string `yaml:"subcategory"`
}

// Judge describes the front matter of a page: "none", "error MESSAGE", or
// "fields" and five lines, "-" or "+LENGTH:TEXT" each.
func Judge(page []byte) (verdict string) {
	defer func() {
		if p := recover(); p != nil {
			verdict = fmt.Sprintf("panic %v", p)
		}
	}()
	var data FrontMatterData
	var out bytes.Buffer
	ctx := parser.NewContext()
	md := goldmark.New(goldmark.WithExtensions(&frontmatter.Extender{}))
	if err := md.Convert(page, &out, parser.WithContext(ctx)); err != nil {
		return "convert " + err.Error()
	}
	found := frontmatter.Get(ctx)
	if found == nil {
		return "none"
	}
	if err := found.Decode(&data); err != nil {
		return "error " + err.Error()
	}
	var b strings.Builder
	b.WriteString("fields\n")
	for _, s := range []*string{data.Description, data.Layout,
		data.PageTitle, data.SidebarCurrent, data.Subcategory} {
		if s == nil {
			b.WriteString("-\n")
		} else {
			fmt.Fprintf(&b, "+%d:%s\n", len(*s), *s)
		}
	}
	return b.String()
}
