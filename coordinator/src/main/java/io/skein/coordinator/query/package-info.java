/** From SQL to tickets. */
package io.skein.coordinator.query;
