/** Clusters for tests. */
package io.skein.standalone.testing;
