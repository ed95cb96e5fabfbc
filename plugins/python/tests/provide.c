/* SPDX-License-Identifier: Apache-2.0 */
/* The provider for tests as a function: the program that tests the plugin is
 * also the framework's command that this starts. */

#include <config.h>

#include "plugins/python/tests/provide.h"

#define main provide
#include "tests/fixtures/provider/fake-provider.c"
