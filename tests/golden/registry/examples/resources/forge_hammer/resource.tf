
resource "forge_hammer" "h" {
  name = "h"
}

