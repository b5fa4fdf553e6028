/** What ZooKeeper holds of the cluster. */
package io.skein.protocol.cluster;
