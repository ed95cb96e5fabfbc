provider "forge" {
  token = "x"
}
