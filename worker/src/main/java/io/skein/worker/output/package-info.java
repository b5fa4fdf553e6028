/** Results that are computed once and read by several tasks. */
package io.skein.worker.output;
