resource "forge_hammer" "other" {
  name = "o"
}
