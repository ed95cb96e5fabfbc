// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/zclconf/go-cty/cty"
)

// The provider that is looked for.
const providerName = "p"

type printer struct {
	strings.Builder
	depth int
}

func (p *printer) line(format string, args ...any) {
	p.WriteString(strings.Repeat(" ", p.depth))
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}

// quote is the same simple rule in both programs.
func quote(s string) string {
	var out strings.Builder
	out.WriteByte('"')
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c > 0x7e || c == '"' || c == '\\' {
			fmt.Fprintf(&out, "\\x%02x", c)
		} else {
			out.WriteByte(c)
		}
	}
	out.WriteByte('"')
	return out.String()
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func typeText(t cty.Type) string {
	var out strings.Builder
	writeType(&out, t)
	return out.String()
}

func writeType(out *strings.Builder, t cty.Type) {
	switch {
	case t == cty.NilType:
		out.WriteString("none")
	case t == cty.String:
		out.WriteString("string")
	case t == cty.Number:
		out.WriteString("number")
	case t == cty.Bool:
		out.WriteString("bool")
	case t == cty.DynamicPseudoType:
		out.WriteString("dynamic")
	case t.IsListType(), t.IsSetType(), t.IsMapType():
		switch {
		case t.IsListType():
			out.WriteString("list(")
		case t.IsSetType():
			out.WriteString("set(")
		default:
			out.WriteString("map(")
		}
		writeType(out, t.ElementType())
		out.WriteByte(')')
	case t.IsTupleType():
		out.WriteString("tuple(")
		for _, e := range t.TupleElementTypes() {
			writeType(out, e)
			out.WriteByte(';')
		}
		out.WriteByte(')')
	default:
		out.WriteString("object(")
		types := t.AttributeTypes()
		for _, name := range sortedKeys(types) {
			out.WriteString(quote(name))
			out.WriteByte(':')
			writeType(out, types[name])
			out.WriteByte(';')
		}
		out.WriteByte(')')
	}
}

func modeText(mode tfjson.SchemaNestingMode) string {
	switch mode {
	case "", "single", "list", "set", "map", "group":
		return string(mode)
	}
	return "other " + quote(string(mode))
}

func flags(pairs ...any) string {
	var out strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1].(bool) {
			out.WriteByte(' ')
			out.WriteString(pairs[i].(string))
		}
	}
	return out.String()
}

func kindText(kind tfjson.SchemaDescriptionKind) string {
	return flags("markdown", kind == tfjson.SchemaDescriptionKindMarkdown)
}

func (p *printer) attributes(attributes map[string]*tfjson.SchemaAttribute) {
	for _, name := range sortedKeys(attributes) {
		a := attributes[name]
		if a == nil {
			p.line("attribute %s null", quote(name))
			continue
		}
		text := flags("required", a.Required, "optional", a.Optional,
			"computed", a.Computed, "sensitive", a.Sensitive,
			"deprecated", a.Deprecated, "write_only", a.WriteOnly)
		text += kindText(a.DescriptionKind)
		nested := a.AttributeNestedType
		if nested == nil {
			p.line("attribute %s%s %s %s", quote(name), text,
				quote(a.Description), typeText(a.AttributeType))
			continue
		}
		if a.AttributeType != cty.NilType && a.AttributeType.IsTupleType() {
			text += " tuple_too"
		}
		p.line("attribute %s%s %s nested mode=%s min=%d max=%d", quote(name),
			text, quote(a.Description), modeText(nested.NestingMode),
			nested.MinItems, nested.MaxItems)
		p.depth++
		p.attributes(nested.Attributes)
		p.depth--
	}
}

func blockFlags(b *tfjson.SchemaBlock) string {
	return flags("deprecated", b.Deprecated) + kindText(b.DescriptionKind)
}

func (p *printer) members(b *tfjson.SchemaBlock) {
	p.depth++
	p.attributes(b.Attributes)
	for _, name := range sortedKeys(b.NestedBlocks) {
		t := b.NestedBlocks[name]
		if t == nil {
			p.line("block_type %s null mode= min=0 max=0", quote(name))
			continue
		}
		items := fmt.Sprintf("mode=%s min=%d max=%d", modeText(t.NestingMode),
			t.MinItems, t.MaxItems)
		if t.Block == nil {
			p.line("block_type %s null %s", quote(name), items)
			continue
		}
		p.line("block_type %s%s %s %s", quote(name), blockFlags(t.Block),
			quote(t.Block.Description), items)
		p.members(t.Block)
	}
	p.depth--
}

func (p *printer) block(b *tfjson.SchemaBlock) {
	if b == nil {
		return
	}
	p.depth++
	p.line("block%s %s", blockFlags(b), quote(b.Description))
	p.members(b)
	p.depth--
}

