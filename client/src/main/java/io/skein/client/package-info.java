/** The Java library: a query's endpoints are planned once, and fetched in parallel. */
package io.skein.client;
