/* SPDX-License-Identifier: Apache-2.0 */
/* Places and sizes of all that the public structs hold, as they were when
 * they were added: a line here is never edited, only new ones are added.
 *
 * FIELD (struct, member, offset, size, offset, size): the first pair for
 * machines of 64 bits, the second for those of 32 bits that align int64_t to
 * 8 bytes.  The others, such as x86, are only compared with themselves by
 * snapshots.sh.  SIZE holds for the ABI of today and grows with it. */

#include <stddef.h>
#include <stdint.h>

#include <plating/async.h>
#include <plating/discovery.h>
#include <plating/document.h>
#include <plating/extensions.h>
#include <plating/host.h>
#include <plating/observe.h>
#include <plating/op.h>
#include <plating/plugin.h>
#include <plating/renderer.h>
#include <plating/run.h>
#include <plating/schema.h>
#include <plating/types.h>
#include <plating/validator.h>
#include <plating/value.h>

/* Which of A and B counts; IS where neither does. */
#define EXPECTED(is, a, b)                                          \
  (sizeof (void *) == 8 ? (a) : _Alignof (int64_t) == 8 ? (b) : (is))

#define SIZE(type, a, b)                                            \
  _Static_assert (sizeof (struct type)                              \
                  == EXPECTED (sizeof (struct type), a, b),         \
                  "size of " #type)

#define MEMBER_SIZE(type, member) sizeof (((struct type *) 0)->member)

#define FIELD(type, member, at_a, size_a, at_b, size_b)             \
  _Static_assert (offsetof (struct type, member)                    \
                  == EXPECTED (offsetof (struct type, member),      \
                               at_a, at_b),                         \
                  "offset of " #type "." #member);                  \
  _Static_assert (MEMBER_SIZE (type, member)                        \
                  == EXPECTED (MEMBER_SIZE (type, member),          \
                               size_a, size_b),                     \
                  "size of " #type "." #member)

/* plating_batch_options */
SIZE (plating_batch_options, 40, 24);
FIELD (plating_batch_options, struct_size, 0, 4, 0, 4);
FIELD (plating_batch_options, mode, 4, 4, 4, 4);
FIELD (plating_batch_options, limit, 8, 8, 8, 4);
FIELD (plating_batch_options, source, 16, 8, 12, 4);
FIELD (plating_batch_options, on_item, 24, 8, 16, 4);
FIELD (plating_batch_options, data, 32, 8, 20, 4);

/* plating_retry_options */
SIZE (plating_retry_options, 72, 64);
FIELD (plating_retry_options, struct_size, 0, 4, 0, 4);
FIELD (plating_retry_options, attempts, 4, 4, 4, 4);
FIELD (plating_retry_options, base_ms, 8, 8, 8, 8);
FIELD (plating_retry_options, max_ms, 16, 8, 16, 8);
FIELD (plating_retry_options, factor, 24, 8, 24, 8);
FIELD (plating_retry_options, jitter, 32, 8, 32, 8);
FIELD (plating_retry_options, seed, 40, 8, 40, 8);
FIELD (plating_retry_options, start, 48, 8, 48, 4);
FIELD (plating_retry_options, again, 56, 8, 52, 4);
FIELD (plating_retry_options, data, 64, 8, 56, 4);

/* plating_retry_attempt */
SIZE (plating_retry_attempt, 32, 32);
FIELD (plating_retry_attempt, struct_size, 0, 4, 0, 4);
FIELD (plating_retry_attempt, state, 4, 4, 4, 4);
FIELD (plating_retry_attempt, duration_ns, 8, 8, 8, 8);
FIELD (plating_retry_attempt, delay_ms, 16, 8, 16, 8);
FIELD (plating_retry_attempt, error, 24, 8, 24, 4);

/* plating_discover_request */
SIZE (plating_discover_request, 32, 20);
FIELD (plating_discover_request, struct_size, 0, 4, 0, 4);
FIELD (plating_discover_request, reserved, 4, 4, 4, 4);
FIELD (plating_discover_request, provider_dir, 8, 16, 8, 8);
FIELD (plating_discover_request, provider, 24, 8, 16, 4);

/* plating_discovery_ops */
SIZE (plating_discovery_ops, 48, 28);
FIELD (plating_discovery_ops, struct_size, 0, 4, 0, 4);
FIELD (plating_discovery_ops, reserved, 4, 4, 4, 4);
FIELD (plating_discovery_ops, probe, 8, 8, 8, 4);
FIELD (plating_discovery_ops, discover, 16, 8, 12, 4);
FIELD (plating_discovery_ops, load_schema, 24, 8, 16, 4);
FIELD (plating_discovery_ops, cancel, 32, 8, 20, 4);
FIELD (plating_discovery_ops, renderer, 40, 8, 24, 4);

/* plating_folder */
SIZE (plating_folder, 56, 32);
FIELD (plating_folder, struct_size, 0, 4, 0, 4);
FIELD (plating_folder, reserved, 4, 4, 4, 4);
FIELD (plating_folder, root, 8, 16, 8, 8);
FIELD (plating_folder, path, 24, 16, 16, 8);
FIELD (plating_folder, name, 40, 16, 24, 8);

/* plating_component */
SIZE (plating_component, 64, 44);
FIELD (plating_component, kind, 0, 16, 0, 8);
FIELD (plating_component, name, 16, 16, 8, 8);
FIELD (plating_component, source, 32, 16, 16, 16);
FIELD (plating_component, flags, 48, 4, 32, 4);
FIELD (plating_component, reserved, 52, 4, 36, 4);
FIELD (plating_component, folder, 56, 8, 40, 4);

/* plating_provider */
SIZE (plating_provider, 104, 60);
FIELD (plating_provider, struct_size, 0, 4, 0, 4);
FIELD (plating_provider, flags, 4, 4, 4, 4);
FIELD (plating_provider, name, 8, 16, 8, 8);
FIELD (plating_provider, short_name, 24, 16, 16, 8);
FIELD (plating_provider, rendered_name, 40, 16, 24, 8);
FIELD (plating_provider, address, 56, 16, 32, 8);
FIELD (plating_provider, version, 72, 16, 40, 8);
FIELD (plating_provider, extras, 88, 8, 48, 4);
FIELD (plating_provider, n_extras, 96, 4, 52, 4);
FIELD (plating_provider, extra_size, 100, 4, 56, 4);

/* plating_document */
SIZE (plating_document, 64, 40);
FIELD (plating_document, struct_size, 0, 4, 0, 4);
FIELD (plating_document, to, 4, 4, 4, 4);
FIELD (plating_document, flags, 8, 4, 8, 4);
FIELD (plating_document, mode, 12, 4, 12, 4);
FIELD (plating_document, path, 16, 16, 16, 8);
FIELD (plating_document, media_type, 32, 16, 24, 8);
FIELD (plating_document, bytes, 48, 16, 32, 8);

/* plating_plan_entry */
SIZE (plating_plan_entry, 48, 32);
FIELD (plating_plan_entry, path, 0, 16, 0, 8);
FIELD (plating_plan_entry, component, 16, 4, 8, 4);
FIELD (plating_plan_entry, flags, 20, 4, 12, 4);
FIELD (plating_plan_entry, data, 24, 8, 16, 8);
FIELD (plating_plan_entry, sources, 32, 8, 24, 4);
FIELD (plating_plan_entry, n_sources, 40, 8, 28, 4);

/* plating_finding */
SIZE (plating_finding, 80, 48);
FIELD (plating_finding, struct_size, 0, 4, 0, 4);
FIELD (plating_finding, severity, 4, 4, 4, 4);
FIELD (plating_finding, rule, 8, 16, 8, 8);
FIELD (plating_finding, message, 24, 16, 16, 8);
FIELD (plating_finding, component, 40, 16, 24, 8);
FIELD (plating_finding, file, 56, 16, 32, 8);
FIELD (plating_finding, line, 72, 4, 40, 4);
FIELD (plating_finding, column, 76, 4, 44, 4);

/* plating_failure */
SIZE (plating_failure, 80, 48);
FIELD (plating_failure, struct_size, 0, 4, 0, 4);
FIELD (plating_failure, code, 4, 4, 4, 4);
FIELD (plating_failure, message, 8, 16, 8, 8);
FIELD (plating_failure, component, 24, 16, 16, 8);
FIELD (plating_failure, file, 40, 16, 24, 8);
FIELD (plating_failure, line, 56, 4, 32, 4);
FIELD (plating_failure, column, 60, 4, 36, 4);
FIELD (plating_failure, hint, 64, 16, 40, 8);

/* plating_template_function */
SIZE (plating_template_function, 24, 16);
FIELD (plating_template_function, name, 0, 8, 0, 4);
FIELD (plating_template_function, least, 8, 4, 4, 4);
FIELD (plating_template_function, most, 12, 4, 8, 4);
FIELD (plating_template_function, call, 16, 8, 12, 4);

/* plating_template_functions */
SIZE (plating_template_functions, 24, 20);
FIELD (plating_template_functions, struct_size, 0, 4, 0, 4);
FIELD (plating_template_functions, function_size, 4, 4, 4, 4);
FIELD (plating_template_functions, n_functions, 8, 4, 8, 4);
FIELD (plating_template_functions, reserved, 12, 4, 12, 4);
FIELD (plating_template_functions, functions, 16, 8, 16, 4);

/* plating_command_request */
SIZE (plating_command_request, 48, 28);
FIELD (plating_command_request, struct_size, 0, 4, 0, 4);
FIELD (plating_command_request, n_arguments, 4, 4, 4, 4);
FIELD (plating_command_request, arguments, 8, 8, 8, 4);
FIELD (plating_command_request, working_dir, 16, 16, 12, 8);
FIELD (plating_command_request, program_name, 32, 16, 20, 8);

/* plating_command */
SIZE (plating_command, 40, 20);
FIELD (plating_command, name, 0, 8, 0, 4);
FIELD (plating_command, summary, 8, 8, 4, 4);
FIELD (plating_command, usage, 16, 8, 8, 4);
FIELD (plating_command, program_name, 24, 8, 12, 4);
FIELD (plating_command, run, 32, 8, 16, 4);

/* plating_commands */
SIZE (plating_commands, 24, 20);
FIELD (plating_commands, struct_size, 0, 4, 0, 4);
FIELD (plating_commands, command_size, 4, 4, 4, 4);
FIELD (plating_commands, n_commands, 8, 4, 8, 4);
FIELD (plating_commands, reserved, 12, 4, 12, 4);
FIELD (plating_commands, commands, 16, 8, 16, 4);

/* plating_uv_loop */
SIZE (plating_uv_loop, 16, 12);
FIELD (plating_uv_loop, struct_size, 0, 4, 0, 4);
FIELD (plating_uv_loop, reserved, 4, 4, 4, 4);
FIELD (plating_uv_loop, get, 8, 8, 8, 4);

/* plating_tree_entry */
SIZE (plating_tree_entry, 32, 24);
FIELD (plating_tree_entry, path, 0, 16, 0, 8);
FIELD (plating_tree_entry, type, 16, 4, 8, 4);
FIELD (plating_tree_entry, mode, 20, 4, 12, 4);
FIELD (plating_tree_entry, target_type, 24, 4, 16, 4);
FIELD (plating_tree_entry, reserved, 28, 4, 20, 4);

/* plating_tree */
SIZE (plating_tree, 24, 16);
FIELD (plating_tree, struct_size, 0, 4, 0, 4);
FIELD (plating_tree, entry_size, 4, 4, 4, 4);
FIELD (plating_tree, n_entries, 8, 8, 8, 4);
FIELD (plating_tree, entries, 16, 8, 12, 4);

/* plating_site_entry */
SIZE (plating_site_entry, 40, 24);
FIELD (plating_site_entry, path, 0, 16, 0, 8);
FIELD (plating_site_entry, media_type, 16, 16, 8, 8);
FIELD (plating_site_entry, component, 32, 4, 16, 4);
FIELD (plating_site_entry, reserved, 36, 4, 20, 4);

/* plating_template_function_ref */
SIZE (plating_template_function_ref, 32, 24);
FIELD (plating_template_function_ref, name, 0, 16, 0, 8);
FIELD (plating_template_function_ref, id, 16, 4, 8, 4);
FIELD (plating_template_function_ref, least, 20, 4, 12, 4);
FIELD (plating_template_function_ref, most, 24, 4, 16, 4);
FIELD (plating_template_function_ref, reserved, 28, 4, 20, 4);

/* plating_operation */
SIZE (plating_operation, 32, 20);
FIELD (plating_operation, struct_size, 0, 4, 0, 4);
FIELD (plating_operation, reserved, 4, 4, 4, 4);
FIELD (plating_operation, verb, 8, 8, 8, 4);
FIELD (plating_operation, options, 16, 8, 12, 4);
FIELD (plating_operation, on_document, 24, 8, 16, 4);

/* plating_operation_file */
SIZE (plating_operation_file, 24, 16);
FIELD (plating_operation_file, path, 0, 16, 0, 8);
FIELD (plating_operation_file, status, 16, 4, 8, 4);
FIELD (plating_operation_file, reserved, 20, 4, 12, 4);

/* plating_operation_component */
SIZE (plating_operation_component, 40, 24);
FIELD (plating_operation_component, kind, 0, 16, 0, 8);
FIELD (plating_operation_component, name, 16, 16, 8, 8);
FIELD (plating_operation_component, flags, 32, 4, 16, 4);
FIELD (plating_operation_component, reserved, 36, 4, 20, 4);

/* plating_operation_outcome */
SIZE (plating_operation_outcome, 120, 64);
FIELD (plating_operation_outcome, struct_size, 0, 4, 0, 4);
FIELD (plating_operation_outcome, status, 4, 4, 4, 4);
FIELD (plating_operation_outcome, message, 8, 16, 8, 8);
FIELD (plating_operation_outcome, findings, 24, 8, 16, 4);
FIELD (plating_operation_outcome, n_findings, 32, 8, 20, 4);
FIELD (plating_operation_outcome, files, 40, 8, 24, 4);
FIELD (plating_operation_outcome, n_files, 48, 8, 28, 4);
FIELD (plating_operation_outcome, components, 56, 8, 32, 4);
FIELD (plating_operation_outcome, n_components, 64, 8, 36, 4);
FIELD (plating_operation_outcome, reason, 72, 16, 40, 8);
FIELD (plating_operation_outcome, plugin, 88, 16, 48, 8);
FIELD (plating_operation_outcome, hint, 104, 16, 56, 8);

/* plating_host */
SIZE (plating_host, 248, 128);
FIELD (plating_host, struct_size, 0, 4, 0, 4);
FIELD (plating_host, abi, 4, 4, 4, 4);
FIELD (plating_host, context, 8, 8, 8, 4);
FIELD (plating_host, values, 16, 8, 12, 4);
FIELD (plating_host, log, 24, 8, 16, 4);
FIELD (plating_host, fail, 32, 8, 20, 4);
FIELD (plating_host, report, 40, 8, 24, 4);
FIELD (plating_host, print, 48, 8, 28, 4);
FIELD (plating_host, op_done, 56, 8, 32, 4);
FIELD (plating_host, op_is_cancelled, 64, 8, 36, 4);
FIELD (plating_host, op_progress, 72, 8, 40, 4);
FIELD (plating_host, arena_alloc, 80, 8, 44, 4);
FIELD (plating_host, emit_components, 88, 8, 48, 4);
FIELD (plating_host, emit_provider, 96, 8, 52, 4);
FIELD (plating_host, add_root, 104, 8, 56, 4);
FIELD (plating_host, emit_schema, 112, 8, 60, 4);
FIELD (plating_host, emit_plan, 120, 8, 64, 4);
FIELD (plating_host, emit_document, 128, 8, 68, 4);
FIELD (plating_host, tree, 136, 8, 72, 4);
FIELD (plating_host, read, 144, 8, 76, 4);
FIELD (plating_host, root_path, 152, 8, 80, 4);
FIELD (plating_host, component_schema, 160, 8, 84, 4);
FIELD (plating_host, site_list, 168, 8, 88, 4);
FIELD (plating_host, site_read, 176, 8, 92, 4);
FIELD (plating_host, run_on_worker, 184, 8, 96, 4);
FIELD (plating_host, run_on_loop, 192, 8, 100, 4);
FIELD (plating_host, template_functions, 200, 8, 104, 4);
FIELD (plating_host, call_template_function, 208, 8, 108, 4);
FIELD (plating_host, extension, 216, 8, 112, 4);
FIELD (plating_host, run_operation, 224, 8, 116, 4);
FIELD (plating_host, write, 232, 8, 120, 4);
FIELD (plating_host, list, 240, 8, 124, 4);

/* plating_event */
SIZE (plating_event, 120, 104);
FIELD (plating_event, struct_size, 0, 4, 0, 4);
FIELD (plating_event, type, 4, 4, 4, 4);
FIELD (plating_event, time_ns, 8, 8, 8, 8);
FIELD (plating_event, dropped, 16, 8, 16, 8);
FIELD (plating_event, stage, 24, 8, 24, 4);
FIELD (plating_event, plugin, 32, 8, 28, 4);
FIELD (plating_event, component, 40, 8, 32, 4);
FIELD (plating_event, path, 48, 8, 36, 4);
FIELD (plating_event, message, 56, 8, 40, 4);
FIELD (plating_event, severity, 64, 4, 44, 4);
FIELD (plating_event, line, 68, 4, 48, 4);
FIELD (plating_event, code, 72, 4, 52, 4);
FIELD (plating_event, attempt, 76, 4, 56, 4);
FIELD (plating_event, duration_ns, 80, 8, 64, 8);
FIELD (plating_event, delay_ms, 88, 8, 72, 8);
FIELD (plating_event, size, 96, 8, 80, 8);
FIELD (plating_event, done, 104, 8, 88, 8);
FIELD (plating_event, total, 112, 8, 96, 8);

/* plating_subscription_options */
SIZE (plating_subscription_options, 32, 24);
FIELD (plating_subscription_options, struct_size, 0, 4, 0, 4);
FIELD (plating_subscription_options, types, 4, 4, 4, 4);
FIELD (plating_subscription_options, policy, 8, 4, 8, 4);
FIELD (plating_subscription_options, capacity, 12, 4, 12, 4);
FIELD (plating_subscription_options, on_event, 16, 8, 16, 4);
FIELD (plating_subscription_options, data, 24, 8, 20, 4);

/* plating_setting */
SIZE (plating_setting, 56, 40);
FIELD (plating_setting, name, 0, 8, 0, 4);
FIELD (plating_setting, type, 8, 4, 4, 4);
FIELD (plating_setting, flags, 12, 4, 8, 4);
FIELD (plating_setting, default_value, 16, 8, 12, 4);
FIELD (plating_setting, help, 24, 8, 16, 4);
FIELD (plating_setting, choices, 32, 8, 20, 4);
FIELD (plating_setting, min, 40, 8, 24, 8);
FIELD (plating_setting, max, 48, 8, 32, 8);

/* plating_plugin */
SIZE (plating_plugin, 128, 80);
FIELD (plating_plugin, struct_size, 0, 4, 0, 4);
FIELD (plating_plugin, abi, 4, 4, 4, 4);
FIELD (plating_plugin, abi_min_minor, 8, 4, 8, 4);
FIELD (plating_plugin, kind, 12, 4, 12, 4);
FIELD (plating_plugin, thread_model, 16, 4, 16, 4);
FIELD (plating_plugin, flags, 20, 4, 20, 4);
FIELD (plating_plugin, n_settings, 24, 4, 24, 4);
FIELD (plating_plugin, setting_size, 28, 4, 28, 4);
FIELD (plating_plugin, settings, 32, 8, 32, 4);
FIELD (plating_plugin, name, 40, 8, 36, 4);
FIELD (plating_plugin, version, 48, 8, 40, 4);
FIELD (plating_plugin, summary, 56, 8, 44, 4);
FIELD (plating_plugin, license, 64, 8, 48, 4);
FIELD (plating_plugin, url, 72, 8, 52, 4);
FIELD (plating_plugin, bare_setting, 80, 8, 56, 4);
FIELD (plating_plugin, create, 88, 8, 60, 4);
FIELD (plating_plugin, ready, 96, 8, 64, 4);
FIELD (plating_plugin, destroy, 104, 8, 68, 4);
FIELD (plating_plugin, ops, 112, 8, 72, 4);
FIELD (plating_plugin, extension, 120, 8, 76, 4);

/* plating_catalog_request */
SIZE (plating_catalog_request, 40, 28);
FIELD (plating_catalog_request, struct_size, 0, 4, 0, 4);
FIELD (plating_catalog_request, component_size, 4, 4, 4, 4);
FIELD (plating_catalog_request, provider, 8, 8, 8, 4);
FIELD (plating_catalog_request, components, 16, 8, 12, 4);
FIELD (plating_catalog_request, n_components, 24, 4, 16, 4);
FIELD (plating_catalog_request, flags, 28, 4, 20, 4);
FIELD (plating_catalog_request, selected, 32, 8, 24, 4);

/* plating_render_request */
SIZE (plating_render_request, 72, 56);
FIELD (plating_render_request, struct_size, 0, 4, 0, 4);
FIELD (plating_render_request, reserved, 4, 4, 4, 4);
FIELD (plating_render_request, provider, 8, 8, 8, 4);
FIELD (plating_render_request, component, 16, 8, 12, 4);
FIELD (plating_render_request, schema, 24, 8, 16, 4);
FIELD (plating_render_request, component_index, 32, 4, 20, 4);
FIELD (plating_render_request, reserved2, 36, 4, 24, 4);
FIELD (plating_render_request, path, 40, 16, 28, 8);
FIELD (plating_render_request, data, 56, 8, 40, 8);
FIELD (plating_render_request, in, 64, 8, 48, 4);

/* plating_renderer_ops */
SIZE (plating_renderer_ops, 80, 44);
FIELD (plating_renderer_ops, struct_size, 0, 4, 0, 4);
FIELD (plating_renderer_ops, reserved, 4, 4, 4, 4);
FIELD (plating_renderer_ops, accepts, 8, 8, 8, 4);
FIELD (plating_renderer_ops, produces, 16, 8, 12, 4);
FIELD (plating_renderer_ops, manages, 24, 8, 16, 4);
FIELD (plating_renderer_ops, project_files, 32, 8, 20, 4);
FIELD (plating_renderer_ops, plan, 40, 8, 24, 4);
FIELD (plating_renderer_ops, render, 48, 8, 28, 4);
FIELD (plating_renderer_ops, adorn, 56, 8, 32, 4);
FIELD (plating_renderer_ops, finish, 64, 8, 36, 4);
FIELD (plating_renderer_ops, cancel, 72, 8, 40, 4);

/* plating_result_file */
SIZE (plating_result_file, 32, 24);
FIELD (plating_result_file, struct_size, 0, 4, 0, 4);
FIELD (plating_result_file, status, 4, 4, 4, 4);
FIELD (plating_result_file, path, 8, 8, 8, 4);
FIELD (plating_result_file, diff, 16, 8, 12, 4);
FIELD (plating_result_file, size, 24, 8, 16, 8);

/* plating_result_finding */
SIZE (plating_result_finding, 64, 40);
FIELD (plating_result_finding, struct_size, 0, 4, 0, 4);
FIELD (plating_result_finding, severity, 4, 4, 4, 4);
FIELD (plating_result_finding, plugin, 8, 8, 8, 4);
FIELD (plating_result_finding, rule, 16, 8, 12, 4);
FIELD (plating_result_finding, message, 24, 8, 16, 4);
FIELD (plating_result_finding, component, 32, 8, 20, 4);
FIELD (plating_result_finding, file, 40, 8, 24, 4);
FIELD (plating_result_finding, line, 48, 4, 28, 4);
FIELD (plating_result_finding, column, 52, 4, 32, 4);
FIELD (plating_result_finding, error, 56, 8, 36, 4);

/* plating_result_component */
SIZE (plating_result_component, 24, 16);
FIELD (plating_result_component, struct_size, 0, 4, 0, 4);
FIELD (plating_result_component, flags, 4, 4, 4, 4);
FIELD (plating_result_component, kind, 8, 8, 8, 4);
FIELD (plating_result_component, name, 16, 8, 12, 4);

/* plating_result_counts */
SIZE (plating_result_counts, 120, 120);
FIELD (plating_result_counts, struct_size, 0, 4, 0, 4);
FIELD (plating_result_counts, reserved, 4, 4, 4, 4);
FIELD (plating_result_counts, components, 8, 8, 8, 8);
FIELD (plating_result_counts, planned, 16, 8, 16, 8);
FIELD (plating_result_counts, written, 24, 8, 24, 8);
FIELD (plating_result_counts, unchanged, 32, 8, 32, 8);
FIELD (plating_result_counts, removed, 40, 8, 40, 8);
FIELD (plating_result_counts, differs, 48, 8, 48, 8);
FIELD (plating_result_counts, missing, 56, 8, 56, 8);
FIELD (plating_result_counts, unwanted, 64, 8, 64, 8);
FIELD (plating_result_counts, kept, 72, 8, 72, 8);
FIELD (plating_result_counts, failed, 80, 8, 80, 8);
FIELD (plating_result_counts, errors, 88, 8, 88, 8);
FIELD (plating_result_counts, warnings, 96, 8, 96, 8);
FIELD (plating_result_counts, bytes_written, 104, 8, 104, 8);
FIELD (plating_result_counts, duration_ns, 112, 8, 112, 8);

/* plating_adorn_result */
SIZE (plating_adorn_result, 48, 48);
FIELD (plating_adorn_result, struct_size, 0, 4, 0, 4);
FIELD (plating_adorn_result, flags, 4, 4, 4, 4);
FIELD (plating_adorn_result, components_processed, 8, 8, 8, 8);
FIELD (plating_adorn_result, templates_generated, 16, 8, 16, 8);
FIELD (plating_adorn_result, examples_created, 24, 8, 24, 8);
FIELD (plating_adorn_result, n_errors, 32, 8, 32, 8);
FIELD (plating_adorn_result, duration_seconds, 40, 8, 40, 8);

/* plating_plate_result */
SIZE (plating_plate_result, 48, 48);
FIELD (plating_plate_result, struct_size, 0, 4, 0, 4);
FIELD (plating_plate_result, flags, 4, 4, 4, 4);
FIELD (plating_plate_result, components_processed, 8, 8, 8, 8);
FIELD (plating_plate_result, files_generated, 16, 8, 16, 8);
FIELD (plating_plate_result, files_written, 24, 8, 24, 8);
FIELD (plating_plate_result, n_errors, 32, 8, 32, 8);
FIELD (plating_plate_result, duration_seconds, 40, 8, 40, 8);

/* plating_validate_result */
SIZE (plating_validate_result, 80, 80);
FIELD (plating_validate_result, struct_size, 0, 4, 0, 4);
FIELD (plating_validate_result, flags, 4, 4, 4, 4);
FIELD (plating_validate_result, total, 8, 8, 8, 8);
FIELD (plating_validate_result, passed, 16, 8, 16, 8);
FIELD (plating_validate_result, failed, 24, 8, 24, 8);
FIELD (plating_validate_result, skipped, 32, 8, 32, 8);
FIELD (plating_validate_result, n_errors, 40, 8, 40, 8);
FIELD (plating_validate_result, n_warnings, 48, 8, 48, 8);
FIELD (plating_validate_result, duration_seconds, 56, 8, 56, 8);
FIELD (plating_validate_result, terraform_version, 64, 8, 64, 4);
FIELD (plating_validate_result, n_lint_errors, 72, 8, 72, 8);

/* plating_result_failure */
SIZE (plating_result_failure, 24, 16);
FIELD (plating_result_failure, struct_size, 0, 4, 0, 4);
FIELD (plating_result_failure, n_errors, 4, 4, 4, 4);
FIELD (plating_result_failure, path, 8, 8, 8, 4);
FIELD (plating_result_failure, text, 16, 8, 12, 4);

/* plating_schema_node */
SIZE (plating_schema_node, 64, 48);
FIELD (plating_schema_node, kind, 0, 2, 0, 2);
FIELD (plating_schema_node, type, 2, 2, 2, 2);
FIELD (plating_schema_node, mode, 4, 2, 4, 2);
FIELD (plating_schema_node, reserved, 6, 2, 6, 2);
FIELD (plating_schema_node, flags, 8, 4, 8, 4);
FIELD (plating_schema_node, end, 12, 4, 12, 4);
FIELD (plating_schema_node, name, 16, 16, 16, 8);
FIELD (plating_schema_node, text, 32, 16, 24, 8);
FIELD (plating_schema_node, min_items, 48, 8, 32, 8);
FIELD (plating_schema_node, max_items, 56, 8, 40, 8);

/* plating_schema_extra */
SIZE (plating_schema_extra, 40, 24);
FIELD (plating_schema_extra, node, 0, 4, 0, 4);
FIELD (plating_schema_extra, reserved, 4, 4, 4, 4);
FIELD (plating_schema_extra, key, 8, 16, 8, 8);
FIELD (plating_schema_extra, json, 24, 16, 16, 8);

/* plating_schema_view */
SIZE (plating_schema_view, 40, 32);
FIELD (plating_schema_view, struct_size, 0, 4, 0, 4);
FIELD (plating_schema_view, node_size, 4, 4, 4, 4);
FIELD (plating_schema_view, n_nodes, 8, 4, 8, 4);
FIELD (plating_schema_view, extra_size, 12, 4, 12, 4);
FIELD (plating_schema_view, nodes, 16, 8, 16, 4);
FIELD (plating_schema_view, extras, 24, 8, 20, 4);
FIELD (plating_schema_view, n_extras, 32, 4, 24, 4);
FIELD (plating_schema_view, reserved, 36, 4, 28, 4);

/* plating_text */
SIZE (plating_text, 16, 8);
FIELD (plating_text, ptr, 0, 8, 0, 4);
FIELD (plating_text, len, 8, 8, 4, 4);

/* plating_rule */
SIZE (plating_rule, 32, 20);
FIELD (plating_rule, id, 0, 8, 0, 4);
FIELD (plating_rule, severity, 8, 4, 4, 4);
FIELD (plating_rule, reserved, 12, 4, 8, 4);
FIELD (plating_rule, text, 16, 8, 12, 4);
FIELD (plating_rule, url, 24, 8, 16, 4);

/* plating_validate_request */
SIZE (plating_validate_request, 40, 24);
FIELD (plating_validate_request, struct_size, 0, 4, 0, 4);
FIELD (plating_validate_request, reserved, 4, 4, 4, 4);
FIELD (plating_validate_request, provider, 8, 8, 8, 4);
FIELD (plating_validate_request, document, 16, 8, 12, 4);
FIELD (plating_validate_request, component, 24, 8, 16, 4);
FIELD (plating_validate_request, schema, 32, 8, 20, 4);

/* plating_validator_ops */
SIZE (plating_validator_ops, 56, 36);
FIELD (plating_validator_ops, struct_size, 0, 4, 0, 4);
FIELD (plating_validator_ops, scopes, 4, 4, 4, 4);
FIELD (plating_validator_ops, rules, 8, 8, 8, 4);
FIELD (plating_validator_ops, n_rules, 16, 4, 12, 4);
FIELD (plating_validator_ops, rule_size, 20, 4, 16, 4);
FIELD (plating_validator_ops, accepts, 24, 8, 20, 4);
FIELD (plating_validator_ops, validate, 32, 8, 24, 4);
FIELD (plating_validator_ops, finish, 40, 8, 28, 4);
FIELD (plating_validator_ops, cancel, 48, 8, 32, 4);

/* plating_values */
SIZE (plating_values, 152, 80);
FIELD (plating_values, struct_size, 0, 4, 0, 4);
FIELD (plating_values, reserved, 4, 4, 4, 4);
FIELD (plating_values, ref, 8, 8, 8, 4);
FIELD (plating_values, unref, 16, 8, 12, 4);
FIELD (plating_values, type, 24, 8, 16, 4);
FIELD (plating_values, bool_get, 32, 8, 20, 4);
FIELD (plating_values, int_get, 40, 8, 24, 4);
FIELD (plating_values, number_get, 48, 8, 28, 4);
FIELD (plating_values, string_get, 56, 8, 32, 4);
FIELD (plating_values, size, 64, 8, 36, 4);
FIELD (plating_values, at, 72, 8, 40, 4);
FIELD (plating_values, key_at, 80, 8, 44, 4);
FIELD (plating_values, get, 88, 8, 48, 4);
FIELD (plating_values, new_null, 96, 8, 52, 4);
FIELD (plating_values, new_bool, 104, 8, 56, 4);
FIELD (plating_values, new_int, 112, 8, 60, 4);
FIELD (plating_values, new_number, 120, 8, 64, 4);
FIELD (plating_values, new_string, 128, 8, 68, 4);
FIELD (plating_values, new_list, 136, 8, 72, 4);
FIELD (plating_values, new_map, 144, 8, 76, 4);
