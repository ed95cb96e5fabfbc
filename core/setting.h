/* SPDX-License-Identifier: Apache-2.0 */
/* One setting of a plugin: from the text that was given to a typed value.
 *
 * SETTING is an entry of the plugin's table, checked and copied; PLUGIN is
 * the plugin's name, for messages.  Errors: PLATING_E_CONFIG, which names
 * plugin and setting and says what is allowed; PLATING_E_NOMEM. */

#ifndef PL_SETTING_H
#define PL_SETTING_H

#include <plating/plugin.h>

struct plating_error;

/* Converts TEXT to the type of SETTING (of a list: one member).  A relative
 * path is put behind BASE_DIR (absolute); "-" stays, as it stands for no file.
 * *VALUE is new. [any] */
int pl_setting_convert (const char *plugin,
                        const struct plating_setting *setting,
                        const char *text, const char *base_dir,
                        const struct plating_value **value,
                        struct plating_error **err);

/* Refuses TEXT if SETTING names a place by it that is not below BASE_DIR: a
 * file of the project may name what is inside it alone. [any] */
int pl_setting_check_place (const char *plugin,
                            const struct plating_setting *setting,
                            const char *text, const char *base_dir,
                            struct plating_error **err);

#endif
