/** Decides where data must move, and cuts a plan there. */
package io.skein.planner.distribute;
