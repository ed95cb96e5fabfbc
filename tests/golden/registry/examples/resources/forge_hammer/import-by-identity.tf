import {
  to = forge_hammer.h
  identity = {
    serial = "12"
  }
}
