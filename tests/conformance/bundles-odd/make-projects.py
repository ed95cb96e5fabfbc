# SPDX-License-Identifier: Apache-2.0
"""Makes ten projects of odd bundles: make-projects.py DIRECTORY.

Each is a directory with a pyproject.toml, a package "acme" below pk/ and a
schema of no components."""

import json
import os
import pathlib
import sys

top = pathlib.Path(sys.argv[1])
SCHEMA = {"format_version": "1.0", "provider_schemas": {
    "x/y/acme": {"provider": {"version": 0, "block": {}}}}}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def project(name, files):
    """FILES: paths below the package, and their texts."""
    here = top / name
    write(here / "pyproject.toml", '[project]\nname = "acme"\n'
          '[tool.plating]\nprovider_name = "acme"\n')
    write(here / "schema.json", json.dumps(SCHEMA))
    write(here / "pk/acme/__init__.py", "")
    for path, text in files.items():
        write(here / "pk/acme" / path, text)
    return here


def numbered(texts):
    """A bundle of the resource acme_xNN for each template."""
    return {f"resources/acme_x{i:02}.plating/docs/acme_x{i:02}.tmpl.md": text
            for i, text in enumerate(texts)}


# Much of the language on one page.
project("language", {
    "resources/one.plating/docs/acme_one.tmpl.md": '''---
page_title: "{{ name }}"
subcategory: {{ "X" if true else "Y" }}
---

# {{ name|title }}

{% macro row(a, b='-') -%}
| {{ a }} | {{ b }} |{{ caller(1) if caller }}
{%- endmacro %}
{% set items = ['a', 'b', ('c', 1), {'k': None}] %}
{% for i in items recursive %}{{ loop.index }}/{{ loop.length }}: {{ i }}
{%- if not loop.last %}, {% endif %}{% else %}none{% endfor %}
{{ row('x') }}{{ row('y', 2) }}
{% call(v) row('z') %}{{ v }}{% endcall %}
{% filter upper %}shout {{ provider_name }}{% endfilter %}
{% set ns = namespace(n=0) %}
{%- for i in range(5) if i is odd %}{% set ns.n = ns.n + i %}{% endfor %}
{{ ns.n }}
{{ [3, 1, 2]|sort|join('-') }} {{ {'b': 1, 'a': 2}|dictsort }}
{{ 'x<y'|e }} {{ 1.0 }} {{ 10 // 3 }} {{ 2 ** 10 }} {{ 7 % 3 }} {{ 1 / 3 }}
{{ component_type }} {{ description }}
{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}
{% raw %}{{ not rendered }}{% endraw %}
{# comment #}
{%- if examples %} has {{ examples|length }} {{ examples.keys()|sort }}
{%- endif %}
{{ "{{ schema() }}" }} {{ '%05.1f'|format(3.14159) }} {{ "a\\nb" }}
{{ lipsum is defined }} {{ cycler('a', 'b').next() }}
{{ joiner() is callable }} {{ schema() }}|{{ signature_markdown }}|
''',
    "resources/one.plating/examples/basic.tf": 'resource "acme_one" "x" {}\n',
    "resources/one.plating/examples/g/main.tf": "g = 1\n",
})

project("front-matter", numbered([
    "---\ntitle: x\n---\n# H\n",
    '---\r\nsubcategory: "C R"\r\n---\r\n\r\n# CRLF\r\n\r\ntext\r\n',
    "---\nsubcategory: >-\n  folded\n  text\nother: [1, 2]\n---\n\n\n\n# H\n",
    "no front\n\n# H\n",
    "---\n---\n# empty\n",
    "---\nonly",
    "",
    "\n\n---\na: 1\n---\n# late\n",
    '---\nsubcategory: Ünï "q"\n---\n# {{ name }}\n',
    "---\nsubcategory: 'single'\nskip_global_header: yes\n---\n\n# S\n",
    "---\nsubcategory: A # comment\n---\n# K\n",
    "--- \nsubcategory: z\n--- \n# L\n",
    '---\nsubcategory: ""\n---\n# M\n',
    '+++\ntitle = "x"\n+++\n# T\n',
    "---\ntags:\n  - a\n  - b\ndesc: |\n  multi\n\n  line\n---\n\n# O\n\n\n",
    "---\nname: {{ name }}\n{% if true %}x: 1\n{% endif %}---\n\n# P\n",
]))

