list "forge_hammer" "all" {}
