module github.com/hashicorp/terraform-plugin-docs/markdown-judge

go 1.25.8

require (
	github.com/Kunde21/markdownfmt/v3 v3.1.0
	github.com/hashicorp/terraform-plugin-docs v0.25.0
	github.com/yuin/goldmark v1.7.7
	github.com/yuin/goldmark-meta v1.1.0
)

require (
	github.com/mattn/go-runewidth v0.0.9 // indirect
	gopkg.in/yaml.v2 v2.3.0 // indirect
)
