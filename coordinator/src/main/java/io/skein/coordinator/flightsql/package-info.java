/** Flight SQL, beside the plain commands: what JDBC, ODBC and ADBC drivers speak. */
package io.skein.coordinator.flightsql;
