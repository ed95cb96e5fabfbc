locals {
  a = "x ${provider::widget::turn("y ${b}")} $${no} %{ if c }d%{ endif }"
  b = <<EOT
text ${f(<<-X
  in
  X
)}
provider "widget" {



}
EOT
  c = <<-E
    E
}