func (p *printer) schema(kind, name string, s *tfjson.Schema,
	identity *tfjson.IdentitySchema) {
	text := flags("deprecated", s != nil && s.Block != nil && s.Block.Deprecated,
		"identity", identity != nil, "null", s == nil)
	p.line("%s %s%s", kind, quote(name), text)
	if s != nil {
		p.block(s.Block)
	}
	if identity == nil {
		return
	}
	p.depth++
	p.line("identity")
	p.depth++
	for _, name := range sortedKeys(identity.Attributes) {
		a := identity.Attributes[name]
		if a == nil {
			p.line("attribute %s null", quote(name))
			continue
		}
		p.line("attribute %s%s %s %s", quote(name),
			flags("required_for_import", a.RequiredForImport,
				"optional_for_import", a.OptionalForImport),
			quote(a.Description), typeText(a.IdentityType))
	}
	p.depth -= 2
}

func (p *printer) parameter(kind string, f *tfjson.FunctionParameter) {
	if f == nil {
		p.line("%s null", kind)
		return
	}
	p.line("%s %s%s %s %s", kind, quote(f.Name), flags("nullable", f.IsNullable),
		quote(f.Description), typeText(f.Type))
}

func (p *printer) function(name string, f *tfjson.FunctionSignature) {
	p.line("function %s%s", quote(name), flags("deprecated",
		f != nil && f.DeprecationMessage != "", "null", f == nil))
	if f == nil {
		return
	}
	p.depth++
	p.line("signature%s %s %s %s", flags("parameters", f.Parameters != nil),
		quote(f.Description), quote(f.Summary), quote(f.DeprecationMessage))
	for _, parameter := range f.Parameters {
		p.parameter("parameter", parameter)
	}
	if f.VariadicParameter != nil {
		p.parameter("variadic", f.VariadicParameter)
	}
	if f.ReturnType != cty.NilType {
		p.line("return %s", typeText(f.ReturnType))
	}
	p.depth--
}

func (p *printer) schemas(kind string, schemas map[string]*tfjson.Schema,
	identities map[string]*tfjson.IdentitySchema) {
	for _, name := range sortedKeys(schemas) {
		p.schema(kind, name, schemas[name], identities[name])
	}
}

func (p *printer) provider(s *tfjson.ProviderSchema) {
	if s.ConfigSchema == nil {
		p.line("provider null")
	} else {
		p.schema("provider", providerName, s.ConfigSchema, nil)
	}
	p.schemas("resource", s.ResourceSchemas, s.ResourceIdentitySchemas)
	p.schemas("data-source", s.DataSourceSchemas, nil)
	for _, name := range sortedKeys(s.Functions) {
		p.function(name, s.Functions[name])
	}
	p.schemas("ephemeral-resource", s.EphemeralResourceSchemas, nil)
	for _, name := range sortedKeys(s.ActionSchemas) {
		a := s.ActionSchemas[name]
		var schema *tfjson.Schema
		if a != nil {
			schema = &tfjson.Schema{Block: a.Block}
		}
		p.schema("action", name, schema, nil)
	}
	p.schemas("list-resource", s.ListResourceSchemas, nil)
	p.schemas("state-store", s.StateStoreSchemas, nil)
}

// position gives the place of an offence against the syntax, which
// encoding/json knows.
func position(input []byte) string {
	var syntax *json.SyntaxError
	var raw json.RawMessage
	if !errors.As(json.Unmarshal(input, &raw), &syntax) {
		return ""
	}
	at := int(syntax.Offset) - 1
	// At the end encoding/json tries a blank that the text does not have.
	if strings.HasPrefix(syntax.Error(), "unexpected end") ||
		strings.HasPrefix(syntax.Error(), "invalid character ' '") &&
			input[at] != ' ' {
		at = len(input)
	}
	before := string(input[:at])
	return fmt.Sprintf(" at %d:%d", strings.Count(before, "\n")+1,
		at-strings.LastIndexByte(before, '\n'))
}

func dump(input []byte) (outcome string) {
	defer func() {
		if r := recover(); r != nil {
			outcome = fmt.Sprint("panic: ", r)
		}
	}()
	var schemas tfjson.ProviderSchemas
	if err := schemas.UnmarshalJSON(input); err != nil {
		return "error: " + err.Error() + position(input)
	}
	schema, ok := schemas.Schemas[providerName]
	if !ok {
		schema, ok = schemas.Schemas["registry.terraform.io/hashicorp/"+providerName]
	}
	if !ok {
		return fmt.Sprintf("error: unable to find schema in JSON for provider %q",
			providerName)
	}
	if schema == nil {
		return "error: null provider"
	}
	var p printer
	p.provider(schema)
	return p.String()
}
