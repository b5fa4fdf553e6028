/** Folders that appear whole or not at all, and where they go. */
package io.skein.generator.output;
