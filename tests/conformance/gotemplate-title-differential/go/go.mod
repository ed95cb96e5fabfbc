module gotemplate-title-differential

go 1.25.0

require golang.org/x/text v0.36.0
