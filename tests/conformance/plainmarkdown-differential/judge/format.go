// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"

	"github.com/Kunde21/markdownfmt/v3/markdown"
	"github.com/yuin/goldmark"
	meta "github.com/yuin/goldmark-meta"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// format renders the blocks of a text one by one, with the same parts put
// together in the same way as by the migrate command, which does not export
// that.  Fenced code with an info string, which migrate takes out, is shown
// as its info string and lines.
func format(source []byte) (string, error) {
	md := goldmark.New(
		goldmark.WithExtensions(extension.GFM, meta.Meta),
		goldmark.WithParserOptions(parser.WithAttribute()),
		goldmark.WithRenderer(markdown.NewRenderer()),
	)
	var out bytes.Buffer
	root := md.Parser().Parse(text.NewReader(source))
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if fence, ok := n.(*ast.FencedCodeBlock); ok && fence.Info != nil {
			out.WriteString("<" + string(fence.Info.Segment.Value(source)) + ">")
			out.Write(fence.Lines().Value(source))
		}
		if err := md.Renderer().Render(&out, source, n); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}
