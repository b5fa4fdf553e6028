/** JSON as DuckDB writes it. */
package io.skein.planner.json;
