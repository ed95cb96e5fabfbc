a = 1.5e-3 // x
b = /* y */ c ? d : e...
list "widget_wheel" "all" {
  provider = widget
}
