/** SQL and a catalog to a distributed plan: pure, without network and clock. */
package io.skein.planner;
