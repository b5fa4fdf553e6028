/** Nodes in processes of their own. */
package io.skein.standalone.process;
