import {
  to = forge_hammer.h
  id = "12"
}
