/** Who may ask a coordinator: users with passwords, and holders of tokens. */
package io.skein.coordinator.security;
