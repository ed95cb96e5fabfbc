output "m" {
  value = provider::forge::melt("tin")
}
