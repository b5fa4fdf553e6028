/** The worker: a process that serves the shards it can read, behind its own DuckDB. */
package io.skein.worker;
