/** What the worker answers over Flight. */
package io.skein.worker.service;
