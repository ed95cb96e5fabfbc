// SPDX-License-Identifier: Apache-2.0

// Package raw is a provider that only has schemas, written directly in terms
// of the protocol: every kind of component, nesting mode and type, and names
// and texts that are hard to write.
package raw

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Server answers the calls that read schemas; all others panic.
type Server struct {
	tfprotov6.ProviderServer
	// Nested attributes, which protocol 5 does not have, are wanted.
	Nested bool
}

var odd = "quote \" backslash \\ tab \t return \r\n bell \a \b \f esc \x1b" +
	" del \x7f <html> & 'amp' \u2028 \u2029 \u00e9 \U0001f34e \ufffd / end"

func object(optional ...string) tftypes.Object {
	o := tftypes.Object{
		AttributeTypes: map[string]tftypes.Type{
			"zeta":  tftypes.String,
			"Alpha": tftypes.Number,
			"_x":    tftypes.Bool,
			"list": tftypes.List{ElementType: tftypes.Object{
				AttributeTypes: map[string]tftypes.Type{}}},
		},
	}
	if len(optional) > 0 {
		o.OptionalAttributes = map[string]struct{}{}
		for _, name := range optional {
			o.OptionalAttributes[name] = struct{}{}
		}
	}
	return o
}

// All constructors, alone and in each other.
func types() map[string]tftypes.Type {
	return map[string]tftypes.Type{
		"bool":    tftypes.Bool,
		"number":  tftypes.Number,
		"string":  tftypes.String,
		"dynamic": tftypes.DynamicPseudoType,
		"list":    tftypes.List{ElementType: tftypes.String},
		"set":     tftypes.Set{ElementType: tftypes.Number},
		"map":     tftypes.Map{ElementType: tftypes.Bool},
		"tuple":   tftypes.Tuple{ElementTypes: []tftypes.Type{}},
		"tuple2": tftypes.Tuple{ElementTypes: []tftypes.Type{
			tftypes.String, tftypes.List{ElementType: object()}}},
		"empty":    tftypes.Object{AttributeTypes: map[string]tftypes.Type{}},
		"object":   object(),
		"optional": object("zeta", "_x"),
		"deep": tftypes.Map{ElementType: tftypes.List{
			ElementType: tftypes.Map{ElementType: tftypes.List{
				ElementType: object("Alpha")}}}},
	}
}

func attributes() []*tfprotov6.SchemaAttribute {
	list := []*tfprotov6.SchemaAttribute{
		{Name: "needed", Type: tftypes.String, Required: true,
			Description: odd, DescriptionKind: tfprotov6.StringKindMarkdown},
		{Name: "both", Type: tftypes.String, Optional: true, Computed: true},
		{Name: "made", Type: tftypes.String, Computed: true, Sensitive: true,
			Description: "plain"},
		{Name: "old", Type: tftypes.String, Optional: true, Deprecated: true,
			DeprecationMessage: "Use needed & not old."},
		{Name: "secret", Type: tftypes.String, Optional: true,
			WriteOnly: true, Sensitive: true},
		{Name: "Upper", Type: tftypes.String, Optional: true},
		{Name: "_under", Type: tftypes.String, Optional: true},
		{Name: "\u00e9t\u00e9", Type: tftypes.String, Optional: true},
		{Name: "\U0001f34e", Type: tftypes.String, Optional: true},
		{Name: "\uffff", Type: tftypes.String, Optional: true},
		{Name: "less<more>&", Type: tftypes.String, Optional: true},
		{Name: "back\\slash\"", Type: tftypes.String, Optional: true},
		{Name: "", Type: tftypes.String, Optional: true},
	}
	for name, t := range types() {
		list = append(list, &tfprotov6.SchemaAttribute{
			Name: "type_" + name, Type: t, Optional: true})
	}
	return list
}

