/** The parameters of prepared statements, and the values that take their places. */
package io.skein.planner.parameter;
