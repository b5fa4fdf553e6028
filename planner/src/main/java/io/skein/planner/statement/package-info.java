/** The gate that every statement passes before anything of it runs. */
package io.skein.planner.statement;
