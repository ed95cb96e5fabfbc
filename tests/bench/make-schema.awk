# SPDX-License-Identifier: Apache-2.0
# Prints the schema of a provider "large" with N components (default
# 40000): half resources, half data sources, of 10 to 24 attributes and two
# nested blocks each.
#
#   awk -v n=40000 -f make-schema.awk

function attribute(i, k,    t)
{
  t = types[(i + k) % n_types]
  return sprintf("\"field_%02d\":{\"type\":%s,\"description\":\"Field %d of part %d, which says how the machine is to be set up.\",\"description_kind\":\"plain\",%s}",
                 k, t, k, i, uses[(i * 3 + k) % n_uses])
}

function component(i,    k, s)
{
  s = "{\"version\":0,\"block\":{\"description\":\"Part " i " of a large machine.\",\"description_kind\":\"plain\",\"attributes\":{"
  for (k = 0; k < 10 + i % 15; k++)
    s = s (k ? "," : "") attribute(i, k)
  s = s "},\"block_types\":{"
  s = s "\"wheel\":{\"nesting_mode\":\"list\",\"max_items\":2,\"block\":{\"attributes\":{" attribute(i, 1) "," attribute(i, 2) "}}},"
  s = s "\"lever\":{\"nesting_mode\":\"set\",\"block\":{\"attributes\":{" attribute(i, 3) "}}}}}}"
  return s
}

function components(from, to, prefix,    i)
{
  for (i = from; i < to; i++)
    printf("%s\"large_%s_%05d\":%s", (i > from) ? "," : "", prefix, i,
           component(i))
}

BEGIN {
  if (!n)
    n = 40000
  n_types = split("\"string\" \"bool\" \"number\" [\"list\",\"string\"] [\"map\",\"number\"] [\"object\",{\"a\":\"string\",\"b\":[\"set\",\"bool\"]}]", t, " ")
  for (i = 0; i < n_types; i++)
    types[i] = t[i + 1]
  n_uses = split("\"optional\":true \"required\":true \"computed\":true \"optional\":true,\"computed\":true", t, " ")
  for (i = 0; i < n_uses; i++)
    uses[i] = t[i + 1]
  printf "{\"format_version\":\"1.0\",\"provider_schemas\":{\"registry.terraform.io/example/large\":{\"provider\":{\"version\":0,\"block\":{}},\"resource_schemas\":{"
  components(0, int(n / 2), "part")
  printf "},\"data_source_schemas\":{"
  components(int(n / 2), n, "state")
  print "}}}}"
}
