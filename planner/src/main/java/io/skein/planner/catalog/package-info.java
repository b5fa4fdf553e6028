/** The tables of a cluster, put together from what its workers serve. */
package io.skein.planner.catalog;
