resource "forge_tongs" "t" {}