func nested() []*tfprotov6.SchemaAttribute {
	var list []*tfprotov6.SchemaAttribute

	for name, mode := range map[string]tfprotov6.SchemaObjectNestingMode{
		"single": tfprotov6.SchemaObjectNestingModeSingle,
		"list":   tfprotov6.SchemaObjectNestingModeList,
		"set":    tfprotov6.SchemaObjectNestingModeSet,
		"map":    tfprotov6.SchemaObjectNestingModeMap,
	} {
		inner := []*tfprotov6.SchemaAttribute{
			{Name: "zz", Type: tftypes.String, Required: true},
			{Name: "aa", Type: tftypes.Number, Optional: true,
				Description: "Inside.", Deprecated: true,
				DeprecationMessage: "Gone."},
			{Name: "deeper", Optional: true,
				NestedType: &tfprotov6.SchemaObject{
					Nesting: mode,
					Attributes: []*tfprotov6.SchemaAttribute{
						{Name: "leaf", Type: tftypes.Bool, Computed: true}},
				}},
		}
		list = append(list,
			&tfprotov6.SchemaAttribute{Name: "nested_" + name, Optional: true,
				NestedType: &tfprotov6.SchemaObject{
					Nesting: mode, Attributes: inner}},
			&tfprotov6.SchemaAttribute{Name: "empty_" + name, Computed: true,
				NestedType: &tfprotov6.SchemaObject{Nesting: mode}})
	}
	return list
}

func blocks() []*tfprotov6.SchemaNestedBlock {
	var list []*tfprotov6.SchemaNestedBlock

	for name, mode := range map[string]tfprotov6.SchemaNestedBlockNestingMode{
		"single": tfprotov6.SchemaNestedBlockNestingModeSingle,
		"list":   tfprotov6.SchemaNestedBlockNestingModeList,
		"set":    tfprotov6.SchemaNestedBlockNestingModeSet,
		"map":    tfprotov6.SchemaNestedBlockNestingModeMap,
		"group":  tfprotov6.SchemaNestedBlockNestingModeGroup,
	} {
		b := &tfprotov6.SchemaNestedBlock{
			TypeName: "block_" + name, Nesting: mode,
			Block: &tfprotov6.SchemaBlock{
				Version: 7, Description: "A block: " + odd,
				DescriptionKind: tfprotov6.StringKindMarkdown,
				Attributes: []*tfprotov6.SchemaAttribute{
					{Name: "in", Type: tftypes.String, Optional: true}},
				BlockTypes: []*tfprotov6.SchemaNestedBlock{{
					TypeName: "inner",
					Nesting:  tfprotov6.SchemaNestedBlockNestingModeList,
					Block: &tfprotov6.SchemaBlock{Deprecated: true,
						DeprecationMessage: "No more."}}},
			},
		}
		switch name {
		case "list":
			b.MinItems, b.MaxItems = 1, 3
		case "set":
			b.MaxItems = 9223372036854775807
		case "single":
			b.MinItems, b.MaxItems = 1, 1
		}
		list = append(list, b)
	}
	return list
}

func (s *Server) block() *tfprotov6.SchemaBlock {
	b := &tfprotov6.SchemaBlock{
		Description: odd, DescriptionKind: tfprotov6.StringKindMarkdown,
		Attributes: attributes(), BlockTypes: blocks(),
	}
	if s.Nested {
		b.Attributes = append(b.Attributes, nested()...)
	}
	return b
}

func (s *Server) schemas() map[string]*tfprotov6.Schema {
	return map[string]*tfprotov6.Schema{
		"orchard_all":   {Version: 3, Block: s.block()},
		"orchard_empty": {Block: &tfprotov6.SchemaBlock{}},
		"orchard_old": {Version: 1 << 40, Block: &tfprotov6.SchemaBlock{
			Deprecated: true, DeprecationMessage: "Use orchard_all."}},
		"Orchard_upper": {Block: &tfprotov6.SchemaBlock{}},
		"orchard-dash":  {Block: &tfprotov6.SchemaBlock{}},
	}
}

func functions() map[string]*tfprotov6.Function {
	all := &tfprotov6.Function{
		Summary: "Everything <at once>", Description: odd,
		DescriptionKind:    tfprotov6.StringKindMarkdown,
		DeprecationMessage: "Use other.",
		Return:             &tfprotov6.FunctionReturn{Type: object("zeta")},
		VariadicParameter: &tfprotov6.FunctionParameter{Name: "rest",
			Type: tftypes.DynamicPseudoType, AllowNullValue: true,
			AllowUnknownValues: true, Description: "The rest."},
	}
	for _, name := range []string{"bool", "deep", "map", "optional", "set",
		"tuple2"} {
		all.Parameters = append(all.Parameters,
			&tfprotov6.FunctionParameter{Name: "p_" + name,
				Type: types()[name], Description: "Of type " + name,
				AllowNullValue: name == "map"})
	}
	return map[string]*tfprotov6.Function{
		"all":  all,
		"none": {Return: &tfprotov6.FunctionReturn{Type: tftypes.String}},
	}
}

