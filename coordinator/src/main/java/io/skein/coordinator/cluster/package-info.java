/** Who is alive and what they serve. */
package io.skein.coordinator.cluster;
