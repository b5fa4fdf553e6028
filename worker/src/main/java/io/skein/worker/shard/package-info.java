/** The tables and shards that lie in the worker's data folders. */
package io.skein.worker.shard;
