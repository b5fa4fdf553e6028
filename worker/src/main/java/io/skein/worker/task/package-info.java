/** Running tasks: inputs, fragment, result. */
package io.skein.worker.task;
