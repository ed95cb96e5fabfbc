module plating/schema-json-differential

go 1.25.0

require github.com/hashicorp/terraform-json v0.27.3-0.20260213134036-298b8f6b673a

require github.com/zclconf/go-cty v1.18.1

require (
	github.com/apparentlymart/go-textseg/v15 v15.0.0 // indirect
	github.com/hashicorp/go-version v1.9.0 // indirect
	golang.org/x/text v0.36.0 // indirect
)