project("partials", {
    "data_sources/acme_p.plating/docs/acme_p.tmpl.md":
        '# P\n{% include "_a.md" %}|{{ include("_a.md") }}|'
        '{% include "_none.md" ignore missing %}|'
        '{% include ["_x.md", "_b.md"] %}|{% import "_m.md" as m %}'
        '{{ m.hello("w") }}|{% from "_m.md" import hello as h %}'
        '{{ h("v") }}\n{{ include("_none.md") }}|\n',
    "data_sources/acme_p.plating/docs/_a.md":
        'partial {{ name }} {{ example("k") }}\n\n',
    "data_sources/acme_p.plating/docs/_b.md": "B {{ provider_name }}",
    "data_sources/acme_p.plating/docs/_m.md":
        "{% macro hello(x) %}hello {{ x }}{% endmacro %}",
    "data_sources/acme_p.plating/examples/k.tf": "v",
    "resources/acme_q.plating/docs/acme_q.tmpl.md":
        '{% extends "_base.md" %}'
        '{% block body %}mine {{ super() }}{% endblock %}',
    "resources/acme_q.plating/docs/_base.md":
        "# {{ name }}\n{% block body %}base{% endblock %}\nend\n",
    "resources/acme_r.plating/docs/acme_r.tmpl.md":
        '# R\n{% include "_bad.md" %}\n',
    "resources/acme_r.plating/docs/_bad.md": "line\n{{ 1 / 0 }}\n",
    "resources/acme_s.plating/docs/acme_s.tmpl.md":
        '# S\n{% include "_syn.md" %}\n',
    "resources/acme_s.plating/docs/_syn.md": "line\n{% if %}\n",
    "resources/acme_html.plating/docs/acme_html.tmpl.md":
        '# H\n{% include "_x.html" %}{{ "<a>" }}\n',
    "resources/acme_html.plating/docs/_x.html": '{{ "<b>" }}',
    "resources/acme_loop.plating/docs/acme_loop.tmpl.md":
        '# L\n{% include "_loop.md" %}\n',
    "resources/acme_loop.plating/docs/_loop.md": '{% include "_loop.md" %}',
})

project("letters", {
    "resources/acme_ünï.plating/docs/acme_ünï.tmpl.md":
        '---\nsubcategory: "日本"\n---\n# 日本語 {{ name }} '
        '{{ "ß"|upper }} {{ "İ"|lower }} {{ "ñandú"|capitalize }} '
        '{{ "é"|length }} {{ ["é", "z", "a"]|sort }}\n',
    "resources/acme_bom.plating/docs/acme_bom.tmpl.md":
        "\ufeff# BOM {{ name }}\n",
    "resources/acme_signs.plating/docs/acme_signs.tmpl.md":
        '# 🎨 {{ "🎨x"|length }} {{ "a\u2028b" }}\u2028c\x0b\x1f\n',
    "resources/acme_bad.plating/docs/acme_bad.tmpl.md": b"# bad \xff\xfe\n",
    "functions/wide.plating/docs/wide.tmpl.md":
        "{{ signature_markdown }}\n",
})

project("layouts", {
    "resources/many.plating/alpha/docs/alpha.tmpl.md":
        "# {{ name }} {{ component_type }}\n",
    "resources/many.plating/data_source/docs/data_source.tmpl.md":
        "# {{ name }} {{ component_type }}\n",
    "resources/outer.plating/docs/acme_outer.tmpl.md": "# outer\n",
    "resources/outer.plating/inner.plating/docs/acme_inner.tmpl.md":
        "# inner\n",
    "resources/main.plating/docs/main.md.j2": "# main of {{ name }}\n",
    "resources/two.plating/docs/acme_t1.tmpl.md": "# {{ name }}\n",
    "resources/two.plating/docs/acme_t2.tmpl.md": "# {{ name }}\n",
    "resources/two.plating/docs/main.md.j2": "# fallback {{ name }}\n",
    "resources/.hidden.plating/docs/x.tmpl.md": "# hidden\n",
    "resources/UPPER.plating/docs/UPPER.tmpl.md": "# {{ name }}\n",
    "resources/dots.in.name.plating/docs/dots.in.name.tmpl.md":
        "# {{ name }}\n",
    "resources/deep/er/still/acme_d.plating/docs/acme_d.tmpl.md":
        "# {{ name }}\n",
    "resources/acme_none.plating/examples/x.tf": "x\n",
    "actions/go.plating/docs/go.tmpl.md": "# {{ component_type }}\n",
    "list_resources/ls.plating/docs/acme_ls.tmpl.md":
        "# {{ component_type }}\n",
    "state_stores/st.plating/docs/acme_st.tmpl.md":
        "# {{ component_type }}\n",
    "ephemerals/ep.plating/docs/acme_ep.tmpl.md": "# {{ component_type }}\n",
})

