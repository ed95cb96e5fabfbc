/* SPDX-License-Identifier: Apache-2.0 */
/* A renderer that waits without a thread: for a timer, as one does between
 * requests to a service, and for a child process that looks at the page.
 *
 * Handles are the plugin's own, on the loop of the session; each operation
 * closes its handles before it is done. */

#include <stdlib.h>
#include <string.h>

#include <uv.h>

#include <plating/plugin.h>

#define PAUSE_MS 5

struct wait {
  const struct plating_host *host;
  const struct plating_render_request *req;
  uint64_t op;
  int status;
  uv_timer_t timer;
  uv_process_t child;
};

static int
create (const struct plating_host *host, const struct plating_value *settings,
        void **instance)
{
  (void) settings;
  if (!host->extension (host, PLATING_EXT_UV_LOOP))
    return PLATING_E_UNSUPPORTED;
  *instance = (void *) (uintptr_t) host;
  return 0;
}

static void
destroy (void *instance)
{
  (void) instance;
}

/* The last handle is closed: hands the page on. */
static void
on_child_closed (uv_handle_t *child)
{
  struct wait *w = child->data;
  struct plating_document page = *w->req->in;
  struct plating_failure failure = {
    .struct_size = sizeof failure,
    .code = PLATING_E_TEMPLATE,
    .message = PLATING_TEXT ("the child process does not like the page"),
  };

  if (w->status == 0)
    w->status = w->host->emit_document (w->host, w->op, &page);
  else
    w->host->fail (w->host, w->op, &failure);
  w->host->op_done (w->host, w->op, w->status);
  free (w);
}

static void
on_exit_of_child (uv_process_t *child, int64_t status, int number)
{
  struct wait *w = child->data;

  if (status || number)
    w->status = PLATING_E_TEMPLATE;
  uv_close ((uv_handle_t *) child, on_child_closed);
}

static void
on_timer_closed (uv_handle_t *timer)
{
  struct wait *w = timer->data;
  char *arguments[] = { (char[]) { "true" }, NULL };
  uv_process_options_t options = {
    .file = "true", .args = arguments, .exit_cb = on_exit_of_child,
  };

  /* Nobody waits for the page any more.  What waits for long has a cancel
   * function as well, which is called when that happens. */
  if (w->host->op_is_cancelled (w->host, w->op)) {
    w->host->op_done (w->host, w->op, PLATING_E_CANCELLED);
    free (w);
    return;
  }
  w->child.data = w;
  if (uv_spawn (timer->loop, &w->child, &options) == 0)
    return;
  w->status = PLATING_E_IO;
  uv_close ((uv_handle_t *) &w->child, on_child_closed);
}

static void
on_pause_over (uv_timer_t *timer)
{
  uv_close ((uv_handle_t *) timer, on_timer_closed);
}

/* Called on the loop, since the plugin is not BLOCKING. */
static int
render (void *instance, const struct plating_render_request *req, uint64_t op)
{
  const struct plating_host *host = instance;
  const struct plating_uv_loop *uv
    = host->extension (host, PLATING_EXT_UV_LOOP);
  struct wait *w = calloc (1, sizeof *w);

  if (!w)
    return PLATING_E_NOMEM;
  w->host = host;
  w->req = req;
  w->op = op;
  uv_timer_init (uv->get (host), &w->timer);
  w->timer.data = w;
  uv_timer_start (&w->timer, on_pause_over, PAUSE_MS, 0);
  return 0;
}

static const char *const types[] = { PLATING_MEDIA_MARKDOWN, NULL };
static const struct plating_renderer_ops ops = {
  .struct_size = sizeof ops,
  .accepts = types,
  .produces = types,
  .render = render,
};

static const struct plating_plugin async_renderer = {
  .struct_size = sizeof async_renderer,
  .abi = PLATING_ABI,
  .kind = PLATING_PLUGIN_RENDERER,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = 0,
  .name = "async",
  .version = "1.0",
  .summary = "waits for a timer and a child process",
  .license = "Apache-2.0",
  .create = create,
  .destroy = destroy,
  .ops = &ops,
};

PLATING_PLUGIN_DEFINE (async_renderer)
