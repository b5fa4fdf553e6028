/** The coordinator: plans queries and issues tickets. */
package io.skein.coordinator;
