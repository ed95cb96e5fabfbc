// SPDX-License-Identifier: Apache-2.0

// A provider written with the plugin framework, which speaks protocol 6: one
// component of every kind.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/action"
	actions "github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	short "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	lists "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	config "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/statestore"
	stores "github.com/hashicorp/terraform-plugin-framework/statestore/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type orchard struct{ provider.Provider }

func (orchard) Metadata(_ context.Context, _ provider.MetadataRequest,
	r *provider.MetadataResponse) {
	r.TypeName = "orchard"
	r.Version = "1.2.3"
}

func (orchard) Schema(_ context.Context, _ provider.SchemaRequest,
	r *provider.SchemaResponse) {
	r.Schema = config.Schema{
		MarkdownDescription: "Grows <trees> & bushes.",
		Attributes: map[string]config.Attribute{
			"region": config.StringAttribute{Optional: true,
				Description: "Where it is."},
			"token": config.StringAttribute{Optional: true,
				Sensitive: true},
		},
		Blocks: map[string]config.Block{
			"fence": config.ListNestedBlock{
				NestedObject: config.NestedBlockObject{
					Attributes: map[string]config.Attribute{
						"height": config.NumberAttribute{
							Required: true}}}},
		},
	}
}

func (orchard) Configure(context.Context, provider.ConfigureRequest,
	*provider.ConfigureResponse) {
}

func (orchard) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		func() resource.Resource { return tree{} }}
}

func (orchard) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		func() datasource.DataSource { return weather{} }}
}

func (orchard) EphemeralResources(
	context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		func() ephemeral.EphemeralResource { return scent{} }}
}

func (orchard) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		func() function.Function { return graft{} }}
}

func (orchard) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		func() list.ListResource { return trees{} }}
}

func (orchard) Actions(context.Context) []func() action.Action {
	return []func() action.Action{func() action.Action { return shake{} }}
}

func (orchard) StateStores(context.Context) []func() statestore.StateStore {
	return []func() statestore.StateStore{
		func() statestore.StateStore { return shed{} }}
}

type tree struct{ resource.Resource }

func (tree) Metadata(_ context.Context, _ resource.MetadataRequest,
	r *resource.MetadataResponse) {
	r.TypeName = "orchard_tree"
}

func (tree) IdentitySchema(_ context.Context,
	_ resource.IdentitySchemaRequest, r *resource.IdentitySchemaResponse) {
	r.IdentitySchema = identityschema.Schema{
		Version: 2,
		Attributes: map[string]identityschema.Attribute{
			"id": identityschema.StringAttribute{RequiredForImport: true,
				Description: "Its id."},
			"row": identityschema.Int64Attribute{OptionalForImport: true},
			"tags": identityschema.ListAttribute{OptionalForImport: true,
				ElementType: types.StringType},
		},
	}
}

func (tree) Schema(_ context.Context, _ resource.SchemaRequest,
	r *resource.SchemaResponse) {
	leaf := schema.NestedAttributeObject{
		Attributes: map[string]schema.Attribute{
			"color": schema.StringAttribute{Required: true},
			"veins": schema.Int64Attribute{Optional: true, Computed: true,
				DeprecationMessage: "Nobody counts them."},
		},
	}
	inner := map[string]attr.Type{
		"a": types.StringType,
		"b": types.ListType{ElemType: types.BoolType},
	}

	r.Schema = schema.Schema{
		Version:             5,
		MarkdownDescription: "A tree.\n\n```hcl\nx = \"<y>\"\n```\n",
		DeprecationMessage:  "Plant bushes.",
		Attributes: map[string]schema.Attribute{
			"id":   schema.StringAttribute{Computed: true},
			"name": schema.StringAttribute{Required: true},
			"secret": schema.StringAttribute{Optional: true,
				WriteOnly: true, Sensitive: true},
			"bool":    schema.BoolAttribute{Optional: true},
			"int32":   schema.Int32Attribute{Optional: true},
			"float64": schema.Float64Attribute{Optional: true},
			"dynamic": schema.DynamicAttribute{Optional: true},
			"list": schema.ListAttribute{Optional: true,
				ElementType: types.NumberType},
			"set": schema.SetAttribute{Optional: true,
				ElementType: types.StringType},
			"map": schema.MapAttribute{Optional: true,
				ElementType: types.MapType{ElemType: types.BoolType}},
			"object": schema.ObjectAttribute{Optional: true,
				AttributeTypes: inner},
			"deep": schema.ListAttribute{Computed: true,
				ElementType: types.ObjectType{AttrTypes: inner}},
			"tuple": schema.ListAttribute{Computed: true,
				ElementType: types.TupleType{ElemTypes: []attr.Type{
					types.StringType, types.NumberType}}},
			"leaf": schema.SingleNestedAttribute{Optional: true,
				Attributes: leaf.Attributes},
			"leaves": schema.ListNestedAttribute{Optional: true,
				NestedObject: leaf},
			"leaf_set": schema.SetNestedAttribute{Computed: true,
				NestedObject: leaf},
			"leaf_map": schema.MapNestedAttribute{Required: true,
				NestedObject: leaf, MarkdownDescription: "By name."},
		},
		Blocks: map[string]schema.Block{
			"soil": schema.SingleNestedBlock{
				Description: "Plain.",
				Attributes: map[string]schema.Attribute{
					"ph": schema.Float32Attribute{Optional: true}}},
			"root": schema.ListNestedBlock{
				NestedObject: schema.NestedBlockObject{
					Blocks: map[string]schema.Block{
						"hair": schema.SetNestedBlock{}}}},
		},
	}
}

