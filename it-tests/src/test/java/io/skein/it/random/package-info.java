/** Random queries: their trees, how they are made and how they are made smaller. Pure. */
package io.skein.it.random;
