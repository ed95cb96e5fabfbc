# SPDX-License-Identifier: Apache-2.0
# From what `plating info` prints, makes a template and an example for each
# resource, data source and list resource in the current directory.
#
#   plating info ... | awk -f make-project.awk
#
# With -v folders=1 it only prints the folders, which have to be there.

BEGIN {
  file["resource"] = "resource.tf"
  file["data-source"] = "data-source.tf"
  file["list-resource"] = "list-resource.tfquery.hcl"
  word["resource"] = "resource"
  word["data-source"] = "data"
  word["list-resource"] = "list"
}

!($1 in file) { next }

{
  short = $2
  sub(/^[^_]*_/, "", short)
  template = "templates/" $1 "s/" short ".md.tmpl"
  folder = "examples/" $1 "s/" $2
}

folders {
  print "templates/" $1 "s"
  print folder
  next
}

{
  example = folder "/" file[$1]
  printf "%s \"%s\" \"example\" {\n  # Example %d.\n}\n", word[$1], $2, NR \
    > example
  close(example)
  print "---" > template
  print "page_title: \"{{.Name}} {{.Type}} - {{.ProviderName}}\"" > template
  print "subcategory: \"Group " NR % 37 "\"" > template
  print "description: |-" > template
  print "{{ .Description | plainmarkdown | trimspace" \
    " | prefixlines \"  \" }}" > template
  print "---\n\n# {{.Name}} ({{.Type}})\n" > template
  print "{{ .Description | trimspace }}\n" > template
  print "{{ if .HasExample -}}\n## Example Usage\n" > template
  print "{{ range .ExampleFiles }}{{ tffile . }}{{ end }}" > template
  print "{{- end }}\n" > template
  print "{{ $parts := split .Name \"_\" }}{{ if gt (len $parts) 2 -}}" \
    > template
  print "Belongs to {{ index $parts 1 | title }}.\n{{- end }}\n" > template
  print "{{ .SchemaMarkdown | trimspace }}" > template
  close(template)
}
