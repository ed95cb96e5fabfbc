# SPDX-License-Identifier: Apache-2.0
# Makes a project of N bundles in DIRECTORY: make-bundles.py N DIRECTORY.  It
# can be plated by the Python tool, which imports the package in it, and from
# schema.json, which says the same.

import json
import pathlib
import sys

count, top = int(sys.argv[1]), pathlib.Path(sys.argv[2])
package = top / "lib" / "acme"
shares = [("resource", "resources", "resource_schemas", 8),
          ("data_source", "data_sources", "data_source_schemas", 6),
          ("function", "functions", "functions", 4),
          ("ephemeral_resource", "ephemerals", "ephemeral_resource_schemas",
           1),
          ("action", "actions", "action_schemas", 1)]
types = ("string", "number", "bool")
names, schemas = [], {}


def attribute(i):
    use = "required" if i < 3 else "optional" if i < 8 else "computed"
    return {"type": types[i % 3], use: True,
            "description": "Attribute %d." % i}


def template(kind, name, number):
    schema = ("{{ signature_markdown }}\n\n{{ arguments_markdown }}"
              if kind == "function" else "{{ schema() }}")
    return ('---\npage_title: "%s: %s"\nsubcategory: "Group %d"\n'
            'description: |-\n  What %s is\n---\n\n# %s\n\n'
            '{{ name }} belongs to {{ provider_name }}.\n\n'
            '{{ include("_note.md") }}\n## Example Usage\n\n'
            '{{ example("example") }}\n\n{%% if examples.basic %%}\n'
            '### Basic\n\n{{ example("basic") }}\n{%% endif %%}\n\n%s\n\n'
            '## Notes\n\n%s\n'
            % (kind, name, number % 8, name, name, schema,
               "What is good to know about this component. " * 36))


for kind, folder, member, share in shares:
    for _ in range(count * share // 20):
        number = len(names)
        name = ("fn_%04d" if kind == "function" else "acme_c%04d") % number
        bundle = package / folder / (name + ".plating")
        (bundle / "docs").mkdir(parents=True)
        (bundle / "examples").mkdir()
        (bundle / "docs" / (name + ".tmpl.md")).write_text(
            template(kind, name, number))
        (bundle / "docs" / "_note.md").write_text("~> **Note:** early.\n")
        for example in ("example", "basic"):
            (bundle / "examples" / (example + ".tf")).write_text(
                'resource "%s" "%s" {\n  a0 = "x"\n}\n' % (name, example)
                * 4)
        names.append((kind, name))
        schemas.setdefault(member, {})[name] = (
            {"return_type": "string",
             "parameters": [{"name": "a", "type": "string"},
                            {"name": "b", "type": "number"}]}
            if kind == "function" else
            {"version": 0, "block": {"attributes": {
                "a%d" % i: attribute(i) for i in range(12)}}})

(package / "__init__.py").write_text('''
from pyvider.schema import a_bool, a_num, a_str, s_resource


class Component:
    @classmethod
    def get_schema(cls):
        makers = (a_str, a_num, a_bool)
        return s_resource({"a%%d" %% i: makers[i %% 3](
            required=i < 3, optional=3 <= i < 8, computed=i >= 8,
            description="Attribute %%d." %% i) for i in range(12)})


def function(a: str, b: int) -> str:
    "It has a text."


def register_components(hub):
    for kind, name in %r:
        hub.register(kind, name, function if kind == "function"
                     else type(name, (Component,), {}))
''' % (names,))
info = top / "lib" / "acme-1.dist-info"
info.mkdir()
(info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\n"
                               "Version: 1\n")
(info / "entry_points.txt").write_text("[pyvider]\nacme = acme\n")
(top / "pyproject.toml").write_text(
    '[project]\nname = "acme"\n[tool.plating]\nprovider_name = "acme"\n')
(top / "schema.json").write_text(json.dumps(
    {"format_version": "1.0",
     "provider_schemas": {"registry.example.org/x/acme": schemas}}))
