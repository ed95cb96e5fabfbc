/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of the plugin: tfplugindocs, with all that its command line
 * is about, and migrate. */

#include <config.h>

#include "plugins/registry/front.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugins/registry/names.h"
#include "plugins/registry/renderer.h"

static const struct registry_front_command commands[] = {
  { "", "the generate command is run by default",
    "unable to generate website: ", registry_generate_flags,
    REGISTRY_N_GENERATE_FLAGS, registry_front_generate },
  { "generate",
    "generates a plugin website from code, templates, and examples",
    "unable to generate website: ", registry_generate_flags,
    REGISTRY_N_GENERATE_FLAGS, registry_front_generate },
  { "migrate",
    "migrates website files from either the legacy rendered website "
    "directory (`website/docs/r`) or the docs rendered website directory "
    "(`docs/resources`) to the tfplugindocs supported structure "
    "(`templates/`).",
    "unable to migrate website: ", registry_migrate_flags,
    REGISTRY_N_MIGRATE_FLAGS, registry_front_migrate },
  { "validate", "validates a plugin website",
    "validation errors found: \n", registry_validate_flags,
    REGISTRY_N_VALIDATE_FLAGS, registry_front_validate }
};
#define N_COMMANDS (sizeof commands / sizeof commands[0])

static const struct registry_front_command native_migrate = {
  "migrate", "", "", registry_migrate_flags, REGISTRY_N_MIGRATE_FLAGS,
  registry_front_migrate
};

/* -- the end ---------------------------------------------------------- */

static void
finish (struct registry_front *f, int code)
{
  const struct plating_host *host = f->host;
  uint64_t op = f->op;

  if (f->build_dir)
    registry_remove_all (f->build_dir);
  pl_buffer_release (&f->line);
  pl_arena_release (&f->arena);
  free (f);
  host->op_done (host, op, code);
}

void
registry_front_end (struct registry_front *f, int32_t exit_status)
{
  *f->exit_status = exit_status;
  finish (f, 0);
}

void
registry_front_abandon (struct registry_front *f, int code)
{
  struct plating_failure failure = {
    .struct_size = sizeof failure, .code = code,
    .message = pl_text_of (code == PLATING_E_CANCELLED ? "cancelled"
                           : "out of memory")
  };

  f->host->fail (f->host, f->op, &failure);
  finish (f, code);
}

void
registry_front_fail (struct registry_front *f)
{
  if (f->host->op_is_cancelled (f->host, f->op)) {
    registry_front_abandon (f, PLATING_E_CANCELLED);
    return;
  }
  if (f->line.failed) {
    registry_front_abandon (f, PLATING_E_NOMEM);
    return;
  }
  if (f->command == &native_migrate) {
    struct plating_failure failure = {
      .struct_size = sizeof failure, .code = PLATING_E_IO,
      .message = { f->line.data, f->line.len }
    };

    f->host->fail (f->host, f->op, &failure);
    finish (f, PLATING_E_IO);
    return;
  }
  registry_front_wrap (f, "Error executing command: %s", f->command->prefix);
  pl_buffer_putc (&f->line, '\n');
  registry_front_error (f);
  registry_front_end (f, 1);
}

void
registry_front_panic (struct registry_front *f)
{
  if (f->line.failed) {
    registry_front_abandon (f, PLATING_E_NOMEM);
    return;
  }
  registry_front_wrap (f, "Error executing command: ");
  registry_front_error (f);
  registry_front_end (f, REGISTRY_FRONT_PANIC);
}

/* -- the provider ----------------------------------------------------- */

bool
registry_front_open (struct registry_front *f)
{
  const char *flag = f->flags[REGISTRY_FLAG_PROVIDER_DIR];
  struct stat st;
  size_t len;

  f->provider_dir = *flag ? registry_path_absolute (f, &f->arena, flag)
    : f->working_dir;
  if (!f->provider_dir) {
    registry_front_abandon (f, PLATING_E_NOMEM);
    return false;
  }
  if (stat (f->provider_dir, &st) < 0) {
    registry_front_say (f, "error getting information for provider "
                        "directory %q: stat %s: %e", f->provider_dir,
                        f->provider_dir, errno);
    registry_front_fail (f);
    return false;
  }
  if (!S_ISDIR (st.st_mode)) {
    registry_front_say (f, "expected %q to be a directory",
                        f->provider_dir);
    registry_front_fail (f);
    return false;
  }
  f->provider_name = f->flags[REGISTRY_FLAG_PROVIDER_NAME];
  if (!*f->provider_name)
    f->provider_name = registry_path_base (f->provider_dir, &len);
  f->short_name = registry_short_name (pl_text_of (f->provider_name)).ptr;
  f->rendered_name = f->flags[REGISTRY_FLAG_RENDERED_NAME];
  if (!*f->rendered_name)
    f->rendered_name = f->provider_name;
  return true;
}

