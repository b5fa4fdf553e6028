/** How the worker tells the cluster that it is there. */
package io.skein.worker.announce;
