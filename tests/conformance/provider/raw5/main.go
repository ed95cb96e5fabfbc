// SPDX-License-Identifier: Apache-2.0

// The raw provider by protocol 5.
package main

import (
	"context"
	"log"

	"example.com/terraform-provider-orchard/raw"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-mux/tf6to5server"
)

func main() {
	server, err := tf6to5server.DowngradeServer(context.Background(),
		func() tfprotov6.ProviderServer { return &raw.Server{} })
	if err != nil {
		log.Fatal(err)
	}
	err = tf5server.Serve("registry.terraform.io/acme/orchard",
		func() tfprotov5.ProviderServer { return server })
	if err != nil {
		log.Fatal(err)
	}
}