/* -- arguments -------------------------------------------------------- */

/* What the arguments ask for. */
struct request {
  const char *name;             /* sub-command, or NULL */
  const char **top_flags;       /* before it */
  size_t n_top_flags;
  const char **rest;            /* behind it */
  size_t n_rest;
  bool wants_help, wants_version;
};

static bool
is_one_of (const char *s, const char *a, const char *b, const char *c)
{
  return !strcmp (s, a) || !strcmp (s, b) || !strcmp (s, c);
}

static void
sort_arguments (struct request *r, const char **arguments, size_t n)
{
  size_t i;

  /* The two lists share the array: each argument goes to at most one, and
   * the second begins where the first has ended. */
  r->top_flags = arguments;
  for (i = 0; i < n && strcmp (arguments[i], "--"); i++) {
    const char *s = arguments[i];

    if (is_one_of (s, "-h", "-help", "--help")) {
      r->wants_help = true;
    } else if (r->name) {
      continue;
    } else if (is_one_of (s, "-v", "-version", "--version")) {
      r->wants_version = true;
    } else if (s[0] == '-') {
      r->top_flags[r->n_top_flags++] = s;
    } else if (*s) {
      r->name = s;
      r->rest = arguments + i + 1;
      r->n_rest = n - i - 1;
    }
  }
  if (!r->name) {
    r->rest = r->top_flags;
    r->n_rest = r->n_top_flags;
    r->n_top_flags = 0;
  }
}

static void
print_general_help (struct registry_front *f)
{
  size_t longest = 0, i;
  struct pl_buffer b;

  for (i = 0; i < N_COMMANDS; i++)
    if (strlen (commands[i].name) > longest)
      longest = strlen (commands[i].name);
  pl_buffer_init (&b);
  pl_buffer_puts (&b, "Usage: tfplugindocs [--version] [--help] <command> "
                  "[<args>]\n\nAvailable commands are:\n");
  for (i = 0; i < N_COMMANDS; i++) {
    pl_buffer_printf (&b, "    %s", commands[i].name);
    pl_buffer_fill (&b, ' ', longest - strlen (commands[i].name) + 4);
    pl_buffer_printf (&b, "%s\n", commands[i].synopsis);
  }
  if (!b.failed)
    f->host->print (f->host, f->op, PLATING_STREAM_ERR,
                    (struct plating_text) { b.data, b.len });
  pl_buffer_release (&b);
}

static const struct registry_front_command *
find_command (const char *name)
{
  size_t i;

  for (i = 0; i < N_COMMANDS; i++)
    if (!strcmp (commands[i].name, name ? name : ""))
      return &commands[i];
  return NULL;
}

/* Parses the flags and runs the command. */
static void
run_command (struct registry_front *f, const char *const *arguments,
             size_t n)
{
  int32_t status = 0;

  if (registry_flags_parse (f, arguments, n, &status))
    f->command->run (f);
  else
    registry_front_end (f, status);
}

static void
dispatch (struct registry_front *f, const char **arguments, size_t n)
{
  struct request r = { .name = NULL };

  sort_arguments (&r, arguments, n);
  f->command = find_command (r.name);
  if (r.wants_version) {
    registry_front_print (f, PLATING_STREAM_ERR, "tfplugindocs Version %s",
                          PACKAGE_VERSION);
    registry_front_end (f, 0);
  } else if (!f->command || (r.wants_help && !r.name)) {
    print_general_help (f);
    registry_front_end (f, f->command ? 0 : REGISTRY_FRONT_UNKNOWN_COMMAND);
  } else if (r.wants_help) {
    registry_flags_help (f, f->command);
    registry_front_end (f, 0);
  } else if (r.n_top_flags) {
    registry_front_print (f, PLATING_STREAM_ERR, "Invalid flags before the "
                          "subcommand. If these flags are for\nthe "
                          "subcommand, please put them after the "
                          "subcommand.\n");
    registry_flags_help (f, f->command);
    registry_front_end (f, 1);
  } else {
    run_command (f, r.rest, r.n_rest);
  }
}

