/** The worker's DuckDB: one locked-down instance, and the sessions and workspaces in it. */
package io.skein.worker.engine;