// GetProviderSchema is the call that matters.
func (s *Server) GetProviderSchema(context.Context,
	*tfprotov6.GetProviderSchemaRequest) (
	*tfprotov6.GetProviderSchemaResponse, error) {
	r := &tfprotov6.GetProviderSchemaResponse{
		Provider: &tfprotov6.Schema{Version: 2, Block: s.block()},
		ProviderMeta: &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{
			Attributes: []*tfprotov6.SchemaAttribute{
				{Name: "meta", Type: tftypes.String, Optional: true}}}},
		ResourceSchemas:          s.schemas(),
		DataSourceSchemas:        s.schemas(),
		EphemeralResourceSchemas: s.schemas(),
		ListResourceSchemas: map[string]*tfprotov6.Schema{
			"orchard_all": {Block: &tfprotov6.SchemaBlock{
				Attributes: []*tfprotov6.SchemaAttribute{
					{Name: "filter", Type: tftypes.String, Optional: true}}}},
		},
		ActionSchemas: map[string]*tfprotov6.ActionSchema{
			"orchard_shake": {Schema: &tfprotov6.Schema{
				Block: &tfprotov6.SchemaBlock{
					Description: "Shakes a tree.",
					Attributes: []*tfprotov6.SchemaAttribute{
						{Name: "tree", Type: tftypes.String,
							Required: true}}}}},
		},
		Functions: functions(),
	}
	if s.Nested {
		r.StateStoreSchemas = map[string]*tfprotov6.Schema{
			"orchard_shed": {Version: 1, Block: &tfprotov6.SchemaBlock{
				Attributes: []*tfprotov6.SchemaAttribute{
					{Name: "path", Type: tftypes.String, Required: true},
				}}},
		}
	}
	// Write-only attributes are for managed resources alone.
	for _, m := range []map[string]*tfprotov6.Schema{
		r.DataSourceSchemas, r.EphemeralResourceSchemas} {
		b := m["orchard_all"].Block
		b.Attributes = withoutWriteOnly(b.Attributes)
	}
	r.Provider.Block.Attributes = withoutWriteOnly(
		r.Provider.Block.Attributes)
	return r, nil
}

func withoutWriteOnly(
	list []*tfprotov6.SchemaAttribute) []*tfprotov6.SchemaAttribute {
	var kept []*tfprotov6.SchemaAttribute

	for _, a := range list {
		if !a.WriteOnly {
			kept = append(kept, a)
		}
	}
	return kept
}

// GetResourceIdentitySchemas is asked by those who know of identities.
func (s *Server) GetResourceIdentitySchemas(context.Context,
	*tfprotov6.GetResourceIdentitySchemasRequest) (
	*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{
		IdentitySchemas: map[string]*tfprotov6.ResourceIdentitySchema{
			"orchard_all": {Version: 1,
				IdentityAttributes: []*tfprotov6.ResourceIdentitySchemaAttribute{
					{Name: "id", Type: tftypes.String, RequiredForImport: true,
						Description: "The <id>."},
					{Name: "all", Type: tftypes.List{
						ElementType: tftypes.Number}, OptionalForImport: true},
				}},
			"orchard_empty": {},
		},
	}, nil
}

// GetMetadata and GetFunctions are asked by Terraform.
func (s *Server) GetMetadata(context.Context,
	*tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	return &tfprotov6.GetMetadataResponse{}, nil
}

// GetFunctions gives those of the schema.
func (s *Server) GetFunctions(context.Context,
	*tfprotov6.GetFunctionsRequest) (*tfprotov6.GetFunctionsResponse, error) {
	return &tfprotov6.GetFunctionsResponse{Functions: functions()}, nil
}

// StopProvider has nothing to stop.
func (s *Server) StopProvider(context.Context,
	*tfprotov6.StopProviderRequest) (
	*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}
