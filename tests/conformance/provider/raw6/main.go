// SPDX-License-Identifier: Apache-2.0

// The raw provider by protocol 6.
package main

import (
	"log"

	"example.com/terraform-provider-orchard/raw"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

func main() {
	err := tf6server.Serve("registry.terraform.io/acme/orchard",
		func() tfprotov6.ProviderServer {
			return &raw.Server{Nested: true}
		})
	if err != nil {
		log.Fatal(err)
	}
}
