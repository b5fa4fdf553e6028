/** A whole cluster in one JVM or in child processes, and the command line. */
package io.skein.standalone;
