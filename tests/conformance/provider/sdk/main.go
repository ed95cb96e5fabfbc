// SPDX-License-Identifier: Apache-2.0

// A provider written with SDKv2, which speaks protocol 5.
package main

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/hashicorp/terraform-plugin-sdk/v2/plugin"
)

func init() {
	schema.DescriptionKind = schema.StringMarkdown
}

func tree() *schema.Resource {
	return &schema.Resource{
		Description:   "A tree. <b>Bold</b> & more.",
		SchemaVersion: 4,
		Identity: &schema.ResourceIdentity{
			Version: 1,
			SchemaFunc: func() map[string]*schema.Schema {
				return map[string]*schema.Schema{
					"id": {Type: schema.TypeString,
						RequiredForImport: true, Description: "Its id."},
					"row": {Type: schema.TypeInt, OptionalForImport: true},
				}
			},
		},
		Timeouts: &schema.ResourceTimeout{
			Create: schema.DefaultTimeout(1), Read: schema.DefaultTimeout(1)},
		CreateContext: schema.NoopContext,
		ReadContext:   schema.NoopContext,
		UpdateContext: schema.NoopContext,
		DeleteContext: schema.NoopContext,
		Schema: map[string]*schema.Schema{
			"name": {Type: schema.TypeString, Required: true,
				Description: "Its name:\n\n  * one\n  * two\n"},
			"height": {Type: schema.TypeFloat, Optional: true, Default: 1.5},
			"age":    {Type: schema.TypeInt, Optional: true, Computed: true},
			"alive":  {Type: schema.TypeBool, Computed: true},
			"token": {Type: schema.TypeString, Optional: true,
				Sensitive: true},
			"secret": {Type: schema.TypeString, Optional: true,
				WriteOnly: true},
			"old": {Type: schema.TypeString, Optional: true,
				Deprecated: "Use name."},
			"labels": {Type: schema.TypeMap, Optional: true,
				Elem: &schema.Schema{Type: schema.TypeString}},
			"aliases": {Type: schema.TypeSet, Optional: true,
				Elem: &schema.Schema{Type: schema.TypeString}},
			"rings": {Type: schema.TypeList, Computed: true,
				Elem: &schema.Schema{Type: schema.TypeList,
					Elem: &schema.Schema{Type: schema.TypeInt}}},
			"soil": {Type: schema.TypeList, Required: true, MinItems: 1,
				MaxItems: 2, Elem: &schema.Resource{
					Description: "The soil.",
					Schema: map[string]*schema.Schema{
						"ph": {Type: schema.TypeFloat, Required: true},
						"layer": {Type: schema.TypeSet, Optional: true,
							Elem: &schema.Resource{
								Schema: map[string]*schema.Schema{
									"depth": {Type: schema.TypeInt,
										Optional: true}}}},
					}}},
			"fruit": {Type: schema.TypeSet, Computed: true,
				Elem: &schema.Resource{Schema: map[string]*schema.Schema{
					"weight": {Type: schema.TypeInt, Computed: true}}}},
			"bird": {Type: schema.TypeList, Optional: true,
				ConfigMode: schema.SchemaConfigModeAttr,
				Elem: &schema.Resource{Schema: map[string]*schema.Schema{
					"kind": {Type: schema.TypeString, Optional: true}}}},
		},
	}
}

func main() {
	plugin.Serve(&plugin.ServeOpts{
		ProviderFunc: func() *schema.Provider {
			return &schema.Provider{
				Schema: map[string]*schema.Schema{
					"region": {Type: schema.TypeString, Optional: true,
						DefaultFunc: schema.EnvDefaultFunc("ORCHARD", "")},
				},
				ResourcesMap: map[string]*schema.Resource{
					"orchard_tree": tree(),
					"orchard_bush": {
						DeprecationMessage: "Plant trees.",
						CreateContext:      schema.NoopContext,
						ReadContext:        schema.NoopContext,
						DeleteContext:      schema.NoopContext,
						Schema: map[string]*schema.Schema{
							"name": {Type: schema.TypeString,
								Required: true, ForceNew: true}},
					},
				},
				DataSourcesMap: map[string]*schema.Resource{
					"orchard_tree": {
						ReadContext: schema.NoopContext,
						Schema: map[string]*schema.Schema{
							"name": {Type: schema.TypeString,
								Required: true}},
					},
				},
			}
		},
	})
}