/* -- start ------------------------------------------------------------ */

/* The directory that the user is in, by the name that the shell gave it. */
static const char *
find_working_dir (struct registry_front *f, struct plating_text given)
{
  const char *pwd = getenv ("PWD");
  struct stat a, b;

  if (pwd && pwd[0] == '/' && stat (pwd, &a) == 0 && stat (".", &b) == 0
      && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
    return pl_arena_strndup (&f->arena, pwd, strlen (pwd));
  return pl_arena_strndup (&f->arena, given.ptr, given.len);
}

static bool
can_color (void)
{
  const char *no_color = getenv ("NO_COLOR"), *term = getenv ("TERM");

  return isatty (STDOUT_FILENO) && !(no_color && *no_color)
         && !(term && !strcmp (term, "dumb"));
}

static struct registry_front *
make_front (void *instance, const struct plating_command_request *req,
            int32_t *exit_status, uint64_t op, const char ***arguments)
{
  const struct registry_renderer *r = instance;
  struct registry_front *f = calloc (1, sizeof *f);
  const char **list;
  uint32_t i;

  if (!f)
    return NULL;
  f->host = r->host;
  f->op = op;
  f->exit_status = exit_status;
  pl_arena_init (&f->arena, 0);
  pl_buffer_init (&f->line);
  f->has_color = can_color ();
  f->working_dir = find_working_dir (f, req->working_dir);
  list = pl_arena_array (&f->arena, req->n_arguments + 1, sizeof *list);
  for (i = 0; list && i < req->n_arguments; i++) {
    list[i] = pl_arena_strndup (&f->arena, req->arguments[i].ptr,
                                req->arguments[i].len);
    if (!list[i])
      list = NULL;
  }
  if (f->working_dir && list) {
    *arguments = list;
    return f;
  }
  pl_arena_release (&f->arena);
  free (f);
  return NULL;
}

static int
run_tfplugindocs (void *instance, const struct plating_command_request *req,
                  int32_t *exit_status, uint64_t op)
{
  const char **arguments;
  struct registry_front *f = make_front (instance, req, exit_status, op,
                                         &arguments);

  if (!f)
    return PLATING_E_NOMEM;
  dispatch (f, arguments, req->n_arguments);
  return 0;
}

static int
run_migrate (void *instance, const struct plating_command_request *req,
             int32_t *exit_status, uint64_t op)
{
  const char **arguments;
  struct registry_front *f = make_front (instance, req, exit_status, op,
                                         &arguments);

  if (!f)
    return PLATING_E_NOMEM;
  f->command = &native_migrate;
  f->has_color = false;
  run_command (f, arguments, req->n_arguments);
  return 0;
}

bool
registry_front_is_native (const struct registry_front *f)
{
  return f->command == &native_migrate;
}

static const struct plating_command table[] = {
  {
    .name = "migrate",
    .summary = "turn rendered pages into templates and examples",
    .usage =
      "Usage: plating migrate [OPTION...]\n"
      "\n"
      "Turns the pages in website/docs, or else in docs, into templates and\n"
      "their code blocks into examples. website is removed afterwards if the\n"
      "pages were there.\n"
      "\n"
      "Options:\n"
      "  --provider-dir DIR      the provider's directory (default: the\n"
      "                          current one)\n"
      "  --provider-name NAME    the provider's name (default: that of its\n"
      "                          directory)\n"
      "  --templates-dir DIR     where templates go, below the provider's\n"
      "                          directory (default: templates)\n"
      "  --examples-dir DIR      where examples go (default: examples)\n",
    .run = run_migrate
  },
  {
    .name = "tfplugindocs",
    .summary = "take the command line of tfplugindocs",
    .usage =
      "Usage: plating tfplugindocs [generate | validate | migrate] "
      "[OPTION...]\n"
      "\n"
      "Does what tfplugindocs does with the same arguments. A link to plating\n"
      "that is named tfplugindocs does the same.\n"
      "\n"
      "'plating tfplugindocs COMMAND --help' lists the options of a "
      "command.\n",
    .program_name = "tfplugindocs",
    .run = run_tfplugindocs
  }
};

const struct plating_commands registry_commands = {
  .struct_size = sizeof registry_commands,
  .command_size = sizeof table[0],
  .n_commands = sizeof table / sizeof table[0],
  .commands = table
};
