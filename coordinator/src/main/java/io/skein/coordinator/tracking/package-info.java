/** What runs in the cluster, as far as a coordinator knows: seen, limited and cancelled. */
package io.skein.coordinator.tracking;
