/** What tasks say of their own runs, where somebody asked. */
package io.skein.protocol.profile;