type weather struct{ datasource.DataSource }

func (weather) Metadata(_ context.Context, _ datasource.MetadataRequest,
	r *datasource.MetadataResponse) {
	r.TypeName = "orchard_weather"
}

func (weather) Schema(_ context.Context, _ datasource.SchemaRequest,
	r *datasource.SchemaResponse) {
	r.Schema = data.Schema{
		Attributes: map[string]data.Attribute{
			"day":  data.StringAttribute{Required: true},
			"rain": data.NumberAttribute{Computed: true},
		},
	}
}

type scent struct{ ephemeral.EphemeralResource }

func (scent) Metadata(_ context.Context, _ ephemeral.MetadataRequest,
	r *ephemeral.MetadataResponse) {
	r.TypeName = "orchard_scent"
}

func (scent) Schema(_ context.Context, _ ephemeral.SchemaRequest,
	r *ephemeral.SchemaResponse) {
	r.Schema = short.Schema{
		Attributes: map[string]short.Attribute{
			"of": short.StringAttribute{Required: true},
		},
	}
}

type graft struct{ function.Function }

func (graft) Metadata(_ context.Context, _ function.MetadataRequest,
	r *function.MetadataResponse) {
	r.Name = "graft"
}

func (graft) Definition(_ context.Context, _ function.DefinitionRequest,
	r *function.DefinitionResponse) {
	r.Definition = function.Definition{
		Summary:             "Grafts",
		MarkdownDescription: "Grafts one on another.",
		DeprecationMessage:  "Do it by hand.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "scion",
				Description: "What is put on."},
			function.ObjectParameter{Name: "stock", AllowNullValue: true,
				AttributeTypes: map[string]attr.Type{
					"age": types.Int64Type}},
		},
		VariadicParameter: function.DynamicParameter{Name: "more",
			AllowUnknownValues: true},
		Return: function.MapReturn{ElementType: types.BoolType},
	}
}

type trees struct{ list.ListResource }

func (trees) Metadata(_ context.Context, _ resource.MetadataRequest,
	r *resource.MetadataResponse) {
	r.TypeName = "orchard_tree"
}

func (trees) ListResourceConfigSchema(_ context.Context,
	_ list.ListResourceSchemaRequest, r *list.ListResourceSchemaResponse) {
	r.Schema = lists.Schema{
		Attributes: map[string]lists.Attribute{
			"row": lists.Int64Attribute{Optional: true,
				Description: "Only of this row."},
		},
	}
}

type shake struct{ action.Action }

func (shake) Metadata(_ context.Context, _ action.MetadataRequest,
	r *action.MetadataResponse) {
	r.TypeName = "orchard_shake"
}

func (shake) Schema(_ context.Context, _ action.SchemaRequest,
	r *action.SchemaResponse) {
	r.Schema = actions.Schema{
		MarkdownDescription: "Shakes a tree.",
		Attributes: map[string]actions.Attribute{
			"tree": actions.StringAttribute{Required: true},
		},
	}
}

type shed struct{ statestore.StateStore }

func (shed) Metadata(_ context.Context, _ statestore.MetadataRequest,
	r *statestore.MetadataResponse) {
	r.TypeName = "orchard_shed"
}

func (shed) Schema(_ context.Context, _ statestore.SchemaRequest,
	r *statestore.SchemaResponse) {
	r.Schema = stores.Schema{
		Attributes: map[string]stores.Attribute{
			"path": stores.StringAttribute{Required: true},
		},
	}
}

func main() {
	err := providerserver.Serve(context.Background(),
		func() provider.Provider { return orchard{} },
		providerserver.ServeOpts{
			Address:         "registry.terraform.io/acme/orchard",
			ProtocolVersion: 6,
		})
	if err != nil {
		log.Fatal(err)
	}
}
