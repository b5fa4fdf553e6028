/** How Skein's nodes reach ZooKeeper, and what they share there. */
package io.skein.protocol.zookeeper;
