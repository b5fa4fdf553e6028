/** Measured ratios, side by side in one run. */
package io.skein.bench;
