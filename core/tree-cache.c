/* SPDX-License-Identifier: Apache-2.0 */
/* Trees that are scanned once, whoever asks first. */

#include <config.h>

#include "tree-cache.h"

#include <pthread.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "tree.h"

struct node {
  struct pl_tree tree;         /* first: the caller's pointer is the node's */
  struct plating_text key;
  enum { ABSENT, IN_WORK, READY } state;
  struct node *next;
  char memory[];               /* of key */
};

struct pl_tree_cache {
  pthread_mutex_t lock;        /* guards all below, and the nodes' states */
  pthread_cond_t released;
  void *nodes;                 /* search tree by key */
  struct node *all;
};

static int
compare_nodes (const void *left, const void *right)
{
  const struct plating_text a = ((const struct node *) left)->key;
  const struct plating_text b = ((const struct node *) right)->key;

  if (a.len != b.len)
    return a.len < b.len ? -1 : 1;
  return a.len ? memcmp (a.ptr, b.ptr, a.len) : 0;
}

struct pl_tree_cache *
pl_tree_cache_new (void)
{
  struct pl_tree_cache *cache = calloc (1, sizeof *cache);

  if (cache) {
    pthread_mutex_init (&cache->lock, NULL);
    pthread_cond_init (&cache->released, NULL);
  }
  return cache;
}

static void
free_node (struct node *node)
{
  pl_tree_release (&node->tree);
  free (node);
}

static void
keep_node (void *node)
{
  (void) node;
}

void
pl_tree_cache_free (struct pl_tree_cache *cache)
{
  struct node *node;

  if (!cache)
    return;
  tdestroy (cache->nodes, keep_node);
  while ((node = cache->all)) {
    cache->all = node->next;
    free_node (node);
  }
  pthread_mutex_destroy (&cache->lock);
  pthread_cond_destroy (&cache->released);
  free (cache);
}

static struct node *
make_node (struct plating_text key)
{
  struct node *node = calloc (1, sizeof *node + key.len);

  if (!node)
    return NULL;
  pl_tree_init (&node->tree);
  if (key.len)
    memcpy (node->memory, key.ptr, key.len);
  node->key = (struct plating_text) { node->memory, key.len };
  return node;
}

/* Returns the node of KEY, which is made if there is none. */
static struct node *
get_node (struct pl_tree_cache *cache, struct plating_text key)
{
  struct node probe = { .key = key }, **slot, *node;

  slot = tfind (&probe, &cache->nodes, compare_nodes);
  if (slot)
    return *slot;
  node = make_node (key);
  if (!node)
    return NULL;
  if (!tsearch (node, &cache->nodes, compare_nodes)) {
    free_node (node);
    return NULL;
  }
  node->next = cache->all;
  cache->all = node;
  return node;
}

struct pl_tree *
pl_tree_cache_claim (struct pl_tree_cache *cache, struct plating_text key,
                     int *is_ours)
{
  struct node *node;

  *is_ours = 0;
  pthread_mutex_lock (&cache->lock);
  node = get_node (cache, key);
  while (node && node->state == IN_WORK)
    pthread_cond_wait (&cache->released, &cache->lock);
  if (node && node->state == ABSENT) {
    node->state = IN_WORK;
    *is_ours = 1;
  }
  pthread_mutex_unlock (&cache->lock);
  return node ? &node->tree : NULL;
}

const struct pl_tree *
pl_tree_cache_find (struct pl_tree_cache *cache, struct plating_text key)
{
  struct node probe = { .key = key }, **slot;
  const struct pl_tree *tree = NULL;

  pthread_mutex_lock (&cache->lock);
  slot = tfind (&probe, &cache->nodes, compare_nodes);
  if (slot && (*slot)->state == READY)
    tree = &(*slot)->tree;
  pthread_mutex_unlock (&cache->lock);
  return tree;
}

void
pl_tree_cache_release (struct pl_tree_cache *cache, struct pl_tree *tree,
                       int is_ready)
{
  struct node *node = (struct node *) tree;

  pthread_mutex_lock (&cache->lock);
  node->state = is_ready ? READY : ABSENT;
  pthread_cond_broadcast (&cache->released);
  pthread_mutex_unlock (&cache->lock);
}
