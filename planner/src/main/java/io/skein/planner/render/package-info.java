/** Plans and their parts as SQL text that DuckDB binds to the same plan again. */
package io.skein.planner.render;
