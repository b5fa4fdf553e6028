/** The planning DuckDB, whose catalog holds a shell of every table. */
package io.skein.planner.shell;
