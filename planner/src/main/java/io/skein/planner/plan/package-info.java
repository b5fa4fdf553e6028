/** DuckDB's optimized plan as sealed records, and the reader of its JSON. */
package io.skein.planner.plan;
