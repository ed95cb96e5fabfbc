terraform {
  state_store "widget_box" {
    provider "widget" {}
    path = "x"
  }
  required_providers {
    widget = {}
  }
}