project("space", numbered([
    "x\n\n\n", "x\r\ny\r\n", "a\rb\r", "\tx\n",
    "{%- set a = 1 -%}\n  {{ a }}  \n{{- a -}}\n\n",
    "  {% if true %}\n  y\n  {% endif %}\n", '{{ "a" }}\n{{ "" }}\n', "x",
    "\n\n", "{# a #}\n{#- b -#}\n  z\n", "---\na: 1\n---\n\n\n# H\n",
    "```\n# not\n```\n# H\n\ntext\n",
    "{% for i in [1, 2] -%}\n  {{ i }}\n{%+ endfor %}\n",
    "{% raw -%}\n  {{ x }}\n{%- endraw %}\n",
]))

project("examples", {
    "resources/acme_e.plating/docs/acme_e.tmpl.md":
        '# E\n{{ example("basic") }}\n{{ example("nope") }}|'
        '{{ example("") }}|{{ example("multi") }}\n'
        "{% for k, v in examples|dictsort %}{{ k }}={{ v|length }};"
        '{% endfor %}{{ examples.zz }}|{{ example("crlf") }}|\n',
    "resources/acme_e.plating/examples/basic.tf": "a = 1\n",
    "resources/acme_e.plating/examples/multi.part.tf": "b = 2",
    "resources/acme_e.plating/examples/q.tfquery.hcl": 'list "x" "y" {}\n',
    "resources/acme_e.plating/examples/crlf.tf": "a\r\nb\r\n",
    "resources/acme_e.plating/examples/g/main.tf": "g\n",
    "resources/acme_e.plating/examples/basic.txt": "no\n",
    "resources/acme_e.plating/examples/empty.tf": "",
})

project("mistakes", numbered(["# t\n" + t + "\n" for t in [
    "{{ foo }}", "{{ foo.bar }}", "{{ 1|nosuch }}", "{% unknown %}",
    "{{ schema(1) }}", "{{ example() }}", '{{ "a" + 1 }}',
    "{% for x in 5 %}{% endfor %}", "{{ [1][5] }}", '{{ {}["k"] }}',
    "{{ {}.k.l }}", "{{ missing() }}", '{% include "_m.md" %}', "{{",
    "{% if x %}", "{{ 10 ** 30 }}", "{{ 'a' * 3 }}",
    '{{ (1, 2)[0] }} {{ [1, 2, 3][-1] }} {{ "abc"[1:] }}',
    '{{ dict(a=1) }} {{ [1, 2]|map("string")|list }}',
    "{{ 'x' is divisibleby 0 }}", "{% set x.y = 1 %}", "{{ 5|join }}",
    "{% extends 'nothing' %}", "{% block a %}{% endblock %}"
    "{% block a %}{% endblock %}", "{{ ''.join(1) }}", "{% endif %}",
    "{{ self }}", "{{ loop }}", "{{ name() }}", "{{ name|truncate(-1) }}",
]]))

here = project("links", {
    "resources/acme_a.plating/docs/acme_a.tmpl.md": "# a\n",
})
write(here / "outside/acme_l.tmpl.md", "# linked file {{ name }}\n")
docs = here / "pk/acme/resources/acme_l.plating/docs"
docs.mkdir(parents=True)
os.symlink("../../../../../outside/acme_l.tmpl.md", docs / "acme_l.tmpl.md")
os.symlink("../..", here / "pk/acme/resources/loop")
os.symlink("nowhere", docs / "_gone.md")

# One name in several kinds, and names that are prefixes of others.
project("names", {
    f"{folder}/acme_same.plating/docs/acme_same.tmpl.md":
        "# {{ name }} {{ component_type }}\n"
    for folder in ("resources", "data_sources", "actions", "ephemerals",
                   "list_resources", "state_stores", "functions")
} | {
    f"resources/{name}.plating/docs/{name}.tmpl.md": "# {{ name }}\n"
    for name in ("acme", "acme_", "acmea", "acme_a", "acme_a_b", "acme_acme",
                 "x_acme_y", "provider_x")
})
