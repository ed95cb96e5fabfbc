action "forge_strike" "s" {}
