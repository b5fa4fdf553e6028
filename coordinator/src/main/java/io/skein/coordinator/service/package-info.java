/** The Flight service. */
package io.skein.coordinator.service;
